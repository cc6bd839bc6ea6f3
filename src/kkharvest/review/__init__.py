"""People decide: the queue, the decisions, and the curated examples that follow from them.

A decision is a judgement row and nothing else; `examples.derive_examples` turns the standing judgements into the
curated tables, and gives the same tables whenever it is run. So undo is one more row, and nothing decided is lost.
"""

from kkharvest.review.decide import REJECT_REASONS, accept, defer, reject, undo_last, unsure
from kkharvest.review.examples import derive_examples
from kkharvest.review.queue import QueueItem, View, queue, view

__all__ = [
    "REJECT_REASONS",
    "QueueItem",
    "View",
    "accept",
    "defer",
    "derive_examples",
    "queue",
    "reject",
    "undo_last",
    "unsure",
    "view",
]
