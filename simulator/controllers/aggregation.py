"""Aggregated ClusterRoles have the rules of the roles that they select.

Source of the rules: pkg/controller/clusterroleaggregation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from core.meta import labels
from core.meta.objects import Doc, Key
from core.meta.time import MILLISECOND
from core.store.memory import MemoryStore
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

ROLES: Final = "clusterroles.rbac.authorization.k8s.io"


class ClusterRoleAggregation(Component):
    """Writes the rules of aggregated roles; whatever changes of a role may concern each of them."""

    name = "clusterrole-aggregation-controller"
    latency = 5 * MILLISECOND

    def attach(self, store: MemoryStore) -> None:
        self._store = store

    def watches(self) -> Mapping[str, Handler]:
        return {ROLES: self._role_changed}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        role = ctx.store.get(key)
        if role is None or "aggregationRule" not in role:
            return None
        rules = aggregated(role, ctx.store.list(ROLES))
        if rules != (role.get("rules") or []):
            ctx.client.update({**role, "rules": rules})
        return None

    def _role_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        for role in self._store.each(ROLES):
            if "aggregationRule" in role:
                yield Key(ROLES, "", role["metadata"]["name"])


def aggregated(role: Doc, roles: Iterable[Doc]) -> list[Doc]:
    """The rules of the roles that ``role`` selects, selector by selector, each rule once; ``roles`` sorted by name."""
    others = [other for other in roles if other["metadata"]["name"] != role["metadata"]["name"]]
    rules: list[Doc] = []
    for wanted in role["aggregationRule"].get("clusterRoleSelectors") or ():
        selector = labels.of(wanted)
        for other in others:
            if selector.matches(other["metadata"].get("labels")):
                rules += [rule for rule in other.get("rules") or () if rule not in rules]
    return rules
