"""One pod on its node, as one look of its kubelet finds it and leaves it: statuses, notes, and the status they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.meta.objects import Doc, Key, is_deleting
from core.meta.time import parse, rfc3339
from simulator.kubelet import behaviour, conditions, containers
from simulator.kubelet.facts import ContainerFacts, PodFacts, first_status, read_ephemerals
from simulator.kubelet.phase import TERMINAL, is_initialized, phase_of
from simulator.kubelet.site import Site

Note = dict[str, Any]
"""What a kubelet must remember beside the pod's status: JSON, replaced when it changes."""


def _changed(note: Note, changes: Note) -> Note:
    merged = {**note, **changes}
    for name, value in changes.items():
        if value is None:
            del merged[name]
    return merged


@dataclass(slots=True)
class Slot:
    """One container: its template's facts, its status, and the kubelet's note of it."""

    facts: ContainerFacts
    status: Doc
    note: Note

    def put(self, **changes: Any) -> None:
        """Change the note; ``None`` takes a field out."""
        self.note = _changed(self.note, changes)

    @property
    def step(self) -> str:
        """What its stage rows are filed under: what the note says it is at, else its state."""
        noted: str | None = self.note.get("step")
        if noted:
            return noted
        state = self.status["state"]
        return "running" if "running" in state else "exited" if "terminated" in state else "waiting"


@dataclass(slots=True)
class Life:
    """A working copy: stages change it, and at the end of the look it is written if it differs."""

    pod: Doc
    status: Doc
    """The pod's status as stored."""
    facts: PodFacts
    site: Site
    now: int
    note: Note
    inits: list[Slot] = field(default_factory=list)
    apps: list[Slot] = field(default_factory=list)
    ephemerals: list[Slot] = field(default_factory=list)
    """Containers that somebody has added to the running pod; few pods have any."""
    address: str = ""
    phase: str = ""
    """A phase that the kubelet sets outright (a rejected pod)."""
    verdict: Doc = field(default_factory=dict)
    """``reason`` and ``message`` of the pod's status."""
    is_marked: bool = False
    """Whether it is being deleted or stopped, has a deadline, or somebody wants it to crash."""
    is_gone: bool = False

    @property
    def key(self) -> Key:
        meta = self.pod["metadata"]
        return Key("pods", meta["namespace"], meta["name"])

    @property
    def uid(self) -> str:
        return str(self.pod["metadata"]["uid"])

    @property
    def is_deleting(self) -> bool:
        return is_deleting(self.pod)

    @property
    def is_over(self) -> bool:
        """Whether the pod has reached its last phase."""
        return self.phase in TERMINAL or self.status.get("phase") in TERMINAL

    @property
    def begun(self) -> int:
        """When the kubelet took the pod up (µs, whole seconds): the origin of its probes' ticks."""
        since = self.status.get("startTime")
        return parse(since) if since else self.now

    def slots(self) -> list[Slot]:
        return [*self.inits, *self.apps, *self.ephemerals] if self.inits or self.ephemerals else self.apps

    @property
    def is_lengthened(self) -> bool:
        """Whether an ephemeral container is there of which the status does not tell yet."""
        return len(self.ephemerals) > len(self.status.get("ephemeralContainerStatuses") or ())

    def put(self, **changes: Any) -> None:
        """Change the pod's own note; ``None`` takes a field out."""
        self.note = _changed(self.note, changes)

    def to_start(self) -> Slot | None:
        """The container whose turn it is to be started: init containers one by one, then the others in order."""
        for slot in self.inits:
            if not is_initialized(slot.facts, slot.status):
                return slot if slot.step == "waiting" else None
        for slot in self.apps:
            if slot.step == "waiting":
                return slot
            if slot.step in STARTING:
                return None
        return None

    @property
    def annotations(self) -> Doc:
        held: Doc = self.pod["metadata"].get("annotations") or {}
        return held


STARTING = frozenset({"pulling", "created"})
"""Steps that hold up the containers after it."""


def read(pod: Doc, facts: PodFacts, site: Site, memo: Note | None, now: int) -> Life:
    """The pod as its status and the kubelet's note tell it at virtual µs ``now``."""
    note = memo if memo and memo["uid"] == pod["metadata"]["uid"] else _UNKNOWN
    status = pod.get("status") or _NOTHING
    life = Life(pod, status, facts, site, now, note["pod"])
    if facts.inits:
        life.inits = _slots(facts.inits, status.get("initContainerStatuses") or (), note["containers"], facts.waiting)
    life.apps = _slots(facts.apps, status.get("containerStatuses") or (), note["containers"], facts.waiting)
    if "ephemeralContainers" in pod["spec"]:
        life.ephemerals = _ephemerals(pod["spec"], status, note["containers"])
    life.is_marked = (
        "stop" in life.note
        or "deletionTimestamp" in pod["metadata"]
        or "activeDeadlineSeconds" in pod["spec"]
        or behaviour.CRASH in life.annotations
    )
    life.address = status.get("podIP") or life.note.get("address", "")
    return life


