"""What the specs "should support … API operations" and those of life cycles ask of a kind, in their order."""

from __future__ import annotations

from typing import Any

from tests.api.client import Watch
from tests.conformance.suite import MERGE, Doc, Suite

LABELS = {"special-label": "operations"}
CHOSEN = "?labelSelector=special-label%3Doperations"


async def is_discovered(suite: Suite, group: str, version: str, *resources: str) -> Doc:
    """The resources of a group version, which every form of discovery tells of."""
    groups = {one["name"]: one for one in (await suite.get("/apis"))["groups"]}
    assert version in [one["version"] for one in groups[group]["versions"]]
    assert version in [one["version"] for one in (await suite.get(f"/apis/{group}"))["versions"]]
    found = {one["name"]: one for one in (await suite.get(f"/apis/{group}/{version}"))["resources"]}
    assert set(resources) <= set(found)
    return found


def labelled(body: Doc, name: str) -> Doc:
    meta = {"name": name, "creationTimestamp": None, **(body.get("metadata") or {})}
    return {**body, "metadata": {**meta, "labels": {**(meta.get("labels") or {}), **LABELS}}}


async def operated(suite: Suite, path: str, everywhere: str, *bodies: Doc) -> None:
    """Create, get, list, watch, patch, update, delete, delete the collection."""
    names = [f"example-{number}" for number in range(len(bodies))]
    made = [await suite.make(path, labelled(body, name)) for body, name in zip(bodies, names, strict=True)]
    one = f"{path}/{made[0]['metadata']['name']}"
    assert (await suite.get(one))["metadata"]["uid"] == made[0]["metadata"]["uid"]
    listed = await suite.get(f"{path}{CHOSEN}")
    assert len(listed["items"]) == len(bodies)
    assert len((await suite.get(f"{everywhere}{CHOSEN}"))["items"]) == len(bodies)
    since = f"&watch=true&resourceVersion={listed['metadata']['resourceVersion']}"
    watches = [Watch(suite.api, f"{place}{CHOSEN}{since}") for place in (path, everywhere)]
    async with watches[0] as near, watches[1] as far:
        patched = await suite.patch(one, {"metadata": {"annotations": {"patched": "true"}}}, MERGE)
        assert patched["metadata"]["annotations"]["patched"] == "true"
        updated = await suite.change(one, lambda held: held["metadata"]["annotations"].update(updated="true"))
        assert updated["metadata"]["annotations"]["updated"] == "true"
        for watch in (near, far):
            events: list[Any] = [await watch.event(), await watch.event()]
            assert [event["type"] for event in events] == ["MODIFIED"] * 2
            assert events[1]["object"] == updated
        await suite.delete(one, {})
        await suite.goes(one, 60)
        assert (await near.event())["type"] == "DELETED"
    assert len((await suite.get(f"{path}{CHOSEN}"))["items"]) == len(bodies) - 1
    await suite.delete(f"{path}{CHOSEN}", {})

    async def is_empty() -> bool:
        return not (await suite.get(f"{path}{CHOSEN}"))["items"]

    await suite.until(is_empty, 60)


async def status_written(suite: Suite, one: str, patch: Doc, change: Any) -> Doc:
    """Patch the status, read it, and update it; annotations go with it, labels and spec stay."""
    body = {"metadata": {"annotations": {"patchedstatus": "true"}}, "status": patch}
    patched = await suite.patch(f"{one}/status", body, MERGE)
    assert patched["metadata"]["annotations"]["patchedstatus"] == "true"
    for field, value in patch.items():
        assert patched["status"][field] == value
    held = await suite.get(f"{one}/status")
    change(held["status"])
    updated = await suite.put(f"{one}/status", held)
    assert updated["status"] == held["status"]
    return updated


async def lived(suite: Suite, path: str, body: Doc, *, again: Doc | None = None) -> None:
    """Create, get, list, patch, delete; create another, update, delete the collection."""
    made = await suite.make(path, labelled(body, "first"))
    one = f"{path}/{made['metadata']['name']}"
    assert (await suite.get(one))["metadata"]["uid"] == made["metadata"]["uid"]
    assert len((await suite.get(f"{path}{CHOSEN}"))["items"]) == 1
    patched = await suite.patch(one, {"metadata": {"labels": {"first": "patched"}}})
    assert patched["metadata"]["labels"]["first"] == "patched"
    assert int(patched["metadata"]["resourceVersion"]) > int(made["metadata"]["resourceVersion"])
    assert len(await suite.items(path, "first=patched")) == 1
    await suite.delete(one, {})
    await suite.goes(one, 60)
    made = await suite.make(path, labelled(again or body, "second"))
    one = f"{path}/{made['metadata']['name']}"
    updated = await suite.change(one, lambda held: held["metadata"]["labels"].update(second="updated"))
    assert updated["metadata"]["labels"]["second"] == "updated"
    assert len(await suite.items(path, "second=updated")) == 1
    await suite.delete(f"{path}?labelSelector=second%3Dupdated", {})
    await suite.goes(one, 60)
