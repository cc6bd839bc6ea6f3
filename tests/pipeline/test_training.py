from collections.abc import Callable

import pytest

from kkharvest.core.errors import ModelError
from kkharvest.core.settings import Settings
from kkharvest.pipeline.training import judged_examples, use_heads
from kkharvest.review import accept, reject, undo_last
from kkharvest.store import Store

Add = Callable[..., str]
Group = Callable[..., None]


def test_what_people_decided_becomes_labelled_texts(store: Store, add: Add, group: Group) -> None:
    ids = [add(f"/{number}", f"Text nummer {number}.") for number in range(4)]
    group(ids[:2], [ids[2]], [ids[3]])
    accept(store, ids[0], "eva", themes=["governance"])
    reject(store, ids[2], "eva", "not-climate")
    reject(store, ids[3], "eva", "duplicate")
    found = {example.id: example for example in judged_examples(store)}
    assert set(found) == {ids[0], ids[2]}, "a duplicate says nothing of the text"
    assert (found[ids[0]].is_example, found[ids[0]].themes) == (True, ("governance",))
    assert (found[ids[2]].is_example, found[ids[2]].themes) == (False, ())
    assert found[ids[0]].initiative != found[ids[2]].initiative
    undo_last(store, "eva")
    undo_last(store, "eva")
    assert {example.id for example in judged_examples(store)} == {ids[0]}


def test_unknown_heads_are_told(settings: Settings) -> None:
    with pytest.raises(ModelError, match=r"Trained so far: .*e5-small"):
        use_heads(settings, "none")
