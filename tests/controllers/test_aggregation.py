"""Aggregated ClusterRoles follow the roles that they select."""

from __future__ import annotations

from core.machinery import bootstrap
from core.meta.objects import Doc, Key, with_metadata
from simulator.controllers.aggregation import ROLES, ClusterRoleAggregation, aggregated
from tests.controllers.world import World

RULE = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}
OTHER = {"verbs": ["list"], "apiGroups": [""], "resources": ["secrets"]}


def role(name: str, *rules: Doc, **more: object) -> Doc:
    meta = {"name": name, "labels": {"to": "sum"}}
    api = "rbac.authorization.k8s.io/v1"
    return {"apiVersion": api, "kind": "ClusterRole", "metadata": meta, "rules": list(rules), **more}


def test_the_rules_of_the_selected_roles_are_written_once_each_and_followed() -> None:
    world = World(cast=lambda: [ClusterRoleAggregation()])
    world.door.create(role("sum", aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"to": "sum"}}]}))
    world.door.create(role("b", RULE, OTHER))
    held = world.door.create(role("a", RULE))
    world.run(1)
    assert world.get(ROLES, "sum", "")["rules"] == [RULE, OTHER]
    world.mark()
    world.run(60)
    assert world.changes() == [], "what is right is left alone"
    world.door.update(with_metadata(held, labels={}))
    world.door.delete(Key(ROLES, "", "b"))
    world.run(1)
    assert world.get(ROLES, "sum", "")["rules"] == []


def test_the_default_roles_begin_as_they_are_kept() -> None:
    roles = sorted(
        (doc for doc in bootstrap.documents() if doc["kind"] == "ClusterRole"), key=lambda doc: doc["metadata"]["name"]
    )
    wanted = {doc["metadata"]["name"]: doc for doc in roles if "aggregationRule" in doc}
    assert wanted.keys() >= {"admin", "edit", "view"}
    for doc in wanted.values():
        assert aggregated(doc, roles) == doc["rules"]
