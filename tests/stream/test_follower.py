"""Snapshot and frames give the later snapshot, however the log is cut."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core.models import Cluster
from core.projection.frames import snapshot_text
from core.projection.snapshots import current_tables, past_tables
from core.store.compaction import compact
from core.store.protocol import Compacted
from core.store.sql import SqlStore
from core.stream import follower as following
from core.stream.follower import Follower
from tests.store.builders import added, event, pod, write
from tests.store.test_properties import Step, steps, writes_of
from tests.stream.browser import Browser

pytestmark = pytest.mark.django_db
numbers = count()


def fresh_store() -> SqlStore:
    return SqlStore(Cluster.objects.create(name=f"s{next(numbers)}", paused=True).pk)


def opened(follower: Follower) -> Browser:
    """A browser that has received the follower's snapshot."""
    browser = Browser()
    for text in follower.snapshot():
        browser.receive(text)
    return browser


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, some.lists(some.booleans(), min_size=8, max_size=8), some.integers(1, 5))
def test_snapshot_and_frames_are_the_later_snapshot(history: list[list[Step]], looks: list[bool], most: int) -> None:
    store = fresh_store()
    follower = Follower(store.cluster_id)
    browser = opened(follower)
    moments: list[dict[str, Any]] = []
    present: set[int] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "STRETCH", most)
        for time, (batch, look) in enumerate(zip(history, looks, strict=False)):
            store.commit(writes_of(batch, present), time=time, actor="me")
            if look:
                receive_all(browser, follower)
                assert browser.tables == opened(follower).tables == opened(Follower(store.cluster_id)).tables
                moments.append(
                    {"revision": browser.revision, "tables": {k: dict(v) for k, v in browser.tables.items()}}
                )
        receive_all(browser, follower)
    assert browser.tables == opened(Follower(store.cluster_id)).tables
    assert browser.revisions == list(range(1, store.head() + 1))
    for moment in moments:
        assert table_rows(past_tables(store, moment["revision"])) == moment["tables"]
        late = Browser()
        late.revision, late.tables = moment["revision"], moment["tables"]
        frame = follower.bridge(moment["revision"])
        assert frame
        late.receive(frame.text)
        assert late.tables == browser.tables


def receive_all(browser: Browser, follower: Follower) -> None:
    for frame in follower.catch_up():
        browser.receive(frame.text)


def table_rows(tables: Any) -> dict[str, dict[str, list[Any]]]:
    """Rows by uid, read from the one-piece snapshot."""
    found = json.loads(snapshot_text(tables, {}, {}))["tables"]
    return {table: {row[0]: row for row in held["rows"]} for table, held in found.items()}


def test_of_an_object_that_changed_often_the_last_state_is_sent_and_every_revision_named() -> None:
    store = fresh_store()
    follower = Follower(store.cluster_id)
    browser = opened(follower)
    store.commit(added(pod("a")), time=1, actor="me")
    for number in range(20):
        store.commit([write("MODIFIED", pod("a", spec={"nodeName": f"n{number}"}))], time=number, actor="me")
    (frame,) = follower.catch_up()
    browser.receive(frame.text)
    assert [row[3] for row in browser.tables["pods"].values()] == ["n19"]
    assert browser.revisions == list(range(1, 22))


def test_the_newest_events_are_in_the_snapshot_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    store = fresh_store()
    store.commit(added(*(event(f"e{number}", "uid-a") for number in range(510))), time=0, actor="me")
    assert len(opened(Follower(store.cluster_id)).tables["events"]) == 500


def test_of_a_flood_of_events_the_newest_are_told() -> None:
    store = fresh_store()
    follower = Follower(store.cluster_id)
    browser = opened(follower)
    flood = [event(f"e{number}", "uid-a") for number in range(510)]
    store.commit([*added(*flood), *added(pod("a"))], time=0, actor="me")
    receive_all(browser, follower)
    assert browser.tables == opened(Follower(store.cluster_id)).tables
    assert (len(browser.tables["events"]), browser.revision) == (500, 511)


def test_a_follower_behind_the_compaction_says_so_and_loads_again() -> None:
    store = fresh_store()
    follower = Follower(store.cluster_id)
    store.commit(added(pod("a"), pod("b"), pod("c")), time=0, actor="me")
    compact(store.cluster_id, 2)
    with pytest.raises(Compacted):
        follower.catch_up()
    assert follower.bridge(0) is None
    follower.load()
    assert opened(follower).tables == opened(Follower(store.cluster_id)).tables
    assert current_tables(store).revision == 3
