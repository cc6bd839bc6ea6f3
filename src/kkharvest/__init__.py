"""Good examples of climate collaboration, from municipal pages to a curated database.

The pipeline reads from left to right; each stage imports only what stands before it::

    core  taxonomy  sources  store │ fetch → extract → classify → dedupe → review → publish │ sampleweb  cli

`core` holds records, ids, addresses, errors, settings and reports; `taxonomy` the 14 themes; `sources` the
registry; `store` the database. Each stage has one public function that flow, command line and tests all call.
"""

__version__ = "0.1.0"
