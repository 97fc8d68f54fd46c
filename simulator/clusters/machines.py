"""Machines: what an instance type offers, what the system keeps of it, and the Node by which its kubelet registers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from core.meta.objects import Doc
from core.meta.time import rfc3339

VERSION: Final = "v1.36.2"
MIB: Final = 1024
"""KiB in a MiB: memory is reckoned in KiB, as /proc/meminfo gives it."""
GIB: Final = 1024 * MIB
EVICTION: Final = 100 * MIB
"""KiB kept free by the default hard eviction threshold ``memory.available<100Mi``."""


@dataclass(frozen=True, slots=True)
class Machine:
    """An instance type: CPUs, memory and disk in GiB, the most pods, GPUs."""

    name: str
    cpu: int
    memory: int
    disk: int = 100
    pods: int = 110
    gpus: int = 0


USUAL: Final = Machine("usual", 4, 16)
"""What a node is taken for that does not say what it is."""

Reserve = Callable[[Machine], tuple[int, int]]
"""A machine → (millicores, KiB) that the provider keeps for the system, the eviction threshold among it."""


@dataclass(frozen=True, slots=True)
class Image:
    """What runs on a node below the pods."""

    os: str = "Debian GNU/Linux 13 (trixie)"
    kernel: str = "6.12.48+deb13-amd64"
    runtime: str = "containerd://2.2.1"


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a node's name, id and reservations come from; ``name`` and ``id`` are formats of `_words`."""

    title: str
    reserve: Reserve
    name: str = "{pool}-{number}"
    id: str = ""
    pool_label: str = ""
    image: Image = field(default_factory=Image)


def nothing_reserved(_: Machine) -> tuple[int, int]:
    """kubeadm's defaults: the eviction threshold alone."""
    return 0, EVICTION


def stepped_cpu(machine: Machine) -> int:
    """Millicores kept: 6% of the first core, 1% of the second, 0.5% of the next two, 0.25% of the rest (GKE, EKS)."""
    kept = 60.0 + (10 if machine.cpu > 1 else 0) + 5 * min(max(machine.cpu - 2, 0), 2) + 2.5 * max(machine.cpu - 4, 0)
    return int(kept)


def reserved_by_pods(machine: Machine) -> tuple[int, int]:
    """EKS: memory 255 MiB and 11 MiB a pod."""
    return stepped_cpu(machine), EVICTION + (255 + 11 * machine.pods) * MIB


def reserved_by_size(machine: Machine) -> tuple[int, int]:
    """GKE: 25% of the first 4 GiB, 20% of the next 4, 10% of the next 8, 6% of the next 112, 2% of the rest."""
    kept, left = 0.0, machine.memory
    for size, share in ((4, 0.25), (4, 0.20), (8, 0.10), (112, 0.06), (1 << 30, 0.02)):
        kept += min(left, size) * share
        left -= min(left, size)
    return stepped_cpu(machine), EVICTION + int(kept * GIB)


def reserved_a_share(machine: Machine) -> tuple[int, int]:
    """AKS (since 1.29): 20 MiB a pod and 50 MiB, a quarter at most; CPU by core."""
    return 60 + 20 * machine.cpu, EVICTION + min((20 * machine.pods + 50) * MIB, machine.memory * GIB // 4)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one node stands: its pool's name and labels, zone, number in the pool and in the cluster."""

    pool: str
    zone: str
    region: str
    number: int
    index: int


def node_name(provider: Provider, place: Place, seed: str) -> str:
    """The name of the node as the provider gives it."""
    return provider.name.format(**_words(place, seed))


def node_document(provider: Provider, machine: Machine, place: Place, seed: str, now: int | None) -> Doc:
    """The Node as its kubelet registers it; with conditions when ``now`` (µs) is given, else the kubelet posts them."""
    words = _words(place, seed)
    name = provider.name.format(**words)
    ranges = pod_range(place.index)
    spec: Doc = {"podCIDR": ranges, "podCIDRs": [ranges]}
    if provider.id:
        spec["providerID"] = provider.id.format(**words, name=name)
    meta = {"name": name, "labels": _labels(provider, machine, place, name), "annotations": _ANNOTATIONS}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": meta,
        "spec": spec,
        "status": _status(provider, machine, place, (name, now)),
    }


