"""One example, many voices: which tellings are copies of a text, and which tell the same effort in other words.

`profiles` turns tellings into rows of hashed `sets` (`tokens`, `stems`, `lexicon`; `rows` has the loops over them);
`blocking` chooses which pairs are worth comparing, in work proportional to the number of tellings; `features` and
`scoring` give each pair two probabilities, same example and copy; `linking` brings these together (`identical` lets
one telling stand for its twins, `scored` says which pairs are kept); `clusters` derives groups from them with people's
judgements as hard constraints; `contract` says what each telling is to the others of its group. `catching_up` keeps
what was compared in an `index`, so that a new harvest is compared with it and not everything with everything again.
"""

from kkharvest.dedupe.clusters import Contradiction, Grouping, Judgement, PairVerdict, cluster, implied
from kkharvest.dedupe.contract import Place, primaries, to_contract
from kkharvest.dedupe.explaining import Evidence, evidence, explain
from kkharvest.dedupe.identity import GroupIds, assign_group_ids
from kkharvest.dedupe.index import PairIndex
from kkharvest.dedupe.linking import find_links
from kkharvest.dedupe.merging import Merged, merged_record
from kkharvest.dedupe.resolving import group, resolve
from kkharvest.dedupe.scoring import Scorer, default_scorer, load_scorer
from kkharvest.dedupe.vectors import text_to_embed

__all__ = [
    "Contradiction",
    "Evidence",
    "GroupIds",
    "Grouping",
    "Judgement",
    "Merged",
    "PairIndex",
    "PairVerdict",
    "Place",
    "Scorer",
    "assign_group_ids",
    "cluster",
    "default_scorer",
    "evidence",
    "explain",
    "find_links",
    "group",
    "implied",
    "load_scorer",
    "merged_record",
    "primaries",
    "resolve",
    "text_to_embed",
    "to_contract",
]
