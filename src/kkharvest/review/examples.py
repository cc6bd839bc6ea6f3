"""The curated tables, derived from standing judgements and groups.

For each group the latest accept or reject decides. An example takes its id from the candidate of the group that was
accepted first, its content from the latest accept, and its sources from all voices of the group, with the roles that
whoever decided gave them. An example whose
acceptance was undone or overruled stays as `withdrawn`; one whose group was merged into an older one as `merged`.
"""

import json
from collections import defaultdict
from collections.abc import Mapping

from kkharvest.core.ids import example_id
from kkharvest.store import Row, Store
from kkharvest.store.examples import save_example, withdraw_others

__all__ = ["derive_examples", "roles_of"]


def derive_examples(store: Store, *, of: str | None = None) -> int:
    """Brings examples up to date with judgements and groups; how many of them are accepted.

    With `of`, only the group of that candidate is looked at, which gives the same tables when nothing else changed.
    """
    with store.transaction():
        members = None if of is None else _group_of(store, of)
        groups: dict[str, list[Row]] = defaultdict(list)
        for decision in _decisions(store, members):
            groups[decision["group_id"] or decision["candidate_id"]].append(decision)
        accepted: set[str] = set()
        merged: dict[str, str] = {}
        for group, decisions in sorted(groups.items()):
            if decisions[-1]["verdict"] != "accept":
                continue
            accepts = [decision for decision in decisions if decision["verdict"] == "accept"]
            first = min(accepts, key=lambda decision: (decision["first_accept_id"], decision["candidate_id"]))
            example = example_id(first["candidate_id"])
            _save(store, example, group, decisions[-1], first)
            accepted.add(example)
            merged |= {
                other: example
                for other in (example_id(decision["candidate_id"]) for decision in accepts)
                if other != example
            }
        withdraw_others(store, accepted, merged, among=None if members is None else [example_id(m) for m in members])
    return len(accepted)


def _group_of(store: Store, candidate_id: str) -> list[str]:
    rows = store.rows(
        "SELECT candidate_id FROM candidate_groups WHERE group_id = "
        "(SELECT group_id FROM candidate_groups WHERE candidate_id = ?)",
        (candidate_id,),
    )
    return sorted({candidate_id, *(row["candidate_id"] for row in rows)})


def _decisions(store: Store, members: list[str] | None) -> list[Row]:
    """Current accepts and rejects, oldest first, each with its group and the first accept of its candidate."""
    among = "" if members is None else "AND d.candidate_id IN (SELECT value FROM json_each(:members))"
    return store.rows(
        f"""
        SELECT d.*, g.group_id,
               (SELECT min(j.id) FROM judgements AS j WHERE j.candidate_id = d.candidate_id AND j.verdict = 'accept')
                   AS first_accept_id,
               (SELECT min(j.at) FROM judgements AS j WHERE j.candidate_id = d.candidate_id AND j.verdict = 'accept')
                   AS first_accept_at
        FROM decisions AS d LEFT JOIN candidate_groups AS g ON g.candidate_id = d.candidate_id
        WHERE d.verdict IN ('accept', 'reject') {among} ORDER BY d.id
        """,  # noqa: S608 - one of two conditions of our own
        {"members": json.dumps(members or [])},
    )


def _save(store: Store, example: str, group: str, decision: Row, first: Row) -> None:
    chosen = json.loads(decision["payload_json"])
    candidate = store.row("SELECT * FROM candidates WHERE id = ?", (decision["candidate_id"],)) or {}
    voices = _voices(store, group, decision["candidate_id"], chosen.get("sources") or {})
    save_example(
        store,
        {
            "id": example,
            "candidate_id": decision["candidate_id"],
            "judgement_id": decision["id"],
            "status": "accepted",
            "merged_into_id": None,
            "title": chosen["title"],
            "summary": chosen["summary"],
            "lang": candidate["lang"],
            "level": chosen.get("level"),
            "published": candidate["published"],
            "accepted_at": first["first_accept_at"],
            "decided_at": decision["at"],
            "details_json": json.dumps(chosen.get("details", {}), ensure_ascii=False, sort_keys=True),
        },
        themes=chosen["themes"],
        areas=chosen.get("areas", []),
        municipalities=chosen.get("municipalities", []),
        voices=voices,
    )


def _voices(store: Store, group: str, decided: str, said: Mapping[str, str]) -> list[Row]:
    """The sources of an example with their roles: as `said` by who decided, else as the group tells."""
    rows = store.rows(
        """
        SELECT c.id AS candidate_id, c.url, c.title, c.lang, c.published, s.name AS source_name,
               g.relation, g.is_primary
        FROM candidates AS c JOIN sources AS s ON s.id = c.source_id
        LEFT JOIN candidate_groups AS g ON g.candidate_id = c.id
        WHERE c.id IN (SELECT ? UNION SELECT h.candidate_id FROM candidate_groups AS h WHERE h.group_id = ?)
        ORDER BY c.id = ? DESC, g.is_primary DESC, c.id
        """,
        (decided, group, decided),
    )
    roles = roles_of({row["candidate_id"]: row["relation"] for row in rows}, decided, said)
    return [
        {
            "candidate_id": row["candidate_id"],
            "role": roles[row["candidate_id"]],
            **{name: row[name] for name in ("url", "title", "lang", "published", "source_name")},
        }
        for row in rows
    ]


def roles_of(relations: Mapping[str, str | None], decided: str, said: Mapping[str, str]) -> dict[str, str]:
    """The role of each candidate of a group: one is primary, the one said to be, else the one decided on.

    What was said of candidates that have left the group since then counts no longer.
    """
    main = next((key for key in relations if said.get(key) == "primary"), decided)
    roles = {key: said.get(key) or relation or "same_effort" for key, relation in relations.items()}
    return {
        key: "primary" if key == main else "same_effort" if role == "primary" else role for key, role in roles.items()
    }
