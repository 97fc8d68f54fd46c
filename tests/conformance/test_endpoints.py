"""[sig-network] Endpoints, EndpointSlices, their controllers, and the API server's own.

Source: test/e2e/network/apiserver.go, endpoints.go, endpointslice.go, endpointslicemirroring.go, service.go,
service_latency.go.
"""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from core.meta.time import parse
from tests.conformance.lifecycle import is_discovered, operated
from tests.conformance.objects import NGINX, container, pod, replication_controller
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

SECOND = 1_000_000


def endpoints(suite: Suite, name: str = "") -> str:
    return suite.core("endpoints", name)


def slices(suite: Suite, name: str = "") -> str:
    return suite.group("discovery.k8s.io/v1", "endpointslices", name)


def service(name: str, selector: Doc | None, *ports: Doc, **fields: Any) -> Doc:
    made = list(ports) or [{"name": "example", "port": 80, "protocol": "TCP", "targetPort": 0}]
    spec = {"ports": made, **({"selector": selector} if selector else {}), **fields}
    meta = {"name": name, "creationTimestamp": None}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec, "status": {"loadBalancer": {}}}


async def slices_of(suite: Suite, name: str) -> list[Doc]:
    return await suite.items(slices(suite), f"kubernetes.io/service-name={name}")


async def shown(suite: Suite, name: str, pods: list[str], *, addresses: int, pages: int) -> None:
    """Endpoints and slices of a service are those of these pods."""

    async def told() -> bool:
        found = (await suite.api.get(endpoints(suite, name))).doc
        listed = [one for part in found.get("subsets") or () for one in part.get("addresses", ())]
        held = await slices_of(suite, name)
        each = [one for page in held for one in page.get("endpoints") or ()]
        names = sorted(one["targetRef"]["name"] for one in each)
        return (len(listed), len(held), names) == (addresses, pages, pods)

    await suite.until(told, 180)


@spec(
    "network",
    "API Server should have Endpoints and EndpointSlices pointing to API Server",
    "API Server should provide secure master service",
)
async def test_the_api_server_has_a_service_with_endpoints(suite: Suite) -> None:
    found = await suite.get("/api/v1/namespaces/default/services/kubernetes")
    assert [port["port"] for port in found["spec"]["ports"]] == [443]
    held = await suite.get("/api/v1/namespaces/default/endpoints/kubernetes")
    path = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
    pages = await suite.items(path, "kubernetes.io/service-name=kubernetes")
    addresses = {one["ip"] for part in held["subsets"] for one in part["addresses"]}
    assert addresses == {ip for page in pages for one in page["endpoints"] for ip in one["addresses"]} != set()
    ports = {port["port"] for part in held["subsets"] for port in part["ports"]}
    assert ports == {port["port"] for page in pages for port in page["ports"]}


@spec(
    "network",
    "EndpointSlice should create and delete EndpointSlices for a Service with a selector that matches no pods",
    "EndpointsController should create and delete Endpoints for a Service with a selector that matches no pods",
)
async def test_a_service_that_selects_nothing_has_empty_endpoints(suite: Suite) -> None:
    name = "example-empty-selector"
    await suite.make(suite.core("services"), service(name, {"does-not-match-anything": "yes"}))
    await suite.exists(endpoints(suite, name), 30)
    (page,) = await suite.until(lambda: slices_of(suite, name), 30)
    assert page["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"] == "endpointslice-controller.k8s.io"
    assert not page["endpoints"]
    await suite.delete(suite.core("services", name), {})
    await suite.goes(endpoints(suite, name), 30)

    async def is_empty() -> bool:
        return not await slices_of(suite, name)

    await suite.until(is_empty, 90)


