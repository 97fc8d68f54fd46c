"""Patches: JSON patch, merge patch, strategic merge patch with its directives."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery.patches import merging, operations, strategic

POD = registry.KINDS["pods"]


@pytest.mark.parametrize(
    ("patch", "result"),
    [
        pytest.param([{"op": "add", "path": "/a/-", "value": 3}], {"a": [1, 2, 3]}, id="add at the end"),
        pytest.param([{"op": "add", "path": "/a/0", "value": 0}], {"a": [0, 1, 2]}, id="add before"),
        pytest.param([{"op": "remove", "path": "/a/1"}], {"a": [1]}, id="remove"),
        pytest.param([{"op": "replace", "path": "", "value": {}}], {}, id="replace everything"),
        pytest.param([{"op": "copy", "from": "/a/0", "path": "/b~1c"}], {"a": [1, 2], "b/c": 1}, id="escaped slash"),
        pytest.param([{"op": "test", "path": "/a/0", "value": 1}], {"a": [1, 2]}, id="a test that holds"),
    ],
)
def test_operations(patch: list[Any], result: Any) -> None:
    doc = {"a": [1, 2]}
    assert operations.apply(patch, doc) == result
    assert doc == {"a": [1, 2]}


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param({"op": "test", "path": "/a/0", "value": True}, id="true is not 1"),
        pytest.param({"op": "remove", "path": "/b"}, id="nothing there"),
        pytest.param({"op": "replace", "path": "/a/2", "value": 1}, id="beyond the end"),
        pytest.param({"op": "add", "path": "a", "value": 1}, id="no slash"),
        pytest.param({"op": "add", "path": "/b"}, id="no value"),
        pytest.param({"op": "move", "path": "/b"}, id="no source"),
        pytest.param({"op": "frob", "path": "/a"}, id="unknown"),
        pytest.param("add", id="no object"),
    ],
)
def test_operations_that_do_not_apply(operation: Any) -> None:
    with pytest.raises(operations.Inapplicable):
        operations.apply([operation], {"a": [1, 2]})


def test_null_takes_out_and_lists_are_replaced() -> None:
    assert merging.apply({"a": None, "b": [3], "c": {"d": None, "e": 1}}, {"a": 1, "b": [1, 2]}) == {
        "b": [3],
        "c": {"e": 1},
    }


def containers(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


@pytest.mark.parametrize(
    ("patch", "result"),
    [
        pytest.param([{"name": "b", "image": "x"}], [{"name": "a"}, {"name": "b", "image": "x"}], id="merged by name"),
        pytest.param(containers("c"), containers("c", "a", "b"), id="a new item comes first"),
        pytest.param([{"name": "a", "$patch": "delete"}], containers("b"), id="deleted"),
        pytest.param([{"$patch": "replace"}, {"name": "c"}], containers("c"), id="replaced"),
    ],
)
def test_lists_with_a_merge_key(patch: list[Any], result: list[Any]) -> None:
    doc = {"spec": {"containers": containers("a", "b")}}
    assert strategic.apply(POD, {"spec": {"containers": patch}}, doc)["spec"]["containers"] == result


def test_the_order_that_is_asked_for() -> None:
    doc = {"spec": {"containers": containers("a", "b", "c")}}
    patch = {"spec": {"$setElementOrder/containers": containers("c", "a")}}
    assert strategic.apply(POD, patch, doc)["spec"]["containers"] == containers("b", "c", "a")


def test_a_list_of_plain_values_is_a_set_where_the_schema_says_so() -> None:
    doc = {"metadata": {"finalizers": ["f", "g"]}}
    assert strategic.apply(POD, {"metadata": {"finalizers": ["h", "f"]}}, doc) == {
        "metadata": {"finalizers": ["h", "f", "g"]}
    }
    removed = {"metadata": {"$deleteFromPrimitiveList/finalizers": ["f", "g"]}}
    assert strategic.apply(POD, removed, doc) == {"metadata": {}}


def test_an_item_without_its_key_is_malformed() -> None:
    with pytest.raises(strategic.Malformed, match=r"map: map\[image:q\] does not contain declared merge key: name"):
        strategic.apply(POD, {"spec": {"containers": [{"image": "q"}]}}, {"spec": {"containers": containers("a")}})


def test_values_of_another_type_are_named() -> None:
    assert strategic.mistyped(POD, {"spec": {"activeDeadlineSeconds": "soon"}}) == "int64"
    assert strategic.mistyped(POD, {"spec": {"activeDeadlineSeconds": 3}}) == ""


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        pytest.param(
            {"$retainKeys": 1}, "400 invalid patch format of retainKeys", id="keys to retain that are no list"
        ),
        pytest.param(
            {"$retainKeys": ["nodeName"], "hostname": "h"},
            "400 invalid patch format of retainKeys",
            id="others are set",
        ),
        pytest.param(
            {"$setElementOrder/containers": "a"}, "500 expected a []interface {}, but received a string", id="an order"
        ),
        pytest.param(
            {"$setElementOrder/containers": None}, "500 expected a []interface {}, but received a %!s(<nil>)", id="none"
        ),
        pytest.param({"$patch": "x", "a": 1}, "500 unknown patch type: x in map: map[$patch:x a:1]", id="a directive"),
        pytest.param({"$patch": 2}, "500 unknown patch type: %!s(int64=2) in map: map[$patch:2]", id="a number as one"),
        pytest.param(
            {"containers": [{"$patch": "merge", "name": "a"}]},
            "500 merging lists cannot yet be specified in the patch",
            id="a list that asks to be merged",
        ),
        pytest.param(
            {"containers": [1]},
            "500 list element types are not identical: [[map[name:a]] [1]]",
            id="items of two types",
        ),
    ],
)
def test_directives_that_cannot_be_followed(spec: dict[str, Any], why: str) -> None:
    with pytest.raises(strategic.Malformed) as refused:
        strategic.apply(POD, {"spec": spec}, {"spec": {"containers": containers("a")}})
    assert f"{refused.value.code} {refused.value}" == why


def test_a_list_of_lists_is_not_merged() -> None:
    with pytest.raises(strategic.Nested, match="lists of lists"):
        strategic.apply(POD, {"metadata": {"finalizers": [["f"]]}}, {"metadata": {"finalizers": []}})


@pytest.mark.parametrize("values", [1, {}, "f"])
def test_values_to_take_out_that_are_no_list_are_passed_over(values: Any) -> None:
    doc = {"metadata": {"finalizers": ["f"]}}
    assert strategic.apply(POD, {"metadata": {"$deleteFromPrimitiveList/finalizers": values}}, doc) == doc
    assert strategic.apply(POD, {"metadata": {"$deleteFromPrimitiveList/finalizers": ["g"]}}, {}) == {"metadata": {}}
