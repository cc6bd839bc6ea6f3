"""All measurements of the publish stage, or one of them: pii, size, kill, deltas, validators, site, html.

python -m bench.publish [NAME [ARGUMENT ...]]
"""

import sys
from importlib import import_module

NAMES = ("pii", "size", "kill", "deltas", "validators", "site", "html")

if __name__ == "__main__":
    chosen = sys.argv[1:2] or list(NAMES)
    if not set(chosen) <= set(NAMES):
        sys.exit(f"There is no measurement {chosen[0]!r}. Choose among: {', '.join(NAMES)}")
    sys.exit(max(import_module(f"bench.publish.{name}").main(sys.argv[2:]) for name in chosen))
