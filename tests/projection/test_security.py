"""Namespaces, quotas, limits, accounts and configuration as the page "Config & security" shows them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.meta.objects import Doc
from core.projection.security import (
    account_rows,
    config_row,
    limit_rows,
    namespace_row,
    quota_row,
    value_of,
    violations,
)
from tests.machinery.test_rbac import BOT, binding

PSS = "pod-security.kubernetes.io/"


def named(kind: str, name: str = "x", namespace: str = "a", **more: Any) -> Doc:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace}, **more}


def test_a_namespace_that_says_nothing_is_privileged() -> None:
    row = namespace_row({"kind": "Namespace", "metadata": {"name": "a"}})
    assert {mode: found["level"] for mode, found in row["modes"].items()} == dict.fromkeys(
        ("enforce", "audit", "warn"), "privileged"
    )
    assert not row["modes"]["enforce"]["given"]


def test_levels_and_versions_are_read_from_labels_and_a_wrong_one_is_told() -> None:
    labels = {f"{PSS}enforce": "restricted", f"{PSS}enforce-version": "v1.30", f"{PSS}warn": "<b>"}
    modes = namespace_row({"kind": "Namespace", "metadata": {"name": "a", "labels": labels}})["modes"]
    assert modes["enforce"] == {"level": "restricted", "given": "restricted", "version": "v1.30"}
    assert (modes["warn"]["level"], modes["warn"]["given"]) == ("privileged", "<b>")
    wrong = namespace_row({"kind": "Namespace", "metadata": {"name": "a", "labels": {f"{PSS}enforce": "strict"}}})
    assert wrong["modes"]["enforce"] == {"level": "restricted", "given": "strict", "version": "latest"}


def test_what_a_level_would_refuse_is_told_by_reasons() -> None:
    plain = {"containers": [{"name": "c", "image": "i"}]}
    pods = [named("Pod", name, spec=plain) for name in ("p1", "p2")]
    pods.append(named("Pod", "host", spec={**plain, "hostNetwork": True}))
    baseline, restricted = violations(pods)
    assert [(group["pods"], group["reasons"]) for group in baseline["groups"]] == [(["host"], "host namespaces")]
    assert [group["count"] for group in restricted["groups"]] == [2, 1]


@pytest.mark.parametrize(
    ("hard", "used", "part"),
    [
        pytest.param("2", "500m", 0.25, id="cpu"),
        pytest.param("1Gi", "1Gi", 1.0, id="all of it"),
        pytest.param("0", "0", 0.0, id="none allowed, none used"),
        pytest.param("0", "1", 1.0, id="none allowed, some used"),
        pytest.param("10", None, None, id="not counted yet"),
        pytest.param("nonsense", "1", 1.0, id="no quantity"),
    ],
)
def test_a_quotas_gauge(hard: str, used: str | None, part: float | None) -> None:
    status = {"hard": {"pods": hard}, "used": {} if used is None else {"pods": used}}
    row = quota_row(named("ResourceQuota", spec={"hard": {"pods": hard}}, status=status))
    assert row["gauges"] == [{"resource": "pods", "used": used, "hard": hard, "part": part}]


def test_a_quotas_scopes() -> None:
    selector = {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": ["high", "low"]}]}
    row = quota_row(named("ResourceQuota", spec={"scopes": ["BestEffort"], "scopeSelector": selector}))
    assert row["scopes"] == ["BestEffort", "PriorityClass In high,low"]


def test_a_limit_range_has_a_line_for_each_type_and_resource() -> None:
    of_containers = {"type": "Container", "default": {"cpu": "1"}, "max": {"memory": "1Gi"}}
    limits = [of_containers, {"type": "Pod", "max": {"cpu": 2}}]
    rows = list(limit_rows(named("LimitRange", spec={"limits": limits})))
    assert [(row["type"], row["resource"], row["default"], row["max"]) for row in rows] == [
        ("Container", "cpu", "1", ""),
        ("Container", "memory", "", "1Gi"),
        ("Pod", "cpu", "", "2"),
    ]


def test_keys_and_sizes_but_no_values_are_shown() -> None:
    secret = named("Secret", type="Opaque", data={"p": "aHVudGVyMg==", "empty": ""})
    settings = named("ConfigMap", data={"k": "hunter2é"}, binaryData={"b": "AAEC"})
    rows = config_row(secret), config_row(settings)
    assert [row["keys"] for row in rows] == [[["empty", 0], ["p", 7]], [["b", 3], ["k", 9]]]
    assert "hunter2" not in json.dumps(rows)
    assert "aHVud" not in json.dumps(rows)


@pytest.mark.parametrize(
    ("doc", "value"),
    [
        pytest.param(named("Secret", data={"k": "aHVudGVyMg=="}), "hunter2", id="a secret"),
        pytest.param(named("Secret", data={"k": "//79"}), "//79", id="bytes that are no text"),
        pytest.param(named("ConfigMap", data={"k": "aGk="}), "aGk=", id="a config map is text as it is"),
        pytest.param(named("ConfigMap", binaryData={"k": "aGk="}), "hi", id="binary data"),
        pytest.param(named("ConfigMap"), None, id="no such key"),
    ],
)
def test_one_value(doc: Doc, value: str | None) -> None:
    assert value_of(doc, "k") == value


def test_an_account_is_shown_with_the_bindings_that_name_it() -> None:
    accounts = [named("ServiceAccount", "bot"), named("ServiceAccount", "other", automountServiceAccountToken=False)]
    rows = account_rows(accounts, [binding("RoleBinding", "reader", "ClusterRole", BOT, "b")])
    assert rows[0]["bound"] == [{"binding": "reader-binding", "namespace": "b", "role": "reader"}]
    assert [(row["mounts"], len(row["bound"])) for row in rows] == [(True, 1), (False, 0)]
