"""Which run of which container a reader means, as the pod's status tells it; and why there is none.

Source of the rules and words: `validateContainer` in pkg/registry/core/pod/strategy.go and
`validateContainerLogStatus` in pkg/kubelet/kubelet_pods.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from core.meta import errors
from core.meta.objects import Doc
from core.meta.time import parse

_LISTS: Final = ("containers", "initContainers", "ephemeralContainers")
_PULLS: Final = {
    "ErrImagePull": "image can't be pulled",
    "ImagePullBackOff": "trying and failing to pull image",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One life of a container, from its start to its end, if it has ended."""

    pod: Doc
    container: Doc
    """As the spec has it."""
    identity: str
    """The container ID, which names this run and no other."""
    start: int
    """µs, whole seconds: as the status tells it."""
    end: int | None
    code: int = 0
    reason: str = ""
    is_service: bool = True
    """Whether it is meant to run for good."""

    @property
    def was_killed(self) -> bool:
        """Whether it had no time to say anything at its end."""
        return self.code > 128 or self.reason == "OOMKilled"


def container_of(pod: Doc, wanted: str) -> str:
    """The name of the container that is meant. Raises `StatusError` (400)."""
    pod_name = pod["metadata"]["name"]
    if wanted:
        if wanted not in names_of(pod):
            raise errors.bad_request(f"container {wanted} is not valid for pod {pod_name}")
        return wanted
    apps, inits, ephemeral = ([one["name"] for one in pod["spec"].get(field) or ()] for field in _LISTS)
    if len(apps) == 1:
        return str(apps[0])
    message = f"a container name must be specified for pod {pod_name}, choose one of: [{' '.join(apps)}]"
    if inits:
        message += f" or one of the init containers: [{' '.join(inits)}]"
    if ephemeral:
        message += f" or one of the ephemeral containers: [{' '.join(ephemeral)}]"
    raise errors.bad_request(message)


def names_of(pod: Doc) -> list[str]:
    """All containers of a pod: its own, the init containers, the ephemeral ones."""
    return [one["name"] for field in _LISTS for one in pod["spec"].get(field) or ()]


def find(pod: Doc, name: str, previous: bool) -> Run:
    """The run whose log is read. Raises `StatusError` (400) with the kubelet's words when there is none."""
    status, pod_name = _status(pod, name), pod["metadata"]["name"]
    if status is None:
        raise errors.bad_request(f'container "{name}" in pod "{pod_name}" is not available')
    state, last = status.get("state") or {}, (status.get("lastState") or {}).get("terminated")
    if previous:
        if not last or not last.get("containerID"):
            raise errors.bad_request(f'previous terminated container "{name}" in pod "{pod_name}" not found')
        return _run(pod, name, last, last)
    if "running" in state:
        return _run(pod, name, {**state["running"], "containerID": status.get("containerID", "")}, None)
    ended = state.get("terminated")
    found = ended if ended and ended.get("containerID") else last
    if found and found.get("containerID"):
        return _run(pod, name, found, found)
    if ended or last:
        raise errors.bad_request(f'container "{name}" in pod "{pod_name}" is terminated')
    reason = (state.get("waiting") or {}).get("reason", "")
    why = f": {_PULLS.get(reason, reason)}" if reason else " - no logs yet"
    raise errors.bad_request(f'container "{name}" in pod "{pod_name}" is waiting to start{why}')


def later(run: Run, pod: Doc) -> Run | None:
    """The same run as a newer document of its pod tells it; ``None`` when that knows nothing of it any more."""
    for previous in (False, True):
        try:
            found = find(pod, run.container["name"], previous)
        except errors.StatusError:
            continue
        if found.identity == run.identity:
            return found
    return None


def _status(pod: Doc, name: str) -> Doc | None:
    return next((one for one in _statuses(pod.get("status") or {}) if one["name"] == name), None)


def _statuses(status: Doc) -> Iterator[Doc]:
    for field in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        yield from status.get(field) or ()


def _run(pod: Doc, name: str, begun: Doc, ended: Doc | None) -> Run:
    field, container = next(
        (field, one) for field in _LISTS for one in pod["spec"].get(field) or () if one["name"] == name
    )
    policy = container.get("restartPolicy") or pod["spec"].get("restartPolicy", "Always")
    is_service = policy == "Always" and (field == "containers" or "restartPolicy" in container)
    told: dict[str, Any] = {}
    if ended is not None:
        told = {"code": ended.get("exitCode", 0), "reason": ended.get("reason", "")}
    start = _moment(begun, "startedAt")
    end = None if ended is None else max(start, _moment(ended, "finishedAt"))
    return Run(pod, container, str(begun.get("containerID", "")), start, end, is_service=is_service, **told)


def _moment(doc: Doc, field: str) -> int:
    """A time of the status; the beginning of time where it has none."""
    return parse(doc[field]) if doc.get(field) else 0
