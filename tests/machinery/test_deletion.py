"""What a delete request leaves of an object."""

from __future__ import annotations

import pytest

from core.machinery.deletion import Propagation, decide_delete, is_released
from core.meta.objects import Doc
from core.meta.time import parse

NOW = parse("2026-01-01T00:00:00Z")


def pod(node: str = "", **metadata: object) -> Doc:
    spec = {"nodeName": node, "terminationGracePeriodSeconds": 30} if node else {}
    return {"kind": "Pod", "metadata": {"name": "p", "generation": 1, **metadata}, "spec": spec, "status": {}}


ENDING = pod("n1", deletionTimestamp="x", deletionGracePeriodSeconds=5)


@pytest.mark.parametrize(
    ("sentence", "doc", "propagation", "grace", "deadline"),
    [
        ("a pod without a node is gone at once", pod(), "Background", None, None),
        ("a pod on a node gets its own grace period", pod("n1"), "Background", None, "2026-01-01T00:00:30Z"),
        ("a request may give less", pod("n1"), "Background", 5, "2026-01-01T00:00:05Z"),
        ("a negative grace period is one second", pod("n1"), "Background", -3, "2026-01-01T00:00:01Z"),
        ("a second request may not give more", ENDING, "Background", 9, "x"),
        ("an endless grace period ends with the calendar", pod("n1"), "Background", 2**62, "9999-12-31T23:59:59Z"),
        ("finalizers are waited for", pod(finalizers=["a.io/b"]), "Background", None, "2026-01-01T00:00:00Z"),
        ("dependents are waited for", pod(), "Foreground", None, "2026-01-01T00:00:00Z"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)  # fmt: skip
def test_deleting(sentence: str, doc: Doc, propagation: Propagation, grace: int | None, deadline: str | None) -> None:
    left = decide_delete(doc, propagation, grace, NOW)
    assert (left and left["metadata"]["deletionTimestamp"]) == deadline, sentence


def test_the_propagation_is_noted_as_a_finalizer_once() -> None:
    orphaned = decide_delete(pod(finalizers=["foregroundDeletion", "a.io/b"]), "Orphan", None, NOW)
    assert orphaned is not None
    assert orphaned["metadata"]["finalizers"] == ["a.io/b", "orphan"]


def test_an_object_is_released_when_nothing_holds_it_any_more() -> None:
    assert is_released(pod(deletionTimestamp="x"))
    assert not is_released(pod(deletionTimestamp="x", deletionGracePeriodSeconds=5))
    assert not is_released(pod(deletionTimestamp="x", finalizers=["a.io/b"]))
    assert not is_released(pod())
