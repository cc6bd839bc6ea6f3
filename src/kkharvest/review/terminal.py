"""Queue and candidates on a terminal, in Swedish."""

from collections.abc import Sequence

from rich.console import Console as RichConsole
from rich.markup import escape
from rich.table import Table

from kkharvest.core.text import shorten
from kkharvest.review.queue import QueueItem, View

__all__ = ["print_queue", "print_view"]


def print_queue(items: Sequence[QueueItem]) -> None:
    """The review queue as a table."""
    out = RichConsole()
    if not items:
        out.print("Inget väntar på beslut.")
        return
    table = Table(title="Väntar på beslut", title_justify="left")
    for column in ("kandidat", "rubrik", "sannolikhet", "föreslagna teman", "röster"):
        table.add_column(column, justify="right" if column in {"sannolikhet", "röster"} else "left")
    for item in items:
        table.add_row(
            item.candidate_id,
            escape(shorten(item.title, 60)),
            f"{item.relevance:.0%}",
            ", ".join(item.themes),
            str(item.group_size),
        )
    out.print(table)


def print_view(shown: View) -> None:
    """One candidate with its suggestions, evidence, voices and history."""
    out = RichConsole(highlight=False)
    candidate = shown.candidate
    out.print(f"{candidate['title']}", style="bold", markup=False)
    out.print(
        f"{candidate['source_name']} · {candidate['published'] or 'utan datum'} · {candidate['url']}", markup=False
    )
    out.print(f"Exempel: {shown.relevance.p:.0%}", markup=False)
    for sentence in shown.relevance.evidence:
        out.print(f"    ”{sentence}”", markup=False)
    for heading, suggestions in (("Teman", shown.themes), ("Områden", shown.areas), ("Stödnivå", shown.levels)):
        out.print(f"{heading}:", markup=False)
        for suggestion in [s for s in suggestions if s.is_selected] or suggestions[:1]:
            mark = "*" if suggestion.is_selected else " "
            out.print(f"  {mark} {suggestion.name} ({suggestion.slug}) {suggestion.p:.0%}", markup=False)
            for sentence in suggestion.evidence:
                out.print(f"      ”{sentence}”", markup=False)
    places = [place["name"] for place in shown.details.get("places", ())]
    out.print(f"Kommuner: {', '.join(dict.fromkeys(places)) or '–'}", markup=False)
    for voice in shown.voices:
        if voice["id"] != candidate["id"]:
            out.print(
                f"Samma exempel ({voice['relation'] or 'huvudberättelse'}): {voice['title']} – {voice['url']}",
                markup=False,
            )
    for judgement in shown.history:
        out.print(
            f"{judgement['at']} {judgement['reviewer']}: {judgement['verdict']} {judgement['note']}", markup=False
        )
    out.print("")
    out.print(candidate["text"], markup=False)
