"""Scaling, restarting, pausing and undoing workloads, as `kubectl scale` and `kubectl rollout` do."""

from core.machinery.door import Door
from core.meta.objects import Doc
from core.meta.owners import is_controlled_by
from core.meta.time import rfc3339
from core.operations.operation import Operation, Params, Refused, described, whole_number

MOST_REPLICAS = 200_000
RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
REVISION = "deployment.kubernetes.io/revision"
TEMPLATE_HASH = "pod-template-hash"


def scale(door: Door, doc: Doc, params: Params) -> str:
    """Set `spec.replicas` to the parameter `replicas`."""
    replicas = whole_number(params, "replicas", MOST_REPLICAS)
    before = doc["spec"].get("replicas", 1)
    door.scale({**doc, "spec": {**doc["spec"], "replicas": replicas}})
    return f"{described(doc)} scaled from {before} to {replicas}."


def restart(door: Door, doc: Doc, params: Params) -> str:
    """Stamp the pod template with the present time, so that all pods are replaced."""
    if doc["spec"].get("paused"):
        raise Refused(f"{described(doc)} is paused; resume it first.")
    template = doc["spec"]["template"]
    metadata = template.get("metadata") or {}
    annotations = {**(metadata.get("annotations") or {}), RESTARTED_AT: rfc3339(door.now)}
    stamped = {**template, "metadata": {**metadata, "annotations": annotations}}
    door.update({**doc, "spec": {**doc["spec"], "template": stamped}})
    return f"{described(doc)} restarted."


def pause(door: Door, doc: Doc, params: Params) -> str:
    """Hold the rollout."""
    return _set_paused(door, doc, True)


def resume(door: Door, doc: Doc, params: Params) -> str:
    """Let the rollout go on."""
    return _set_paused(door, doc, False)


def _set_paused(door: Door, doc: Doc, wanted: bool) -> str:
    word = "paused" if wanted else "resumed"
    if bool(doc["spec"].get("paused")) == wanted:
        raise Refused(f"{described(doc)} is {'already paused' if wanted else 'not paused'}.")
    spec = {name: value for name, value in doc["spec"].items() if name != "paused"}
    door.update({**doc, "spec": {**spec, "paused": True} if wanted else spec})
    return f"{described(doc)} {word}."


def undo(door: Door, doc: Doc, params: Params) -> str:
    """Bring back the pod template of the revision before, or of the parameter `revision`."""
    if doc["spec"].get("paused"):
        raise Refused(f"{described(doc)} is paused; resume it first.")
    wanted = whole_number(params, "revision") if params.get("revision") else 0
    chosen = choose_revision(_history(door, doc), wanted)
    template = _bare(chosen["spec"]["template"])
    if template == _bare(doc["spec"]["template"]):
        return f"{described(doc)} already has the template of revision {revision_of(chosen)}."
    door.update({**doc, "spec": {**doc["spec"], "template": template}})
    return f"{described(doc)} rolled back to revision {revision_of(chosen)}."


def revision_of(doc: Doc) -> int:
    """The rollout revision that the deployment controller wrote on a ReplicaSet; 0 when there is none."""
    text = (doc["metadata"].get("annotations") or {}).get(REVISION, "")
    return int(text) if text.isascii() and text.isdigit() else 0


def choose_revision(history: list[Doc], wanted: int) -> Doc:
    """The ReplicaSet of revision `wanted`, or for 0 that of the one before the newest. Raises `Refused`."""
    ordered = sorted(history, key=revision_of)
    if wanted:
        found = [doc for doc in ordered if revision_of(doc) == wanted]
        if not found:
            raise Refused(f"There is no revision {wanted} in the rollout history.")
        return found[0]
    if len(ordered) < 2:
        raise Refused("There is no earlier revision to go back to.")
    return ordered[-2]


def _history(door: Door, deployment: Doc) -> list[Doc]:
    found = door.reader.list("replicasets.apps", deployment["metadata"]["namespace"])
    return [doc for doc in found if is_controlled_by(doc, deployment)]


def _bare(template: Doc) -> Doc:
    """The template without the label that tells ReplicaSets apart."""
    metadata = template.get("metadata") or {}
    labels = {name: value for name, value in (metadata.get("labels") or {}).items() if name != TEMPLATE_HASH}
    return {**template, "metadata": {**metadata, "labels": labels}}


SCALED = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"})
RESTARTED = frozenset({"Deployment", "StatefulSet", "DaemonSet"})
DEPLOYMENT = frozenset({"Deployment"})

OPERATIONS = (
    Operation("scale", scale, SCALED),
    Operation("restart", restart, RESTARTED),
    Operation("undo", undo, DEPLOYMENT),
    Operation("pause", pause, DEPLOYMENT),
    Operation("resume", resume, DEPLOYMENT),
)
