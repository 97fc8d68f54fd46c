"""Cordoning, draining, failing and recovering nodes."""

from collections.abc import Iterable

from core.kinds import registry
from core.machinery.door import Door
from core.machinery.heartbeats import STOPPED
from core.meta import labels
from core.meta.objects import Doc, is_deleting, with_annotations
from core.meta.owners import controller_of
from core.meta.time import rfc3339_micro
from core.operations.operation import Operation, Params, Refused, described

MIRROR = "kubernetes.io/config.mirror"
FINISHED = ("Succeeded", "Failed")


def cordon(door: Door, doc: Doc, params: Params) -> str:
    """Keep new pods away."""
    if doc["spec"].get("unschedulable"):
        raise Refused(f"{described(doc)} is already cordoned.")
    door.update({**doc, "spec": {**doc["spec"], "unschedulable": True}})
    return f"{described(doc)} cordoned."


def uncordon(door: Door, doc: Doc, params: Params) -> str:
    """Let new pods come again."""
    if not doc["spec"].get("unschedulable"):
        raise Refused(f"{described(doc)} is not cordoned.")
    door.update({**doc, "spec": {name: value for name, value in doc["spec"].items() if name != "unschedulable"}})
    return f"{described(doc)} uncordoned."


def drain(door: Door, doc: Doc, params: Params) -> str:
    """Cordon, and evict what a controller will make again elsewhere; `force` evicts pods without one too."""
    if not doc["spec"].get("unschedulable"):
        door.update({**doc, "spec": {**doc["spec"], "unschedulable": True}})
    force = params.get("force") is True
    pods = door.reader.on_node(doc["metadata"]["name"])
    reasons = [(pod, _reason_to_stay(door, pod, force)) for pod in pods if not is_deleting(pod)]
    evicted = [pod for pod, reason in reasons if reason is None]
    for pod in evicted:
        door.delete(registry.key_of(pod), uid=pod["metadata"]["uid"])
    return f"{described(doc)} cordoned, {len(evicted)} {_pods(len(evicted))} evicted.{_told(reasons)}"


def _reason_to_stay(door: Door, pod: Doc, force: bool) -> str | None:
    reason = why_stays(pod, force)
    return _budget_says_no(door, pod) if reason is None else reason


def why_stays(pod: Doc, force: bool) -> str | None:
    """Why a drain leaves the pod where it is, empty when that is not worth a word; None when it goes."""
    if MIRROR in (pod["metadata"].get("annotations") or {}):
        return ""
    owner = controller_of(pod)
    if owner and owner["kind"] == "DaemonSet":
        return ""
    if owner or force or pod.get("status", {}).get("phase") in FINISHED:
        return None
    return "no controller would make it again"


def _budget_says_no(door: Door, pod: Doc) -> str | None:
    """The disruption budget that allows no eviction of this pod now, as a reason."""
    for budget in door.reader.list("poddisruptionbudgets.policy", pod["metadata"]["namespace"]):
        selector = labels.of(budget["spec"].get("selector"))
        allowed = (budget.get("status") or {}).get("disruptionsAllowed")
        if allowed == 0 and selector.matches(pod["metadata"].get("labels")):
            return f"the budget {budget['metadata']['name']} allows no disruption"
    return None


def _told(reasons: Iterable[tuple[Doc, str | None]]) -> str:
    kept = [f"{pod['metadata']['name']} ({reason})" for pod, reason in reasons if reason]
    return f" Left where they are: {', '.join(kept[:5])}{' …' if len(kept) > 5 else ''}." if kept else ""


def _pods(count: int) -> str:
    return "pod" if count == 1 else "pods"


def fail(door: Door, doc: Doc, params: Params) -> str:
    """Stop the kubelet, as when the machine loses its power."""
    if STOPPED in (doc["metadata"].get("annotations") or {}):
        raise Refused(f"{described(doc)} has failed already.")
    door.update(with_annotations(doc, {STOPPED: rfc3339_micro(door.now)}))
    return f"The kubelet of {doc['metadata']['name']} has stopped."


def recover(door: Door, doc: Doc, params: Params) -> str:
    """Start the kubelet again."""
    if STOPPED not in (doc["metadata"].get("annotations") or {}):
        raise Refused(f"{described(doc)} has not failed.")
    door.update(with_annotations(doc, {STOPPED: None}))
    return f"The kubelet of {doc['metadata']['name']} runs again."


NODE = frozenset({"Node"})
OPERATIONS = (
    Operation("cordon", cordon, NODE),
    Operation("uncordon", uncordon, NODE),
    Operation("drain", drain, NODE),
    Operation("fail", fail, NODE),
    Operation("recover", recover, NODE),
)
