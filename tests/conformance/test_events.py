"""Events in both groups: fetched, patched, updated, deleted, listed.

Source: test/e2e/instrumentation/{events,core_events}.go. Bodies hold the empty fields that Go's JSON client sends.
"""

from __future__ import annotations

from typing import Any

from tests.conformance.specs import spec
from tests.conformance.suite import STRATEGIC, Doc, Suite

TIME = "2017-09-19T13:49:16.000000Z"
SERIES = {"series": {"count": 100, "lastObservedTime": TIME}}


def new(suite: Suite, name: str, label: str) -> Doc:
    told = {"note": f"This is {name}", "action": "Do", "reason": "Test", "type": "Normal"}
    empty = {"deprecatedSource": {}, "deprecatedFirstTimestamp": None, "deprecatedLastTimestamp": None}
    who = {"reportingController": "test-controller", "reportingInstance": "test-node"}
    meta = {"name": name, "creationTimestamp": None, "labels": {label: "true"}}
    regarding = {"regarding": {"namespace": suite.namespace}, "eventTime": TIME}
    return {"apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": meta, **regarding, **told, **who, **empty}


def old(suite: Suite, name: str, label: str, message: str) -> Doc:
    told = {"message": message, "reason": "Test", "type": "Normal", "count": 1}
    empty = {
        "source": {}, "firstTimestamp": None, "lastTimestamp": None, "eventTime": None, "reportingComponent": "",
        "reportingInstance": "",
    }  # fmt: skip
    meta = {"name": name, "creationTimestamp": None, "labels": {label: "true"}}
    about = {"involvedObject": {"namespace": suite.namespace}}
    return {"apiVersion": "v1", "kind": "Event", "metadata": meta, **about, **told, **empty}


def bare(doc: Doc, **changed: Any) -> Doc:
    """An event without what the control plane sets in its metadata."""
    meta = {name: value for name, value in doc["metadata"].items() if name not in ("resourceVersion", "managedFields")}
    return {**doc, "metadata": meta, **changed}


async def named(suite: Suite, path: str) -> list[str]:
    return [item["metadata"]["name"] for item in await suite.items(path)]


@spec("instrumentation", "Events API should ensure that an event can be fetched, patched, deleted, and listed")
async def test_an_event_of_the_new_group(suite: Suite) -> None:
    path = suite.group("events.k8s.io/v1", "events")
    await suite.make(path, new(suite, "event-test", "testevent-constant"))
    lists = (
        "/apis/events.k8s.io/v1/events?labelSelector=testevent-constant%3Dtrue",
        f"{path}?labelSelector=testevent-constant%3Dtrue",
        f"{suite.core('events')}?fieldSelector=source%3Dtest-controller",
        f"{path}?fieldSelector=reportingController%3Dtest-controller",
    )
    for listed in lists:
        assert await named(suite, listed) == ["event-test"]
    first = await suite.get(f"{path}/event-test")
    note = "This is a test event - patched"
    await suite.patch(f"{path}/event-test", {"note": note}, STRATEGIC)
    patched = await suite.get(f"{path}/event-test")
    assert bare(patched) == bare(first, note=note)
    await suite.put(f"{path}/event-test", bare(patched, **SERIES))
    assert bare(await suite.get(f"{path}/event-test")) == bare(patched, **SERIES)
    await suite.delete(f"{path}/event-test")
    for listed in lists[:2]:
        assert await named(suite, listed) == []


@spec("instrumentation", "Events API should delete a collection of events")
async def test_a_collection_of_events_of_the_new_group_is_deleted(suite: Suite) -> None:
    path = suite.group("events.k8s.io/v1", "events")
    names = ["test-event-1", "test-event-2", "test-event-3"]
    for name in names:
        await suite.make(path, new(suite, name, "testevent-set"))
    chosen = f"{path}?labelSelector=testevent-set%3Dtrue"
    assert await named(suite, chosen) == names
    await suite.delete(chosen, {})
    assert await named(suite, chosen) == []


@spec("instrumentation", "Events should manage the lifecycle of an event")
async def test_an_event_of_the_core_group(suite: Suite) -> None:
    path = suite.core("events")
    await suite.make(path, old(suite, "event-test", "testevent-constant", "This is a test event"))
    everywhere = "/api/v1/events?labelSelector=testevent-constant%3Dtrue"
    assert await named(suite, everywhere) == ["event-test"]
    await suite.patch(f"{path}/event-test", {"message": "This is a test event - patched"}, STRATEGIC)
    patched = await suite.get(f"{path}/event-test")
    assert patched["message"] == "This is a test event - patched"
    await suite.put(f"{path}/event-test", bare(patched, **SERIES))
    assert bare(await suite.get(f"{path}/event-test")) == bare(patched, **SERIES)
    await suite.delete(f"{path}/event-test")
    assert await named(suite, everywhere) == []


@spec("instrumentation", "Events should delete a collection of events")
async def test_a_collection_of_events_of_the_core_group_is_deleted(suite: Suite) -> None:
    names = ["test-event-1", "test-event-2", "test-event-3"]
    for name in names:
        await suite.make(suite.core("events"), old(suite, name, "testevent-set", f"This is {name}"))
    chosen = f"{suite.core('events')}?labelSelector=testevent-set%3Dtrue"
    assert await named(suite, chosen) == names
    await suite.delete(chosen, {})
    assert await named(suite, chosen) == []