def address(index: int) -> str:
    """The node's own address, by its number in the cluster: 10.0.0.0/16 leaves room for 65,000."""
    return f"10.0.{(index + 10) >> 8}.{(index + 10) & 255}"


def addresses(index: int, name: str) -> list[Doc]:
    """``addresses`` of a node's status."""
    return [{"type": "InternalIP", "address": address(index)}, {"type": "Hostname", "address": name}]


def pod_range(index: int) -> str:
    """The node's range of pod addresses: a /24 of 10.128.0.0/9, by its number in the cluster."""
    return f"10.{128 + (index >> 8)}.{index & 255}.0/24"


def conditions(now: int) -> list[Doc]:
    """What a healthy kubelet tells of its node, since ``now`` (µs)."""
    at = rfc3339(now)
    return [
        {
            "type": type_,
            "status": status,
            "lastHeartbeatTime": at,
            "lastTransitionTime": at,
            "reason": reason,
            "message": said,
        }
        for type_, status, reason, said in _CONDITIONS
    ]


_CONDITIONS: Final = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)
_ANNOTATIONS: Final = {
    "node.alpha.kubernetes.io/ttl": "0",
    "volumes.kubernetes.io/controller-managed-attach-detach": "true",
}


def _words(place: Place, seed: str) -> dict[str, str]:
    drawn = blake2b(f"{seed}/node/{place.index}".encode(), digest_size=10).hexdigest()
    shared = blake2b(f"{seed}/pool/{place.pool}".encode(), digest_size=10).hexdigest()
    own = address(place.index)
    return {
        "pool": place.pool,
        "zone": place.zone,
        "region": place.region,
        "number": str(place.number),
        "hex": drawn[:17],
        "short": shared[:8],
        "tail": drawn[-4:],
        "digits": str(int(shared[:10], 16)).zfill(8)[-8:],
        "six": f"{place.number - 1:06d}",
        "dashed": own.replace(".", "-"),
    }


def _labels(provider: Provider, machine: Machine, place: Place, name: str) -> dict[str, str]:
    labels = {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": machine.name,
        "topology.kubernetes.io/region": place.region,
        "topology.kubernetes.io/zone": place.zone,
    }
    return {**labels, provider.pool_label: place.pool} if provider.pool_label else labels


def measured(machine: Machine, reserve: Reserve) -> Doc:
    """``capacity`` and ``allocatable`` of a node's status."""
    cpu, memory = reserve(machine)
    total = machine.memory * GIB
    disk = machine.disk * GIB
    gpus = {"nvidia.com/gpu": str(machine.gpus)} if machine.gpus else {}
    shared = {"hugepages-1Gi": "0", "hugepages-2Mi": "0", "pods": str(machine.pods), **gpus}
    free = machine.cpu * 1000 - cpu
    return {
        "capacity": {"cpu": str(machine.cpu), "memory": f"{total}Ki", "ephemeral-storage": f"{disk}Ki", **shared},
        "allocatable": {
            "cpu": f"{free}m" if free % 1000 else str(free // 1000),
            "memory": f"{total - memory}Ki",
            "ephemeral-storage": str(disk * 1024 * 9 // 10),
            **shared,
        },
    }


def _status(provider: Provider, machine: Machine, place: Place, words: tuple[str, int | None]) -> Doc:
    name, now = words
    return {
        **measured(machine, provider.reserve),
        **({} if now is None else {"conditions": conditions(now)}),
        "addresses": addresses(place.index, name),
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": info(provider.image, name),
    }


def info(image: Image, name: str) -> Doc:
    """``nodeInfo`` of a node's status; ids drawn from its name."""
    drawn = blake2b(name.encode(), digest_size=16).hexdigest()
    dashed = f"{drawn[:8]}-{drawn[8:12]}-{drawn[12:16]}-{drawn[16:20]}-{drawn[20:]}"
    return {
        "machineID": drawn,
        "systemUUID": dashed,
        "bootID": dashed[::-1],
        "kernelVersion": image.kernel,
        "osImage": image.os,
        "containerRuntimeVersion": image.runtime,
        "kubeletVersion": VERSION,
        "kubeProxyVersion": "",
        "operatingSystem": "linux",
        "architecture": "amd64",
    }
