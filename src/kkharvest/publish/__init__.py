"""The curated database as releases that other sites can build on.

::

    examples ─▶ record ─▶ gates ─▶ formats ─▶ release folder ─▶ versions.json ─▶ latest
                 plain     named     bytes      written aside,      lists it        moves last
                 values    checks    of files   renamed whole

A release never changes once its folder stands. The same decisions give the same bytes: a release holds no time of
its own making, only times of decisions. A refused or broken-off release leaves `latest` where it was.
"""

from kkharvest.publish.pii import find_personal_data
from kkharvest.publish.release import Release, publish

__all__ = ["Release", "find_personal_data", "publish"]
