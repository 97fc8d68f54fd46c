"""The APIServices of the group versions that an API server serves itself."""

from __future__ import annotations

import re

from core.kinds import registry
from core.kinds.metrics import GROUP as METRICS
from core.machinery import bootstrap, discovery
from core.machinery.bootstrap import apiservices
from core.machinery.door import Door
from core.store.memory import MemoryStore


def test_there_is_one_for_each_group_version_that_is_served() -> None:
    served = {
        (kind.group, kind.version) for kind in registry.ALL if kind.group not in ("apiregistration.k8s.io", METRICS)
    }
    registered = [(doc["spec"].get("group", ""), doc["spec"]["version"]) for doc in apiservices.documents()]
    assert set(registered) == served
    assert len(registered) == len(served)


def test_discovery_lists_groups_and_versions_by_their_priorities() -> None:
    specs = [doc["spec"] for doc in apiservices.documents() if "group" in doc["spec"]]
    specs.sort(key=lambda spec: (-spec["groupPriorityMinimum"], spec["group"], -spec["versionPriority"]))
    listed = [(group, version) for group, versions in discovery.groups() for version in versions]
    assert [(spec["group"], spec["version"]) for spec in specs] == [
        place for place in listed if place[0] not in ("apiregistration.k8s.io", METRICS)
    ]


def test_each_is_local_and_there_at_once() -> None:
    store = MemoryStore()
    door = Door(store, seed="1", clock=lambda: 0, actor="bootstrap", trusted=True)
    for doc in bootstrap.documents():
        door.create(doc)
    made = store.list("apiservices.apiregistration.k8s.io")
    assert {doc["metadata"]["labels"][apiservices.AUTOMANAGED] for doc in made} == {"onstart"}
    told = [condition for doc in made for condition in doc["status"]["conditions"]]
    assert {(one["type"], one["status"], one["reason"]) for one in told} == {("Available", "True", "Local")}
    assert all(re.fullmatch(r"v[12]\.[a-z0-9.]*", doc["metadata"]["name"]) for doc in made)
    assert "v1." in {doc["metadata"]["name"] for doc in made}, "the core group has no name"
