"""One example, many voices: which tellings are copies of a text, and which tell the same effort in other words.

`profiles` turns tellings into rows of hashed sets (`tokens`, `stems`, `lexicon`); `blocking` chooses which pairs are
worth comparing, in work proportional to the number of tellings; `features` and `scoring` give each pair two
probabilities, same example and copy; `clusters` derives groups from them with people's judgements as hard
constraints; `contract` says what each telling is to the others of its group.
"""

from kkharvest.dedupe.clusters import Contradiction, Grouping, Judgement, PairVerdict, cluster, implied
from kkharvest.dedupe.contract import Place, primaries, to_contract
from kkharvest.dedupe.linking import find_links
from kkharvest.dedupe.resolving import group, resolve

__all__ = [
    "Contradiction",
    "Grouping",
    "Judgement",
    "PairVerdict",
    "Place",
    "cluster",
    "find_links",
    "group",
    "implied",
    "primaries",
    "resolve",
    "to_contract",
]
