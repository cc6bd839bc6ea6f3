"""The fetch stage: the only code that opens connections, and the considerate one.

::

    session ─▶ source_harvest: frontier ─▶ visit ─▶ reading ─▶ recorder ─▶ archive (warc), then the store
                                  ▲           │         │
                                  │           │         ├─ judge, tdm, pdfmeta: outcome and reason
                                  │           │         └─ links, discover, paging: addresses found
                                  │           ├─ hosts (robots, tdmrep.json), optout, lastmod: may, must it be asked?
                                  │           ├─ render: what a shell's scripts show, at sources that ask for it
                                  │           └─ gate (one host, its pace) ─▶ client ─▶ transport ─▶ network
                                  ├─ focus, waiting, traps: which addresses, in which order      (vetted addresses)
                                  └─ purse: what the run as a whole may still ask

`session` runs this for all sources of a run on one event loop, after `erase` has taken out what has opted out since.
What comes after fetch reads pages through the store and `archive.read_body` alone.
"""

from kkharvest.fetch.network import Network
from kkharvest.fetch.outcome import Outcome
from kkharvest.fetch.robots import Permission, allowed
from kkharvest.fetch.session import HarvestSession, Progress, SourceReport, harvest, user_agent

__all__ = [
    "HarvestSession",
    "Network",
    "Outcome",
    "Permission",
    "Progress",
    "SourceReport",
    "allowed",
    "harvest",
    "user_agent",
]
