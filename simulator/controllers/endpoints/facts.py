"""What both endpoint controllers read of services and pods."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.meta import conditions, labels
from core.meta.labels import Selector
from core.meta.objects import Doc, is_deleting, name, namespace, uid
from simulator.controllers import pods

HEADLESS = "service.kubernetes.io/headless"
TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"


class Visible(NamedTuple):
    """What of a pod its services' endpoints show."""

    addresses: tuple[str, ...]
    ready: bool
    terminating: bool
    ended: bool
    node: str


def visible(pod: Doc) -> Visible:
    return Visible(
        addresses(pod), pods.is_ready(pod), is_deleting(pod), pods.phase(pod) in pods.ENDED, pods.node_name(pod)
    )


def addresses(pod: Doc) -> tuple[str, ...]:
    status = pod.get("status") or {}
    found = status.get("podIPs")
    if found:
        return tuple(held["ip"] for held in found)
    return (status["podIP"],) if status.get("podIP") else ()


def is_unchanged(before: Doc | None, after: Doc | None) -> bool:
    """Whether a pod's change leaves all endpoints as they are; pods without an address are in none."""
    if before is None or after is None:
        held = before or after
        return held is None or not addresses(held)
    if not (addresses(before) or addresses(after)):
        return True
    return before["metadata"].get("labels") == after["metadata"].get("labels") and visible(before) == visible(after)


def is_listed(pod: Doc, *, terminating: bool) -> bool:
    """Whether a pod is an endpoint: it has an address and has not ended, nor is being deleted unless wanted."""
    if pods.phase(pod) in pods.ENDED or not addresses(pod):
        return False
    return terminating or not is_deleting(pod)


def selector(service: Doc) -> Selector | None:
    """The selector of a service whose endpoints are ours to make."""
    if service["spec"].get("type") == "ExternalName" or not service["spec"].get("selector"):
        return None
    return labels.of_map(service["spec"]["selector"])


def is_headless(service: Doc) -> bool:
    return service["spec"].get("clusterIP") in (None, "", "None")


def reference(pod: Doc) -> Doc:
    return {"kind": "Pod", "namespace": namespace(pod), "name": name(pod), "uid": uid(pod)}


def host_name(service: Doc, pod: Doc) -> str:
    """The pod's own name in DNS, where it has one below the service."""
    own = pod["spec"].get("hostname") or ""
    return own if own and pod["spec"].get("subdomain") == name(service) else ""


def find_port(pod: Doc, port: Doc) -> int | None:
    """The number of a service port's target in a pod; ``None`` when no container has a port of that name."""
    target: int | str = port["targetPort"] if "targetPort" in port else port["port"]
    if isinstance(target, int):
        return target
    spec = pod["spec"]
    sidecars = [held for held in spec.get("initContainers") or () if held.get("restartPolicy") == "Always"]
    for container in (*spec["containers"], *sidecars):
        for held in container.get("ports") or ():
            if held.get("name") == target and held.get("protocol", "TCP") == port.get("protocol", "TCP"):
                return int(held["containerPort"])
    return int(target) if target.isdigit() else None


def triggered(pod: Doc) -> str:
    """When the pod last turned ready or not ready; empty when it never told."""
    found = conditions.find((pod.get("status") or {}).get("conditions"), "Ready")
    return found.get("lastTransitionTime", "") if found else ""


def with_trigger(held: dict[str, Any] | None, moment: str) -> dict[str, Any] | None:
    """Annotations that tell since when what is written was due; an unknown moment takes the old one out."""
    kept = {key: value for key, value in (held or {}).items() if key != TRIGGER_TIME}
    if moment:
        kept[TRIGGER_TIME] = moment
    return kept or None
