"""Webhooks and policies that judge requests."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import each, fill, inside, within
from core.kinds.kind import STATUS, Kind, columns
from core.meta import labels
from core.meta.objects import Doc

_WEBHOOK: Final = {
    "failurePolicy": "Fail",
    "matchPolicy": "Equivalent",
    "namespaceSelector": {},
    "objectSelector": {},
    "timeoutSeconds": 10,
}
_CONSTRAINTS: Final = {"matchPolicy": "Equivalent", "namespaceSelector": {}, "objectSelector": {}}


def _complete_rule(rule: Doc) -> Doc:
    return fill(rule, {"scope": "*"})


def _complete_webhook(webhook: Doc) -> Doc:
    webhook = within(webhook, "clientConfig", _complete_client)
    return each(fill(webhook, _WEBHOOK), "rules", _complete_rule)


def _complete_client(client: Doc) -> Doc:
    return within(client, "service", lambda service: fill(service, {"port": 443}))


def _complete_webhooks(doc: Doc) -> Doc:
    return each(doc, "webhooks", _complete_webhook)


def _complete_mutating(doc: Doc) -> Doc:
    doc = _complete_webhooks(doc)
    return each(doc, "webhooks", lambda webhook: fill(webhook, {"reinvocationPolicy": "Never"}))


def _complete_constraints(constraints: Doc) -> Doc:
    constraints = fill(constraints, _CONSTRAINTS)
    for field in ("resourceRules", "excludeResourceRules"):
        constraints = each(constraints, field, _complete_rule)
    return constraints


def _complete_policy(doc: Doc) -> Doc:
    spec = inside(doc, "spec", lambda found: fill(found, {"failurePolicy": "Fail"}))
    return within(spec, "spec", lambda found: within(found, "matchConstraints", _complete_constraints))


def _complete_binding(doc: Doc) -> Doc:
    return inside(doc, "spec", lambda spec: within(spec, "matchResources", _complete_constraints))


def _webhook_cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), len(doc.get("webhooks") or ()), printing.age(doc, now)]


def _mutating_cells(doc: Doc, now: int) -> list[Any]:
    return _policy_cells(doc, now, "mutations")


def _validating_cells(doc: Doc, now: int) -> list[Any]:
    return _policy_cells(doc, now, "validations")


def _policy_cells(doc: Doc, now: int, what: str) -> list[Any]:
    spec = printing.spec(doc)
    params = spec.get("paramKind")
    shown = f"{params.get('apiVersion')}/{params.get('kind')}" if params else printing.UNSET
    return [printing.name(doc), len(spec.get(what) or ()), shown, printing.age(doc, now)]


def _binding_cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    params = spec.get("paramRef")
    shown = printing.UNSET
    if params:
        place = "/".join(filter(None, (params.get("namespace"), params.get("name"))))
        shown = place or labels.format_selector(params.get("selector"))
    return [printing.name(doc), spec.get("policyName", ""), shown, printing.age(doc, now)]


MUTATING_ADMISSION_POLICY = Kind(
    kind="MutatingAdmissionPolicy",
    plural="mutatingadmissionpolicies",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "Mutations:integer", "ParamKind", "Age"),
    defaults=_complete_policy,
    has_generation=True,
    cells=_mutating_cells,
    needs_revision=True,
)

MUTATING_ADMISSION_POLICY_BINDING = Kind(
    kind="MutatingAdmissionPolicyBinding",
    plural="mutatingadmissionpolicybindings",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "PolicyName", "ParamRef", "Age"),
    defaults=_complete_binding,
    has_generation=True,
    cells=_binding_cells,
    needs_revision=True,
)

MUTATING_WEBHOOK_CONFIGURATION = Kind(
    kind="MutatingWebhookConfiguration",
    plural="mutatingwebhookconfigurations",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "Webhooks:integer", "Age"),
    defaults=_complete_mutating,
    has_generation=True,
    cells=_webhook_cells,
    needs_revision=True,
)

VALIDATING_ADMISSION_POLICY = Kind(
    kind="ValidatingAdmissionPolicy",
    plural="validatingadmissionpolicies",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    subresources=(STATUS,),
    columns=columns("Name", "Validations:integer", "ParamKind", "Age"),
    defaults=_complete_policy,
    first_status={},
    has_generation=True,
    cells=_validating_cells,
    needs_revision=True,
)

VALIDATING_ADMISSION_POLICY_BINDING = Kind(
    kind="ValidatingAdmissionPolicyBinding",
    plural="validatingadmissionpolicybindings",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "PolicyName", "ParamRef", "Age"),
    defaults=_complete_binding,
    has_generation=True,
    cells=_binding_cells,
    needs_revision=True,
)

VALIDATING_WEBHOOK_CONFIGURATION = Kind(
    kind="ValidatingWebhookConfiguration",
    plural="validatingwebhookconfigurations",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "Webhooks:integer", "Age"),
    defaults=_complete_webhooks,
    has_generation=True,
    cells=_webhook_cells,
    needs_revision=True,
)

KINDS = (
    MUTATING_ADMISSION_POLICY,
    MUTATING_ADMISSION_POLICY_BINDING,
    MUTATING_WEBHOOK_CONFIGURATION,
    VALIDATING_ADMISSION_POLICY,
    VALIDATING_ADMISSION_POLICY_BINDING,
    VALIDATING_WEBHOOK_CONFIGURATION,
)
