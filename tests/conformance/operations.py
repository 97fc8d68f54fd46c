"""What the specs "should support … API operations" do with the objects of a kind, in the order in which they do it.

Source: test/e2e/apimachinery/{flowcontrol,validatingadmissionpolicy,mutatingadmissionpolicy}.go and their like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.api.client import Watch
from tests.conformance.suite import MERGE, Doc, Suite

LABEL = "example-e2e-label"
CHOSEN = f"labelSelector={LABEL}%3Dchosen"


@dataclass(frozen=True)
class Kind:
    """A cluster-wide kind: an object of it, and two settings of its spec that a spec of the suite changes."""

    group: str
    resource: str
    kind: str
    spec: Mapping[str, Any]
    patched: Mapping[str, Any]
    updated: Mapping[str, Any]
    conditions: tuple[Mapping[str, Any], ...] = field(default=())
    """What is patched into its status, and what is appended to it; empty where it has no status."""

    @property
    def path(self) -> str:
        return f"/apis/{self.group}/v1/{self.resource}"

    @property
    def template(self) -> Doc:
        meta = {"generateName": f"e2e-example-{self.resource[:4]}-", "labels": {LABEL: "chosen"}}
        return {"apiVersion": f"{self.group}/v1", "kind": self.kind, "metadata": meta, "spec": dict(self.spec)}


async def are_discovered(suite: Suite, kind: Kind, *subresources: str) -> None:
    """The group, its version and the resources stand in the three discovery documents."""
    groups = {group["name"]: group for group in (await suite.get("/apis"))["groups"]}
    for group in (groups[kind.group], await suite.get(f"/apis/{kind.group}")):
        assert "v1" in [version["version"] for version in group["versions"]]
    served = {one["name"] for one in (await suite.get(f"/apis/{kind.group}/v1"))["resources"]}
    assert {kind.resource, *(f"{kind.resource}/{name}" for name in subresources)} <= served


async def are_supported(suite: Suite, kind: Kind) -> None:
    """Create, get, list, watch, patch, update, the status, delete, delete collection."""
    *_, created = [await suite.make(kind.path, kind.template) for _ in range(3)]
    one = f"{kind.path}/{created['metadata']['name']}"
    read = await suite.get(one)
    assert read["metadata"]["uid"] == created["metadata"]["uid"]
    listed = await suite.get(f"{kind.path}?{CHOSEN}")
    assert len(listed["items"]) == 3
    since = listed["metadata"]["resourceVersion"]
    async with Watch(suite.api, f"{kind.path}?watch=true&{CHOSEN}&resourceVersion={since}") as watch:
        patch = {"metadata": {"annotations": {"patched": "true"}}, "spec": kind.patched}
        patched = await suite.patch(one, patch, MERGE)
        assert patched["metadata"]["annotations"]["patched"] == "true"
        assert patched["spec"] == {**read["spec"], **kind.patched}
        assert int(patched["metadata"]["resourceVersion"]) > int(created["metadata"]["resourceVersion"])

        def change(doc: Doc) -> None:
            doc["metadata"]["annotations"]["updated"] = "true"
            doc["spec"].update(kind.updated)

        updated = await suite.change(one, change)
        assert updated["metadata"]["annotations"] == {"patched": "true", "updated": "true"}
        assert updated["spec"] == {**read["spec"], **kind.updated}
        event = await watch.event()
    assert (event["type"], event["object"]) == ("MODIFIED", patched)
    if kind.conditions:
        await _status(suite, kind, one)
    await suite.delete(one)
    assert await suite.is_gone(one)
    assert len(await suite.items(f"{kind.path}?{CHOSEN}")) == 2
    await suite.delete(f"{kind.path}?{CHOSEN}", {})
    assert await suite.items(f"{kind.path}?{CHOSEN}") == []


async def _status(suite: Suite, kind: Kind, one: str) -> None:
    first, second = kind.conditions
    read = await suite.get(f"{one}/status")
    assert (read["kind"], read["apiVersion"]) == (kind.kind, f"{kind.group}/v1")
    patched = await suite.patch(f"{one}/status", {"status": {"conditions": [first]}}, MERGE)
    assert first["type"] in [condition["type"] for condition in patched["status"]["conditions"]]

    def append(doc: Doc) -> None:
        doc["status"]["conditions"].append(second)

    updated = await suite.change(f"{one}/status", append)
    assert second["type"] in [condition["type"] for condition in updated["status"]["conditions"]]
