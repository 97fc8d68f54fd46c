"""What must hold of every engine run: one seed one log, wherever turns are cut, undone or taken up elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from core.meta.objects import Doc, Key, with_annotations
from core.meta.streams import Stream
from core.meta.time import SECOND, rfc3339_micro
from core.store.memory import MemoryStore
from core.store.protocol import Change
from simulator.engine.engine import Engine
from simulator.engine.ledger import Delta
from tests.controllers.world import (
    BEGIN,
    Cast,
    World,
    deployment,
    hollow_cast,
    replica_set,
    service,
    template,
    whole_cast,
)

Input = Callable[[World], object]

END = 420
SHOP = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}


def _in_shop(doc: Doc) -> Doc:
    return {**doc, "metadata": {**doc["metadata"], "namespace": "shop"}}


INPUTS: list[tuple[int, Input]] = [
    (5, lambda world: world.door.create(SHOP)),
    (6, lambda world: world.door.create(_in_shop(deployment("store", 4)))),
    (6, lambda world: world.door.create(_in_shop(service("store", "store")))),
    (6, lambda world: world.door.create(deployment("web", 6, 2, 1))),
    (6, lambda world: world.door.create(service("web", "web"))),
    (7, lambda world: world.door.create(replica_set("plain", 3, minReadySeconds=5))),
    (20, lambda world: world.patch_spec("deployments.apps", "web", template=template("web", "nginx:2"))),
    (22, lambda world: world.patch_spec("deployments.apps", "web", replicas=9)),
    (30, lambda world: world.door.delete(Key("replicasets.apps", "default", "plain"), propagation="Foreground")),
    (31, lambda world: _stop_kubelet(world, "node-1")),
    (390, lambda world: world.door.update(with_annotations(world.get("nodes", "node-1", ""), {_STOPPED: None}))),
    (395, lambda world: world.door.delete(Key("namespaces", "", "shop"))),
]
"""What people do, and at which second."""
_STOPPED = "clusterviz.io/kubelet-stopped"


def _stop_kubelet(world: World, name: str) -> None:
    node = world.get("nodes", name, "")
    world.door.update(with_annotations(node, {_STOPPED: rfc3339_micro(world.engine.now)}))


def _play(advance: Callable[[World, int], None], cast: Cast, seed: str = "seed") -> list[Change]:
    """The log of the inputs when ``advance`` brings a world to a moment (µs)."""
    world = World(seed=seed, cast=cast)
    world.engine.accept()
    log = _Log(world)
    for second, act in INPUTS:
        advance(world, BEGIN + second * SECOND)
        act(world)
        world.engine.accept()
    advance(world, BEGIN + END * SECOND)
    return log.lines()


class _Log:
    """The changes of a world from now on, through all stores that it moves to."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._before = world.store.head()

    def lines(self) -> list[Change]:
        return list(self._world.store.changes(self._before))


def _in_one_go(world: World, until: int) -> None:
    world.engine.run(until)
    world.engine.accept()
    world.engine.now = until


@pytest.fixture(scope="module", params=[hollow_cast, whole_cast], ids=["controllers alone", "the whole assembly"])
def cast(request: pytest.FixtureRequest) -> Cast:
    found: Cast = request.param
    return found


@pytest.fixture(scope="module")
def expected(cast) -> list[Change]:
    found = _play(_in_one_go, cast)
    assert len(found) > 200
    return found


def test_the_same_seed_gives_the_same_log(expected, cast):
    assert _play(_in_one_go, cast) == expected


def test_another_seed_gives_another_log(expected, cast):
    assert _play(_in_one_go, cast, "another") != expected


def _random_stops(purpose: str) -> Iterator[int]:
    """Numbers of items after which to stop, from 1 to 40."""
    draw = Stream("cuts", purpose, "")
    while True:
        yield 1 + draw.below(40)


def _after(count: int) -> Callable[[], bool]:
    left = iter(range(count - 1, -1, -1))
    return lambda: next(left) == 0


@pytest.mark.parametrize("purpose", ["a", "b", "c"])
def test_a_turn_that_is_undone_and_done_again_leaves_no_trace(expected, cast, purpose):
    stops = _random_stops(purpose)

    def advance(world: World, until: int) -> None:
        finished = False
        while not finished:
            world.engine.run(until, _after(next(stops)))
            world.engine.rollback()
            finished = world.engine.run(until, _after(next(stops)))
            world.engine.accept()
        world.engine.now = until

    assert _play(advance, cast) == expected


@pytest.mark.parametrize("purpose", ["a", "b", "c"])
def test_a_turn_computed_beside_the_saving_of_another_is_undone_with_it_or_kept_after_it(expected, cast, purpose):
    stops, fate = _random_stops(purpose), Stream("fate", purpose, "")

    def advance(world: World, until: int) -> None:
        engine, told = world.engine, world.store.head()
        finished = False
        while not finished:
            finished = engine.run(until, _after(next(stops)))
            first = engine.finish()
            finished = engine.run(until, _after(next(stops)))  # meanwhile the first is being saved
            if fate.below(3) == 0:
                engine.rollback()  # it was not: both are undone
                finished = False
                continue
            engine.accept_finished()
            if fate.below(3) == 0:
                engine.rollback()  # the second alone
                finished = False
                saved = [first]
            else:
                saved = [first, engine.finish()]
                engine.accept_finished()
            revisions = [change.revision for turn in saved for change in turn.changes]
            assert revisions == list(range(told + 1, world.store.head() + 1))
            told = world.store.head()
        world.engine.now = until

    assert _play(advance, cast) == expected


@pytest.mark.parametrize("purpose", ["a", "b", "c"])
def test_a_new_process_goes_on_where_the_old_one_was_killed(expected, cast, purpose):
    stops = _random_stops(purpose)

    def advance(world: World, until: int) -> None:
        finished = False
        while not finished:
            finished = world.engine.run(until, _after(next(stops)))
            world.engine.accept()
            world.engine.run(until, _after(next(stops)))  # lost: the process dies before it is written
            world.engine.rollback()
            _move(world)
        world.engine.now = until

    assert _play(advance, cast) == expected


def _move(world: World) -> None:
    """Give the world a new engine that knows only what was saved."""
    saved = json.dumps([[list(key), doc] for key, doc in _objects(world.store)])
    whole = json.dumps(world.engine.ledger.whole())
    store = MemoryStore(head=world.store.head())
    store.load([(Key(*key), doc) for key, doc in json.loads(saved)], world.store.head())
    store._log = list(world.store.changes(0))
    engine = Engine(store, world.seed, world.cast(), BEGIN)
    engine.ledger.replay([Delta(*json.loads(whole))])
    engine.recorder.reload()
    engine.now = world.engine.now
    engine.accept()
    world.take_over(store, engine)


def _objects(store: MemoryStore) -> Iterator[tuple[Key, dict]]:
    for resource in store.resources():
        for doc in store.list(resource):
            meta = doc["metadata"]
            yield Key(resource, meta.get("namespace", ""), meta["name"]), doc


def test_a_turn_that_nobody_wanted_changes_nothing():
    world = World()
    world.engine.accept()
    head, due = world.store.head(), world.engine.ledger.next_due()
    world.door.create(deployment("web", 3))
    world.engine.run(BEGIN + 30 * SECOND)
    world.engine.rollback()
    assert (world.store.head(), world.engine.ledger.next_due()) == (head, due)
    assert world.pods(app="web") == []
