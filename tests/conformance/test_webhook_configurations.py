"""Webhook configurations as objects: match conditions are kept. No webhook is called.

Source: test/e2e/apimachinery/webhook.go.
"""

from __future__ import annotations

import pytest

from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

WORDS = "AdmissionWebhook [Privileged:ClusterAdmin] should be able to create and update"


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


@spec("api-machinery", f"{WORDS} validating webhook configurations with match conditions")
@spec("api-machinery", f"{WORDS} mutating webhook configurations with match conditions")
@pytest.mark.parametrize("kind", ["Validating", "Mutating"])
async def test_match_conditions_are_stored_and_updated(suite: Suite, kind: str) -> None:
    path = f"/apis/admissionregistration.k8s.io/v1/{kind.lower()}webhookconfigurations"
    first, both = conditions("production"), conditions("production", "staging")
    ready = webhook(suite, "is-webhook-configuration-ready.k8s.io", "/always-deny")
    hooks = [webhook(suite, "with-match-conditions.k8s.io", "/always-deny", matchConditions=first), ready]
    meta = {"apiVersion": "admissionregistration.k8s.io/v1", "kind": f"{kind}WebhookConfiguration"}
    await suite.make(path, {**meta, "metadata": {"name": suite.namespace}, "webhooks": hooks})
    stored = await suite.get(f"{path}/{suite.namespace}")
    assert stored["webhooks"][0]["matchConditions"] == first
    stored["webhooks"][0]["matchConditions"] = both
    await suite.put(f"{path}/{suite.namespace}", stored)
    assert (await suite.get(f"{path}/{suite.namespace}"))["webhooks"][0]["matchConditions"] == both
    await suite.delete(f"{path}/{suite.namespace}")
