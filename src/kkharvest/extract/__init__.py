"""Page in, document and candidates out: pure functions of a page's bytes."""

from kkharvest.extract.page import EXTRACTOR_VERSION, extract_page, to_contract

__all__ = ["EXTRACTOR_VERSION", "extract_page", "to_contract"]
