"""The registry holds the kinds of a real API server, in exactly its form."""

from __future__ import annotations

from core.kinds import registry
from core.meta.objects import Key


def test_kinds_are_found_by_what_a_document_says_and_by_what_a_person_types() -> None:
    deployment = registry.by_gvk("apps/v1", "Deployment")
    assert deployment is not None
    assert deployment.resource == "deployments.apps"
    assert deployment.has_status
    assert registry.find("deploy") is deployment
    assert registry.find("Deployments.apps") is deployment
    assert registry.find("nothing") is None
    assert registry.by_gvk("apps/v1beta1", "Deployment") is None
    assert registry.by_path("apps", "v1", "deployments") is deployment


def test_both_event_groups_show_the_same_rows() -> None:
    old, new = registry.by_gvk("v1", "Event"), registry.by_gvk("events.k8s.io/v1", "Event")
    assert old is not new
    assert old.resource == new.resource == "events"
    assert registry.KINDS["events"] is old


def test_rows_are_stored_in_the_preferred_version() -> None:
    assert registry.KINDS["horizontalpodautoscalers.autoscaling"].version == "v2"


def test_the_key_of_a_document() -> None:
    doc = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "namespace": "b"}}
    assert registry.key_of(doc) == Key("deployments.apps", "b", "a")
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}}
    assert registry.key_of(node) == Key("nodes", "", "n")
