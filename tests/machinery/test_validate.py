"""Field rules name every field that is wrong, in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery import defaults, validate
from core.machinery.door import Door
from core.meta.errors import StatusError
from core.meta.objects import Doc
from core.store.memory import MemoryStore
from tests import reference


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
    assert problems("storage.k8s.io/v1", "VolumeAttributesClass", metadata={"name": "a"}) == [
        "driverName: Required value"
    ]


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


SETTLED = {
    "pod-rich", "rs", "rc", "job", "job-min", "cronjob", "svc-nodeport", "svc-headless", "svc-external",
    "endpointslice", "secret-tls", "pvc", "pdb", "pc", "node", "podtemplate",
}  # fmt: skip
"""Recorded objects whose every refused change we word as the real API server does."""


def refused() -> list[Doc]:
    if not reference.REFERENCE.is_dir():
        return []
    lines = reference.read_lines("errors/create.jsonl")
    return [case for case in lines if case["status"] == 422 and case["case"].split(":")[0] in SETTLED]


@reference.needs_reference
def test_settled_kinds_refuse_in_the_words_of_a_real_api_server() -> None:
    store = MemoryStore(keep_log=False)
    for doc in (
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "rec"}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "rec"}},
    ):
        store.load([(registry.key_of(doc), doc)], 1)
    door = Door(store, seed="1", clock=lambda: 0, actor="person")
    differing = []
    for case in refused():
        try:
            door.create(case["input"], dry_run=True)
            found = ("", [])
        except StatusError as error:
            found = (error.message, [{**cause} for cause in error.causes])
        if found != (case["message"], case["causes"]):
            differing.append((case["case"], found[0], case["message"]))
    assert differing == []


def test_rules_may_be_absent_from_a_role() -> None:
    assert problems("rbac.authorization.k8s.io/v1", "Role") == []


@pytest.mark.parametrize(
    ("meta", "path"),
    [
        ({"namespace": "b"}, "metadata.name"),
        ({"name": "Bad", "namespace": "b"}, "metadata.name"),
        ({"name": "a"}, "metadata.namespace"),
        ({"name": "a", "namespace": "b", "labels": {"-x": "y"}}, "metadata.labels"),
        ({"name": "a", "namespace": "b", "annotations": {"a b": "y"}}, "metadata.annotations"),
        ({"name": "a", "namespace": "b", "finalizers": ["not valid"]}, "metadata.finalizers"),
        ({"name": "a", "namespace": "b", "ownerReferences": [{"apiVersion": "v1", "kind": "X", "name": "x"}]},
         "metadata.ownerReferences[0].uid"),
    ],
)  # fmt: skip
def test_metadata_is_judged_for_every_kind(meta: Doc, path: str) -> None:
    assert [text.split(":")[0] for text in problems("v1", "ConfigMap", metadata=meta)] == [path]


def test_a_cluster_scoped_object_has_no_namespace() -> None:
    assert problems("v1", "Namespace") == ["metadata.namespace: Forbidden: not allowed on this type"]


def test_identity_cannot_change() -> None:
    kind = registry.KINDS["configmaps"]
    old = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b", "uid": "1"}}
    new = {**old, "metadata": {**old["metadata"], "uid": "2"}}
    assert [str(error) for error in validate.update(kind, new, old)] == [
        'metadata.uid: Invalid value: "2": field is immutable'
    ]
