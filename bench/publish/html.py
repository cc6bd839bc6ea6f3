"""What the Nu HTML checker says of every type of page of the public site, and of its style.

python -m bench.publish.html [vnu.jar]

The checker needs Java. Its jar is that of the package vnu-jar (`npm install vnu-jar`), looked for under node_modules
when no path is given.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.publish.site_edition import edition, page_types, site

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Every message, and how many; status 1 when there is one, 0 with a word when the checker is not there."""
    found = [Path(one) for one in arguments or ()] or list(Path("node_modules").glob("vnu-jar/build/dist/vnu.jar"))
    java = shutil.which("java")
    if not java or not found:
        print("html: the Nu HTML checker is not here (java, and npm install vnu-jar); nothing was checked")
        return 0
    held = edition()
    with tempfile.TemporaryDirectory() as folder:
        for name, body in site(held).items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        pages = [f"site/{name}" for name in page_types(held)] + ["site/style.css", "site/mark.svg"]
        told = subprocess.run(
            [java, "-jar", str(found[0].resolve()), "--also-check-css", "--also-check-svg", "--stdout", *pages],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
        )
    lines = told.stdout.splitlines() + told.stderr.splitlines()
    for line in lines:
        print(line)
    print(f"html: {len(pages)} files, {len(lines)} messages")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
