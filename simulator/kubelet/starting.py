"""How a container comes to run: its image, its configuration, its start; and how each of these fails."""

from __future__ import annotations

from typing import Final

from core.logs import environment
from core.meta.time import MILLISECOND, SECOND
from simulator.kubelet import behaviour, containers, crash, images
from simulator.kubelet.act import NORMAL, WARNING, Act
from simulator.kubelet.life import Life, Slot
from simulator.kubelet.programs import JOB_LONGEST, JOB_SHORTEST
from simulator.kubelet.stages import SYNC

FIRST_LOOK: Final = 200 * MILLISECOND
"""From a polling script's start until it asks for the first time."""
RESYNC: Final = 12 * SECOND
"""Until what failed outside a container is tried again (upstream: 10 s and up to half as much again)."""


def refuse_image(act: Act, life: Life, slot: Slot) -> None:
    """An image whose name is no name: nothing but a new name helps."""
    failure = images.failure_of(slot.facts.image)
    message = failure.message if failure else ""
    act.tell(life, slot, WARNING, "InspectFailed", message)
    _fail(act, life, slot, "InvalidImageName", message)
    slot.put(step="invalid", image=slot.facts.image)


def miss_image(act: Act, life: Life, slot: Slot) -> None:
    """imagePullPolicy Never, and the image is not there."""
    message = f'Container image "{slot.facts.image}" is not present with pull policy of Never'
    act.tell(life, slot, WARNING, "ErrImageNeverPull", message)
    _fail(act, life, slot, "ErrImageNeverPull", message)
    slot.put(step="retrying", at=life.now + RESYNC)


def pull(act: Act, life: Life, slot: Slot) -> None:
    """Queue for the node's puller."""
    image = slot.facts.image
    fails = _image_failure(life, slot) is not None
    took = images.REFUSAL if fails else images.pull_time(image, act.book.has_coming(act.ctx, life.site.name, image))
    act.tell(life, slot, NORMAL, "Pulling", f'Pulling image "{image}"')
    until = act.book_pull(life, "" if fails else image, took)
    slot.put(step="pulling", at=until, took=took, asked=life.now, image=image)


def finish_pull(act: Act, life: Life, slot: Slot) -> None:
    """The image is there, or the pull has failed."""
    failure = _image_failure(life, slot)
    image = slot.facts.image
    if failure:
        act.tell(life, slot, WARNING, "Failed", f'Failed to pull image "{image}": {failure.message}')
        _fail(act, life, slot, failure.reason, failure.message)
        slot.put(step="pull-failed", at=life.now + SYNC, failed=life.now, took=None, asked=None)
        return
    took, waited = crash.go_duration(slot.note["took"]), crash.go_duration(life.now - slot.note["asked"])
    size = images.size_of(image)
    text = f'Successfully pulled image "{image}" in {took} ({waited} including waiting). Image size: {size} bytes.'
    act.tell(life, slot, NORMAL, "Pulled", text)
    _create(act, life, slot)


