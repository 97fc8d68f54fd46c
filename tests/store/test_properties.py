"""Random histories: replaying the log gives the objects, at the head and at every moment before it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core.meta.objects import Doc, Key
from core.models import Cluster
from core.store.compaction import compact
from core.store.memory import MemoryStore
from core.store.protocol import Change, Compacted, Write
from core.store.sql import SqlStore
from tests.store.builders import added, event, pod, write

pytestmark = pytest.mark.django_db
numbers = count()

Step = tuple[str, int, int]
steps = some.lists(
    some.lists(
        some.tuples(some.sampled_from(["put", "delete", "event"]), some.integers(0, 3), some.integers(0, 9)), max_size=4
    ),
    max_size=8,
)
slowly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def writes_of(batch: Iterable[Step], present: set[int]) -> list[Write]:
    """The writes of one commit over pods 0 to 3, each with the verb that its state asks for."""
    writes: list[Write] = []
    for what, number, value in batch:
        if what == "event":
            writes += added(event(f"e{number}.{value}", f"uid-p{number}"))
        elif what == "put":
            verb = "MODIFIED" if number in present else "ADDED"
            writes.append(write(verb, pod(f"p{number}", spec={"value": value, "nodeName": f"n{value}"})))
            present.add(number)
        elif number in present:
            writes.append(write("DELETED", pod(f"p{number}")))
            present.discard(number)
    return writes


def replay(changes: Iterable[Change]) -> dict[Key, Doc]:
    objects: dict[Key, Doc] = {}
    for change in changes:
        if change.verb == "DELETED":
            del objects[change.key]
        elif change.key.resource != "events":
            objects[change.key] = change.doc
    return objects


def held(store: MemoryStore) -> dict[Key, Doc]:
    return {Key("pods", "default", doc["metadata"]["name"]): doc for doc in store.list("pods")}


def fresh_store() -> SqlStore:
    return SqlStore(Cluster.objects.create(name=f"c{next(numbers)}", paused=True).pk)


@slowly
@given(steps)
def test_memory_and_sql_agree_and_every_past_moment_can_be_read(history: list[list[Step]]) -> None:
    sql, memory = fresh_store(), MemoryStore()
    present: set[int] = set()
    for time, batch in enumerate(history):
        writes = writes_of(batch, present)
        copies = [write(one.verb, one.doc) for one in writes]
        assert sql.commit(writes, time=time, actor="me") == memory.commit(copies, time=time, actor="me")
    changes = list(memory.changes(0))
    assert list(sql.changes(0)) == changes
    assert sql.list("pods") == memory.list("pods")
    assert dict(sql.load()[0]) == replay(changes)
    for revision in range(len(changes) + 1):
        assert held(sql.at(revision)) == replay(changes[:revision])


@slowly
@given(steps, some.integers(0, 20))
def test_compaction_takes_nothing_that_a_later_moment_shows(history: list[list[Step]], at: int) -> None:
    sql = fresh_store()
    present: set[int] = set()
    for time, batch in enumerate(history):
        sql.commit(writes_of(batch, present), time=time, actor="me")
    changes = list(sql.changes(0))
    first = min(at, len(changes))
    compact(sql.cluster_id, first)
    assert list(sql.changes(first)) == changes[first:]
    for revision in range(first, len(changes) + 1):
        assert held(sql.at(revision)) == replay(changes[:revision])
    if first:
        with pytest.raises(Compacted):
            sql.changes(first - 1)
        with pytest.raises(Compacted):
            sql.at(first - 1)


@slowly
@given(steps, steps)
def test_rollback_of_the_memory_store_leaves_no_trace(before: list[list[Step]], undone: list[list[Step]]) -> None:
    store = MemoryStore()
    present: set[int] = set()
    for batch in before:
        store.commit(writes_of(batch, present), time=0, actor="me")
    kept = list(store.changes(0))
    store.accept()
    objects, head = held(store), store.head()
    seen: dict[Key, Doc] = dict(objects)

    def follow(key: Key, old: Doc | None, new: Doc | None) -> None:
        assert seen.get(key) == old
        if new is None:
            del seen[key]
        else:
            seen[key] = new

    store.listen(follow)
    for batch in undone:
        store.commit(writes_of(batch, present), time=0, actor="me")
    store.rollback()
    assert (held(store), store.head(), list(store.changes(0))) == (objects, head, kept)
    assert seen == objects
