"""Webhook configurations as objects: match conditions are kept. No webhook is called.

Source: test/e2e/apimachinery/webhook.go.
"""

from __future__ import annotations

import pytest

from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

WORDS = "AdmissionWebhook [Privileged:ClusterAdmin] should"


def conditions(*namespaces: str) -> list[Doc]:
    return [
        {"name": f"expression-{number}", "expression": f"object.metadata.namespace == '{namespace}'"}
        for number, namespace in enumerate(namespaces, 1)
    ]


def webhook(suite: Suite, name: str, path: str, **more: object) -> Doc:
    service = {"namespace": suite.namespace, "name": "e2e-test-webhook", "path": path, "port": 8443}
    rule = {"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]}
    return {
        "name": name,
        "rules": [rule],
        "clientConfig": {"service": service, "caBundle": "Q0VSVElGSUNBVEU="},
        "sideEffects": "None",
        "admissionReviewVersions": ["v1", "v1beta1"],
        "namespaceSelector": {"matchLabels": {suite.namespace: "true"}},
        **more,
    }


def place(kind: str) -> str:
    return f"/apis/admissionregistration.k8s.io/v1/{kind.lower()}webhookconfigurations"


def configuration(suite: Suite, kind: str, matching: list[Doc]) -> Doc:
    ready = webhook(suite, "is-webhook-configuration-ready.k8s.io", "/always-deny")
    hooks = [webhook(suite, "with-match-conditions.k8s.io", "/always-deny", matchConditions=matching), ready]
    meta = {"apiVersion": "admissionregistration.k8s.io/v1", "kind": f"{kind}WebhookConfiguration"}
    return {**meta, "metadata": {"name": suite.namespace}, "webhooks": hooks}


@spec("api-machinery", f"{WORDS} be able to create and update validating webhook configurations with match conditions")
@spec("api-machinery", f"{WORDS} be able to create and update mutating webhook configurations with match conditions")
@pytest.mark.parametrize("kind", ["Validating", "Mutating"])
async def test_match_conditions_are_stored_and_updated(suite: Suite, kind: str) -> None:
    path, first, both = place(kind), conditions("production"), conditions("production", "staging")
    await suite.make(path, configuration(suite, kind, first))
    stored = await suite.get(f"{path}/{suite.namespace}")
    assert stored["webhooks"][0]["matchConditions"] == first
    stored["webhooks"][0]["matchConditions"] = both
    await suite.put(f"{path}/{suite.namespace}", stored)
    assert (await suite.get(f"{path}/{suite.namespace}"))["webhooks"][0]["matchConditions"] == both
    await suite.delete(f"{path}/{suite.namespace}")


@spec("api-machinery", f"{WORDS} reject validating webhook configurations with invalid match conditions")
@spec("api-machinery", f"{WORDS} reject mutating webhook configurations with invalid match conditions")
@pytest.mark.parametrize("kind", ["Validating", "Mutating"])
async def test_match_conditions_must_compile(suite: Suite, kind: str) -> None:
    wrong = [{"name": "invalid-expression-1", "expression": "... [] bad expression"}]
    refused = await suite.refused("POST", place(kind), configuration(suite, kind, wrong), 422)
    assert "compilation failed" in refused["message"]
