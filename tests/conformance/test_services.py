"""[sig-network] Services, Ingresses, their classes, ServiceCIDRs and IPAddresses.

Source: test/e2e/network/service.go, ingress.go, ingressclass.go, service_cidrs.go.
"""

from __future__ import annotations

import pytest

from tests.conformance.lifecycle import is_discovered, labelled, operated, status_written
from tests.conformance.objects import condition
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, Doc, Suite
from tests.conformance.test_endpoints import service

NETWORKING = "networking.k8s.io/v1"


def services(suite: Suite, name: str = "") -> str:
    return suite.core("services", name)


@spec("network", "Services should find a service from listing all namespaces")
async def test_the_api_servers_service_is_among_all(suite: Suite) -> None:
    found = await suite.items("/api/v1/services")
    assert ("default", "kubernetes") in [(one["metadata"]["namespace"], one["metadata"]["name"]) for one in found]


@spec("network", "Services should complete a service status lifecycle")
async def test_the_status_of_a_service_is_written(suite: Suite) -> None:
    labels, chosen = {"test-service-static": "true"}, "?labelSelector=test-service-static%3Dtrue"
    since = await suite.revision(f"/api/v1/services{chosen}")
    body = service("test-service", None, {"name": "http", "protocol": "TCP", "port": 80, "targetPort": 80})
    body["spec"]["type"] = "LoadBalancer"
    body["metadata"]["labels"] = labels
    await suite.make(services(suite), body)
    one, watch = services(suite, "test-service"), f"{services(suite)}{chosen}"
    await suite.watched(watch, since, lambda kind, _: kind == "ADDED")
    assert (await suite.get(f"{one}/status"))["status"] == {"loadBalancer": {}}
    balancer = {"loadBalancer": {"ingress": [{"ip": "203.0.113.1"}]}}
    meta = {"annotations": {"patchedstatus": "true"}}
    patched = await suite.patch(f"{one}/status", {"metadata": meta, "status": balancer}, MERGE)
    assert patched["status"]["loadBalancer"]["ingress"][0]["ip"] == "203.0.113.1"
    assert patched["metadata"]["annotations"]["patchedstatus"] == "true"
    await suite.watched(watch, since, lambda _, held: held["status"]["loadBalancer"].get("ingress"))
    held = await suite.get(one)
    told = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set from e2e test"}
    held["status"]["conditions"] = [{**told, "lastTransitionTime": None}]
    await suite.put(f"{one}/status", held)
    await suite.watched(watch, since, lambda _, seen: condition(seen, "StatusUpdate"))
    body = {"metadata": {"labels": {"test-service": "patched"}}, "spec": {"type": "LoadBalancer"}}
    await suite.patch(one, body)
    seen = await suite.watched(watch, since, lambda _, held: "test-service" in held["metadata"]["labels"])
    assert seen["metadata"]["labels"]["test-service"] == "patched"
    await suite.delete(one, {})
    await suite.watched(watch, since, lambda kind, _: kind == "DELETED")


@spec("network", "Services should delete a collection of services")
async def test_a_collection_of_services_is_deleted(suite: Suite) -> None:
    for number in range(3):
        body = service(f"e2e-svc-{number}", None, {"name": "http", "port": 80 + number})
        body["metadata"]["labels"] = {"e2e-svc": "one" if number < 2 else "other"}
        await suite.make(services(suite), body)
    assert len(await suite.items(services(suite), "e2e-svc")) == 3
    await suite.delete(f"{services(suite)}?labelSelector=e2e-svc%3Done", {})

    async def are_gone() -> bool:
        return [one["metadata"]["name"] for one in await suite.items(services(suite))] == ["e2e-svc-2"]

    await suite.until(are_gone, 30)


