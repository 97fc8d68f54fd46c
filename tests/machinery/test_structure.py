"""Documents that do not fit their kind are refused in the words of Go's strict decoder."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery import schema
from core.machinery.schema import suggest
from core.meta.errors import StatusError
from core.meta.objects import Doc
from tests import reference


def deployment(**spec: Any) -> Doc:
    pod = {"containers": [{"name": "c", "image": "web"}]}
    full = {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": pod}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {**full, **spec}}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        pytest.param({"replica": 3}, 'strict decoding error: unknown field "spec.replica"', id="an unknown field"),
        pytest.param(
            {"replica": 3, "stratgy": {}},
            'strict decoding error: unknown field "spec.replica", unknown field "spec.stratgy"',
            id="all unknown fields at once",
        ),
        pytest.param(
            {"replicas": "three"},
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
            id="text for a number",
        ),
        pytest.param(
            {"replicas": 10**10},
            "json: cannot unmarshal number 10000000000 into Go struct field "
            "DeploymentSpec.spec.replicas of type int32",
            id="a number too great",
        ),
        pytest.param(
            {"replicas": 1.5},
            "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
            id="a fraction for a whole number",
        ),
        pytest.param(
            {"paused": "no", "replica": 1},
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool",
            id="a wrong type outweighs an unknown field",
        ),
        pytest.param(
            {"strategy": {"rollingUpdate": {"maxSurge": True}}},
            "json: cannot unmarshal bool into Go struct field "
            "RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32",
            id="neither number nor text",
        ),
        pytest.param(
            {"template": {"spec": {"volumes": [{"name": "v", "emptyDir": {"medium": 1}}]}}},
            "json: cannot unmarshal number into Go struct field "
            "EmptyDirVolumeSource.spec.template.spec.volumes.VolumeSource.emptyDir.medium of type v1.StorageMedium",
            id="a named type within an embedded struct",
        ),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_refused(spec: Doc, message: str) -> None:
    doc = deployment(**spec)
    with pytest.raises(StatusError) as caught:
        schema.accept(registry.kind_of(doc), doc)
    prefix = 'Deployment in version "v1" cannot be handled as a Deployment: '
    assert (caught.value.code, caught.value.message) == (400, prefix + message)


def test_problems_carry_their_path_what_was_expected_and_the_nearest_name() -> None:
    doc = deployment(replica=3, paused="no")
    problems = schema.check(registry.kind_of(doc), doc).problems
    assert [(p.path, p.expected, p.suggestion) for p in problems] == [
        ("spec.replica", "a known field", "replicas"),
        ("spec.paused", "true or false", ""),
    ]


def test_decoding_drops_nulls_and_plain_zero_values_and_writes_quantities_canonically() -> None:
    container = {"name": "c", "image": "web", "stdin": False, "args": [], "resources": {"limits": {"cpu": 0.5}}}
    pod = {"priorityClassName": "", "nodeName": None, "containers": [container], "automountServiceAccountToken": False}
    doc = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "annotations": {}}, "spec": pod}
    assert schema.accept(registry.kind_of(doc), doc) == {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a"},
        "spec": {
            "containers": [{"name": "c", "image": "web", "resources": {"limits": {"cpu": "500m"}}}],
            "automountServiceAccountToken": False,
        },
    }
    assert container["resources"] == {"limits": {"cpu": 0.5}}, "the given document is left alone"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("abc", "illegal base64 data at input byte 0"),
        ("Not Valid!_", "illegal base64 data at input byte 3"),
    ],
)
def test_bad_base64_names_the_byte(data: str, message: str) -> None:
    doc = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"k": data}}
    assert schema.explain(schema.check(registry.kind_of(doc), doc).problems) == message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("replica", "replicas"),
        ("imagepullpolicy", "imagePullPolicy"),
        ("contianers", "containers"),
        ("bogusField", ""),
        ("x", ""),
    ],
)
def test_a_mistyped_name_finds_its_neighbour(typed: str, meant: str) -> None:
    known = ["replicas", "imagePullPolicy", "containers", "image", "y"]
    assert suggest.nearest(typed, known) == meant


def test_every_served_kind_has_a_published_type() -> None:
    # Kinds of subresources and options are no documents of their own here.
    for kind in registry.ALL:
        assert {"apiVersion", "kind"} <= schema.of_kind(kind).fields.keys(), kind.kind


@reference.needs_reference
@pytest.mark.parametrize("recording", ["errors/create.jsonl", "errors/update.jsonl"])
def test_decoding_errors_equal_those_of_a_real_api_server(recording: str) -> None:
    differing = []
    for case in reference.read_lines(recording):
        kind = registry.kind_of(case["input"])
        found = schema.explain(schema.check(kind, case["input"]).problems)
        told = case["message"].partition(" cannot be handled as a ")[2].partition(": ")[2]
        if found != told:
            differing.append((case["case"], found, told))
    assert differing == []
