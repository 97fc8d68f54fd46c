"""Whatever people and machines do in whatever order: afterwards everything is as it was asked for, and at rest."""

from __future__ import annotations

import pytest

from core.meta import owners
from core.meta.objects import Key, annotations, is_deleting, name, uid, with_annotations
from core.meta.streams import Stream
from core.meta.time import rfc3339_micro
from simulator.controllers.nodelifecycle.component import STOPPED
from tests.controllers.world import World, deployment, service, template, whole_cast

DEPLOYMENTS, SETS = "deployments.apps", "replicasets.apps"


class Mischief:
    """Draws one thing after another to do to a world."""

    def __init__(self, world: World, seed: str) -> None:
        self._world = world
        self._draw = Stream(seed, "mischief", "")
        self._acts = [
            self._scale,
            self._roll,
            self._kill,
            self._fail,
            self._recover,
            self._cordon,
            self._remove,
            self._make,
        ]

    def act(self) -> None:
        self._draw.choice(self._acts)()

    def end(self) -> None:
        """Put the machines in order again."""
        for node in self._world.store.list("nodes"):
            self._set(name(node), stopped=False, cordoned=False)

    def _deployment(self) -> str:
        found = self._world.store.list(DEPLOYMENTS)
        return name(self._draw.choice(found)) if found else self._make()

    def _make(self) -> str:
        title = f"d{self._draw.below(1000)}"
        if self._world.find(DEPLOYMENTS, title) is None:
            self._world.door.create(
                deployment(title, self._draw.below(6), 1 + self._draw.below(2), self._draw.below(2))
            )
        if self._world.find("services", title) is None:
            self._world.door.create(service(title, title))
        return title

    def _scale(self) -> None:
        self._world.patch_spec(DEPLOYMENTS, self._deployment(), replicas=self._draw.below(9))

    def _roll(self) -> None:
        title = self._deployment()
        self._world.patch_spec(DEPLOYMENTS, title, template=template(title, f"nginx:{self._draw.below(4)}"))

    def _kill(self) -> None:
        found = [pod for pod in self._world.store.list("pods") if not is_deleting(pod)]
        if found:
            grace = self._draw.choice([None, 0, 1])
            self._world.door.delete(Key("pods", "default", name(self._draw.choice(found))), grace=grace)

    def _remove(self) -> None:
        way = self._draw.choice(["Background", "Foreground", "Orphan"])
        self._world.door.delete(Key(DEPLOYMENTS, "default", self._deployment()), propagation=way)

    def _fail(self) -> None:
        self._set(self._node(), stopped=True)

    def _recover(self) -> None:
        self._set(self._node(), stopped=False)

    def _cordon(self) -> None:
        self._set(self._node(), cordoned=bool(self._draw.below(2)))

    def _node(self) -> str:
        return name(self._draw.choice(self._world.store.list("nodes")))

    def _set(self, title: str, *, stopped: bool | None = None, cordoned: bool | None = None) -> None:
        node = self._world.get("nodes", title, "")
        if stopped is not None:
            since = annotations(node).get(STOPPED) or rfc3339_micro(self._world.engine.now)
            node = with_annotations(node, {STOPPED: since if stopped else None})
        spec = {field: value for field, value in node["spec"].items() if field != "unschedulable" or cordoned is None}
        self._world.door.update({**node, "spec": {**spec, "unschedulable": True} if cordoned else spec})


@pytest.mark.parametrize("seed", ["first", "second", "third", "fourth"])
def test_after_any_mischief_all_is_as_wanted_and_at_rest(seed):
    world = World(nodes=6, seed=seed, cast=whole_cast)
    mischief, draw = Mischief(world, seed), Stream(seed, "pauses", "")
    for _ in range(60):
        mischief.act()
        world.run(draw.choice([0.003, 0.2, 3, 40]))
        world.engine.accept()
    mischief.end()
    world.run(1800)
    assert unfinished(world) == []
    world.mark()
    world.run(7200)
    assert world.changes() == []


def unfinished(world: World) -> list[str]:
    """What is not as it was asked for."""
    found = []
    for held in world.store.list(DEPLOYMENTS):
        wanted, status = held["spec"]["replicas"], held["status"]
        counts = [status.get(field, 0) for field in ("replicas", "updatedReplicas", "availableReplicas")]
        if counts != [wanted] * 3 or is_deleting(held):
            found.append(f"{name(held)}: {counts} of {wanted}")
    uids = {uid(doc) for resource in world.store.resources() for doc in world.store.each(resource)}
    for resource in ("pods", SETS, "endpointslices.discovery.k8s.io"):
        found += [
            f"{resource} {name(doc)} is left over"
            for doc in world.store.list(resource)
            if any(reference["uid"] not in uids for reference in owners.owners(doc)) or is_deleting(doc)
        ]
    for held in world.store.list("services"):
        ready = {name(p) for p in world.pods(app=name(held)) if p["status"]["phase"] == "Running"}
        pages = [page for page in world.store.list("endpointslices.discovery.k8s.io") if name(held) in name(page)]
        told = {
            e["targetRef"]["name"] for page in pages if _service(page) == name(held) for e in page["endpoints"] or ()
        }
        if told != ready:
            found.append(f"service {name(held)} tells {sorted(told)} of {sorted(ready)}")
    return found


def _service(page: dict) -> str:
    return page["metadata"]["labels"]["kubernetes.io/service-name"]
