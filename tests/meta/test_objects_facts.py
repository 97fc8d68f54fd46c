"""Names, owners and conditions follow Kubernetes' rules."""

from __future__ import annotations

import pytest

from core.meta import conditions, names, owners


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (names.dns1123_label, ["a", "a-b", "0"], ["", "A", "a.b", "-a", "a" * 64, "a\n"]),
        (names.dns1123_subdomain, ["a.b", "a-1.b"], ["a..b", "A.b", "a" * 254]),
        (names.dns1035_label, ["a1"], ["1a", ""]),
        (names.qualified_name, ["a", "A_b.c", "x.io/y"], ["", "/a", "a/b/c", "x.io/", "a" * 64]),
        (names.label_value, ["", "a", "A_b.c"], ["-a", "a b", "é"]),
        (names.config_key, ["a", ".x", "A_b-1"], ["", "..", "..a", "a/b"]),
        (names.port_name, ["http", "a1"], ["", "1", "A", "a--b", "-a", "a" * 16]),
        (names.path_segment, ["system:node"], [".", "..", "a/b", "a%"]),
        (names.percent, ["25%"], ["25", "a%"]),
    ],
)
def test_name_rules_accept_and_refuse(rule: object, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if rule(text)] == []
    assert [text for text in bad if not rule(text)] == []


def test_labels_are_judged_key_and_value() -> None:
    found = names.check_labels({"ok": "a", "bad key": "bad value"}, "metadata.labels")
    assert [error.value for error in found] == ["bad key", "bad value"]


OWNER = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "a", "uid": "u1"}}


def test_a_controller_is_found_by_its_reference_and_taken_off() -> None:
    pod = {"metadata": {"name": "p", "ownerReferences": [owners.reference(OWNER)]}}
    assert owners.is_controlled_by(pod, OWNER)
    assert owners.controller_uid(pod) == "u1"
    assert owners.without(pod, "u1") == {"metadata": {"name": "p"}}
    assert owners.without(pod, "u2") is pod
    assert owners.controller_of({"metadata": {}}) is None


def test_a_condition_keeps_its_transition_time_until_its_status_turns() -> None:
    first = conditions.put(None, {"type": "Ready", "status": "False", "reason": "A"}, "t1")
    same = conditions.put(first, {"type": "Ready", "status": "False", "reason": "B"}, "t2")
    turned = conditions.put(same, {"type": "Ready", "status": "True", "reason": "C"}, "t3")
    assert same == [{"type": "Ready", "status": "False", "reason": "B", "lastTransitionTime": "t1"}]
    assert turned[0]["lastTransitionTime"] == "t3"
    assert conditions.put(turned, {"type": "Ready", "status": "True", "reason": "C"}, "t4") is turned
    assert conditions.is_true(turned, "Ready")
    assert conditions.drop(turned, "Ready") == []