@spec(
    "network",
    "EndpointSlice should create Endpoints and EndpointSlices for Pods matching a Service",
    "EndpointsController should create Endpoints for Pods matching a Service",
)
async def test_the_pods_that_a_service_selects_are_its_endpoints(suite: Suite) -> None:
    ports = {"pod1": [("example-name", 3000)], "pod2": [("example-name", 3001), ("other-port", 3002)]}
    for name, given in ports.items():
        opened = [{"name": title, "containerPort": number} for title, number in given]
        labels = {name: "on", "shared12": "on"}
        await suite.make(suite.core("pods"), pod(name, container(image=NGINX, ports=opened), labels=labels))
    open_ = {"publishNotReadyAddresses": True}
    number, named = ({"name": "example", "port": 80, "targetPort": target} for target in (3000, "example-name"))
    await suite.make(suite.core("services"), service("int-port", {"pod1": "on"}, number, **open_))
    await suite.make(suite.core("services"), service("named-port", {"shared12": "on"}, named, **open_))
    await suite.make(suite.core("services"), service("no-match", {"pod3": "on"}, number, **open_))
    for name in ports:
        await suite.became(suite.core("pods", name), lambda one: one["status"].get("podIPs"), 180)
    await shown(suite, "int-port", ["pod1"], addresses=1, pages=1)
    await shown(suite, "named-port", ["pod1", "pod2"], addresses=2, pages=2)
    await shown(suite, "no-match", [], addresses=0, pages=1)
    for page in await slices_of(suite, "named-port"):
        await suite.delete(slices(suite, page["metadata"]["name"]), {})
    await shown(suite, "named-port", ["pod1", "pod2"], addresses=2, pages=2)
    await suite.delete(endpoints(suite, "named-port"), {})
    await shown(suite, "named-port", ["pod1", "pod2"], addresses=2, pages=2)


