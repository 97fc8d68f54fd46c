"""Discovery lists exactly what a real API server lists."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery import discovery
from tests import reference


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


def without_hashes(value: Any) -> Any:
    if isinstance(value, list):
        return [without_hashes(item) for item in value]
    if isinstance(value, dict):
        return {key: without_hashes(item) for key, item in value.items() if key != "storageVersionHash"}
    return value


@reference.needs_reference
@pytest.mark.parametrize(("group", "version"), sorted({(kind.group, kind.version) for kind in registry.ALL}), ids=str)
def test_a_group_version_lists_what_a_real_api_server_lists(group: str, version: str) -> None:
    recorded = reference.read(f"discovery/apis-{group}-{version}.json" if group else f"discovery/api-{version}.json")
    assert discovery.resource_list(group, version) == without_hashes(recorded)


@reference.needs_reference
def test_groups_and_the_aggregated_form_equal_those_of_a_real_api_server() -> None:
    assert discovery.group_list() == reference.read("discovery/apis.json")
    assert discovery.aggregated(core=True) == reference.read("discovery/api-aggregated.json")
    assert discovery.aggregated(core=False) == reference.read("discovery/apis-aggregated.json")
    assert len(registry.ALL) == 68
