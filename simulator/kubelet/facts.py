"""What follows from a pod's template alone, worked out once for all pods that share it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from core.meta import quantity
from core.meta.objects import Doc
from simulator.kubelet import agnhosts, programs, references
from simulator.kubelet.probes import Probe, read_probe
from simulator.kubelet.programs import Program

INIT, SIDECAR, APP, EPHEMERAL = "initContainers", "sidecars", "containers", "ephemeralContainers"
KEPT_TEMPLATES = 4096


@dataclass(frozen=True, slots=True)
class ContainerFacts:
    """One container of a template."""

    name: str
    image: str
    tagged: str
    """The image with its default tag: how its status names it once it ran."""
    role: str
    """`INIT`, `SIDECAR` (an init container that keeps running), `APP` or `EPHEMERAL`."""
    policy: str
    """imagePullPolicy."""
    restart: str
    """Always, OnFailure or Never: what happens when it ends."""
    program: Program
    ports: frozenset[int]
    probes: dict[str, Probe]
    references: tuple[tuple[str, str, str], ...]
    """(resource, name, key or ``""``) of what its environment needs."""
    sub_paths: tuple[str, ...]
    """The expressions that name parts of volumes."""
    waiting: Doc
    """What its status holds before it runs for the first time."""
    constant: Doc
    """What its status always holds once it ran."""
    doc: Doc

    @property
    def part(self) -> str:
        """How events name it: `spec.containers{web}`."""
        return f"spec.{INIT if self.role == SIDECAR else self.role}{{{self.name}}}"


@dataclass(frozen=True, slots=True)
class PodFacts:
    """What is the same for all pods of a template."""

    inits: tuple[ContainerFacts, ...]
    apps: tuple[ContainerFacts, ...]
    restart: str
    grace: int
    has_gates: bool
    resources: Doc
    """The status fields ``resources`` and ``allocatedResources``."""
    waiting: dict[str, Doc]
    """Container → its status until it is started for the first time: one object for all pods of the template."""
    shapes: dict[Any, Any]
    """Phase and conditions by what they follow from: filled as pods of the template meet them."""
    tokens: tuple[Any, ...]
    """The parts of the spec that the facts were made of: kept, so that their ids stay theirs."""

    def containers(self) -> tuple[ContainerFacts, ...]:
        return (*self.inits, *self.apps)

    def ports(self) -> frozenset[int]:
        """Ports that anything in the pod serves."""
        return frozenset(port for container in self.containers() for port in container.ports)


class Templates:
    """Facts by the identity of the spec's parts: pods of one template share these, and then share the facts."""

    def __init__(self) -> None:
        self._facts: OrderedDict[tuple[int, int, str], PodFacts] = OrderedDict()

    def of(self, spec: Doc) -> PodFacts:
        containers, inits = spec["containers"], spec.get("initContainers")
        slot = (id(containers), id(inits), spec.get("restartPolicy", "Always"))
        facts = self._facts.get(slot)
        if facts is None:
            facts = self._facts[slot] = read_facts(spec)
            if len(self._facts) > KEPT_TEMPLATES:
                self._facts.popitem(last=False)
        return facts


def read_facts(spec: Doc) -> PodFacts:
    """The facts of a pod spec."""
    policy = spec.get("restartPolicy", "Always")
    inits = tuple(_read_container(doc, policy, _init_role(doc)) for doc in spec.get("initContainers") or ())
    apps = tuple(_read_container(doc, policy, APP) for doc in spec["containers"])
    reason = "PodInitializing" if inits else "ContainerCreating"
    return PodFacts(
        inits,
        apps,
        policy,
        spec.get("terminationGracePeriodSeconds", 30),
        bool(spec.get("readinessGates")),
        _pod_resources(spec),
        {facts.name: first_status(facts, reason) for facts in (*inits, *apps)},
        {},
        (spec["containers"], spec.get("initContainers")),
    )


def read_ephemerals(spec: Doc) -> tuple[ContainerFacts, ...]:
    """The facts of containers that somebody has added to a running pod; none is ever restarted."""
    return tuple(_read_container(doc, "Never", EPHEMERAL) for doc in spec["ephemeralContainers"] or ())


def first_status(facts: ContainerFacts, reason: str, message: str = "") -> Doc:
    """The status of a container that never ran."""
    state = {"reason": reason, "message": message} if message else {"reason": reason}
    return {
        "name": facts.name,
        "state": {"waiting": state},
        "lastState": {},
        "ready": False,
        "restartCount": 0,
        "image": facts.image,
        "imageID": "",
        **started(facts, False),
        **facts.waiting,
    }