@spec("network", "EndpointSlice should support creating EndpointSlice API operations")
async def test_endpoint_slices_are_operated(suite: Suite) -> None:
    await is_discovered(suite, "discovery.k8s.io", "v1", "endpointslices")
    both = [{"addresses": [f"{n}.2.3.4", f"{n + 4}.6.7.8"], "conditions": {}} for n in (1, 2)]
    body = {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4"}
    everywhere = "/apis/discovery.k8s.io/v1/endpointslices"
    await operated(suite, slices(suite), everywhere, *[{**body, "endpoints": both, "ports": None}] * 3)


@spec("network", "EndpointSliceMirroring should mirror a custom Endpoints resource through create update and delete")
async def test_endpoints_that_people_write_are_mirrored(suite: Suite) -> None:
    name = "example-custom-endpoints"
    await suite.make(suite.core("services"), service(name, None))
    body: Doc = {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": name, "creationTimestamp": None}}
    part = {"ports": [{"port": 80}], "addresses": [{"ip": "10.1.2.3"}]}
    await suite.make(endpoints(suite), {**body, "subsets": [part]})

    async def mirrored(*wanted: str) -> None:
        async def told() -> bool:
            held = await slices_of(suite, name)
            assert all([port["port"] for port in page["ports"]] == [80] for page in held)
            return [one["addresses"] for page in held for one in page["endpoints"]] == [[ip] for ip in wanted]

        await suite.until(told, 12)

    await mirrored("10.1.2.3")
    await suite.put(endpoints(suite, name), {**body, "subsets": [{**part, "addresses": [{"ip": "10.2.3.4"}]}]})
    await mirrored("10.2.3.4")
    await suite.delete(endpoints(suite, name), {})
    await mirrored()


@pytest.mark.parametrize(
    ("meta", "selector"),
    [
        pytest.param({"labels": {"endpointslice.kubernetes.io/skip-mirror": "true"}}, None, id="that say so"),
        pytest.param({"annotations": {"control-plane.alpha.kubernetes.io/leader": "{}"}}, None, id="of an election"),
        pytest.param({}, {"a": "b"}, id="of a service with a selector"),
    ],
)
async def test_endpoints_that_are_not_mirrored(suite: Suite, meta: Doc, selector: Doc | None) -> None:
    part = {"ports": [{"port": 80}], "addresses": [{"ip": "10.1.2.3"}]}
    body = {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "a", **meta}, "subsets": [part]}
    await suite.make(endpoints(suite), body)
    await suite.make(suite.core("services"), service("a", selector))
    await suite.pass_time(5)
    assert [page for page in await slices_of(suite, "a") if page["endpoints"]] == []


async def test_each_family_of_addresses_and_each_set_of_ports_has_a_mirror(suite: Suite) -> None:
    await suite.make(suite.core("services"), service("a", None))
    first = {"addresses": [{"ip": "10.1.2.3"}, {"ip": "fd00::1"}], "ports": [{"port": 80}]}
    second = {"notReadyAddresses": [{"ip": "10.1.2.4", "hostname": "h"}], "ports": [{"port": 81, "name": "x"}]}
    meta = {"name": "a", "labels": {"l": "1"}, "annotations": {"n": "2"}}
    doc = {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta}
    await suite.make(endpoints(suite), {**doc, "subsets": [first, second]})
    await suite.pass_time(1)
    pages = await slices_of(suite, "a")
    told = sorted((page["addressType"], page["ports"][0]["port"], len(page["endpoints"])) for page in pages)
    assert told == [("IPv4", 80, 1), ("IPv4", 81, 1), ("IPv6", 80, 1)]
    (waiting,) = [page for page in pages if page["ports"][0]["port"] == 81]
    assert waiting["endpoints"] == [{"addresses": ["10.1.2.4"], "conditions": {"ready": False}, "hostname": "h"}]
    assert (waiting["metadata"]["labels"]["l"], waiting["metadata"]["annotations"]["n"]) == ("1", "2")
    await suite.patch(endpoints(suite, "a"), {"metadata": {"labels": {"l": "3"}}, "subsets": [second]})
    await suite.pass_time(1)
    assert [page["metadata"]["labels"]["l"] for page in await slices_of(suite, "a")] == ["3"]
    await suite.delete(suite.core("services", "a"), {})
    await suite.pass_time(1)
    assert await slices_of(suite, "a") == []


@spec("network", "Endpoints should test the lifecycle of an Endpoint")
async def test_endpoints_live(suite: Suite) -> None:
    labels = {"test-endpoint-static": "true"}
    port, chosen = {"name": "http", "port": 80, "protocol": "TCP"}, "?labelSelector=test-endpoint-static%3Dtrue"
    subset = {"addresses": [{"ip": "10.0.0.24"}], "ports": [port]}
    meta = {"name": "testservice", "labels": labels, "creationTimestamp": None}
    since = await suite.revision(f"{endpoints(suite)}{chosen}")
    body = {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta, "subsets": [subset]}
    await suite.make(endpoints(suite), body)
    found = await suite.items("/api/v1/endpoints", "test-endpoint-static=true")
    assert [one["metadata"]["name"] for one in found] == ["testservice"]
    one = endpoints(suite, "testservice")
    held = await suite.get(one)
    held["metadata"]["labels"]["test-service"] = "updated"
    await suite.put(one, held)
    assert (await suite.get(one))["metadata"]["labels"]["test-service"] == "updated"
    fresh = {"addresses": [{"ip": "10.0.0.25"}], "ports": [{**port, "name": "http-test", "port": 8080}]}
    await suite.patch(one, {"metadata": {"labels": {"test-service": "patched"}}, "subsets": [fresh]})
    patched = await suite.get(one)
    assert patched["metadata"]["labels"]["test-service"] == "patched"
    (part,) = patched["subsets"]
    assert (part["addresses"][0]["ip"], part["ports"][0]["port"]) == ("10.0.0.25", 8080)
    await suite.delete(f"{endpoints(suite)}{chosen}", {})
    await suite.watched(f"{endpoints(suite)}{chosen}", since, lambda kind, _: kind == "DELETED")
    assert await suite.is_gone(one)


@spec("network", "Service endpoints latency should not be very high")
async def test_endpoints_follow_services_soon(suite: Suite) -> None:
    await suite.make(suite.core("replicationcontrollers"), replication_controller("svc-latency-rc", 1, {"name": "rc"}))
    rc = suite.core("replicationcontrollers", "svc-latency-rc")
    await suite.became(rc, lambda one: one["status"].get("readyReplicas") == 1)
    since = await suite.revision(endpoints(suite))
    made = {}
    for number in range(200):
        held = await suite.make(suite.core("services"), service(f"latency-svc-{number}", {"name": "rc"}))
        made[held["metadata"]["name"]] = parse(held["metadata"]["creationTimestamp"])
        await suite.pass_time(1 if number % 20 == 19 else 0)
    await suite.pass_time(10)
    filled = set()

    def is_last(_: str, one: Doc) -> bool:
        if one.get("subsets"):
            filled.add(one["metadata"]["name"])
            assert parse(one["metadata"]["creationTimestamp"]) - made[one["metadata"]["name"]] <= 20 * SECOND
        return filled == set(made)

    await suite.watched(endpoints(suite), since, is_last)
    ips = {(await suite.get(suite.core("services", name)))["spec"]["clusterIP"] for name in list(made)[:5]}
    assert all(ipaddress.ip_address(ip) for ip in ips) and len(ips) == 5
