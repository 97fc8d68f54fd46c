"""Field rules name every field that is wrong, in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery import defaults, validate
from core.meta.objects import Doc


def problems(api_version: str, kind: str, **fields: Any) -> list[str]:
    doc: Doc = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a", "namespace": "b"}, **fields}
    found = registry.kind_of(doc)
    return [str(error) for error in validate.create(found, defaults.apply(found, doc))]


def test_a_sound_document_has_no_problems() -> None:
    pod = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "web"}]}}
    assert problems("apps/v1", "Deployment", spec={"selector": {"matchLabels": {"a": "b"}}, "template": pod}) == []


def test_all_that_is_wrong_is_named_in_upstreams_order() -> None:
    spec = {"replicas": -1, "template": {"spec": {"containers": [{"image": "web", "ports": [{}]}]}}}
    assert problems("apps/v1", "Deployment", spec=spec) == [
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        "spec.selector: Required value",
        "spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`",
        "spec.template.spec.containers[0].name: Required value",
        "spec.template.spec.containers[0].ports[0].containerPort: Required value",
    ]
    assert problems("v1", "Pod") == ["spec.containers: Required value"]


def test_kinds_without_rules_of_their_own_need_what_their_schema_requires() -> None:
    assert problems("scheduling.k8s.io/v1", "PriorityClass", metadata={"name": "a"}) == []
    assert problems("node.k8s.io/v1", "RuntimeClass", metadata={"name": "a"}) == ["handler: Required value"]


@pytest.mark.parametrize(
    ("container", "problem"),
    [
        ({"image": ""}, "image: Required value"),
        ({"image": " web"}, 'image: Invalid value: " web": must not have leading or trailing whitespace'),
        ({"ports": [{"containerPort": 70000}]},
         "ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive"),
        ({"volumeMounts": [{"name": "v", "mountPath": "/v"}]}, 'volumeMounts[0].name: Not found: "v"'),
        ({"resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}},
         'resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'),
        ({"resources": {"requests": {"cpu": "-1"}}},
         'resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0'),
        ({"livenessProbe": {}}, "livenessProbe: Required value: must specify a handler type"),
        ({"livenessProbe": {"exec": {"command": ["a"]}, "successThreshold": 2}},
         "livenessProbe.successThreshold: Invalid value: 2: must be 1"),
        ({"env": [{"value": "x"}]}, "env[0].name: Required value"),
        ({"imagePullPolicy": "Maybe"},
         'imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"'),
        ({"securityContext": {"runAsUser": -1}},
         "securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"),
    ],
)  # fmt: skip
def test_a_container_is_judged_field_by_field(container: Doc, problem: str) -> None:
    spec = {"containers": [{"name": "c", "image": "web", **container}]}
    assert problems("v1", "Pod", spec=spec) == [f"spec.containers[0].{problem}"]


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"tolerations": [{"value": "x"}]},
         'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, '
         'which means "match all values and all keys"'),
        ({"restartPolicy": "Once"},
         'spec.restartPolicy: Unsupported value: "Once": supported values: "Always", "OnFailure", "Never"'),
        ({"volumes": [{"name": "v", "emptyDir": {}, "secret": {"secretName": "s"}}]},
         "spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type"),
        ({"volumes": [{"name": "v", "hostPath": {"path": "/a/../b"}}]},
         'spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain \'..\''),
        ({"initContainers": [{"name": "c", "image": "x"}]}, 'spec.initContainers[0].name: Duplicate value: "c"'),
        ({"activeDeadlineSeconds": 0},
         "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"),
    ],
)  # fmt: skip
def test_a_pod_is_judged_as_a_whole(spec: Doc, problem: str) -> None:
    whole = {"containers": [{"name": "c", "image": "web"}], **spec}
    assert problems("v1", "Pod", spec=whole) == [problem]


def test_the_same_rules_hold_wherever_a_pod_template_is() -> None:
    pod = {"spec": {"containers": [{"name": "C", "image": "x"}], "restartPolicy": "Never"}}
    job = problems("batch/v1", "CronJob", spec={"schedule": "* * *", "jobTemplate": {"spec": {"template": pod}}})
    assert [text.split(": ")[0] for text in job] == [
        "spec.schedule",
        "spec.jobTemplate.spec.template.spec.containers[0].name",
    ]


POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "a", "namespace": "b"},
    "spec": {"containers": [{"name": "c", "image": "web"}], "tolerations": [{"key": "k", "operator": "Exists"}]},
}


@pytest.mark.parametrize(
    ("spec", "paths"),
    [
        pytest.param({"containers": [{"name": "c", "image": "other"}]}, [], id="another image"),
        pytest.param({"activeDeadlineSeconds": 5}, [], id="a deadline"),
        pytest.param({"tolerations": [*POD["spec"]["tolerations"], {"key": "l", "operator": "Exists"}]}, [],
                     id="one more toleration"),
        pytest.param({"tolerations": []}, ["spec.tolerations"], id="a toleration less"),
        pytest.param({"nodeName": "n"}, ["spec"], id="another node"),
        pytest.param({"containers": [{"name": "d", "image": "web"}]}, ["spec"], id="another container"),
        pytest.param({"containers": [*POD["spec"]["containers"], {"name": "d", "image": "web"}]},
                     ["spec.containers"], id="one container more"),
    ],
)  # fmt: skip
def test_little_may_change_in_a_pod(spec: Doc, paths: list[str]) -> None:
    kind = registry.KINDS["pods"]
    old = defaults.apply(kind, POD)
    new = defaults.apply(kind, {**POD, "spec": {**POD["spec"], **spec}})
    assert [error.path for error in validate.update(kind, new, old)] == paths


def test_selectors_and_sealed_data_do_not_change() -> None:
    sealed = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "namespace": "b"},
        "immutable": True,
        "data": {"k": "v"},
    }
    new = {**sealed, "data": {"k": "w"}}
    assert [str(error) for error in validate.update(registry.KINDS["configmaps"], new, sealed)] == [
        "data: Forbidden: field is immutable when `immutable` is set"
    ]
    pod = {"metadata": {"labels": {"a": "b", "c": "d"}}, "spec": POD["spec"]}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pod}
    kind = registry.KINDS["deployments.apps"]
    old = defaults.apply(
        kind, {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": sealed["metadata"], "spec": spec}
    )
    changed = {**old, "spec": {**old["spec"], "selector": {"matchLabels": {"c": "d"}}}}
    assert [str(error) for error in validate.update(kind, changed, old)] == [
        'spec.selector: Invalid value: {"matchLabels":{"c":"d"}}: field is immutable'
    ]


def test_bounds_that_contradict_each_other_are_refused() -> None:
    item = {"type": "Container", "min": {"cpu": "2"}, "max": {"cpu": "1"}}
    assert problems("v1", "LimitRange", spec={"limits": [item]})[0] == (
        'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'
    )
    sound = {"type": "Container", "min": {"cpu": "1"}, "max": {"cpu": "2"}, "maxLimitRequestRatio": {"cpu": "2"}}
    assert problems("v1", "LimitRange", spec={"limits": [sound]}) == []
    assert problems("v1", "ResourceQuota", spec={"hard": {"pods": "2", "count/jobs.batch": "1"}}) == []
