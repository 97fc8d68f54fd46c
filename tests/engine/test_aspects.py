"""Who looks at a change of a pod: those whom what changed concerns, and everybody when it comes or goes."""

from __future__ import annotations

import pytest

from core.meta.objects import Key
from core.store.memory import MemoryStore
from core.store.protocol import Write
from simulator.engine import aspects
from simulator.engine.component import Component
from simulator.engine.engine import Engine

KEY = Key("pods", "default", "web")


def pod(status=None, spec=None, **metadata):
    conditions = [{"type": "Ready", "status": "False"}]
    return {
        "metadata": {"name": "web", "namespace": "default", "labels": {"app": "web"}, **metadata},
        "spec": spec or _SPEC,
        "status": {"phase": "Pending", "conditions": conditions, **(status or {})},
    }


_SPEC = {"containers": []}
_READY = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(pod(), aspects.OTHER, id="a status written anew is that alone"),
        pytest.param(pod(spec={"containers": []}), aspects.SPEC | aspects.OTHER, id="another spec object may differ"),
        pytest.param(pod(labels={"app": "web", "zone": "a"}), aspects.LABELS | aspects.OTHER, id="labels"),
        pytest.param(pod(ownerReferences=[{"uid": "1"}]), aspects.OWNERS | aspects.OTHER, id="an owner"),
        pytest.param(pod(deletionTimestamp="now"), aspects.ENDING | aspects.OTHER, id="its end is asked for"),
        pytest.param(pod(deletionGracePeriodSeconds=0), aspects.ENDING | aspects.OTHER, id="its end comes sooner"),
        pytest.param(pod(annotations={"a": "b"}), aspects.NOTES | aspects.OTHER, id="an annotation"),
        pytest.param(pod(finalizers=["a/b"]), aspects.NOTES | aspects.OTHER, id="a finalizer"),
        pytest.param(pod({"podIP": "10.0.0.1"}), aspects.ADDRESS | aspects.OTHER, id="an address"),
        pytest.param(pod({"phase": "Running"}), aspects.OTHER, id="running, but not ready"),
        pytest.param(pod(_READY), aspects.STANDING | aspects.OTHER, id="ready"),
        pytest.param(pod({"phase": "Failed"}), aspects.STANDING | aspects.OTHER, id="ended"),
        pytest.param(None, aspects.EXISTENCE, id="gone"),
    ],
)
def test_a_change_touches_what_differs_and_so_does_its_undoing(after, expected):
    assert aspects.touched(pod(), after) == expected
    assert aspects.touched(after, pod()) == expected


def test_nothing_is_touched_when_all_parts_are_the_same():
    one = pod()
    assert aspects.touched(one, {**one, "metadata": dict(one["metadata"])}) == 0


class _Watcher(Component):
    name = "watcher"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def watches(self):
        return {"pods": self._labels_changed}

    def observers(self):
        return {"pods": self._follow}

    @aspects.concerned_by(aspects.LABELS)
    def _labels_changed(self, key, before, after):
        self.seen.append("labels")
        return ()

    def _follow(self, key, before, after):
        self.seen.append("any")


def test_a_handler_sees_what_concerns_it_and_an_unmarked_one_everything():
    watcher, store = _Watcher(), MemoryStore()
    Engine(store, "seed", [watcher], 0)
    for verb, doc in (
        ("ADDED", pod()),
        ("MODIFIED", pod(_READY)),
        ("MODIFIED", pod(_READY, labels={})),
        ("DELETED", pod(_READY, labels={})),
    ):
        store.commit([Write(verb, KEY, doc)], time=0, actor="test")
    assert watcher.seen == ["any", "labels", "any", "any", "labels", "any", "labels"]
