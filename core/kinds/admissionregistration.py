"""Webhooks and policies that judge requests."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

MUTATING_ADMISSION_POLICY = Kind(
    kind="MutatingAdmissionPolicy",
    plural="mutatingadmissionpolicies",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "Mutations:integer", "ParamKind", "Age"),
)

MUTATING_ADMISSION_POLICY_BINDING = Kind(
    kind="MutatingAdmissionPolicyBinding",
    plural="mutatingadmissionpolicybindings",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "PolicyName", "ParamRef", "Age"),
)

MUTATING_WEBHOOK_CONFIGURATION = Kind(
    kind="MutatingWebhookConfiguration",
    plural="mutatingwebhookconfigurations",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "Webhooks:integer", "Age"),
)

VALIDATING_ADMISSION_POLICY = Kind(
    kind="ValidatingAdmissionPolicy",
    plural="validatingadmissionpolicies",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    subresources=(STATUS,),
    columns=columns("Name", "Validations:integer", "ParamKind", "Age"),
)

VALIDATING_ADMISSION_POLICY_BINDING = Kind(
    kind="ValidatingAdmissionPolicyBinding",
    plural="validatingadmissionpolicybindings",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "PolicyName", "ParamRef", "Age"),
)

VALIDATING_WEBHOOK_CONFIGURATION = Kind(
    kind="ValidatingWebhookConfiguration",
    plural="validatingwebhookconfigurations",
    group="admissionregistration.k8s.io",
    namespaced=False,
    categories=("api-extensions",),
    columns=columns("Name", "Webhooks:integer", "Age"),
)

KINDS = (
    MUTATING_ADMISSION_POLICY,
    MUTATING_ADMISSION_POLICY_BINDING,
    MUTATING_WEBHOOK_CONFIGURATION,
    VALIDATING_ADMISSION_POLICY,
    VALIDATING_ADMISSION_POLICY_BINDING,
    VALIDATING_WEBHOOK_CONFIGURATION,
)
