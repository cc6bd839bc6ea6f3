"""An erasure: what it reaches, and that a kill on the way loses nothing and leaves nothing."""

import asyncio
import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kkharvest.core.errors import InputError
from kkharvest.core.ids import candidate_id, example_id
from kkharvest.core.records import Classification, Score
from kkharvest.core.settings import FetchSettings, Settings, load_settings
from kkharvest.extract.stage import run_extract
from kkharvest.fetch import Network, harvest
from kkharvest.publish import erase as erasing
from kkharvest.publish import publish
from kkharvest.publish.erase import erase
from kkharvest.publish.shelf import check_whole, read_records, read_versions
from kkharvest.review import accept, reject
from kkharvest.sources import Source
from kkharvest.store import Store, open_store
from kkharvest.store.groups import save_groups
from kkharvest.store.reference import store_sources, store_taxonomy
from kkharvest.store.runs import begin_run
from kkharvest.store.suggestions import save_classification

SECRET = "Hemligheten"
TODAY = "2026-11-23"


def page(title: str, links: str = "") -> str:
    told = f"Lunds kommun och företagen bygger solceller tillsammans i projektet {title} för klimatet. " * 8
    return (
        f"<!doctype html><html lang=sv><head><title>{title}</title></head><body><main><h1>{title}</h1>"
        f"<p>{told}</p><p>{told}</p></main>{links}</body></html>"
    )


PAGES = {
    "/": page("Start", '<a href="/a">Första</a> <a href="/b">Andra</a> <a href="/c">Tredje</a>'),
    "/a": page(f"{SECRET} i Lund"),
    "/b": page("Solceller på taken"),
    "/c": page("Laddning för alla"),
}


async def resolve(_: str) -> list[str]:
    return ["93.184.215.14"]


def answer(request: httpx.Request) -> httpx.Response:
    body = PAGES.get(request.url.path)
    headers = {"content-type": "text/html; charset=utf-8"}
    return httpx.Response(200 if body else 404, headers=headers, stream=httpx.ByteStream((body or "").encode()))


def hasty(settings: Settings) -> Settings:
    """Settings under which much may go at once and nobody waits."""
    publishing = settings.publish.model_copy(update={"max_drop": 0.9})
    fetch = FetchSettings(delay_s=0, patience=0, retry_wait_s=0)
    return settings.model_copy(update={"contact": "drift@x.se", "publish": publishing, "fetch": fetch})


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return hasty(settings)


def visit(store: Store, settings: Settings, number: int, *seeds: dict[str, str]) -> None:
    source = Source.model_validate(
        {"id": "x", "name": "X kommun", "kind": "other", "homepage": "https://x.se/",
         "seeds": [{"kind": "page", "url": "https://x.se/"}, *seeds]}
    )  # fmt: skip
    store_sources(store, [source])
    run = begin_run(store, {"n": number})
    network = Network(resolver=resolve, transport=lambda _: httpx.MockTransport(answer))
    asyncio.run(harvest((source,), settings, store, run, network))
    store.execute("UPDATE runs SET status = 'done'")
    run_extract(store, settings, run)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for copying: a site of four pages, its three examples accepted and published twice."""
    data = tmp_path_factory.mktemp("published")
    settings = hasty(load_settings(Path(__file__).resolve().parents[2], {"KKHARVEST_DATA": str(data)}))
    with open_store(settings.database) as opened:
        store_taxonomy(opened)
        visit(opened, settings, 1)
        keys = [key(opened, path) for path in ("/a", "/b", "/c")]
        save_groups(
            opened,
            [
                {"candidate_id": one, "group_id": f"g-{one}", "is_primary": 1, "relation": None, "of_id": None}
                for one in keys
            ],
            {},
            {},
        )
        for one in keys:
            digest = opened.value("SELECT text_hash FROM candidates WHERE id = ?", (one,))
            guess = Classification(0.9, True, (Score("energi", 0.8, True),), (), (), version="m1")
            save_classification(opened, {"id": one, "text_hash": digest}, guess)
        reject(opened, keys[0], "eva", "other", note=f"om {SECRET}")
        for one in keys:
            accept(opened, one, "eva", details={"results": "Mycket."}, note=SECRET if one == keys[0] else "")
        publish(opened, settings, today=TODAY)
        accept(opened, keys[1], "eva", title="Solceller på alla tak")
        publish(opened, settings, today=TODAY)
    return data


@pytest.fixture
def store(settings: Settings, published: Path) -> Iterator[Store]:
    """The database of that folder's copy."""
    shutil.copytree(published, settings.data_dir, symlinks=True)
    with open_store(settings.database) as opened:
        yield opened


