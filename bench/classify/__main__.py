"""python -m bench.classify [encoder|evidence|quality|review]: figures as JSON on standard output."""

import json
import sys

from bench.classify import encoder, evidence, quality, review
from kkharvest.core.settings import load_settings

PARTS = {"encoder": encoder.measure, "evidence": evidence.measure, "quality": quality.measure, "review": review.measure}


def main() -> int:
    """Every part, or those named; 0 when all could be measured."""
    settings = load_settings()
    for name in sys.argv[1:] or PARTS:
        print(json.dumps({name: PARTS[name](settings)}, indent=1, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