_NOTHING: Note = {}
_UNKNOWN: Note = {"pod": _NOTHING, "containers": _NOTHING}


def _slots(all_facts: tuple[ContainerFacts, ...], statuses: Any, notes: Note, first: dict[str, Doc]) -> list[Slot]:
    held = {status["name"]: status for status in statuses} if statuses else first
    return [
        Slot(facts, held.get(facts.name) or first[facts.name], notes.get(facts.name, _NOTHING)) for facts in all_facts
    ]


def _ephemerals(spec: Doc, status: Doc, notes: Note) -> list[Slot]:
    facts = read_ephemerals(spec)
    reason = "PodInitializing" if spec.get("initContainers") else "ContainerCreating"
    first = {one.name: first_status(one, reason) for one in facts}
    return _slots(facts, status.get("ephemeralContainerStatuses") or (), notes, first)


def memo_of(life: Life) -> Note | None:
    """What the kubelet must remember of the pod; ``None`` when nothing."""
    notes = {slot.facts.name: slot.note for slot in life.slots() if slot.note}
    if not notes and not life.note:
        return None
    return {"uid": life.uid, "pod": life.note, "containers": notes}


def resize(life: Life) -> None:
    """Running containers get the resources that their spec has by now: a resize in place, granted at once."""
    for slot in life.slots():
        wanted = slot.facts.constant
        if "running" in slot.status["state"] and any(slot.status.get(field) != wanted[field] for field in wanted):
            slot.status = {**slot.status, **wanted}


def refused_status_of(life: Life) -> Doc:
    """The status of a pod that the kubelet refuses: nothing of it was ever there."""
    old = life.status
    kept: Doc = {field: old[field] for field in ("conditions", "qosClass") if field in old}
    generation = life.pod["metadata"].get("generation", 1)
    began: Doc = {"startTime": rfc3339(life.now)}
    return {"observedGeneration": generation, "phase": life.phase, **life.verdict, **began, **kept}


def status_of(life: Life) -> Doc:
    """The pod's status as it is to be written."""
    old, now = life.status, rfc3339(life.now)
    phase, verdicts = _shape_of(life)
    generation = life.pod["metadata"].get("generation", 1)
    made: Doc = {
        "observedGeneration": generation,
        "phase": phase,
        "conditions": conditions.put_own(old.get("conditions") or (), verdicts, generation, now),
    }
    if life.verdict:
        made |= life.verdict
    if "nominatedNodeName" in old:
        made["nominatedNodeName"] = old["nominatedNodeName"]
    made["hostIP"] = life.site.address
    made["hostIPs"] = life.site.addresses
    if life.address:
        made["podIP"] = life.address
        made["podIPs"] = [{"ip": life.address}]
    made["startTime"] = old.get("startTime") or now
    if life.inits:
        made["initContainerStatuses"] = [slot.status for slot in life.inits]
    made["containerStatuses"] = [slot.status for slot in life.apps]
    made["qosClass"] = old.get("qosClass") or "BestEffort"
    if life.ephemerals:
        made["ephemeralContainerStatuses"] = [_ended_with(phase, slot, life.now) for slot in life.ephemerals]
    for kept in _KEPT:
        if kept in old:
            made[kept] = old[kept]
    made |= life.facts.resources
    return made


def _ended_with(phase: str, slot: Slot, now: int) -> Doc:
    """An ephemeral container's status: it is killed when all others have ended, and its pod with them."""
    is_killed = phase in TERMINAL and containers.is_running(slot.status)
    return containers.terminated(slot.facts, slot.status, 137, now) if is_killed else slot.status


def _shape_of(life: Life) -> tuple[str, tuple[conditions.Verdict, ...]]:
    """Phase and conditions' verdicts; they follow from few facts, and are worked out once for all pods alike."""
    shape = (life.phase, "stop" in life.note, bool(life.address), *[_state_of(slot.status) for slot in life.slots()])
    known = life.facts.shapes.get(shape)
    if known is None or life.facts.has_gates:
        known = life.facts.shapes[shape] = _work_out(life)
    return known


def _state_of(status: Doc) -> tuple[Any, ...]:
    """What of a container's status matters to its pod's phase and conditions."""
    (state,) = status["state"]
    ended = status["state"].get("terminated") or status["lastState"].get("terminated")
    return state, status["ready"], status.get("started"), ended["exitCode"] if ended else None


def _work_out(life: Life) -> tuple[str, tuple[conditions.Verdict, ...]]:
    inits = [(slot.facts, slot.status) for slot in life.inits]
    apps = [(slot.facts, slot.status) for slot in life.apps]
    phase = life.phase or phase_of(life.facts.restart, inits, apps, "stop" in life.note)
    gates = conditions.TRUE
    if life.facts.has_gates:
        gates = conditions.gates_open(life.pod["spec"]["readinessGates"], life.status.get("conditions") or ())
    has_sandbox = bool(life.address) and phase not in TERMINAL
    return phase, conditions.verdicts_of(phase, inits, apps, has_sandbox, gates)


_KEPT = ("resize", "resourceClaimStatuses", "extendedResourceClaimStatus")