@pytest.mark.parametrize("kind", ["ClusterIP", "NodePort"])
async def test_a_service_becomes_another_name_and_comes_back(suite: Suite, kind: str) -> None:
    """What the four specs "should be able to change the type" ask of the API; what they ask of traffic needs exec."""
    name = "externalname-service"
    body = service(name, None, type="ExternalName", externalName="example.com")
    del body["spec"]["ports"]
    made = await suite.make(services(suite), body)
    assert "clusterIP" not in made["spec"]

    def to_address(one: Doc) -> None:
        one["spec"].update(type=kind, ports=[{"port": 80, "name": "http", "protocol": "TCP"}], selector={"name": name})
        one["spec"].pop("externalName")

    held = await suite.change(services(suite, name), to_address)
    assert held["spec"]["clusterIP"] not in ("", "None")
    assert ("nodePort" in held["spec"]["ports"][0]) == (kind == "NodePort")
    assert "externalName" not in held["spec"]

    def to_name(one: Doc) -> None:
        one["spec"].update(type="ExternalName", externalName="example.org")

    held = await suite.change(services(suite, name), to_name)
    assert not held["spec"].get("clusterIP")
    assert not held["spec"].get("clusterIPs")
    assert "nodePort" not in held["spec"]["ports"][0]


@pytest.mark.parametrize("kind", ["ClusterIP", "NodePort"])
async def test_session_affinity_is_switched(suite: Suite, kind: str) -> None:
    """The fields of the specs on session affinity; what they ask of traffic needs exec."""
    body = service("affinity", {"name": "affinity"}, type=kind, sessionAffinity="ClientIP")
    made = await suite.make(services(suite), body)
    assert made["spec"]["sessionAffinityConfig"] == {"clientIP": {"timeoutSeconds": 10800}}

    def off(one: Doc) -> None:
        one["spec"].update(sessionAffinity="None")
        one["spec"].pop("sessionAffinityConfig")

    assert "sessionAffinityConfig" not in (await suite.change(services(suite, "affinity"), off))["spec"]
    held = await suite.change(services(suite, "affinity"), lambda one: one["spec"].update(sessionAffinity="ClientIP"))
    assert held["spec"]["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"] == 10800


@spec("network", "Ingress API should support creating Ingress API operations")
async def test_ingresses_are_operated(suite: Suite) -> None:
    await is_discovered(suite, "networking.k8s.io", "v1", "ingresses", "ingresses/status")
    back = {"service": {"name": "test-backend", "port": {"number": 8080}}}
    paths: list[Doc] = [{"path": "/", "pathType": "ImplementationSpecific", "backend": back}]
    rule = {"host": "foo.bar.com", "http": {"paths": paths}}
    body: Doc = {"apiVersion": NETWORKING, "kind": "Ingress", "status": {"loadBalancer": {}}}
    body["spec"] = {"defaultBackend": {"service": {"name": "default-backend", "port": {"name": "", "number": 8080}}}}
    body["spec"]["rules"] = [rule]
    path = suite.group(NETWORKING, "ingresses")
    await operated(suite, path, f"/apis/{NETWORKING}/ingresses", *[body] * 3)
    await suite.make(path, labelled(body, "a"))

    def second(status: Doc) -> None:
        status["loadBalancer"]["ingress"] = [{"ip": "169.1.1.2"}]

    balancer = {"loadBalancer": {"ingress": [{"ip": "169.1.1.1"}]}}
    await status_written(suite, f"{path}/a", balancer, second)


@spec("network", "IngressClass API should support creating IngressClass API operations")
async def test_ingress_classes_are_operated(suite: Suite) -> None:
    await is_discovered(suite, "networking.k8s.io", "v1", "ingressclasses")
    body = {"apiVersion": NETWORKING, "kind": "IngressClass", "spec": {"controller": "example.com/controller"}}
    path = f"/apis/{NETWORKING}/ingressclasses"
    await operated(suite, path, path, *[body] * 3)


@spec("network", "ServiceCIDR and IPAddress API should support ServiceCIDR API operations")
async def test_the_range_of_services_is_read(suite: Suite) -> None:
    path = f"/apis/{NETWORKING}/servicecidrs"
    held, status = await suite.get(f"{path}/kubernetes"), await suite.get(f"{path}/kubernetes/status")
    assert (status["kind"], status["metadata"]["uid"]) == ("ServiceCIDR", held["metadata"]["uid"])
    assert await suite.items(path)
    await suite.watched(path, "0", lambda kind, one: (kind, one["metadata"]["name"]) == ("ADDED", "kubernetes"))


