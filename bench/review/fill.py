"""A database of many candidates, made fast: waiting ones, decided ones, examples."""

import json
import random
from datetime import date

from kkharvest import taxonomy
from kkharvest.core.clock import now
from kkharvest.core.ids import candidate_id, document_id, page_id, text_hash
from kkharvest.review.examples import derive_examples
from kkharvest.store import Store
from kkharvest.store.reference import store_taxonomy

WORDS = """kommunen företag solceller energi klimat samverkan hamnen avtal upphandling fjärrvärme näringsliv omställning
utsläpp transporter byggaktörer återbruk skyfallskarta nätverk universitetet fastighetsägare laddning biogas cirkulär
industrin parken testbädd dialog mål projekt lokal regional hållbar tillsammans minska dela planera bygga""".split()


def fill(store: Store, waiting: int, decided: int) -> None:
    """Fills an empty database; the same every time."""
    chance = random.Random(7)  # noqa: S311 - a sample, not a secret
    store_taxonomy(store)
    themes = [theme.slug for theme in taxonomy.predicted_themes()]
    codes = [place.kommunkod for place in taxonomy.municipalities()]
    source = {"kind": "municipality", "homepage_url": "https://x.example/", "layout": "auto", "is_enabled": 1}
    rows = [
        {"id": f"s{n}", "name": f"Kommun {n}", "kommunkod": codes[n], **source, "config_json": "{}"} for n in range(200)
    ]
    store.insert_all("sources", rows)
    store.insert("runs", {"id": "r1", "started_at": now(), "status": "done"})
    for start in range(0, waiting + decided, 5_000):
        with store.transaction():
            for number in range(start, min(start + 5_000, waiting + decided)):
                _candidate(store, number, chance, themes, codes, is_decided=number < decided)
    derive_examples(store)


def _candidate(
    store: Store, number: int, chance: random.Random, themes: list[str], codes: list[str], *, is_decided: bool
) -> None:
    page, source = page_id(f"x.example/{number}"), f"s{number % 200}"
    text = "\n".join(" ".join(chance.choices(WORDS, k=60)) + "." for _ in range(4))
    title = " ".join(chance.choices(WORDS, k=6)).capitalize()
    key, digest, moment = candidate_id(page), text_hash(title, text), now()
    url = f"https://x.example/{number}"
    put = store.db.execute
    put(
        "INSERT INTO pages (id, source_id, url, address_key, first_seen_at, outcome, content_hash) "
        "VALUES (?,?,?,?,?,'ok',?)",
        (page, source, url, f"x.example/{number}", moment, digest),
    )
    put(
        "INSERT INTO documents (id, page_id, source_id, content_hash, extractor_version, kind, title, text, text_hash, "
        "lang, extracted_at) VALUES (?,?,?,?,'x','article',?,?,?,'sv',?)",
        (document_id(page), page, source, digest, title, text, digest, moment),
    )
    place = json.dumps({"places": [{"kommunkod": chance.choice(codes), "name": "X"}], "actors": [], "facts": []})
    put(
        "INSERT INTO candidates (id, page_id, document_id, source_id, part, position, title, text, text_hash, url, "
        "is_teaser, is_truncated, summary, lang, published, details_json, first_seen_at, changed_at) "
        "VALUES (?,?,?,?,'',0,?,?,?,?,0,0,?,'sv',?,?,?,?)",
        (key, page, document_id(page), source, title, text, digest, url, text[:200], date(2026, 1, 1).isoformat(),
         place, moment, moment),
    )  # fmt: skip
    p = chance.random()
    scores = [("relevance", "example", p, int(p > 0.3))]
    scores += [("theme", slug, q := chance.random() ** 4, int(q > 0.5)) for slug in themes]
    for taxon, slug, value, selected in scores:
        put(
            "INSERT INTO suggestions VALUES (?,?,?,?,?,'m1',?,'[[0, 40]]')",
            (key, taxon, slug, value, selected, digest),
        )
    group = f"g-{number}"
    put("INSERT INTO candidate_groups VALUES (?,?,1,NULL,NULL)", (key, group))
    if is_decided:
        verdict = "accept" if chance.random() < p else "reject"
        payload = (
            f'{{"title": "{title}", "summary": "Kort.", "themes": ["{chance.choice(themes)}"], "areas": [], '
            f'"level": null, "municipalities": ["{chance.choice(codes)}"]}}'
            if verdict == "accept"
            else '{"reason": "old"}'
        )
        put(
            "INSERT INTO judgements (at, reviewer, verdict, candidate_id, payload_json, content_hash, text_hash) "
            "VALUES (?, 'g-x', ?, ?, ?, ?, ?)",
            (moment, verdict, key, payload, digest, digest),
        )
