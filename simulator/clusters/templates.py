"""The templates by name, and the documents of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.machinery import bootstrap
from core.meta.objects import Doc
from core.meta.time import rfc3339_micro
from simulator.clusters import addons, machines, system
from simulator.clusters.machines import (
    Image,
    Machine,
    Place,
    Provider,
    nothing_reserved,
    reserved_a_share,
    reserved_by_pods,
    reserved_by_size,
)

LEASE_SECONDS: Final = 40
"""``nodeLeaseDurationSeconds``, the kubelet's default."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Equal nodes: machine ``machine``, ``count`` of them, spread over the zones in turn."""

    name: str
    machine: Machine
    count: int
    taints: tuple[tuple[str, str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """What a cluster begins with. ``agents``: static pods that each kubelet runs; ``has_dns``: CoreDNS and add-ons."""

    title: str
    provider: Provider
    region: str
    zones: tuple[str, ...]
    pools: tuple[Pool, ...]
    agents: tuple[str, ...] = ("kube-proxy",)
    has_dns: bool = True

    @property
    def count(self) -> int:
        """How many nodes it has."""
        return sum(pool.count for pool in self.pools)


BARE: Final = Provider("Bare metal", nothing_reserved)
AWS: Final = Provider(
    "Amazon EKS",
    reserved_by_pods,
    name="ip-{dashed}.{region}.compute.internal",
    id="aws:///{zone}/i-0{hex}",
    pool_label="eks.amazonaws.com/nodegroup",
    image=Image("Amazon Linux 2023.9.20260210", "6.12.63-84.121.amzn2023.x86_64", "containerd://2.1.5"),
)
GCP: Final = Provider(
    "Google GKE",
    reserved_by_size,
    name="gke-demo-{pool}-{short}-{tail}",
    id="gce://demo/{zone}/{name}",
    pool_label="cloud.google.com/gke-nodepool",
    image=Image("Container-Optimized OS from Google", "6.12.46+", "containerd://2.1.5"),
)
AZURE: Final = Provider(
    "Azure AKS",
    reserved_a_share,
    name="aks-{pool}-{digits}-vmss{six}",
    id="azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/demo/providers/"
    "Microsoft.Compute/virtualMachineScaleSets/aks-{pool}/virtualMachines/{number}",
    pool_label="kubernetes.azure.com/agentpool",
    image=Image("Ubuntu 24.04.3 LTS", "6.8.0-1044-azure", "containerd://2.1.6"),
)
ALIBABA: Final = Provider(
    "Alibaba Cloud ACK",
    reserved_by_size,
    name="{region}.{dashed}",
    id="{region}.i-{short}{tail}",
    pool_label="alibabacloud.com/nodepool-id",
    image=Image("Alibaba Cloud Linux 3.2104 U12.2", "5.10.134-19.2.al8.x86_64", "containerd://2.1.5"),
)

SMALL: Final = Machine("small", 4, 16)
GPU_TAINT: Final = (("nvidia.com/gpu", "present", "NoSchedule"),)

TEMPLATES: Final[dict[str, Template]] = {
    "demo": Template(
        "Three zones, six nodes", BARE, "local", ("zone-a", "zone-b", "zone-c"), (Pool("node", SMALL, 6),)
    ),
    "single": Template("One node", BARE, "local", ("zone-a",), (Pool("node", Machine("large", 8, 32), 1),)),
    "aws": Template(
        "Amazon EKS: m6i and g5 node groups",
        AWS,
        "eu-central-1",
        ("eu-central-1a", "eu-central-1b", "eu-central-1c"),
        (
            Pool("general", Machine("m6i.xlarge", 4, 16, 80, 58), 6),
            Pool("gpu", Machine("g5.xlarge", 4, 16, 250, 58, gpus=1), 2, GPU_TAINT),
        ),
    ),
    "gcp": Template(
        "Google GKE: e2 and n2 node pools",
        GCP,
        "europe-west3",
        ("europe-west3-a", "europe-west3-b", "europe-west3-c"),
        (Pool("default-pool", Machine("e2-standard-4", 4, 16), 6), Pool("memory", Machine("n2-highmem-4", 4, 32), 3)),
    ),
    "azure": Template(
        "Azure AKS: system and user node pools",
        AZURE,
        "westeurope",
        ("westeurope-1", "westeurope-2", "westeurope-3"),
        (
            Pool("system", Machine("Standard_D2s_v5", 2, 8, 128), 3, (("CriticalAddonsOnly", "true", "NoSchedule"),)),
            Pool("user", Machine("Standard_D4s_v5", 4, 16, 128), 6),
        ),
    ),
    "alibaba": Template(
        "Alibaba Cloud ACK: g7 node pool",
        ALIBABA,
        "cn-hangzhou",
        ("cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j"),
        (Pool("default-nodepool", Machine("ecs.g7.xlarge", 4, 16, 120, 64), 6),),
    ),
    "bare-metal": Template(
        "Bare metal: two racks of big machines",
        BARE,
        "datacenter",
        ("rack-1", "rack-2"),
        (
            Pool("metal", Machine("2x32c-512g", 64, 512, 1800, 250), 4),
            Pool("storage", Machine("16c-64g", 16, 64, 8000), 2),
        ),
    ),
}
MOST_NODES: Final = 32_768
"""As many ranges of pod addresses there are (`machines.pod_range`)."""
SIZES: Final = (100, 1000, 5000)
_SIZED: Final = re.compile(r"nodes-([1-9][0-9]{0,4})")


def sized(count: int) -> Template:
    """``count`` equal nodes in three zones with nothing but the cluster's own objects: for measurements."""
    zones = ("zone-a", "zone-b", "zone-c")
    title = "One node" if count == 1 else f"{count:,} equal nodes in three zones"
    return Template(title, BARE, "local", zones, (Pool("node", Machine("standard", 8, 32), count),), (), False)


TEMPLATES.update({f"nodes-{size}": sized(size) for size in SIZES})


def template_of(name: str) -> Template:
    """The template of that name; ``nodes-<N>`` has any number of nodes. Raises ``KeyError``."""
    found = TEMPLATES.get(name)
    match = _SIZED.fullmatch(name)
    if found is None and match and int(match[1]) <= MOST_NODES:
        return sized(int(match[1]))
    return TEMPLATES[name]


def documents(template: str, seed: str, now: int | None = None) -> list[Doc]:
    """All documents of a new cluster, in an order in which the door can create them.

    ``now`` (virtual µs) dates the nodes' conditions and leases; without it their kubelets post both at the start.
    Raises ``KeyError`` for an unknown template.
    """
    held = template_of(template)
    nodes = list(node_documents(held, seed, now))
    leases = [] if now is None else [lease_document(node["metadata"]["name"], now) for node in nodes]
    beside = [*system.documents(), *addons.documents()] if held.has_dns else []
    return [*bootstrap.documents(), *nodes, *leases, *beside]


def node_documents(template: Template, seed: str, now: int | None) -> Iterator[Doc]:
    """The nodes, pool by pool, numbered from 1 in each."""
    index = 0
    for pool in template.pools:
        for number in range(1, pool.count + 1):
            zone = template.zones[(number - 1) % len(template.zones)]
            place = Place(pool.name, zone, template.region, number, index)
            node = machines.node_document(template.provider, pool.machine, place, seed, now)
            yield _as_pooled(node, pool, template.agents)
            index += 1


def lease_document(node: str, now: int) -> Doc:
    """The Lease by which a kubelet says that it lives."""
    spec = {"holderIdentity": node, "leaseDurationSeconds": LEASE_SECONDS, "renewTime": rfc3339_micro(now)}
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": node, "namespace": "kube-node-lease"},
        "spec": spec,
    }


def _as_pooled(node: Doc, pool: Pool, agents: tuple[str, ...]) -> Doc:
    """The node with what its pool adds: labels, taints, static pods."""
    meta = node["metadata"]
    if pool.labels:
        meta = {**meta, "labels": {**meta["labels"], **dict(pool.labels)}}
    if agents:
        meta = {**meta, "annotations": {**meta["annotations"], system.STATIC_PODS: ",".join(agents)}}
    taints = [{"key": key, "value": value, "effect": effect} for key, value, effect in pool.taints]
    spec = {**node["spec"], "taints": taints} if taints else node["spec"]
    return {**node, "metadata": meta, "spec": spec}
