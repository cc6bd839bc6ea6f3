"""`python -m bench.extract.fuzz --seconds N`: coverage-guided fuzzing of the byte path, from bytes to records.

Seeds are the saved pages; mutations are libFuzzer's (atheris), with a dictionary of markup. A finding is an exception,
a page that takes longer than 10 s, a document that breaks a promise of its records (see `broken_promises`), or a crash
of the process; each kind of finding is kept once, its input beside it in `--findings`. The fuzzer runs in a process of
its own. It is no dependency of the project: `pip install atheris`.
"""

import argparse
import hashlib
import importlib
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

PAGES = Path(__file__).resolve().parents[2] / "tests" / "pages"
URL = "https://orten.example/nyheter/2024-03-05/sida"
_TYPES = (None, "text/html", "text/html; charset=iso-8859-1", "text/html; charset=utf-16", "application/pdf")
_SLOW = 10.0
_LARGEST = 60_000
_TOKENS = (
    "<h1>", "<h2 id=x>", "</h2>", "<p>", "<ul><li>", "<a href=", "</a>", "<table><tr><td>", "<details><summary>",
    "<strong>", "<br>", "<article class=card>", "<main>", "<nav>", "<footer>", "<time datetime=", "<dl><dt>", "<dd>",
    "<template>", "<svg>", "<plaintext>", "<select>", "<!--", "]]>", "&#0;", "&shy;", "&nbsp;", "Lund: ", "Publicerad ",
    "3 mars 2024", "Foto: ", "Ladda fler", "12 miljoner kronor", "2021-2024", "14 procent", "\u2026",
    '<script type="application/ld+json">', "datePublished", "<meta charset=", "windows-1252", "%PDF-1.7",
)  # fmt: skip
_STATISTIC = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERAGE = re.compile(r"cov: (\d+)")


def main() -> int:
    """Prints runs, time and findings; 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--findings", type=Path, help="folder for inputs that broke something (default: a new one)")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.findings or Path(tempfile.mkdtemp(prefix="fuzz-"))
    if options.child:
        fuzz(folder, options.child)
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        arguments = _prepare(Path(work), folder, options.seconds)
        command = [sys.executable, "-m", "bench.extract.fuzz", "--findings", str(folder), "--child", *arguments]
        started = time.monotonic()
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return _report(ended, time.monotonic() - started, folder)


def _prepare(work: Path, folder: Path, seconds: int) -> list[str]:
    """Seeds, dictionary and the fuzzer's arguments."""
    seeds = work / "seeds"
    seeds.mkdir()
    for path in sorted(PAGES.glob("*.html")):
        (seeds / path.stem).write_bytes(b"\x01" + path.read_bytes()[: _LARGEST - 1])
    words = work / "markup.dict"
    words.write_text("".join(f'"{_escaped(token)}"\n' for token in _TOKENS), encoding="ascii")
    limits = [f"-max_total_time={seconds}", f"-max_len={_LARGEST}", "-timeout=60", "-rss_limit_mb=3000"]
    return [str(seeds), f"+dict={words}", *(f"+{limit[1:]}" for limit in limits), f"+artifact_prefix={folder}/crash-"]


def _escaped(token: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token.encode())


def fuzz(folder: Path, arguments: list[str]) -> None:
    """Runs the fuzzer in this process, which it ends."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["kkharvest.extract", "kkharvest.core"]):
        from kkharvest.extract import extract_page, to_contract
        from kkharvest.extract.charset import decode
        from kkharvest.extract.promises import broken_promises
    seen: set[str] = set()

    def keep(what: str, body: bytes) -> None:
        if what not in seen:
            seen.add(what)
            name = hashlib.sha256(what.encode()).hexdigest()[:12]
            (folder / f"{name}.txt").write_text(what + "\n", encoding="utf-8")
            (folder / f"{name}.bin").write_bytes(body)

    def one(data: bytes) -> None:
        if not data:
            return
        started = time.monotonic()
        stated = _TYPES[data[0] % len(_TYPES)]
        try:
            document = extract_page(data[1:], URL, stated)
            to_contract(document)
        except Exception as error:  # noqa: BLE001 - any exception is a finding
            keep(f"{type(error).__name__} at {traceback.extract_tb(error.__traceback__)[-1]}", data)
            return
        if time.monotonic() - started > _SLOW:
            keep("slow", data)
        if (document.reason or "").startswith("failed"):
            keep(document.reason or "", data)
        markup = decode(data[1:], stated).text if document.published else None
        for promise in broken_promises(document, markup):
            keep(f"broken promise: {promise}", data)

    # The options of libFuzzer begin with a dash, which our own parser would take for its own.
    atheris.Setup([sys.argv[0], *(f"-{each[1:]}" if each.startswith("+") else each for each in arguments),
                   "-print_final_stats=1"], one)  # fmt: skip
    atheris.Fuzz()


def _report(ended: subprocess.CompletedProcess[str], seconds: float, folder: Path) -> int:
    runs = _STATISTIC.search(ended.stderr)
    coverage = _COVERAGE.findall(ended.stderr)
    crashes = sorted(folder.glob("crash-*"))
    findings = sorted(folder.glob("*.txt"))
    count, edges = runs.group(1) if runs else "?", coverage[-1] if coverage else "?"
    print(f"{count} runs in {seconds:.0f} s, {edges} edges, {len(findings)} findings, {len(crashes)} crashes")
    for path in findings:
        print(f"  {path.with_suffix('.bin')}: {path.read_text(encoding='utf-8').strip()}")
    for path in crashes:
        print(f"  {path}")
    if not runs:
        print(ended.stderr[-2000:], file=sys.stderr)
    return int(bool(findings or crashes or not runs))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
