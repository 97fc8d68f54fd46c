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


def test_required_fields_are_named_wherever_they_are_missing() -> None:
    spec = {"template": {"spec": {"containers": [{"image": "web", "ports": [{}]}]}}}
    assert problems("apps/v1", "Deployment", spec=spec) == [
        "spec.selector: Required value",
        "spec.template.spec.containers[0].name: Required value",
        "spec.template.spec.containers[0].ports[0].containerPort: Required value",
    ]
    assert problems("v1", "Pod") == ["spec.containers: Required value"]


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
