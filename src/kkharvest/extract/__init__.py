"""Page in, document and candidates out: pure functions of a page's bytes.

One page goes through these steps, a module each: `charset` makes text of bytes; `guard` bounds the markup and `walk`
flattens it to the elements and blocks of a `tree`; `metadata`, `published` and `picture` read what the page says of
itself, `layouts` (by `needles`) which system made it; `content` chooses the main content: `features` are laid out in
`columns` from `tables`, `hints`, `counts`, the `lexicon` and the `description`, the `network` is trained on them and
`inference` judges by it, `furniture` (by `names`) is rules; `pointers` and `trim` take out what only leads on; `kind`
decides what the page is, with `listing` and `examples`, which divide it into `parts` by its `sections`, its `items` or
what is `repeated` in `groups` and judge each division by its `signs` and their `weighing`; `candidates` cuts it,
`address` leads to each piece; `describe` adds actors, places, facts (`periods`, `funders` and those of its
`quantities` that are `outcomes`) and summary, where the `clues` of words (names are in the `gazetteer`) and `anchored`
expressions say what to look for and where, `evidence` where each of them stands (`promises` says what must hold of all
that).
`pdf` does all of it for a PDF. `train` fits the model (`fit`, `wcxb`, `card`); `saved` compares with saved pages;
`stage` connects everything with the database. Many expressions at once are an `automaton`. What setup.py names is
compiled.
"""

from kkharvest.extract.page import EXTRACTOR_VERSION, extract_page, to_contract

__all__ = ["EXTRACTOR_VERSION", "extract_page", "to_contract"]
