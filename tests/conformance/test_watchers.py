"""Watchers: what watches with selectors and revisions tell, and in which order.

Source: test/e2e/apimachinery/watch.go.
"""

from __future__ import annotations

import random
from contextlib import AsyncExitStack
from typing import Any

from tests.api.client import Watch
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

KEY = "watch-this-configmap"


def config(name: str, label: str) -> Doc:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "labels": {KEY: label}}}


def watching(suite: Suite, *labels: str, since: str = "") -> Watch:
    selector = f"{KEY}%20in%20%28{'%2C'.join(labels)}%29"
    query = f"watch=true&resourceVersion={since}&labelSelector={selector}"
    return Watch(suite.api, f"{suite.core('configmaps')}?{query}")


async def mutated(suite: Suite, name: str, value: str) -> Doc:
    return await suite.change(suite.core("configmaps", name), lambda doc: doc.update(data={"mutation": value}))


async def labelled(suite: Suite, name: str, value: str) -> Doc:
    path = suite.core("configmaps", name)
    return await suite.change(path, lambda doc: doc["metadata"]["labels"].update({KEY: value}))


async def told(watch: Watch, count: int) -> list[tuple[str, Any]]:
    events = [await watch.event() for _ in range(count)]
    return [(event["type"], event["object"]) for event in events]


async def deleted(suite: Suite, name: str) -> None:
    await suite.delete(suite.core("configmaps", name))


@spec("api-machinery", "Watchers should observe add, update, and delete watch notifications on configmaps")
async def test_watches_tell_what_their_labels_choose_and_nothing_else(suite: Suite) -> None:
    a, b = "e2e-watch-test-configmap-a", "e2e-watch-test-configmap-b"
    async with watching(suite, "A") as of_a, watching(suite, "B") as of_b, watching(suite, "A", "B") as of_both:
        made = await suite.make(suite.core("configmaps"), config(a, "A"))
        changes = [made, await mutated(suite, a, "1"), await mutated(suite, a, "2")]
        expected = list(zip(("ADDED", "MODIFIED", "MODIFIED"), changes, strict=True))
        assert await told(of_a, 3) == expected
        assert await told(of_both, 3) == expected
        await deleted(suite, a)
        assert [kind for kind, _ in await told(of_a, 1) + await told(of_both, 1)] == ["DELETED"] * 2
        made = await suite.make(suite.core("configmaps"), config(b, "B"))
        assert await told(of_b, 1) == await told(of_both, 1) == [("ADDED", made)]
        await deleted(suite, b)
        assert [kind for kind, _ in await told(of_b, 1) + await told(of_both, 1)] == ["DELETED"] * 2
    assert of_a.rest() == of_b.rest() == of_both.rest() == []


@spec("api-machinery", "Watchers should be able to start watching from a specific resource version")
async def test_a_watch_begins_after_the_revision_that_it_names(suite: Suite) -> None:
    name = "e2e-watch-test-resource-version"
    await suite.make(suite.core("configmaps"), config(name, "from"))
    first, second = await mutated(suite, name, "1"), await mutated(suite, name, "2")
    await deleted(suite, name)
    async with watching(suite, "from", since=first["metadata"]["resourceVersion"]) as watch:
        modified, (gone, last) = await told(watch, 2)
    assert modified == ("MODIFIED", second)
    assert (gone, last["data"]) == ("DELETED", {"mutation": "2"})
    assert int(last["metadata"]["resourceVersion"]) > int(second["metadata"]["resourceVersion"])


@spec(
    "api-machinery",
    "Watchers should be able to restart watching from the last resource version observed by the previous watch",
)
async def test_a_watch_goes_on_where_the_last_one_was_closed(suite: Suite) -> None:
    name = "e2e-watch-test-watch-closed"
    async with watching(suite, "restarted") as watch:
        made = await suite.make(suite.core("configmaps"), config(name, "restarted"))
        await mutated(suite, name, "1")
        added, (kind, seen) = await told(watch, 2)
    assert (added, kind) == (("ADDED", made), "MODIFIED")
    second = await mutated(suite, name, "2")
    async with watching(suite, "restarted", since=seen["metadata"]["resourceVersion"]) as watch:
        await deleted(suite, name)
        modified, (gone, _) = await told(watch, 2)
    assert (modified, gone) == (("MODIFIED", second), "DELETED")


@spec(
    "api-machinery",
    "Watchers should observe an object deletion if it stops meeting the requirements of the selector",
)
async def test_what_leaves_a_selector_is_deleted_and_what_comes_back_is_added(suite: Suite) -> None:
    name = "e2e-watch-test-label-changed"
    async with watching(suite, "kept") as watch:
        made = await suite.make(suite.core("configmaps"), config(name, "kept"))
        first = await mutated(suite, name, "1")
        await labelled(suite, name, "wrong-value")
        *seen, (gone, _) = await told(watch, 3)
        assert seen == [("ADDED", made), ("MODIFIED", first)]
        assert gone == "DELETED"
        await mutated(suite, name, "2")
        restored, third = await labelled(suite, name, "kept"), await mutated(suite, name, "3")
        await deleted(suite, name)
        *seen, (gone, _) = await told(watch, 3)
    assert seen == [("ADDED", restored), ("MODIFIED", third)]
    assert gone == "DELETED"


@spec("api-machinery", "Watchers should receive events on concurrent watches in same order")
async def test_watches_that_begin_at_each_revision_tell_the_same_revisions(suite: Suite) -> None:
    path = suite.core("configmaps")
    version = (await suite.get(path))["metadata"]["resourceVersion"]
    drawn, existing, watches = random.Random(1), list[str](), list[Watch]()
    async with AsyncExitStack() as open_watches:
        for turn in range(40):
            watch = Watch(suite.api, f"{path}?watch=true&resourceVersion={version}&allowWatchBookmarks=true")
            watches.append(await open_watches.enter_async_context(watch))
            await _write(suite, drawn, existing, turn)
            versions = {(await one.event())["object"]["metadata"]["resourceVersion"] for one in watches}
            assert len(versions) == 1
            version = versions.pop()


async def _write(suite: Suite, drawn: random.Random, existing: list[str], turn: int) -> None:
    """Create, update or delete a ConfigMap."""
    path = suite.core("configmaps")
    what = drawn.choice(["create", "update", "delete"]) if existing else "create"
    if what == "create":
        existing.append(f"cm-{turn}")
        await suite.make(path, {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": existing[-1]}})
        return
    name = drawn.choice(existing)
    if what == "update":
        labels = {"mutated": str(turn)}
        meta = {"name": name, "labels": labels}
        await suite.put(f"{path}/{name}", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta})
    else:
        existing.remove(name)
        await suite.delete(f"{path}/{name}")
