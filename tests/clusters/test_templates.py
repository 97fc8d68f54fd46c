"""Cluster templates: what a new cluster begins with."""

from __future__ import annotations

import pytest

from core.machinery.door import Door
from core.meta import quantity
from core.meta.objects import Doc
from core.store.memory import MemoryStore
from simulator import clusters
from simulator.clusters import machines
from simulator.clusters.machines import Machine

NOW = 1_790_000_000_000_000
SMALL = [name for name, template in clusters.TEMPLATES.items() if template.count <= 100]


def nodes_of(template: str, seed: str = "1") -> list[Doc]:
    return [doc for doc in clusters.documents(template, seed, NOW) if doc["kind"] == "Node"]


@pytest.mark.parametrize("template", SMALL)
def test_every_document_of_a_template_goes_through_the_door(template: str) -> None:
    store = MemoryStore()
    door = Door(store, seed="1", clock=lambda: NOW, actor="bootstrap")
    for doc in clusters.documents(template, "1", NOW):
        door.create(doc)
    assert store.count("nodes") == clusters.TEMPLATES[template].count
    assert store.count("leases.coordination.k8s.io") == store.count("nodes")


@pytest.mark.parametrize("template", SMALL)
def test_nodes_differ_in_name_address_and_range_and_say_where_they_are(template: str) -> None:
    nodes = nodes_of(template)
    for told in (
        [node["metadata"]["name"] for node in nodes],
        [node["status"]["addresses"][0]["address"] for node in nodes],
        [node["spec"]["podCIDR"] for node in nodes],
    ):
        assert len(set(told)) == len(nodes)
    labels = [node["metadata"]["labels"] for node in nodes]
    assert {label["topology.kubernetes.io/zone"] for label in labels} <= set(clusters.TEMPLATES[template].zones)
    assert all(
        label["kubernetes.io/hostname"] == node["metadata"]["name"] for label, node in zip(labels, nodes, strict=True)
    )


def test_the_demo_has_six_nodes_in_three_zones() -> None:
    zones = [node["metadata"]["labels"]["topology.kubernetes.io/zone"] for node in nodes_of("demo")]
    assert zones == ["zone-a", "zone-b", "zone-c"] * 2


def test_any_number_of_nodes_can_be_asked_for() -> None:
    assert len(nodes_of("nodes-17")) == 17


@pytest.mark.parametrize("name", ["nodes-0", "nodes--1", "nodes-1e3", "nodes-100000000", "nodes-32769", "dmeo", ""])
def test_a_template_that_is_none_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        clusters.documents(name, "1")


def test_equal_arguments_give_equal_documents_and_the_seed_names_cloud_nodes() -> None:
    assert clusters.documents("gcp", "7", NOW) == clusters.documents("gcp", "7", NOW)
    assert nodes_of("gcp", "7")[0]["metadata"]["name"] != nodes_of("gcp", "8")[0]["metadata"]["name"]


def test_without_a_time_nodes_have_no_conditions_and_no_leases() -> None:
    docs = clusters.documents("demo", "1")
    assert not [doc for doc in docs if doc["kind"] == "Lease"]
    assert all("conditions" not in doc["status"] for doc in docs if doc["kind"] == "Node")


@pytest.mark.parametrize(
    ("reserve", "machine", "cpu", "memory"),
    [
        pytest.param(machines.nothing_reserved, Machine("x", 4, 16), 0, 100, id="kubeadm keeps the eviction threshold"),
        pytest.param(machines.reserved_by_pods, Machine("m6i.xlarge", 4, 16, pods=58), 80, 993, id="EKS counts pods"),
        pytest.param(machines.reserved_by_size, Machine("e2", 4, 16), 80, 2762, id="GKE steps through the memory"),
        pytest.param(
            machines.reserved_by_size, Machine("e2", 1, 4), 60, 1124, id="GKE keeps a quarter of a small machine"
        ),
        pytest.param(machines.reserved_a_share, Machine("D2", 2, 8), 100, 2148, id="AKS keeps a quarter at most"),
    ],
)
def test_allocatable_is_what_the_provider_leaves(
    reserve: machines.Reserve, machine: Machine, cpu: int, memory: int
) -> None:
    kept_cpu, kept_memory = reserve(machine)
    assert (kept_cpu, kept_memory // machines.MIB) == (cpu, memory)


def test_gpus_are_capacity_and_their_nodes_keep_others_away() -> None:
    node = next(node for node in nodes_of("aws") if "nvidia.com/gpu" in node["status"]["allocatable"])
    assert node["spec"]["taints"] == [{"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}]


def test_allocatable_never_exceeds_capacity() -> None:
    for template in clusters.TEMPLATES:
        for node in nodes_of(template)[:10]:
            for name, amount in node["status"]["allocatable"].items():
                assert quantity.read(amount) <= quantity.read(node["status"]["capacity"][name])


def test_the_largest_template_has_five_thousand_nodes() -> None:
    store = MemoryStore(keep_log=False)
    door = Door(store, seed="1", clock=lambda: NOW, actor="bootstrap", trusted=True)
    for doc in clusters.documents("nodes-5000", "1", NOW):
        door.create(doc)
    assert store.count("nodes") == 5000