def back_off_pull(act: Act, life: Life, slot: Slot) -> None:
    """Wait longer after each failed pull: 10 s, doubling to 5 minutes."""
    image = slot.facts.image
    failure = _image_failure(life, slot)
    wait = min(slot.note.get("pull", crash.FIRST // 2) * 2, crash.MOST)
    message = f'Back-off pulling image "{image}"'
    act.tell(life, slot, NORMAL, "BackOff", message)
    _fail(
        act, life, slot, "ImagePullBackOff", f"{message}: {failure.reason}: {failure.message}" if failure else message
    )
    slot.put(step="retrying", at=max(slot.note["failed"] + wait, life.now), pull=wait, failed=None)


def again(_: Act, __: Life, slot: Slot) -> None:
    """Back to the beginning of the start."""
    if slot.note.get("image", slot.facts.image) != slot.facts.image:
        slot.put(pull=None, took=None, asked=None, failed=None)
    slot.put(step="waiting", at=None, image=None)


def use_present(act: Act, life: Life, slot: Slot) -> None:
    """The node has the image."""
    text = f'Container image "{slot.facts.image}" already present on machine and can be accessed by the pod'
    act.tell(life, slot, NORMAL, "Pulled", text)
    _create(act, life, slot)


def run(act: Act, life: Life, slot: Slot) -> None:
    """Create and start the container, if its environment can be made."""
    missing = _missing_reference(life, slot) or _wrong_path(act, life, slot)
    if missing:
        _fail(act, life, slot, "CreateContainerConfigError", missing)
        slot.put(step="retrying", at=life.now + RESYNC)
        return
    act.tell(life, slot, NORMAL, "Created", "Container created")
    act.tell(life, slot, NORMAL, "Started", "Container started")
    backoff = slot.note.get("backoff")
    slot.status = containers.running(slot.facts, slot.status, life.uid, life.now)
    slot.note = {"backoff": backoff} if backoff else {}
    lasts = _lasts(act, life, slot)
    slot.put(
        end=None if lasts is None else life.now + lasts,
        poll=life.now + FIRST_LOOK if slot.facts.program.awaits and lasts is None else None,
        since=life.now if slot.facts.probes and not slot.status["ready"] else None,
    )


def restart(act: Act, life: Life, slot: Slot) -> None:
    """A container that ended is started anew."""
    ended = slot.note.get("ended", life.now - SYNC)
    backoff = crash.next_backoff(slot.note.get("backoff"), ended, life.now)
    slot.note = {"backoff": backoff, "step": "waiting"}


def back_off(act: Act, life: Life, slot: Slot) -> None:
    """A container that keeps ending waits before its next start."""
    name = slot.facts.name
    pod = f"{life.key.name}_{life.key.namespace}({life.uid})"
    ended = slot.note.get("ended", life.now - SYNC)
    wait = crash.wait_of(slot.note.get("backoff"), ended)
    act.tell(life, slot, WARNING, "BackOff", f"Back-off restarting failed container {name} in pod {pod}")
    message = f"back-off {crash.go_duration(wait)} restarting failed container={name} pod={pod}"
    slot.status = containers.waiting(slot.facts, "CrashLoopBackOff", message, slot.status)
    slot.put(step="crashed", at=ended + wait)


def _create(act: Act, life: Life, slot: Slot) -> None:
    """With its image there the container runs, at once where no delay is asked for."""
    delay = behaviour.duration(life.annotations, behaviour.START_DELAY, slot.facts.name)
    backoff = slot.note.get("backoff")
    slot.note = {"backoff": backoff} if backoff else {}
    if delay:
        slot.put(step="created", at=life.now + delay)
    else:
        run(act, life, slot)


def _fail(act: Act, life: Life, slot: Slot, reason: str, message: str) -> None:
    """The container waits for ``reason``; upstream tells it once more as an event."""
    text = message if reason == "CreateContainerConfigError" else reason
    act.tell(life, slot, WARNING, "Failed", f"Error: {text}")
    slot.status = containers.waiting(slot.facts, reason, message, slot.status)


def _image_failure(life: Life, slot: Slot) -> images.Failure | None:
    if behaviour.is_asked(life.annotations, behaviour.FAIL_IMAGE, slot.facts.name):
        return images.missing(slot.facts.image)
    return images.failure_of(slot.facts.image)


def _missing_reference(life: Life, slot: Slot) -> str:
    """What the environment of the container needs and the namespace does not have."""
    namespace = life.key.namespace
    for resource, name, key in slot.facts.references:
        noun = resource.removesuffix("s")
        if not life.site.exists(resource, namespace, name, ""):
            return f'{noun} "{name}" not found'
        if key and not life.site.exists(resource, namespace, name, key):
            shown = "ConfigMap" if resource == "configmaps" else "Secret"
            return f"couldn't find key {key} in {shown} {namespace}/{name}"
    return ""


def _wrong_path(act: Act, life: Life, slot: Slot) -> str:
    """What keeps the expanded part of a volume from being mounted (makeMounts in pkg/kubelet/kubelet_pods.go)."""
    for expression in slot.facts.sub_paths:
        variables = environment.of(life.pod, slot.facts.doc, act.ctx.store.get)
        path = environment.expand(expression, variables)
        unknown = environment.unknown_in(expression, variables)
        if unknown:
            return f'missing value for "{unknown}"'
        if path.startswith("/"):
            return f"error SubPath `{path}` must not be an absolute path"
        if ".." in path.split("/"):
            return f"unable to provision SubPath `{path}`: must not contain '..'"
    return ""


def _lasts(act: Act, life: Life, slot: Slot) -> int | None:
    """µs that the container will run; ``None`` when it does not end by itself."""
    name = slot.facts.name
    for asked in (behaviour.CRASH_AFTER, behaviour.RUN_FOR):
        wanted = behaviour.duration(life.annotations, asked, name)
        if wanted is not None:
            return wanted
    lasts = None if act.book.is_hollow else slot.facts.program.run
    if lasts is not None and lasts < 0:
        return act.draw(life, f"run/{name}", JOB_SHORTEST, JOB_LONGEST)
    return lasts


EFFECTS: Final = {
    "InvalidImage": refuse_image,
    "NeverPulled": miss_image,
    "Pull": pull,
    "Present": use_present,
    "Pulled": finish_pull,
    "BackOffPull": back_off_pull,
    "Again": again,
    "Run": run,
    "Restart": restart,
    "BackOff": back_off,
}
