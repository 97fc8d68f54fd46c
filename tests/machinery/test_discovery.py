"""Discovery lists groups, versions and subresources."""

from __future__ import annotations

from core.kinds import registry
from core.machinery import discovery


def test_a_group_that_nobody_serves_has_no_answer() -> None:
    assert discovery.resource_list("nobody.io", "v1") is None
    assert discovery.group("nobody.io") is None


def test_a_group_names_its_preferred_version_first() -> None:
    found = discovery.group("autoscaling")
    assert found is not None
    assert [version["version"] for version in found["versions"]] == ["v2", "v1"]
    assert found["preferredVersion"]["version"] == "v2"


def test_subresources_stand_beside_their_resource() -> None:
    listed = discovery.resource_list("apps", "v1")
    assert listed is not None
    names = [entry["name"] for entry in listed["resources"]]
    assert names == sorted(names)
    assert {"deployments", "deployments/scale", "deployments/status"} <= set(names)


def test_all_kinds_of_the_release_are_there() -> None:
    assert len([kind for kind in registry.ALL if kind.group != "metrics.k8s.io"]) == 68
