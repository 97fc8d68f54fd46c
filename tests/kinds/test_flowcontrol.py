"""Priority levels and flow schemas get upstream's defaults."""

from core.kinds import registry
from core.machinery import defaults
from core.meta.objects import Doc

GROUP = "flowcontrol.apiserver.k8s.io/v1"


def spec(kind: str, given: Doc) -> Doc:
    found = registry.by_gvk(GROUP, kind)
    assert found
    doc = {"apiVersion": GROUP, "kind": kind, "metadata": {"name": "a"}, "spec": given}
    completed: Doc = defaults.apply(found, doc)["spec"]
    return completed


def test_a_schema_without_precedence_comes_late() -> None:
    assert spec("FlowSchema", {})["matchingPrecedence"] == 1000


def test_a_limited_level_gets_shares_and_queues() -> None:
    found = spec("PriorityLevelConfiguration", {"limited": {"limitResponse": {"type": "Queue", "queuing": {}}}})
    assert (found["limited"]["nominalConcurrencyShares"], found["limited"]["lendablePercent"]) == (30, 0)
    assert found["limited"]["limitResponse"]["queuing"] == {"queues": 64, "handSize": 8, "queueLengthLimit": 50}


def test_an_exempt_level_gets_no_shares() -> None:
    assert spec("PriorityLevelConfiguration", {"exempt": {}})["exempt"]["nominalConcurrencyShares"] == 0
