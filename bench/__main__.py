"""Runs every part in a process of its own and says at the end which ones failed."""

import subprocess
import sys
from pathlib import Path

PARTS = sorted(
    path.stem if path.suffix == ".py" else path.name
    for path in Path(__file__).parent.iterdir()
    if (path.suffix == ".py" and not path.stem.startswith("_")) or (path / "__main__.py").is_file()
)


def main() -> int:
    """The parts one after the other; 1 when one of them failed."""
    failed = []
    for part in PARTS:
        print(f"\n## {part}\n", flush=True)
        if subprocess.call([sys.executable, "-m", f"bench.{part}"]):
            failed.append(part)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