async def test_service_cidrs_are_operated(suite: Suite) -> None:
    """What the documentation of the spec promises beyond what the spec does."""
    await is_discovered(suite, "networking.k8s.io", "v1", "servicecidrs", "servicecidrs/status")
    path = f"/apis/{NETWORKING}/servicecidrs"
    body = {"apiVersion": NETWORKING, "kind": "ServiceCIDR", "status": {}}
    await suite.make(path, labelled({**body, "spec": {"cidrs": ["203.0.113.0/24"]}}, "a"))
    told = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set by an e2e test"}
    stamped = {**told, "lastTransitionTime": "2026-01-01T00:00:00Z"}
    held = await suite.patch(f"{path}/a/status", {"status": {"conditions": [stamped]}}, MERGE)
    assert condition(held, "StatusUpdate") == stamped
    held["status"]["conditions"].append({**stamped, "type": "StatusUpdated"})
    assert condition(await suite.put(f"{path}/a/status", held), "StatusUpdated")
    await suite.delete(f"{path}/a", {})
    await suite.goes(f"{path}/a", 60)
    await operated(suite, path, path, *[{**body, "spec": {"cidrs": [f"203.0.{n}.0/24"]}} for n in range(3)])


@spec("network", "ServiceCIDR and IPAddress API should support IPAddress API operations")
async def test_ip_addresses_are_operated(suite: Suite) -> None:
    await is_discovered(suite, "networking.k8s.io", "v1", "ipaddresses")
    path = f"/apis/{NETWORKING}/ipaddresses"
    parent = {"group": "mygroup", "resource": "myresources", "namespace": "foo", "name": "bar"}
    body: Doc = {"apiVersion": NETWORKING, "kind": "IPAddress", "spec": {"parentRef": parent}}
    for name, kind in (("255.255.255.255", "broadcast"), ("fe80::42:1dff:fe84:f9e2", "link-local")):
        meta = {"name": name, "labels": {"type": kind}, "creationTimestamp": None}
        await suite.make(path, {**body, "metadata": meta})
    one = f"{path}/255.255.255.255"
    patched = await suite.patch(one, {"metadata": {"annotations": {"patched": "true"}}}, MERGE)
    assert patched["metadata"]["annotations"]["patched"] == "true"
    updated = await suite.change(one, lambda held: held["metadata"]["annotations"].update(updated="true"))
    assert int(updated["metadata"]["resourceVersion"]) > int(patched["metadata"]["resourceVersion"])
    assert len(await suite.items(path, "type=broadcast")) == 1
    await suite.watched(f"{path}?labelSelector=type%3Dbroadcast", "0", lambda kind, _: kind == "ADDED")
    await suite.delete(one, {})
    await suite.delete(f"{path}?labelSelector=type%3Dlink-local", {})
    assert await suite.items(path, "type=link-local") == []


@pytest.mark.parametrize(
    ("name", "parent", "told"),
    [
        ("a", {"resource": "services", "name": "b"}, "must be a valid IP address"),
        ("010.0.0.1", {"resource": "services", "name": "b"}, "must not have leading 0s"),
        ("2001:DB8::1", {"resource": "services", "name": "b"}, 'must be in canonical form ("2001:db8::1")'),
        ("10.0.0.1", None, "spec.parentRef: Required value"),
        ("10.0.0.1", {"resource": "services"}, "spec.parentRef.name: Required value"),
        ("10.0.0.1", {"name": "b"}, "spec.parentRef.resource: Required value"),
    ],
)
async def test_an_ip_address_names_an_address_and_a_parent(suite: Suite, name: str, parent: Doc, told: str) -> None:
    """Source: ValidateIPAddress in pkg/apis/networking/validation/validation.go."""
    body = {"apiVersion": NETWORKING, "kind": "IPAddress", "metadata": {"name": name}, "spec": {"parentRef": parent}}
    refused = await suite.refused("POST", f"/apis/{NETWORKING}/ipaddresses", body, 422)
    assert told in refused["message"]
