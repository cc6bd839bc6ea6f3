"""A database as some years of harvests and reviewing would leave it, made fast and the same every time.

Texts are put together from sentences of the labelled texts, so that words, lengths and search behave like the real
ones; a fifth of the examples are told more than once; every table that a page reads holds its share of rows.
"""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from kkharvest import taxonomy
from kkharvest.classify.dataset import read_examples
from kkharvest.classify.encoder.cache import text_key
from kkharvest.classify.inputs import ClassifyInput, judged_text
from kkharvest.core.ids import candidate_id, document_id, page_id, text_hash
from kkharvest.core.text import sentences
from kkharvest.review.examples import derive_examples
from kkharvest.store import Store
from kkharvest.store.reference import store_taxonomy

__all__ = ["fill"]

SEED = 7
WIDTH = 384
SHARE_SUGGESTED = 0.35
REVIEWERS = [f"g-r{number}" for number in range(8)]
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
BATCH = 2_000
HINDRANCES = ["legislation", "procurement", "funding", "knowledge", "permits", "roles", "data"]


@dataclass(slots=True)
class Made:
    """Rows by table, written together."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def write(self, store: Store) -> None:
        with store.transaction():
            for table, rows in self.rows.items():
                names = ", ".join(rows[0])
                marks = ", ".join(f":{name}" for name in rows[0])
                # Two equal texts share their vector.
                verb = "INSERT OR IGNORE" if table == "embeddings" else "INSERT"
                store.db.conn.executemany(f"{verb} INTO {table} ({names}) VALUES ({marks})", rows)
        self.rows.clear()


@dataclass(frozen=True, slots=True)
class Pool:
    """What texts are put together from."""

    titles: tuple[str, ...]
    sentences: tuple[str, ...]

    def title(self, chance: random.Random) -> str:
        return f"{chance.choice(taxonomy.municipalities()).name}: {chance.choice(self.titles)}"

    def text(self, chance: random.Random) -> str:
        n = min(120, max(2, round(chance.lognormvariate(2.5, 0.7))))
        chosen = chance.choices(self.sentences, k=n)
        return "\n".join(" ".join(chosen[at : at + 4]) for at in range(0, n, 4))


def fill(store: Store, waiting: int, decided: int, training: Path) -> None:
    """Fills an empty database with so many candidates that wait and so many that are decided."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    # Nothing is lost when a made-up database is lost.
    for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -600000"):
        store.db.execute(f"PRAGMA {pragma}")
    store.db.execute("PRAGMA foreign_keys = OFF")
    store_taxonomy(store)
    rest = _take_off(store)
    _sources(store)
    pool = _pool(training)
    vectors = np.random.default_rng(SEED).standard_normal((256, WIDTH), dtype=np.float32)
    made = Made()
    number = 0
    for count, is_decided in ((decided, True), (waiting, False)):
        for size in _sizes(chance, count):
            _group(made, chance, pool, vectors, range(number, number + size), is_decided=is_decided)
            number += size
            if len(made.rows["candidates"]) >= BATCH:
                made.write(store)
    made.write(store)
    for sql in rest:
        store.db.execute(sql)
    _asides(store, chance, number)
    store.execute("INSERT OR IGNORE INTO queue_stale SELECT DISTINCT group_id FROM candidate_groups")
    derive_examples(store)
    store.db.execute("PRAGMA foreign_keys = ON")
    store.db.execute("PRAGMA journal_mode = WAL")


def _take_off(store: Store) -> list[str]:
    """Drops indexes and triggers, which would be kept up row by row; the statements that make them again at once."""
    found = store.rows(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY 1, 2"
    )
    for row in found:
        store.db.execute(f"DROP {row['type']} {row['name']}")
    return [row["sql"] for row in found]


def _sizes(chance: random.Random, count: int) -> Iterator[int]:
    while count:
        size = min(count, 1 if chance.random() < 0.9 else chance.randint(2, 6))
        yield size
        count -= size


def _sources(store: Store) -> None:
    codes = [place.kommunkod for place in taxonomy.municipalities()]
    rest = {"homepage_url": "https://x.example/", "layout": "auto", "is_enabled": 1, "config_json": "{}"}
    kinds = [("municipality", code) for code in codes] + [("press_host", None)] * 10 + [("network", None)] * 10
    store.insert_all(
        "sources",
        (
            {"id": f"s{at}", "name": f"Källa {at}", "kind": kind, "kommunkod": code, **rest}
            for at, (kind, code) in enumerate(kinds)
        ),
    )
    store.insert("runs", {"id": "r1", "started_at": TODAY.isoformat(), "status": "done"})
    store.insert_all(
        "issues",
        (
            {"run_id": "r1", "at": TODAY.isoformat(), "stage": "fetch", "code": f"c{at}", "severity": "warning",
             "message": "Källan svarar långsamt.", "source_id": f"s{at}"}
            for at in range(0, 290, 9)
        ),
    )  # fmt: skip


