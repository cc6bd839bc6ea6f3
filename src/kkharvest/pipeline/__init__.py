"""A run from sources to groups: what flow and command line both do, in the same order.

::

    begin ─▶ harvest (one coroutine a source) ─▶ extract ─▶ classify ─▶ dedupe ─▶ checks ─▶ report

`run` holds the steps, `checks` the questions asked of a finished run, `page` the HTML report, `console` the lines
and tables on a terminal, `truth` the comparison of a harvested sample web with its file of truth.
"""
