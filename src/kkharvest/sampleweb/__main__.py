"""`python -m kkharvest.sampleweb --port N`: the sample web for looking at in a browser, until interrupted."""

import argparse
import contextlib
import sys
import threading

from kkharvest.sampleweb.server import SampleWeb


def main() -> int:
    """Exit status 0 once interrupted, 2 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m kkharvest.sampleweb", description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    options = parser.parse_args()
    try:
        served = SampleWeb.start(port=options.port)
    except OSError as error:
        sys.stderr.write(f"cannot listen on port {options.port}: {error.strerror}; choose another with --port\n")
        return 2
    with served, contextlib.suppress(KeyboardInterrupt):
        port = served.address[1]
        lines = [f"http://{host}/  {site.name}, {len(site.pages)} pages" for host, site in served.web.sites.items()]
        sys.stdout.write("\n".join(lines) + f"\n\nOn 127.0.0.1 port {port}; a browser finds the sites with\n")
        sys.stdout.write(f'  chromium --host-resolver-rules="MAP *.example 127.0.0.1:{port}"\n')
        sys.stdout.flush()
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