def _pool(training: Path) -> Pool:
    examples = read_examples(training)
    found = [span.of(one.text) for one in examples for span in sentences(one.text)]
    return Pool(tuple(one.title for one in examples if one.title), tuple(found))


def _group(
    made: Made, chance: random.Random, pool: Pool, vectors: Any, numbers: Iterable[int], *, is_decided: bool
) -> None:
    p = min(0.999, chance.betavariate(4, 1.5) if chance.random() < SHARE_SUGGESTED else chance.betavariate(1, 8))
    title, text = pool.title(chance), pool.text(chance)
    keys: list[str] = []
    for number in numbers:
        told = text if not keys else text + "\n" + pool.text(chance)[:400]
        keys.append(_candidate(made, chance, vectors, number, title, told, p))
    for key in keys:
        is_primary = key == keys[0]
        relation = None if is_primary else chance.choice(["copy_of", "same_effort"])
        made.add("candidate_groups", candidate_id=key, group_id=f"g-{keys[0]}", is_primary=int(is_primary),
                 relation=relation, of_id=None if is_primary else keys[0])  # fmt: skip
        if not is_primary:
            a, b = sorted((key, keys[0]))
            made.add("candidate_links", a_id=a, b_id=b, relation=relation, score=0.9, model_version="d1")
    if is_decided:
        _decide(made, chance, keys[0], title, text, p)


