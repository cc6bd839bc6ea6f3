"""The SQLite file behind the pipeline: schema, and the queries of each stage.

The tables stand as SQL in migrations/, which `schema` applies; `database` opens the file and guards writes; `lock`
keeps a second run out. The other modules hold the queries, one module per room of the pipeline: `reference` (taxonomy
and sources), `runs` (runs and their issues), `pages` (addresses and visits), `frontier`, `hosts` and `archives` of the
harvest, `corpus` (documents and candidates), `suggestions` (model output and embeddings), `groups` (links and groups),
`judgements`, `examples`. `forgetting` takes words out of all of them.
"""

from kkharvest.store.database import Row, Store, open_store
from kkharvest.store.lock import run_lock

__all__ = ["Row", "Store", "open_store", "run_lock"]
