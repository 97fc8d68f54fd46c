"""Kinds that are only stored: flow schemas, priority levels, admission policies and their bindings.

Source: test/e2e/apimachinery/{flowcontrol,validatingadmissionpolicy,mutatingadmissionpolicy}.go.
"""

from __future__ import annotations

from tests.conformance.operations import Kind, are_discovered, are_supported
from tests.conformance.specs import spec
from tests.conformance.suite import Suite

FLOW, ADMISSION = "flowcontrol.apiserver.k8s.io", "admissionregistration.k8s.io"
MATCH = {
    "resourceRules": [
        {"operations": ["CREATE"], "apiGroups": ["apps"], "apiVersions": ["v1"], "resources": ["deployments"]}
    ]
}
TIMELESS = (
    {"type": "PatchStatusFailed", "status": "False", "reason": "e2e"},
    {"type": "StatusUpdateFailed", "status": "False", "reason": "E2E", "message": "Set from an e2e test"},
)
"""Conditions without a time; Go's client sends the second one's as null."""
SUBJECT = {"kind": "User", "user": {"name": "example-e2e-non-existent-user"}}


@spec("api-machinery", "API priority and fairness should support FlowSchema API operations")
async def test_flow_schemas(suite: Suite) -> None:
    rules = [{"subjects": [SUBJECT], "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}]}]
    level = {"priorityLevelConfiguration": {"name": "global-default"}}
    asked = {"matchingPrecedence": 10000, **level, "distinguisherMethod": {"type": "ByUser"}, "rules": rules}
    precedences = [{"matchingPrecedence": number} for number in (9999, 9000)]
    first, second = TIMELESS
    conditions = (first, {**second, "lastTransitionTime": None})
    kind = Kind(FLOW, "flowschemas", "FlowSchema", asked, *precedences, conditions=conditions)
    await are_discovered(suite, kind, "status")
    await are_supported(suite, kind)


@spec("api-machinery", "API priority and fairness should support PriorityLevelConfiguration API operations")
async def test_priority_levels(suite: Suite) -> None:
    def limited(shares: int) -> dict[str, object]:
        queuing = {"lendablePercent": 0, "limitResponse": {"type": "Reject"}}
        return {"limited": {"nominalConcurrencyShares": shares, **queuing}}

    asked = {"type": "Limited", **limited(2)}
    kind = Kind(
        FLOW, "prioritylevelconfigurations", "PriorityLevelConfiguration", asked, limited(4), limited(6),
        conditions=TIMELESS,
    )  # fmt: skip
    await are_discovered(suite, kind, "status")
    await are_supported(suite, kind)


POLICY = "[Privileged:ClusterAdmin] should support"


@spec("api-machinery", f"ValidatingAdmissionPolicy {POLICY} ValidatingAdmissionPolicy API operations")
async def test_validating_policies(suite: Suite) -> None:
    asked = {"validations": [{"expression": "object.spec.replicas <= 100"}], "matchConstraints": MATCH}
    said = {"message": "Set from an e2e test", "lastTransitionTime": "2024-01-01T00:00:00Z"}
    first, second = ({**condition, **said} for condition in TIMELESS)
    kind = Kind(
        ADMISSION, "validatingadmissionpolicies", "ValidatingAdmissionPolicy", asked, {"failurePolicy": "Ignore"},
        {"failurePolicy": "Fail"}, conditions=(first, second),
    )  # fmt: skip
    await are_discovered(suite, kind, "status")
    await are_supported(suite, kind)


@spec("api-machinery", f"ValidatingAdmissionPolicy {POLICY} ValidatingAdmissionPolicyBinding API operations")
async def test_bindings_of_validating_policies(suite: Suite) -> None:
    asked = {"policyName": "replicalimit-policy.example.com", "validationActions": ["Deny"]}
    kind = Kind(
        ADMISSION, "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", asked,
        {"validationActions": ["Warn"]}, {"validationActions": ["Deny"]},
    )  # fmt: skip
    await are_discovered(suite, kind)
    await are_supported(suite, kind)


@spec("api-machinery", f"MutatingAdmissionPolicy {POLICY} MutatingAdmissionPolicy API operations")
async def test_mutating_policies(suite: Suite) -> None:
    expression = "Object{spec: Object.spec{replicas: 5}}"
    mutation = {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": expression}}
    asked = {"reinvocationPolicy": "Never", "mutations": [mutation], "matchConstraints": MATCH}
    kind = Kind(
        ADMISSION, "mutatingadmissionpolicies", "MutatingAdmissionPolicy", asked,
        {"reinvocationPolicy": "IfNeeded"}, {"reinvocationPolicy": "Never"},
    )  # fmt: skip
    await are_discovered(suite, kind)
    await are_supported(suite, kind)


@spec("api-machinery", f"MutatingAdmissionPolicy {POLICY} MutatingAdmissionPolicyBinding API operations")
async def test_bindings_of_mutating_policies(suite: Suite) -> None:
    kind = Kind(
        ADMISSION, "mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding",
        {"policyName": "replicalimit-policy.example.com"}, {"policyName": "new-policy.example.com"},
        {"policyName": "replicalimit-policy.example.com"},
    )  # fmt: skip
    await are_discovered(suite, kind)
    await are_supported(suite, kind)
