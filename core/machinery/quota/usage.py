"""How much of each quota resource one object takes.

Source: pkg/quota/v1/evaluator/core (pods.go, services.go, persistent_volume_claims.go, registry.go).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.kinds import podresources
from core.meta import quantity
from core.meta.objects import Doc
from core.meta.quantity import Resources
from core.meta.time import SECOND, parse

CLASS_SUFFIX: Final = ".storageclass.storage.k8s.io/"
BY_NAME: Final = frozenset(
    {
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps",
        "persistentvolumeclaims",
    }
)  # fmt: skip
"""Resources that are counted under their plain name too."""
_COMPUTE: Final = ("cpu", "memory", "ephemeral-storage")
_REQUIRED: Final = frozenset(f"{prefix}{name}" for prefix in ("", "requests.", "limits.") for name in ("cpu", "memory"))
_SERVICES: Final = frozenset({"services", "services.nodeports", "services.loadbalancers"})
_HUGE: Final = ("hugepages-", "requests.hugepages-")
_ENDED: Final = ("Succeeded", "Failed")


def of(resource: str, doc: Doc, now: int | None = None) -> Resources:
    """What an object takes; at ``now`` (µs) pods that should be gone long since take nothing but their place."""
    usage = {f"count/{resource}": "1"}
    if resource == "pods":
        return usage | (pod(doc["spec"]) if now is None or not is_over(doc, now) else {})
    if resource in BY_NAME:
        usage[resource] = "1"
    if resource == "persistentvolumeclaims":
        usage |= _claim(doc)
    elif resource == "services":
        usage |= _service(doc.get("spec") or {})
    return usage


def is_over(doc: Doc, now: int) -> bool:
    """Whether a pod has ended, or its time to end passed twice over."""
    until = over_at(doc)
    return has_ended(doc) or (until is not None and now > until)


def has_ended(doc: Doc) -> bool:
    return (doc.get("status") or {}).get("phase") in _ENDED


def over_at(doc: Doc) -> int | None:
    """The µs after which a pod that hangs in its deletion is no longer charged."""
    meta = doc["metadata"]
    if "deletionTimestamp" not in meta or meta.get("deletionGracePeriodSeconds") is None:
        return None
    seconds: int = meta["deletionGracePeriodSeconds"]
    return parse(meta["deletionTimestamp"]) + seconds * SECOND


def pod(spec: Doc) -> Resources:
    """What a living pod takes."""
    return {"pods": "1", **_compute(podresources.requests(spec), podresources.limits(spec))}


def _compute(requests: Resources, limits: Resources) -> Resources:
    usage: Resources = {}
    for name, amount in requests.items():
        if name in _COMPUTE or name.startswith("hugepages-"):
            usage[name] = amount
            usage[f"requests.{name}"] = amount
        elif is_extended(name):
            usage[f"requests.{name}"] = amount
    return usage | {f"limits.{name}": amount for name, amount in limits.items() if name in _COMPUTE}


def is_extended(name: str) -> bool:
    """Whether a resource is a device or the like, of a domain that is not Kubernetes' own."""
    domain, slash, _ = name.partition("/")
    return bool(slash) and not domain.endswith("kubernetes.io") and not name.startswith("requests.")


def _service(spec: Doc) -> Resources:
    ports = spec.get("ports") or []
    usage = {"services.nodeports": "0", "services.loadbalancers": "0"}
    if spec.get("type") == "LoadBalancer":
        usage["services.loadbalancers"] = "1"
        if spec.get("allocateLoadBalancerNodePorts") is False:
            ports = [port for port in ports if port.get("nodePort")]
    if spec.get("type") in ("NodePort", "LoadBalancer"):
        usage["services.nodeports"] = str(len(ports))
    return usage


def _claim(doc: Doc) -> Resources:
    spec = doc.get("spec") or {}
    asked = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    allocated = ((doc.get("status") or {}).get("allocatedResources") or {}).get("storage")
    if asked is not None and allocated is not None and quantity.read(asked) < quantity.read(allocated):
        asked = allocated  # an expansion that was taken back is charged until it is over
    usage = {} if asked is None else {"requests.storage": str(asked)}
    class_ = spec.get("storageClassName")
    if class_:
        usage = {**usage, **{f"{class_}{CLASS_SUFFIX}{name}": amount for name, amount in usage.items()}}
        usage[f"{class_}{CLASS_SUFFIX}persistentvolumeclaims"] = "1"
    return usage


def matching(resource: str, names: Iterable[str]) -> list[str]:
    """Which resources of a quota an object of ``resource`` may take of, taken or not."""
    return [name for name in names if _concerns(resource, name)]


def _concerns(resource: str, name: str) -> bool:
    if name == f"count/{resource}":
        return True
    if resource == "pods":
        plain = name.removeprefix("requests.").removeprefix("limits.")
        return name == "pods" or plain in _COMPUTE or name.startswith(_HUGE) or _is_device(name)
    if resource == "services":
        return name in _SERVICES
    if resource == "persistentvolumeclaims":
        plain = name.partition(CLASS_SUFFIX)[2] or name
        return plain in ("persistentvolumeclaims", "requests.storage")
    return name == resource and resource in BY_NAME


def _is_device(name: str) -> bool:
    """`requests.nvidia.com/gpu`, which is no `gold.storageclass.storage.k8s.io/requests.storage`."""
    return name.startswith("requests.") and is_extended(name.removeprefix("requests."))


def resource_of(name: str) -> str:
    """The kind of objects, `pods` or `deployments.apps`, that a quota resource counts."""
    if name.startswith("count/"):
        return name.removeprefix("count/")
    for resource in ("services", "persistentvolumeclaims", *sorted(BY_NAME)):
        if _concerns(resource, name):
            return resource
    return ""


def unstated(names: Iterable[str], spec: Doc) -> dict[str, list[str]]:
    """The compute resources of a quota that containers do not say, each with their names.

    A pod that says them as a whole has said them.
    """
    found: dict[str, list[str]] = {}
    whole = _stated(spec)
    for name in sorted(_REQUIRED.intersection(names) - whole):
        held = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
        silent = sorted({container.get("name", "") for container in held if name not in _stated(container)})
        if silent:
            found[name] = silent
    return found


def _stated(holder: Doc) -> frozenset[str]:
    resources = holder.get("resources") or {}
    return frozenset(_compute(resources.get("requests") or {}, resources.get("limits") or {}))
