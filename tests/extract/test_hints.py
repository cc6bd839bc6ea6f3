"""What elements' names say is what reading them word by word says."""

import re
import zlib
from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract import hints
from kkharvest.extract.hints import BUCKETS, FAMILIES, TAG_FLAGS
from kkharvest.extract.tree import Tree

_WORDS = sorted({word.strip("*") for words in FAMILIES.values() for word in words.split()})
_NAMES = st.lists(
    st.tuples(
        st.sampled_from([*_WORDS, *map(str.capitalize, _WORDS), "a", "åÄö", "sök", "É", "İ", "\u212a", "ß", "x9"]),
        st.sampled_from([" ", " ", "-", "_", "", "", "s", "\u00a0"]),
    ),
    max_size=9,
).map(lambda pairs: "".join(word + after for word, after in pairs))
_ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "class": st.one_of(st.none(), _NAMES, _NAMES.map(lambda names: names + " " * 390 + "menuFooter")),
        "id": st.one_of(_NAMES, _NAMES.map(lambda names: names + " " * 70 + "menuFooter")),
        "role": st.sampled_from(["", "Navigation", "search", "button"]),
        "style": st.sampled_from(["", "display : none", "color: red"]),
        "hidden": st.sampled_from([None, ""]),
        "aria-hidden": st.sampled_from(["true", "false"]),
    },
)
_ELEMENTS = st.lists(
    st.tuples(st.sampled_from(["html", "body", "nav", "ol", "div", "x-card"]), _ATTRIBUTES, st.booleans()), max_size=6
)


@pytest.fixture(scope="module", params=["installed", "written"])
def module(request: pytest.FixtureRequest, as_written: Callable[[str], ModuleType]) -> ModuleType:
    return hints if request.param == "installed" else as_written("extract.hints")


def tree_of(elements: list[tuple[str, dict[str, str | None], bool]]) -> Tree:
    """Each element within the one two before it."""
    return Tree(
        tags=[tag for tag, _, _ in elements],
        attributes=[attributes for _, attributes, _ in elements],
        parents=[at - 2 if at > 1 else -1 for at in range(len(elements))],
        first=[0] * len(elements),
        last=[int(holds) for _, _, holds in elements],
    )


def words_of(attributes: dict[str, str | None]) -> list[str]:
    names = f"{(attributes.get('class') or '')[:400]} {(attributes.get('id') or '')[:80]}"
    parted = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", names)
    return re.findall(r"[a-zåäö]{2,}", parted.lower())[:12]


def flags_of(tag: str, attributes: dict[str, str | None]) -> set[str]:
    role = {"navigation": "nav", "search": "form"}.get((attributes.get("role") or "").lower(), tag)
    flags = {"ul" if role == "ol" else role} & set(TAG_FLAGS)
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or "none" in (attributes.get("style") or ""):
        flags.add("hiding")
    for word in words_of(attributes) if tag not in {"html", "body"} else []:
        for family, known in FAMILIES.items():
            if any(word.startswith(each[:-1]) if each.endswith("*") else word == each for each in known.split()):
                flags.add(f"{family}_words")
    return flags


@given(_ELEMENTS)
def test_names_are_read_word_by_word(
    module: ModuleType, elements: list[tuple[str, dict[str, str | None], bool]]
) -> None:
    read = module.read_hints(tree_of(elements))
    names = [*TAG_FLAGS, *(f"{family}_words" for family in FAMILIES)]
    flags = [{name for bit, name in enumerate(names) if bits >> bit & 1} for bits in read.flags.tolist()]
    assert flags == [*(flags_of(tag, each) if holds else set() for tag, each, holds in elements), set()]
    for at, (tag, attributes, holds) in enumerate(elements):
        said = [f"<{tag}>", *dict.fromkeys(words_of(attributes))] if holds and tag not in {"html", "body"} else []
        assert read.bags[read.rows[at]] == tuple(zlib.crc32(word.encode()) % BUCKETS for word in said)
    assert read.rows[-1] == -1
    assert len(set(read.bags)) == len(read.bags)


@given(_ELEMENTS)
def test_what_stands_around_an_element_says_something_of_it(
    module: ModuleType, elements: list[tuple[str, dict[str, str | None], bool]]
) -> None:
    tree = tree_of(elements)
    read = module.read_hints(tree)
    for at in range(len(elements)):
        around = 0
        for up in tree.ancestors(at):
            around |= int(read.flags[up])
        assert read.inside[at] == around
    assert read.inside[-1] == 0
