"""Paths below an object: status, scale, binding, eviction, finalize, approval and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.api import (
    accounts,
    answer,
    applying,
    body,
    connecting,
    patching,
    reading,
    representation,
    scales,
    writing,
)
from core.api.answer import Answer
from core.api.request import Request
from core.api.route import Target
from core.kinds.kind import Kind
from core.machinery import apply, podparts, versions
from core.machinery.apply import Write, Writer
from core.machinery.door import Door
from core.meta import errors
from core.meta.fields import quote
from core.meta.objects import Doc, with_metadata
from core.meta.time import rfc3339

_BINDING: Final = Kind(kind="Binding", plural="bindings", verbs=("create",))
_EVICTION: Final = Kind(kind="Eviction", plural="evictions", group="policy", verbs=("create",))
_SUCCESS: Final[Doc] = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def respond(request: Request, target: Target) -> Answer:
    """The answer to any verb on a subresource. Raises `StatusError`, 501 for what is not simulated."""
    handler = _HANDLERS.get(target.subresource)
    if handler is None:
        why = f"{target.kind.plural}/{target.subresource} is not simulated yet"
        raise errors.StatusError(501, "NotImplemented", why)
    return handler(request, target)


def _part(request: Request, target: Target) -> Answer:
    """The object; a write changes a part of it alone: its status, a decision on it, a pod's containers."""
    if target.verb == "get":
        return reading.get(request, target)
    _check_options(request, target)
    if target.verb == "patch" and request.media_type == patching.APPLY:
        return applying.apply(request, target)
    change = patching.read(request) if target.verb == "patch" else body.document(request, target)
    with request.door(target) as door:
        old = _present(door, target)
        shown = versions.shown(target.kind, old)
        new = patching.changed(request, target, change, shown) if target.verb == "patch" else change
        stored = _store(door, target, {**new, "apiVersion": old["apiVersion"]}, request.is_dry_run)
    return writing.shaped(request, target, stored)


def _store(door: Door, target: Target, doc: Doc, dry_run: bool) -> Doc:
    if target.subresource == "status":
        return door.update_status(doc, dry_run=dry_run)
    if target.subresource == "approval":
        return door.decide(doc, dry_run=dry_run)
    return door.update_part(doc, target.subresource, dry_run=dry_run)


def _scale(request: Request, target: Target) -> Answer:
    if target.verb != "get":
        _check_options(request, target)
    with request.door() as door:
        doc = _present(door, target)
        if target.verb != "get":
            doc = door.scale(_rescaled(request, target, doc, door.now), dry_run=request.is_dry_run)
    form = representation.form_of(request)
    return answer.of_doc(scales.of(doc), content_type=form.content_type if not form.style else answer.JSON)


def _rescaled(request: Request, target: Target, doc: Doc, now: int) -> Doc:
    """The workload as a write to its Scale makes it, with who owns its replicas then."""
    place = Target(scales.scale_kind(), target.verb, target.namespace, target.name)
    write = Write(Writer(request.manager, target.subresource), place.kind, rfc3339(now))
    scale = with_metadata(scales.of(doc), managedFields=apply.scale.of_parent(doc) or None)
    if target.verb == "patch" and request.media_type == patching.APPLY:
        config = applying.configuration(request, place.kind)
        new, entries = apply.applied(write, scale, config, force=request.is_true("force"))
    else:
        new = _wanted_scale(request, place, doc)
        entries = apply.updated(write, scale, new)
    return with_metadata(scales.scaled(doc, new), managedFields=apply.scale.to_parent(doc, entries) or None)


def _wanted_scale(request: Request, place: Target, doc: Doc) -> Doc:
    if place.verb == "update":
        return body.document(request, place)
    return patching.changed(request, place, patching.read(request), scales.of(doc))


def _check_options(request: Request, target: Target) -> None:
    if target.verb == "patch":
        patching.check_options(request)
    else:
        writing.check_options(request, "UpdateOptions")


def _binding(request: Request, target: Target) -> Answer:
    bind(request, target, target.name)
    return answer.of_doc(_SUCCESS, 201)


def bind(request: Request, target: Target, pod: str) -> None:
    """Assign a pod to the node that a `Binding` names."""
    found = body.checked(request, _BINDING, body.parse(request, _BINDING))
    node = (found.get("target") or {}).get("name")
    name = pod or (found.get("metadata") or {}).get("name", "")
    if not node or not name:
        raise errors.bad_request("a binding must name its pod, and its target node")
    key = target.key._replace(resource="pods", name=name)
    with request.door() as door:
        door.bind(key, str(node))


def _eviction(request: Request, target: Target) -> Answer:
    found = body.checked(request, _EVICTION, body.parse(request, _EVICTION))
    name = (found.get("metadata") or {}).get("name", target.name)
    if name != target.name:
        raise errors.bad_request(f"name in URL does not match name in Eviction object: {quote(target.name)}")
    options = found.get("deleteOptions") or {}
    dry = request.is_dry_run or bool(options.get("dryRun"))
    with request.door() as door:
        door.evict(target.key, grace=options.get("gracePeriodSeconds"), dry_run=dry)
    return answer.of_doc(_SUCCESS, 201)


def _finalize(request: Request, target: Target) -> Answer:
    """A namespace's own finalizers."""
    found = body.document(request, target)
    with request.door(target) as door:
        stored = door.finalize(target.key, list((found.get("spec") or {}).get("finalizers") or ()))
    return writing.shaped(request, target, stored)


def _present(door: Door, target: Target) -> Doc:
    doc = door.reader.get(target.key)
    if doc is None:
        raise errors.not_found(target.kind.group_resource, target.name)
    return doc


_HANDLERS: Final[dict[str, Callable[[Request, Target], Answer]]] = {
    "status": _part,
    "approval": _part,
    "scale": _scale,
    "binding": _binding,
    "eviction": _eviction,
    "finalize": _finalize,
    **dict.fromkeys(podparts.PARTS, _part),
    "token": accounts.request_token,
    "exec": connecting.respond,
    "attach": connecting.respond,
    "portforward": connecting.respond,
}