def _candidate(made: Made, chance: random.Random, vectors: Any, number: int, title: str, text: str, p: float) -> str:
    page, source = page_id(f"x.example/{number}"), f"s{int(chance.paretovariate(0.6)) % 310}"
    key, digest = candidate_id(page), text_hash(title, text)
    moment = (TODAY - timedelta(days=chance.random() * 200)).isoformat(timespec="seconds")
    url = f"https://x.example/{number}"
    lang = "en" if chance.random() < 0.05 else "sv"
    made.add("pages", id=page, source_id=source, url=url, address_key=f"x.example/{number}", first_seen_at=moment,
             checked_at=moment, outcome="ok", content_hash=digest, fetch_id=number + 1)  # fmt: skip
    made.add("fetches", id=number + 1, run_id="r1", page_id=page, url=url, fetched_at=moment, http_status=200,
             outcome="ok", content_hash=digest)  # fmt: skip
    made.add("documents", id=document_id(page), page_id=page, source_id=source, fetch_id=number + 1,
             content_hash=digest, extractor_version="x", kind="article", title=title, text=text, text_hash=digest,
             lang=lang, extracted_at=moment)  # fmt: skip
    places = [chance.choice(taxonomy.municipalities()) for _ in range(chance.choice((0, 1, 1, 1, 2)))]
    details = {
        "places": [{"kommunkod": place.kommunkod, "name": place.name} for place in places],
        "actors": [{"name": f"Bolaget {chance.randrange(900)}", "role": None} for _ in range(chance.randrange(4))],
        "facts": [],
    }
    made.add("candidates", id=key, page_id=page, document_id=document_id(page), source_id=source, part="", position=0,
             title=title, text=text, text_hash=digest, url=url, is_teaser=0, is_truncated=0, summary=text[:240],
             lang=lang, published=moment[:10], details_json=json.dumps(details, ensure_ascii=False),
             first_seen_at=moment, changed_at=moment)  # fmt: skip
    _suggest(made, chance, key, digest, text, p)
    mixed = vectors[number % 256] + 0.5 * vectors[number // 256 % 256]
    words = text_key(judged_text(ClassifyInput(key, title, text)))
    made.add("embeddings", text_hash=words, encoder="e1", vector=mixed.tobytes())
    return key


def _suggest(made: Made, chance: random.Random, key: str, digest: str, text: str, p: float) -> None:
    spans = [list(span) for span in ((s.start, s.end) for s in (one for one in sentences(text[:600])))][:2]
    evidence = json.dumps(spans)

    def add(kind: str, slug: str, value: float, least: float) -> None:
        made.add("suggestions", candidate_id=key, taxonomy=kind, slug=slug, p=round(value, 6),
                 is_selected=int(value > least), model_version="m1", text_hash=digest,
                 evidence_json=evidence if value > least else "[]")  # fmt: skip

    add("relevance", "example", p, 0.35)
    chosen = {theme.slug for theme in chance.sample(taxonomy.predicted_themes(), chance.choice((1, 1, 2, 3)))}
    for theme in taxonomy.predicted_themes():
        add("theme", theme.slug, chance.uniform(0.5, 0.99) if theme.slug in chosen else chance.random() * 0.4, 0.45)
    for area in taxonomy.areas():
        add("area", area.slug, chance.random() ** 4, 0.7)
    for level in taxonomy.levels():
        add("level", level.slug, chance.random() ** 2, 0.6)
    if spans and chance.random() < 0.3:
        made.add("hindrances", candidate_id=key, kind=chance.choice(HINDRANCES), span_start=spans[0][0],
                 span_end=spans[0][1])  # fmt: skip


def _decide(made: Made, chance: random.Random, key: str, title: str, text: str, p: float) -> None:
    digest = text_hash(title, text)
    moment = (TODAY - timedelta(days=chance.random() * 120)).isoformat(timespec="seconds")
    is_accepted = chance.random() < p
    record = {
        "title": title,
        "summary": f"Med egna ord om {title}.",
        "themes": [theme.slug for theme in chance.sample(taxonomy.predicted_themes(), chance.choice((1, 2, 3)))],
        "areas": [area.slug for area in chance.sample(taxonomy.areas(), 2)],
        "level": chance.choice(taxonomy.levels()).slug,
        "municipalities": [chance.choice(taxonomy.municipalities()).kommunkod],
        "details": {"organisations": [{"name": "Bolaget", "role": "partner"}], "form": "network", "status": "ongoing"},
    }
    payload = record if is_accepted else {"reason": chance.choice(["not-business", "not-climate", "old", "duplicate"])}
    verdict = "accept" if is_accepted else "reject"
    made.add("judgements", at=moment, reviewer=chance.choice(REVIEWERS), verdict=verdict, candidate_id=key,
             payload_json=json.dumps(payload, ensure_ascii=False), content_hash=digest, text_hash=digest,
             model_version="m1")  # fmt: skip
    if chance.random() < 0.05:
        for reviewer in chance.sample(REVIEWERS, 2):
            said = verdict if chance.random() < 0.85 else "reject"
            made.add("readings", candidate_id=key, text_hash=digest, reviewer=reviewer, at=moment, verdict=said,
                     payload_json=json.dumps(payload if said == verdict else {"reason": "other"}, ensure_ascii=False),
                     after_judgement_id=0)  # fmt: skip


def _asides(store: Store, chance: random.Random, count: int) -> None:
    """What lies beside decisions: unsure and later, half-done readings, links between groups, tips."""
    keys = [row["id"] for row in store.rows("SELECT id FROM candidates ORDER BY id")]
    waiting = [
        row["candidate_id"]
        for row in store.rows(
            "SELECT candidate_id FROM candidate_groups WHERE is_primary = 1 AND candidate_id NOT IN "
            "(SELECT candidate_id FROM judgements WHERE candidate_id IS NOT NULL) ORDER BY 1"
        )
    ]
    made = Made()
    moment = TODAY.isoformat()
    for key in chance.sample(waiting, len(waiting) // 50):
        verdict = chance.choice(["unsure", "later"])
        payload = {"until": chance.choice(["2027-03-01", "changed"])} if verdict == "later" else {}
        made.add("judgements", at=moment, reviewer=chance.choice(REVIEWERS), verdict=verdict, candidate_id=key,
                 payload_json=json.dumps(payload), content_hash="x", text_hash="x", model_version="m1")  # fmt: skip
    hashes = {row["id"]: row["text_hash"] for row in store.rows("SELECT id, text_hash FROM candidates")}
    for key in chance.sample(waiting, len(waiting) // 100):
        for reviewer in chance.sample(REVIEWERS, chance.choice((1, 2))):
            verdict = chance.choice(["accept", "reject"])
            made.add("readings", candidate_id=key, text_hash=hashes[key], reviewer=reviewer, at=moment,
                     verdict=verdict, payload_json="{}", after_judgement_id=0)  # fmt: skip
    pairs = {tuple(sorted(chance.sample(keys, 2))) for _ in range(count // 20)}
    known = {(row["a_id"], row["b_id"]) for row in store.rows("SELECT a_id, b_id FROM candidate_links")}
    for a, b in sorted(pairs - known):
        made.add("candidate_links", a_id=a, b_id=b, relation="same_effort", score=chance.random() * 0.5,
                 model_version="d1")  # fmt: skip
    for number in range(300):
        made.add("tips", at=moment, url=f"https://x.example/{number}", address_key=f"x.example/{number}",
                 page_id=page_id(f"x.example/{number}"), message="Läs den här.")  # fmt: skip
    made.write(store)