def started(facts: ContainerFacts, is_started: bool) -> Doc:
    """The status field that probes decide about; an ephemeral container has none, and is never ready."""
    return {} if facts.role == EPHEMERAL else {"started": is_started}


def _init_role(doc: Doc) -> str:
    return SIDECAR if doc.get("restartPolicy") == "Always" else INIT


def _read_container(doc: Doc, policy: str, role: str) -> ContainerFacts:
    image = doc.get("image", "")
    reference = references.parse(image)
    image_name = reference.repository.rsplit("/", 1)[-1] if reference else ""
    restart = doc.get("restartPolicy") or ("OnFailure" if role == INIT and policy == "Always" else policy)
    mounts = _mounts(doc)
    return ContainerFacts(
        name=doc["name"],
        image=image,
        tagged=references.with_tag(image),
        role=role,
        policy=doc.get("imagePullPolicy", "IfNotPresent"),
        restart=restart,
        program=programs.read(doc, image_name, restart == "Always" and role != INIT),
        ports=_served(doc, image_name),
        probes=_probes(doc, (agnhosts.command_of(doc, image_name) or [""])[0]),
        references=_environment(doc),
        sub_paths=tuple(one["subPathExpr"] for one in doc.get("volumeMounts") or () if one.get("subPathExpr")),
        waiting={**({"volumeMounts": mounts} if mounts else {})},
        constant={**_resources(doc), **({"volumeMounts": mounts} if mounts else {})},
        doc=doc,
    )


def _served(doc: Doc, image_name: str) -> frozenset[int]:
    declared = frozenset(port["containerPort"] for port in doc.get("ports") or ())
    if words := agnhosts.command_of(doc, image_name):
        return declared | agnhosts.ports_of(words)
    return declared or frozenset(programs.EXPOSED.get(image_name, ()))


def _probes(doc: Doc, command: str) -> dict[str, Probe]:
    fields = (("startup", "startupProbe"), ("readiness", "readinessProbe"), ("liveness", "livenessProbe"))
    return {kind: read_probe(doc[field], doc, command) for kind, field in fields if doc.get(field)}


def _mounts(doc: Doc) -> list[Doc]:
    """``volumeMounts`` of a container status (kubelet_pods.go, convertToAPIContainerStatuses)."""
    found = []
    for mount in doc.get("volumeMounts") or ():
        status = {"name": mount["name"], "mountPath": mount["mountPath"]}
        if mount.get("readOnly"):
            status |= {"readOnly": True, "recursiveReadOnly": "Disabled"}
        found.append(status)
    return found


def _resources(doc: Doc) -> Doc:
    asked = doc.get("resources") or {}
    kept = {field: asked[field] for field in ("limits", "requests") if asked.get(field)}
    allocated = {"allocatedResources": asked["requests"]} if asked.get("requests") else {}
    return {**allocated, "resources": kept}


def _environment(doc: Doc) -> tuple[tuple[str, str, str], ...]:
    found: list[tuple[str, str, str]] = []
    for source in doc.get("envFrom") or ():
        for field, resource in _SOURCES:
            reference = source.get(field)
            if reference and not reference.get("optional"):
                found.append((resource, reference["name"], ""))
    for variable in doc.get("env") or ():
        for field, resource in _KEYED_SOURCES:
            reference = (variable.get("valueFrom") or {}).get(field)
            if reference and not reference.get("optional"):
                found.append((resource, reference["name"], reference["key"]))
    return tuple(found)


_SOURCES: Final = (("configMapRef", "configmaps"), ("secretRef", "secrets"))
_KEYED_SOURCES: Final = (("configMapKeyRef", "configmaps"), ("secretKeyRef", "secrets"))


def _pod_resources(spec: Doc) -> Doc:
    """Sums over what runs for good, as the status of the pod tells them."""
    lasting = [*spec["containers"], *(doc for doc in spec.get("initContainers") or () if _init_role(doc) == SIDECAR)]
    sums = {field: _sum(lasting, field) for field in ("limits", "requests")}
    kept = {field: total for field, total in sums.items() if total}
    allocated = {"allocatedResources": sums["requests"]} if sums["requests"] else {}
    return {**allocated, "resources": kept}


def _sum(docs: list[Doc], field: str) -> dict[str, str]:
    total: dict[str, str] = {}
    for doc in docs:
        total = quantity.add(total, (doc.get("resources") or {}).get(field) or {})
    return total
