"""The only Prefect code: thin flows over the package.

Prefect reads its settings from the environment when it is imported, so they stand here, before any flow imports it:
its database in `.prefect/` of the project (never the pipeline's own file), telemetry off, and a quiet console. So do
the numeric libraries: on tiny matrices their threads cost more than they bring.
"""

import os
from pathlib import Path

_SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PREFECT_HOME": str(Path(__file__).resolve().parents[1] / ".prefect"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}

for _name, _value in _SETTINGS.items():
    os.environ.setdefault(_name, _value)
