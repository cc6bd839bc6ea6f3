"""The reviewers' web application: server-rendered pages over the review core.

`rooms` is the one table of routes: address, role that may enter, and the function that answers. `entrance` opens a
`Visit` for each request (who it is, what was sent, whether the form is ours) and turns mistakes into pages;
`security` sets the headers;
`keeper` starts the process that renews what pages only read, and takes in what it finds.
The functions in `pages/` read from the store and render `templates/`. Everything works
without JavaScript; `static/` adds keys, completion and patience with a lost connection.
"""

from kkharvest.review.web.app import create_app, open_house
from kkharvest.review.web.serve import serve

__all__ = ["create_app", "open_house", "serve"]
