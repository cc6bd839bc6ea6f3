"""All measurements of the publish stage."""

import sys

from bench.publish import pii, release

if __name__ == "__main__":
    sys.exit(max(pii.main(), release.main()))
