"""The loop that rolls deployments out, scales, pauses and cleans up after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.meta import conditions, labels, owners
from core.meta.labels import Selector
from core.meta.objects import Doc, Key, is_deleting, name, namespace, uid
from core.meta.objects import annotations as notes
from core.meta.time import MILLISECOND, rfc3339
from core.store.memory import MemoryStore
from simulator.controllers import claims, pods, selection
from simulator.controllers.deployment import bounds, progress, rolling, sets
from simulator.controllers.deployment.bounds import Bounds
from simulator.controllers.deployment.creation import find_or_create
from simulator.controllers.deployment.scaling import hold, scale
from simulator.controllers.deployment.sets import Sets
from simulator.engine.aspects import EXISTENCE, concerned_by
from simulator.engine.component import Component, Handler
from simulator.engine.context import Context
from simulator.engine.ledger import WorkKey

RESOURCE = "deployments.apps"
SETS = "replicasets.apps"
ORPHANS = "lone replica sets by label"
SELECTORS = "selectors of replica sets"


class DeploymentController(Component):
    """Decides the sizes of a deployment's ReplicaSets; the ReplicaSets' own loop makes the pods."""

    name = "deployment-controller"
    keeps = RESOURCE
    latency = 5 * MILLISECOND
    service = 4 * MILLISECOND
    """One look's share of the workers' time: under load, looks queue up and each sees the changes of many pods."""

    def attach(self, store: MemoryStore) -> None:
        self._store = store
        store.add_index(ORPHANS, SETS, _orphan_places)
        store.add_index(SELECTORS, RESOURCE, _place)

    def watches(self) -> Mapping[str, Handler]:
        return {RESOURCE: _changed, SETS: self._set_changed, "pods": self._pod_changed}

    def reconcile(self, ctx: Context, key: WorkKey) -> int | None:
        assert isinstance(key, Key)
        deployment = ctx.store.get(key)
        if deployment is None:
            return None
        if not deployment["spec"].get("selector"):
            _refuse(ctx, deployment)
            return None
        owned = self._claim(ctx, deployment)
        if is_deleting(deployment):
            return self._show(ctx, deployment, sets.divide(deployment, owned), rollout=False)
        deployment = _mark_paused(ctx, deployment)
        limits = bounds.of(deployment)
        if deployment["spec"].get("paused") or _is_resized(owned, limits):
            return self._resize(ctx, deployment, owned, limits)
        if _is_recreate(deployment):
            return self._recreate(ctx, deployment, owned, limits)
        return self._roll(ctx, deployment, owned, limits)

    # watching

    def _set_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        names = {claims.controller_key_fields(doc, "Deployment") for doc in (before, after)} - {""}
        yield from (Key(RESOURCE, key.namespace, found) for found in sorted(names))
        if after is not None and not owners.controller_uid(after):
            for owner in selection.candidates(self._store, SELECTORS, RESOURCE, selection.places(after)):
                if claims.is_adopted(owner, _selector(owner), after):
                    yield Key(RESOURCE, key.namespace, name(owner))

    @concerned_by(EXISTENCE)
    def _pod_changed(self, key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
        """A Recreate goes on when the last old pod is gone, of which no ReplicaSet's status tells."""
        if after is not None or before is None:
            return
        found = self._store.get(Key(SETS, key.namespace, claims.controller_key_fields(before, "ReplicaSet")))
        owner = self._store.get(Key(RESOURCE, key.namespace, claims.controller_key_fields(found, "Deployment")))
        if owner is not None and _is_recreate(owner):
            yield Key(RESOURCE, key.namespace, name(owner))

    # steps

    def _claim(self, ctx: Context, deployment: Doc) -> list[Doc]:
        owned = [doc for doc in ctx.store.owned_by(uid(deployment)) if owners.is_controlled_by(doc, deployment)]
        orphans = ctx.store.select(ORPHANS, SETS, _place(deployment)[0])
        return claims.claim(ctx.client, deployment, _selector(deployment), owned, orphans)

    def _resize(self, ctx: Context, deployment: Doc, owned: list[Doc], limits: Bounds) -> int | None:
        """Paused, or of a new size: no new ReplicaSet, only other sizes."""
        deployment, found = find_or_create(ctx, deployment, sets.divide(deployment, owned), create=False)
        deployed = (deployment.get("status") or {}).get("replicas", 0)
        steps = rolling.plan_scaling(limits, found, deployed, rolling=not _is_recreate(deployment))
        found = scale(ctx, deployment, found, steps)
        if deployment["spec"].get("paused"):
            self._clean_up(ctx, deployment, found)
        return self._show(ctx, deployment, found, rollout=False)

    def _roll(self, ctx: Context, deployment: Doc, owned: list[Doc], limits: Bounds) -> int | None:
        deployment, found = find_or_create(ctx, deployment, sets.divide(deployment, owned), create=True)
        up = rolling.plan_up(limits, found)
        steps = [up] if up else rolling.plan_down(limits, found)
        if steps:
            return self._show(ctx, deployment, scale(ctx, deployment, found, steps), rollout=True)
        hold(ctx, deployment, rolling.explain_hold(limits, found))
        return self._finish(ctx, deployment, found)

    def _recreate(self, ctx: Context, deployment: Doc, owned: list[Doc], limits: Bounds) -> int | None:
        deployment, found = find_or_create(ctx, deployment, sets.divide(deployment, owned), create=False)
        if steps := rolling.plan_recreate(found):
            return self._show(ctx, deployment, scale(ctx, deployment, found, steps), rollout=True)
        running = _running(ctx, found)
        if running:
            hold(ctx, deployment, rolling.Hold("waiting for old pods to end", f"{running} of them still there"))
            return self._show(ctx, deployment, found, rollout=True)
        deployment, found = find_or_create(ctx, deployment, found, create=True)
        if found.new is not None and sets.replicas(found.new) != limits.desired:
            step = rolling.Step(found.new, limits.desired, "wanted size", f"→ {limits.desired}")
            found = scale(ctx, deployment, found, [step])
        hold(ctx, deployment, rolling.explain_hold(limits, found))
        return self._finish(ctx, deployment, found)

    def _finish(self, ctx: Context, deployment: Doc, found: Sets) -> int | None:
        again = self._show(ctx, deployment, found, rollout=True)
        shown = ctx.store.get(Key(RESOURCE, namespace(deployment), name(deployment))) or deployment
        if progress.is_complete(shown, shown.get("status") or {}):
            self._clean_up(ctx, shown, found)
        return again

    def _clean_up(self, ctx: Context, deployment: Doc, found: Sets) -> None:
        limit = deployment["spec"].get("revisionHistoryLimit")
        if limit is None or limit >= NO_LIMIT:
            return
        for doc in sets.expired(found.old, limit):
            ctx.client.delete(Key(SETS, namespace(doc), name(doc)))

    def _show(self, ctx: Context, deployment: Doc, found: Sets, *, rollout: bool) -> int | None:
        derive = progress.derive_rollout if rollout else progress.derive
        status = derive(deployment, found, bounds.of(deployment), ctx.now)
        if status != deployment.get("status"):
            ctx.client.update_status({**deployment, "status": status})
        return progress.wait(deployment, status, ctx.now) if rollout else None


