"""What the walk promises of any page, and of the borders of blocks."""

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract.features import feature_names, page_features
from kkharvest.extract.guard import parse
from kkharvest.extract.metadata import Head
from kkharvest.extract.tree import Tree
from kkharvest.extract.walk import build_tree

_TAGS = "p div b strong a span em ul li pre br table td h2 time button select option script svg section".split()
_PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
    st.sampled_from(['<a href="/x">', '<a id="y">', '<span class="sr-only">', "<img src=i>", "<input>", "<!-- c -->"]),
    st.sampled_from(["ord ", " ord", "två ord", "\n", "  ", "å,", ".", "&nbsp;"]),
)


def tree_of(markup: str) -> Tree:
    return build_tree(parse(markup))


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_elements_nest_and_marks_lie_inside_their_blocks(markup: str) -> None:
    tree = tree_of(markup)
    for at, parent in enumerate(tree.parents):
        assert tree.first[at] <= tree.last[at] <= len(tree.blocks)
        assert at < tree.end[at] <= len(tree.tags)
        if parent >= 0:
            assert parent < at
            assert tree.end[at] <= tree.end[parent]
            assert tree.first[parent] <= tree.first[at] <= tree.last[at] <= tree.last[parent]
    for index, block in enumerate(tree.blocks):
        assert block.text == block.text.rstrip()
        assert block.words == len(block.text.split())
        assert tree.first[block.element] <= index < tree.last[block.element]
        for start, end in (*block.bold, *((link.start, link.end) for link in block.links)):
            assert 0 <= start < end <= len(block.text) + 1


def test_a_link_over_a_border_goes_on_in_the_next_block() -> None:
    first, second = tree_of('<a href="/x"><b>Ett</b> två<div>tre</div></a>').blocks
    assert [(first.text[link.start : link.end], link.href) for link in first.links] == [("Ett två", "/x")]
    assert [second.text[link.start : link.end] for link in second.links] == ["tre"]
    assert [first.text[start:end] for start, end in first.bold] == ["Ett"]


def test_scripts_drawings_and_comments_are_not_entered() -> None:
    markup = "<p>Före<script>var a</script><svg><text>bild</text></svg><!-- hej --><template>mall</template> efter</p>"
    assert [block.text for block in tree_of(markup).blocks] == ["Före efter"]


def test_what_only_a_screen_reader_says_is_left_out_but_not_what_follows() -> None:
    assert [block.text for block in tree_of('<p><span class="sr-only">Dolt</span>Synligt</p>').blocks] == ["Synligt"]


def test_the_name_of_an_icon_is_no_text() -> None:
    icons = (
        '<i class="c-icon">arrow_forward</i>',
        '<span class="c-icon material-symbols">home</span>',
        '<span class="material-icons md-18">info</span>',
    )
    assert [block.text for block in tree_of(f"<p>{''.join(icons)}Synligt <i>och kursivt</i></p>").blocks] == [
        "Synligt och kursivt"
    ]


def test_preformatted_text_keeps_its_spaces_and_its_links_their_place() -> None:
    (block,) = tree_of('<div> <pre>a  b <a href="/x">c</a></pre> </div>').blocks
    assert block.text == "a  b c"
    assert [block.text[link.start : link.end] for link in block.links] == ["c"]


def test_a_wording_ends_where_its_word_ends() -> None:
    tree = tree_of("<p>nearby cookies</p><p>by Eva</p><p>cookiesen</p><p>page four</p><p>page 4</p>")
    features = page_features(tree, Head())
    names = feature_names()
    said = {name: list(features.dense[:, names.index(f"says_{name}")]) for name in ("meta", "consent", "menu")}
    assert said == {"meta": [1, 1, 0, 0, 0], "consent": [1, 0, 0, 0, 0], "menu": [0, 0, 0, 0, 1]}
