"""Applying: what is no longer applied goes, what others set stays, keyed lists are merged item by item."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds.registry import KINDS
from core.machinery import merge
from core.machinery.door import Door
from core.meta.objects import Doc, Key
from core.store.memory import MemoryStore

CASES: list[tuple[str, Doc, Doc, Doc, Doc]] = [
    ("a field that is no longer applied goes", {"a": "1", "b": "2"}, {"a": "1"}, {"a": "1", "b": "2"}, {"a": "1"}),
    ("a field that somebody else set stays", {"a": "1"}, {"a": "2"}, {"a": "1", "z": "9"}, {"a": "2", "z": "9"}),
    ("a field is applied anew", {}, {"a": "1"}, {}, {"a": "1"}),
]


@pytest.mark.parametrize(("sentence", "before", "wanted", "live", "merged"), CASES, ids=[case[0] for case in CASES])
def test_mappings(sentence: str, before: Doc, wanted: Doc, live: Doc, merged: Doc) -> None:
    found = merge.three_way(KINDS["configmaps"], {"data": before}, {"data": wanted}, {"data": live})
    assert found == {"data": merged}


def containers(*items: dict[str, Any]) -> Doc:
    return {"spec": {"containers": list(items)}}


def test_containers_are_merged_by_name_and_keep_what_was_injected() -> None:
    before = containers({"name": "a", "image": "x:1"}, {"name": "gone", "image": "y"})
    wanted = containers({"name": "a", "image": "x:2"})
    live = containers(
        {"name": "a", "image": "x:1", "imagePullPolicy": "Always"}, {"name": "gone", "image": "y"}, {"name": "mesh"}
    )
    merged = merge.three_way(KINDS["pods"], before, wanted, live)
    assert merged == containers({"name": "a", "image": "x:2", "imagePullPolicy": "Always"}, {"name": "mesh"})


def test_a_strategy_that_changes_its_type_loses_the_other_types_fields() -> None:
    live = {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}}
    wanted = {"spec": {"strategy": {"type": "Recreate"}}}
    assert merge.three_way(KINDS["deployments.apps"], {}, wanted, live) == wanted


def test_applying_the_same_again_changes_nothing() -> None:
    store = MemoryStore()
    door = Door(store, seed="1", clock=lambda: 0, actor="ann", trusted=True)
    door.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "c", "namespace": "default"},
        "data": {"a": "1"},
    }
    first = door.apply(config)
    assert door.apply(config) is first
    assert store.get(Key("configmaps", "default", "c")) is first
    changed = door.apply({**config, "data": {"b": "2"}})
    assert changed["data"] == {"b": "2"}
