"""Definitions, webhooks, policies, requests for certificates, events and leases are judged in upstream's words."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from core.kinds import registry
from core.machinery import defaults, strategy, validate
from core.machinery.door import Door
from core.machinery.validate import expressions
from core.meta.errors import StatusError
from core.meta.objects import Doc
from core.store.memory import MemoryStore

RULE = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}
HOOK = {
    "name": "a.example.com",
    "clientConfig": {"url": "https://example.com/x"},
    "rules": [RULE],
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
}
SCHEMA = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"keep": {"type": "integer"}}}}}
VERSION = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": SCHEMA}}
NAMES = {"plural": "backups", "singular": "backup", "kind": "Backup", "listKind": "BackupList"}


def problems(doc: Doc) -> list[str]:
    kind = registry.kind_of(doc)
    made = strategy.prepare_create(kind, defaults.apply(kind, doc))
    return [str(error) for error in validate.create(kind, made)]


def definition(**spec: Any) -> Doc:
    held = {"group": "ops.example.com", "scope": "Namespaced", "names": NAMES, "versions": [VERSION], **spec}
    meta = {"name": "backups.ops.example.com"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": meta,
        "spec": {field: value for field, value in held.items() if value is not None},
    }


def with_schema(schema: Doc, **version: Any) -> Doc:
    return definition(versions=[{**VERSION, **version, "schema": {"openAPIV3Schema": schema}}])


RULES = "x-kubernetes-validations"
SHARED = "spec.validation.openAPIV3Schema"


@pytest.mark.parametrize(
    ("doc", "told"),
    [
        pytest.param(definition(), [], id="sound"),
        pytest.param(
            definition(group="example"),
            [
                'metadata.name: Invalid value: "backups.ops.example.com": must be spec.names.plural+"."+spec.group',
                'spec.group: Invalid value: "example": should be a domain with at least one dot',
            ],
            id="a group without a dot",
        ),
        pytest.param(
            definition(scope="Galaxy"),
            ['spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced"'],
            id="an unknown scope",
        ),
        pytest.param(
            definition(versions=[VERSION, {**VERSION, "name": "v2"}]),
            ["spec.versions: Invalid value: …: must have exactly one version marked as storage version"],
            id="two stored versions",
        ),
        pytest.param(
            definition(versions=[VERSION, {**VERSION, "name": "v2", "storage": False, "schema": {}}]),
            ["spec.versions[1].schema.openAPIV3Schema: Required value"],
            id="a version without schema",
        ),
        pytest.param(
            definition(versions=None),
            [
                "spec.versions: Invalid value: null: must have exactly one version marked as storage version",
                "status.storedVersions: Invalid value: null: must have at least one stored version",
            ],
            id="no versions",
        ),
        pytest.param(
            with_schema({"type": "object", "properties": {"spec": {}}}),
            [f"{SHARED}.properties[spec].type: Required value: must not be empty for specified object fields"],
            id="a field without type",
        ),
        pytest.param(
            with_schema({"type": "object", "properties": {"a": {"type": "array", "items": {}}}}),
            [f"{SHARED}.properties[a].items.type: Required value: must not be empty for specified array items"],
            id="items without type",
        ),
        pytest.param(
            with_schema({"type": "object", "properties": {"a": {"type": "integer", "default": 3, "maximum": 2}}}),
            [f"{SHARED}.properties[a].default: Invalid value: 3:  in body should be less than or equal to 2"],
            id="a default that its own schema refuses",
        ),
        pytest.param(
            with_schema({"type": "object", RULES: [{"rule": "has(self.x)"}, {"rule": "self.kind"}]}),
            [
                f"{SHARED}.x-kubernetes-validations[0].rule: Invalid value: …: compilation failed: ERROR: "
                "<input>:1:9: undefined field 'x'\n | has(self.x)\n | ........^"
            ],
            id="a rule about a field that nobody declares",
        ),
        pytest.param(
            with_schema({"type": "object", "x-kubernetes-validations": [{"rule": "true"}, {"rule": "who"}]}),
            [
                f"{SHARED}.x-kubernetes-validations[1].rule: Invalid value: …: compilation failed: ERROR: "
                "<input>:1:1: undeclared reference to 'who' (in container '')\n | who\n | ^"
            ],
            id="a rule about nothing that is there",
        ),
        pytest.param(
            with_schema({"type": "object"}, additionalPrinterColumns=[{"name": "A", "type": "text", "jsonPath": "x"}]),
            [
                'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of '
                "boolean,date,integer,number,string",
                'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "x": must be a simple json path '
                "starting with .",
            ],
            id="a column of an unknown type",
        ),
    ],
)
def test_a_definition_is_judged(doc: Doc, told: list[str]) -> None:
    assert problems(doc) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"name": "short.example"}, ['name: Invalid value: "short.example": should be a domain with at least three '
                                     "segments separated by dots"]),
        ({"timeoutSeconds": 31}, ["timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 "
                                  "seconds"]),
        ({"sideEffects": "Some"}, ['sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"']),
        ({"clientConfig": {}}, ["clientConfig: Required value: exactly one of url or service is required"]),
        ({"clientConfig": {"url": "http://a.example/x?y"}}, [
            "clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: "
            "https://host[/path]",
            'clientConfig.url: Invalid value: "y": query parameters are not permitted in the URL; desired format: '
            "https://host[/path]"]),
        ({"clientConfig": {"service": {"name": "s"}}},
         ["clientConfig.service.namespace: Required value: service namespace is required"]),
        ({"rules": [{**RULE, "resources": ["*/*", "pods"]}]},
         ['rules[0].resources: Invalid value: ["*/*","pods"]: if \'*/*\' is present, must not specify other '
          "resources"]),
        ({"admissionReviewVersions": ["v2"]},
         ['admissionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1']),
        ({"matchConditions": [{"name": "a", "expression": "object.x"}, {"name": "b", "expression": "request.y"}]}, []),
        ({"matchConditions": [{"name": "a", "expression": " "}, {"name": "a", "expression": "params"}]},
         ["matchConditions[0].expression: Required value",
          'matchConditions[1].expression: Invalid value: "params": compilation failed: ERROR: <input>:1:1: undeclared '
          "reference to 'params' (in container '')\n | params\n | ^",
          'matchConditions[1].name: Duplicate value: "a"']),
    ],
)  # fmt: skip
def test_a_webhook_is_judged(changes: Doc, told: list[str]) -> None:
    doc = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "a"},
        "webhooks": [{**HOOK, **changes}],
    }
    assert problems(doc) == [f"webhooks[0].{text}" for text in told]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"failurePolicy": "Perhaps"}, ['failurePolicy: Unsupported value: "Perhaps": supported values: "Fail", '
                                        '"Ignore"']),
        ({"matchConstraints": {}}, ["matchConstraints.resourceRules: Required value"]),
        ({"validations": [{"expression": " "}]}, ["validations[0].expression: Required value: expression is not "
                                                  "specified"]),
        ({"validations": [{"expression": "true", "reason": "Because"}]},
         ['validations[0].reason: Unsupported value: "Because": supported values: "Forbidden", "Invalid", '
          '"RequestEntityTooLarge", "Unauthorized"']),
        ({"variables": [{"name": "a-b", "expression": "1"}]},
         ['variables[0].name: Invalid value: "a-b": name is not a valid CEL identifier']),
        ({"paramKind": {"apiVersion": "v1"}}, ["paramKind.kind: Required value"]),
    ],
)  # fmt: skip
def test_an_admission_policy_is_judged(changes: Doc, told: list[str]) -> None:
    spec = {"matchConstraints": {"resourceRules": [RULE]}, "validations": [{"expression": "object.spec"}], **changes}
    doc = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "a"},
        "spec": spec,
    }
    assert problems(doc) == [f"spec.{text}" for text in told]


def test_the_binding_of_a_policy_does_not_both_deny_and_warn() -> None:
    spec: Doc = {"policyName": "p", "validationActions": ["Deny", "Warn", "Deny"]}
    doc = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "a"},
        "spec": spec,
    }
    assert [text.partition(": ")[0] for text in problems(doc)] == [
        "spec.validationActions[2]",
        "spec.validationActions",
    ]


REQUEST = b64encode(b"-----BEGIN CERTIFICATE REQUEST-----\n").decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"request": "bm8="}, ['request: Invalid value: "bm8=": PEM block type must be CERTIFICATE REQUEST']),
        ({"usages": []}, ["usages: Required value"]),
        ({"usages": ["any", "any"]}, ['usages[1]: Duplicate value: "any"']),
        ({"signerName": "here"}, ['signerName: Invalid value: "here": must be a fully qualified domain and path of the '
                                  "form 'example.com/signer-name'"]),
        ({"expirationSeconds": 60}, ["expirationSeconds: Invalid value: 60: may not specify a duration less than 600 "
                                     "seconds (10 minutes)"]),
    ],
)  # fmt: skip
def test_a_request_for_a_certificate_is_judged(changes: Doc, told: list[str]) -> None:
    spec = {"request": REQUEST, "signerName": "example.com/me", "usages": ["client auth"], **changes}
    doc = {
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": {"name": "a"},
        "spec": spec,
    }
    assert problems(doc) == [f"spec.{text}" for text in told]


@pytest.mark.parametrize(
    ("namespace", "about", "told"),
    [
        ("a", {"namespace": "a"}, []),
        ("default", {}, []),
        ("a", {}, ['involvedObject.namespace: Invalid value: "": does not match event.namespace']),
        ("a", {"namespace": "b"}, ['involvedObject.namespace: Invalid value: "b": does not match event.namespace']),
    ],
)
def test_an_event_is_where_its_object_is(namespace: str, about: Doc, told: list[str]) -> None:
    meta = {"name": "e", "namespace": namespace}
    assert problems({"apiVersion": "v1", "kind": "Event", "metadata": meta, "involvedObject": about}) == told


def test_an_event_of_the_new_form_says_who_saw_what() -> None:
    doc = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "e", "namespace": "a"},
        "involvedObject": {"namespace": "a"},
        "eventTime": "2026-01-01T00:00:00.000000Z",
        "reason": "r" * 129,
    }
    assert problems(doc) == [
        "reportingComponent: Required value",
        "reportingInstance: Required value",
        "action: Required value",
        'reason: Invalid value: "": can have at most 128 characters',
    ]


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("self.keep < 100 && has(self.x)", ""),
        ("'a b' in self.names", ""),
        ("true", ""),
        ("me", "undeclared reference to 'me' (in container '')"),
        ("self me", "Syntax error: mismatched input 'me' expecting <EOF>"),
    ],
)
def test_the_plainest_mistakes_in_an_expression_are_found(expression: str, problem: str) -> None:
    found = expressions.problem(expression, ("self",))
    assert bool(found) is bool(problem)
    assert problem in found


def door(*docs: Doc) -> Door:
    store = MemoryStore()
    made = Door(store, seed="1", clock=lambda: 0, actor="person")
    for doc in docs:
        made.create(doc)
    return made


LEASE: Doc = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "l", "namespace": "a"}}
NAMESPACE: Doc = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}


def test_a_lease_lasts_and_is_replaced_at_a_known_revision_only() -> None:
    assert problems({**LEASE, "spec": {"leaseDurationSeconds": 0, "leaseTransitions": -1}}) == [
        "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
        "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0",
    ]
    writer = door(NAMESPACE, LEASE)
    with pytest.raises(StatusError) as refused:
        writer.update(LEASE)
    assert refused.value.message == (
        'leases.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for '
        "an update"
    )


def test_empty_labels_are_told_in_errors_and_never_stored() -> None:
    pod = {"containers": [{"name": "c", "image": "x"}]}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {}}, "spec": pod}}
    meta: Doc = {"name": "d", "namespace": "a", "labels": {}}
    doc: Doc = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": spec}
    writer = door(NAMESPACE)
    with pytest.raises(StatusError, match=r"Invalid value: {}: `selector` does not match"):
        writer.create(doc)
    spec["template"]["metadata"]["labels"] = {"a": "b"}
    assert "labels" not in writer.create(doc)["metadata"]
