"""The fetch stage: the only code that opens connections, and the considerate one."""

from kkharvest.fetch.robots import Permission, allowed

__all__ = ["Permission", "allowed"]
