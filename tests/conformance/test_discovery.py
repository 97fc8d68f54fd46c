"""Discovery, plain and aggregated, and the server's version.

Source: test/e2e/apimachinery/{discovery,aggregated_discovery,custom_resource_definition,server_version}.go.
"""

from __future__ import annotations

import re

from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

ONE_OF_EACH = {
    "v1": "namespaces",
    "admissionregistration.k8s.io/v1": "validatingwebhookconfigurations",
    "apiextensions.k8s.io/v1": "customresourcedefinitions",
    "apiregistration.k8s.io/v1": "apiservices",
    "apps/v1": "deployments",
    "authentication.k8s.io/v1": "tokenreviews",
    "authorization.k8s.io/v1": "selfsubjectaccessreviews",
    "autoscaling/v1": "horizontalpodautoscalers",
    "autoscaling/v2": "horizontalpodautoscalers",
    "batch/v1": "jobs",
    "certificates.k8s.io/v1": "certificatesigningrequests",
    "coordination.k8s.io/v1": "leases",
    "discovery.k8s.io/v1": "endpointslices",
    "events.k8s.io/v1": "events",
    "networking.k8s.io/v1": "ingresses",
    "node.k8s.io/v1": "runtimeclasses",
    "policy/v1": "poddisruptionbudgets",
    "scheduling.k8s.io/v1": "priorityclasses",
    "storage.k8s.io/v1": "csinodes",
}
"""A resource of each group version that every cluster has."""
AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
CLIENT_GO = f"{AGGREGATED},application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
"""What client-go asks for, which then must see from the answer's type what it got."""


@spec("api-machinery", "Discovery should validate PreferredVersion for each APIGroup")
async def test_each_group_prefers_a_version_that_it_has(suite: Suite) -> None:
    groups = (await suite.get("/apis/"))["groups"]
    assert groups
    for group in groups:
        read = await suite.get(f"/apis/{group['name']}/")
        assert read["preferredVersion"]["groupVersion"] in [one["groupVersion"] for one in read["versions"]]


@spec("api-machinery", "Discovery should locate the groupVersion and a resource within each APIGroup")
async def test_each_group_version_lists_its_resources(suite: Suite) -> None:
    for version, resource in ONE_OF_EACH.items():
        listed = await suite.get(f"/{'api' if version == 'v1' else 'apis'}/{version}")
        assert listed["groupVersion"] == version
        assert resource in [one["name"] for one in listed["resources"]]


def _resources(answer: Doc) -> set[tuple[str, str]]:
    return {
        (f"{group['metadata'].get('name', '')}/{version['version']}".lstrip("/"), resource["resource"])
        for group in answer["items"]
        for version in group["versions"]
        for resource in version["resources"]
    }


@spec("api-machinery", "AggregatedDiscovery should support raw aggregated discovery endpoint Accept headers")
async def test_one_document_has_the_resources_of_all_groups(suite: Suite) -> None:
    found = set[tuple[str, str]]()
    for path in ("/apis", "/api"):
        found |= _resources((await suite.api.get(path, accept=AGGREGATED)).doc)
    assert set(ONE_OF_EACH.items()) <= found


@spec("api-machinery", "AggregatedDiscovery should support aggregated discovery interface")
async def test_the_answers_type_says_that_it_is_aggregated(suite: Suite) -> None:
    found = set[tuple[str, str]]()
    for path in ("/api", "/apis"):
        answer = await suite.api.get(path, accept=CLIENT_GO)
        assert answer.header("content-type") == [AGGREGATED]
        assert answer.doc["kind"] == "APIGroupDiscoveryList"
        found |= _resources(answer.doc)
    assert set(ONE_OF_EACH.items()) <= found


DEFINITIONS = "CustomResourceDefinition resources [Privileged:ClusterAdmin]"


@spec("api-machinery", f"{DEFINITIONS} should include custom resource definition resources in discovery documents")
async def test_custom_resource_definitions_are_discovered(suite: Suite) -> None:
    groups = {group["name"]: group for group in (await suite.get("/apis"))["groups"]}
    versions = groups["apiextensions.k8s.io"]["versions"]
    assert {"groupVersion": "apiextensions.k8s.io/v1", "version": "v1"} in versions
    assert (await suite.get("/apis/apiextensions.k8s.io"))["versions"] == versions
    listed = (await suite.get("/apis/apiextensions.k8s.io/v1"))["resources"]
    assert "customresourcedefinitions" in [one["name"] for one in listed]


@spec("api-machinery", "server version should find the server version")
async def test_the_server_says_its_version_in_numbers(suite: Suite) -> None:
    version = await suite.get("/version")
    assert re.fullmatch("[1-9]", version["major"])
    assert re.fullmatch("[1-9][0-9]*", re.sub("[^0-9]", "", version["minor"]))
