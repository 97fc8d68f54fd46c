"""The new ReplicaSet of a deployment: found and numbered, or made."""

from __future__ import annotations

from core.meta import conditions, owners
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, name, namespace, with_annotations, with_metadata
from core.meta.objects import annotations as notes
from core.meta.time import rfc3339
from simulator.controllers.deployment import bounds, progress, rolling, sets
from simulator.controllers.deployment.scaling import announce, explain
from simulator.controllers.deployment.sets import Sets
from simulator.engine.component import Retry
from simulator.engine.context import Context


def find_or_create(ctx: Context, deployment: Doc, found: Sets, *, create: bool) -> tuple[Doc, Sets]:
    """The deployment and its sets with the new one numbered, or made if ``create``; the status tells of it.

    Source: getNewReplicaSet in pkg/controller/deployment/sync.go.
    """
    number = max((sets.revision(doc) for doc in found.old), default=0) + 1
    if found.new is not None:
        new = _renumber(ctx, deployment, found.new, number)
        text = f'Found new replica set "{name(new)}"'
        return _tell(ctx, deployment, new, ("True", "FoundNewReplicaSet", text)), Sets(new, found.old)
    if not create:
        return deployment, found
    return _create(ctx, deployment, found, number)


def _renumber(ctx: Context, deployment: Doc, new: Doc, number: int) -> Doc:
    """A set that is new again (a rollback) becomes the latest revision."""
    noted = sets.renumbered({**notes(new), **sets.inherited(deployment)}, number)
    ready = deployment["spec"].get("minReadySeconds", 0)
    if noted == notes(new) and new["spec"].get("minReadySeconds", 0) == ready:
        return new
    spec = new["spec"] if new["spec"].get("minReadySeconds", 0) == ready else {**new["spec"], "minReadySeconds": ready}
    return ctx.client.update({**with_metadata(new, annotations=noted), "spec": spec})


def _create(ctx: Context, deployment: Doc, found: Sets, number: int) -> tuple[Doc, Sets]:
    limits = bounds.of(deployment)
    recreate = deployment["spec"]["strategy"]["type"] == "Recreate"
    size = rolling.first_size(limits, found.old, recreate=recreate)
    wanted = draft(deployment, size, number)
    try:
        new = ctx.client.create(wanted)
    except StatusError as error:
        new = _existing(ctx, deployment, wanted, error)
    else:
        if size:
            announce(ctx, deployment, new, 0, size)
            formula = f"min({limits.most} − {sets.wanted(found.old)}, {limits.desired}) = {size}"
            explain(ctx, deployment, rolling.Step(new, size, "surge left", formula), 0)
    text = f'Created new replica set "{name(new)}"'
    deployment = _tell(ctx, deployment, new, ("True", "NewReplicaSetCreated", text), anew=True)
    return deployment, Sets(new, found.old)


def draft(deployment: Doc, size: int, number: int) -> Doc:
    """The ReplicaSet of the deployment's present template as it is sent to the API server."""
    template = deployment["spec"]["template"]
    given = template.get("metadata") or {}
    collisions = (deployment.get("status") or {}).get("collisionCount")
    hashed = {sets.HASH_LABEL: sets.template_hash(template, collisions)}
    labels = {**(given.get("labels") or {}), **hashed}
    selector = deployment["spec"]["selector"]
    spec = {
        "replicas": size,
        "selector": {**selector, "matchLabels": {**(selector.get("matchLabels") or {}), **hashed}},
        "template": {**template, "metadata": {**given, "labels": labels}},
    }
    if deployment["spec"].get("minReadySeconds"):
        spec["minReadySeconds"] = deployment["spec"]["minReadySeconds"]
    limits = bounds.of(deployment)
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{name(deployment)}-{hashed[sets.HASH_LABEL]}",
            "namespace": namespace(deployment),
            "labels": labels,
            "annotations": {
                **sets.sized(sets.inherited(deployment), limits.desired, limits.most),
                sets.REVISION: str(number),
            },
            "ownerReferences": [owners.reference(deployment)],
        },
        "spec": spec,
    }


def _existing(ctx: Context, deployment: Doc, wanted: Doc, error: StatusError) -> Doc:
    """The set of that name if it is ours after all; else the name is taken, or the set refused: say so and retry."""
    held = ctx.store.get(Key("replicasets.apps", namespace(wanted), name(wanted)))
    if error.reason == "AlreadyExists" and held is not None:
        if owners.is_controlled_by(held, deployment) and sets.is_of_template(held, deployment["spec"]["template"]):
            return held
        status = deployment.get("status") or {}
        status = {**status, "collisionCount": status.get("collisionCount", 0) + 1}
        ctx.client.update_status({**deployment, "status": status})
        raise Retry
    if not any(cause.get("reason") == "NamespaceTerminating" for cause in error.causes):
        text = f'Failed to create new replica set "{name(wanted)}": {error.message}'
        _set_progress(ctx, deployment, ("False", "ReplicaSetCreateError", text))
    raise Retry


def _tell(ctx: Context, deployment: Doc, new: Doc, texts: progress.Texts, *, anew: bool = False) -> Doc:
    """Note the revision on the deployment, and in its condition that its set was found or made."""
    number = notes(new).get(sets.REVISION)
    marked = deployment
    if number and notes(deployment).get(sets.REVISION) != number:
        marked = with_annotations(deployment, {sets.REVISION: number})
    held = (deployment.get("status") or {}).get("conditions")
    current = conditions.find(held, progress.PROGRESSING)
    if progress.has_deadline(deployment) and (anew or current is None):
        return _set_progress(ctx, marked, texts)
    return marked if marked is deployment else ctx.client.update_status(marked)


def _set_progress(ctx: Context, deployment: Doc, texts: progress.Texts) -> Doc:
    status = deployment.get("status") or {}
    made = progress.put(status.get("conditions") or [], progress.PROGRESSING, texts, rfc3339(ctx.now))
    return ctx.client.update_status({**deployment, "status": {**status, "conditions": made}})
