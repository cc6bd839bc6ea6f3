"""The fetch stage: the only code that opens connections, and the considerate one.

::

    frontier ─▶ visit ─▶ hosts (robots.txt, tdmrep.json) ─▶ gate (one host, its pace) ─▶ client ─▶ transport ─▶ network
                  │                                                                                  (vetted addresses)
                  ├─▶ judge, tdm ─▶ outcome and reason
                  ├─▶ links, discover, paging ─▶ focus, traps ─▶ frontier
                  └─▶ recorder ─▶ archive (WARC), then store.pages

`session` runs this loop for every source of a run. What comes after fetch reads pages through the store and
`archive.read_body` alone.
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