NO_LIMIT = 2**31 - 1


def _changed(key: Key, before: Doc | None, after: Doc | None) -> Iterable[WorkKey]:
    if after is not None and (before is None or _wanted(before) != _wanted(after)):
        yield key


def _wanted(deployment: Doc) -> tuple[object, bool]:
    """What tells a change of the wish from the loop's own writes."""
    return deployment["metadata"].get("generation"), is_deleting(deployment)


def _selector(deployment: Doc) -> Selector:
    return labels.of(deployment["spec"].get("selector"))


def _place(deployment: Doc) -> tuple[str, ...]:
    return (selection.place(namespace(deployment), _selector(deployment)),)


def _orphan_places(doc: Doc) -> tuple[str, ...]:
    return () if owners.controller_uid(doc) else selection.places(doc)


def _is_recreate(deployment: Doc) -> bool:
    return bool((deployment["spec"].get("strategy") or {}).get("type") == "Recreate")


def _is_resized(owned: list[Doc], limits: Bounds) -> bool:
    """Whether a set that runs was scaled for another size of the deployment."""
    sized = [notes(doc).get(sets.DESIRED) for doc in sets.active(owned)]
    return any(text is not None and text != str(limits.desired) for text in sized)


def _running(ctx: Context, found: Sets) -> int:
    """How many pods of old sets have not ended, those being deleted included."""
    known = sets.actual(found.old)
    old = [pod for doc in found.old for pod in ctx.store.owned_by(uid(doc)) if pod["kind"] == "Pod"]
    return max(known, sum(pods.phase(pod) not in pods.ENDED for pod in old))


def _mark_paused(ctx: Context, deployment: Doc) -> Doc:
    """Say in the condition that progress is not expected, so that the deadline does not count while paused."""
    held: list[Doc] = (deployment.get("status") or {}).get("conditions") or []
    current = conditions.find(held, progress.PROGRESSING)
    reason = current["reason"] if current else ""
    paused = bool(deployment["spec"].get("paused"))
    if not progress.has_deadline(deployment) or reason == progress.TIMED_OUT or paused == (reason == progress.PAUSED):
        return deployment
    texts = (
        ("Unknown", progress.PAUSED, "Deployment is paused")
        if paused
        else ("Unknown", "DeploymentResumed", "Deployment is resumed")
    )
    made = progress.put(held, progress.PROGRESSING, texts, rfc3339(ctx.now))
    return ctx.client.update_status({**deployment, "status": {**(deployment.get("status") or {}), "conditions": made}})


def _refuse(ctx: Context, deployment: Doc) -> None:
    text = "This deployment is selecting all pods. A non-empty selector is required."
    ctx.record(deployment, "Warning", "SelectingAll", text)
    generation = deployment["metadata"].get("generation", 0)
    status = {**(deployment.get("status") or {}), "observedGeneration": generation}
    ctx.client.update_status({**deployment, "status": status})
