"""`python -m kkharvest.sampleweb --port N`: the sample web for looking at in a browser, until interrupted.

With `--measure N` it asks itself for N pages over one connection instead, and says how many it answers a second.
"""

import argparse
import contextlib
import http.client
import itertools
import sys
import threading
import time
from urllib.parse import quote

from kkharvest.sampleweb.server import SampleWeb


def answers_a_second(served: SampleWeb, number: int) -> float:
    """How many pages one client on one connection gets a second, slow hosts left out."""
    sites = [site for site in served.web.sites.values() if not site.quirks.delay]
    addresses = [(site.host, quote(page.path)) for site in sites for page in site.pages]
    connection = http.client.HTTPConnection(*served.address)
    start = time.perf_counter()
    for host, path in itertools.islice(itertools.cycle(addresses), number):
        connection.request("GET", path, headers={"Host": host, "Accept-Encoding": "gzip"})
        connection.getresponse().read()
    taken = time.perf_counter() - start
    connection.close()
    return number / taken


def main() -> int:
    """Exit status 0 once interrupted, 2 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m kkharvest.sampleweb", description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--measure", type=int, metavar="N", help="ask for N pages, print answers a second, and end")
    options = parser.parse_args()
    try:
        served = SampleWeb.start(port=options.port)
    except OSError as error:
        sys.stderr.write(f"cannot listen on port {options.port}: {error.strerror}; choose another with --port\n")
        return 2
    with served, contextlib.suppress(KeyboardInterrupt):
        if options.measure:
            cold, warm = (answers_a_second(served, options.measure) for _ in range(2))
            sys.stdout.write(f"{cold:.0f} answers/s at first, {warm:.0f} once every page was asked for\n")
            return 0
        port = served.address[1]
        lines = [f"http://{host}/  {site.name}, {len(site.pages)} pages" for host, site in served.web.sites.items()]
        sys.stdout.write("\n".join(lines) + f"\n\nOn 127.0.0.1 port {port}; a browser finds the sites with\n")
        sys.stdout.write(f'  chromium --host-resolver-rules="MAP *.example 127.0.0.1:{port}"\n')
        sys.stdout.flush()
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