def key(store: Store, path: str) -> str:
    return candidate_id(str(store.value("SELECT id FROM pages WHERE url = ?", (f"https://x.se{path}",))))


def whereabouts(settings: Settings, word: str) -> list[str]:
    """Files under data/ that hold the word, archives unpacked, in any of its spellings."""
    found = []
    for path in sorted(settings.data_dir.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            if path.suffix == ".gz":
                body = gzip.decompress(body)
            if word.casefold().encode() in body.lower():
                found.append(path.relative_to(settings.data_dir).as_posix())
    return found


def test_the_erased_is_found_nowhere_under_data(store: Store, settings: Settings) -> None:
    names = whereabouts(settings, SECRET)
    assert any(name.endswith(".warc.gz") for name in names)
    assert sum(name.endswith("examples.json") for name in names) == 2
    asked = example_id(key(store, "/a"))
    done = erase(store, settings, asked, "asked")
    assert (done.examples, done.versions) == ((asked,), ("2026-11-23.1", "2026-11-23.2"))
    assert whereabouts(settings, SECRET) == []
    assert len(whereabouts(settings, "Laddning för alla")) > 3, "everything else is where it was"


def test_releases_are_whole_and_say_what_was_done(store: Store, settings: Settings) -> None:
    asked = example_id(key(store, "/a"))
    before = read_versions(settings.releases)
    erase(store, settings, asked, "asked")
    after = read_versions(settings.releases)
    for old, new in zip(before, after, strict=True):
        check_whole(settings.releases, new)
        assert (new["version"], new["released_at"]) == (old["version"], old["released_at"])
        assert new["content_hash"] != old["content_hash"]
        assert new["rebuilt_at"] >= new["released_at"]
        folder = settings.releases / new["version"]
        stones = json.loads((folder / "tombstones.json").read_text())
        assert stones == [{"id": asked, "reason": "erased", "redirect": None, "version": after[0]["version"]}]
    assert f"- {asked}" in (settings.releases / after[0]["version"] / "CHANGES.md").read_text()
    lines = (settings.releases / after[1]["version"] / "delta.jsonl").read_text().splitlines()
    delta = [json.loads(line) for line in lines]
    assert [(one["op"], one["id"]) for one in delta] == [("MOD", example_id(key(store, "/b")))]
    assert store.rows("SELECT version, content_hash FROM releases ORDER BY 1") == [
        {"version": entry["version"], "content_hash": entry["content_hash"]} for entry in after
    ]
    again = publish(store, settings, today=TODAY)
    assert (again.is_new, again.version) == (False, after[-1]["version"])


def test_it_is_never_asked_read_or_published_again(store: Store, settings: Settings) -> None:
    one = key(store, "/a")
    erase(store, settings, example_id(one), "asked")
    visit(store, settings, 2)
    assert whereabouts(settings, SECRET) == []
    accept(store, one, "eva", themes=["energi"], title="Kommer tillbaka")
    publish(store, settings, today=TODAY)
    assert not [name for name in whereabouts(settings, "Kommer tillbaka") if "releases" in name]


def test_a_feed_that_names_it_is_not_kept(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def feed(*paths: str) -> str:
        entries = "".join(
            f"<item><title>{SECRET if path == '/a' else 'Annat'} i Lund</title><link>https://x.se{path}</link></item>"
            for path in paths
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Nytt</title>{entries}</channel></rss>'

    monkeypatch.setitem(PAGES, "/flode.xml", feed("/a", "/b"))
    visit(store, settings, 2, {"kind": "feed", "url": "https://x.se/flode.xml"})
    outcome = "SELECT outcome FROM pages WHERE url = 'https://x.se/flode.xml'"
    assert store.value(outcome) == "discovery"
    erase(store, settings, example_id(key(store, "/a")), "asked")
    assert whereabouts(settings, SECRET) == []
    visit(store, settings, 3, {"kind": "feed", "url": "https://x.se/flode.xml"})
    assert store.value(outcome) == "noindex"
    assert whereabouts(settings, SECRET) == []
    monkeypatch.setitem(PAGES, "/flode.xml", feed("/b", "/c"))
    visit(store, settings, 4, {"kind": "feed", "url": "https://x.se/flode.xml"})
    assert store.value(outcome) == "discovery", "it is kept again when it names nothing erased"


def test_judgements_keep_their_verdicts_and_stay_append_only(store: Store, settings: Settings) -> None:
    one = key(store, "/a")
    before = store.rows("SELECT id, verdict, reviewer, at FROM judgements ORDER BY id")
    erase(store, settings, example_id(one), "asked")
    assert store.rows("SELECT id, verdict, reviewer, at FROM judgements ORDER BY id") == before
    with pytest.raises(Exception, match="append-only"):
        store.execute("UPDATE judgements SET note = 'x'")
    with pytest.raises(Exception, match="append-only"):
        store.execute("DELETE FROM judgements")


def test_a_page_is_erased_by_its_address(store: Store, settings: Settings) -> None:
    done = erase(store, settings, "https://x.se/a", "asked")
    assert done.examples == (example_id(key(store, "/a")),)
    assert whereabouts(settings, SECRET) == []


def test_a_source_is_erased_by_its_id(store: Store, settings: Settings) -> None:
    done = erase(store, settings, "x", "the source asks")
    assert len(done.examples) >= 3
    for word in (SECRET, "Laddning för alla", "Solceller på taken"):
        assert whereabouts(settings, word) == []
    visit(store, settings, 2)
    assert whereabouts(settings, SECRET) == []
    for entry in read_versions(settings.releases):
        assert read_records(settings.releases, entry) == []


def test_what_is_not_known_is_said(store: Store, settings: Settings) -> None:
    for asked in ("kk-nothing", "https://y.se/", "https://"):
        with pytest.raises(InputError):
            erase(store, settings, asked, "asked")
    assert store.rows("SELECT * FROM erasures") == []


def test_a_page_that_tells_others_too_is_read_for_its_links_alone(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = "".join(
        f"<h2 id=del{n}>{title} i Lund</h2><p>{title}: Lunds kommun och tio företag delar på arbetet för klimatet. "
        f"{'De följer upp sina utsläpp varje år och hjälps åt. ' * 6}</p>"
        for n, title in enumerate((f"{SECRET} två", "Samlastning", "Återbruk"))
    )
    shared = (
        f"<!doctype html><html lang=sv><head><title>Goda exempel</title></head><body><main><h1>Goda exempel</h1>{parts}"
        f'</main><a href="/a">{SECRET} i Lund</a> <a href="/senare">Senare</a></body></html>'
    )
    monkeypatch.setitem(PAGES, "/", page("Start", '<a href="/alla">Goda exempel</a>'))
    monkeypatch.setitem(PAGES, "/alla", shared)
    visit(store, settings, 2)
    parts_of = (
        "SELECT c.id, c.title FROM candidates AS c JOIN pages AS p ON p.id = c.page_id WHERE p.url = ? ORDER BY 2"
    )
    held = {row["title"]: row["id"] for row in store.rows(parts_of, ("https://x.se/alla",))}
    secret, other = held[f"{SECRET} två i Lund"], held["Samlastning i Lund"]
    for one in (secret, other):
        accept(store, one, "eva", themes=["energi"], summary="Kort.")
    publish(store, settings, today=TODAY)
    erase(store, settings, example_id(key(store, "/a")), "asked")
    erase(store, settings, example_id(secret), "asked")
    assert whereabouts(settings, SECRET) == []
    monkeypatch.setitem(PAGES, "/senare", page("Senare"))
    for number in (3, 4):
        visit(store, settings, number)
        publish(store, settings, today=TODAY)
        assert whereabouts(settings, SECRET) == []
    assert store.value("SELECT outcome FROM pages WHERE url = 'https://x.se/alla'") == "noindex"
    assert store.value("SELECT outcome FROM pages WHERE url = 'https://x.se/senare'") == "ok", "its links are followed"
    latest = (settings.releases / "latest" / "examples.jsonl").read_text(encoding="utf-8")
    assert example_id(other) in latest
    assert "Samlastning" in store.value("SELECT text FROM candidates WHERE id = ?", (other,))


@pytest.mark.parametrize("step", ["erase_pages", "rewrite_history", "compact"])
def test_a_broken_erasure_is_ended_by_the_next_release(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    asked = example_id(key(store, "/a"))
    with monkeypatch.context() as patch:
        patch.setattr(erasing, step, broken)
        with pytest.raises(KeyboardInterrupt):
            erase(store, settings, asked, "asked")
    publish(store, settings, today=TODAY)
    assert whereabouts(settings, SECRET) == []
    for entry in read_versions(settings.releases):
        check_whole(settings.releases, entry)
        assert asked not in {record["id"] for record in read_records(settings.releases, entry)}
