"""The list of payers: read whole, faults told together, no name that stands for two."""

from collections import Counter

import pytest

from kkharvest.core.errors import InputError
from kkharvest.taxonomy.funders import funders, parse_funders


def test_the_list_is_read_and_every_name_stands_for_one_payer() -> None:
    names = Counter(name for body in funders() for name in (body.name, *body.aliases))
    assert [name for name, times in names.items() if times > 1] == []
    known = {body.name: body for body in funders()}
    assert known["Klimatklivet"].pays_only
    assert not known["Naturvårdsverket"].pays_only
    assert "ERUF" in known["Europeiska regionala utvecklingsfonden"].aliases


def test_faults_of_a_list_are_told_together() -> None:
    with pytest.raises(InputError, match=r"(?s)row 1.*row 2"):
        parse_funders("name,pays,aliases\n,only,\nVinnova,often,\n")
