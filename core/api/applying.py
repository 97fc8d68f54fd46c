"""Server-side apply: a PATCH that says what its manager wants of an object, and asks before it takes from others.

Source of the rules: `applyPatcher` of k8s.io/apiserver/pkg/endpoints/handlers/patch.go.
"""

from __future__ import annotations

from typing import Any

import orjson

from core.api import authorization, body, writing
from core.api.answer import Answer
from core.api.request import Request
from core.api.route import Target
from core.kinds.kind import Kind
from core.machinery import advice, decode
from core.machinery.apply import group_version_kind
from core.machinery.door import Door
from core.meta import errors
from core.meta.objects import Doc


def apply(request: Request, target: Target) -> Answer:
    """Apply a configuration; 201 when that makes the object. Raises `StatusError`, 409 for conflicts."""
    config = configuration(request, target.kind)
    with request.door(target) as door:
        old = door.reader.get(target.key)
        _check_place(target, config, old)
        if old is None:
            if target.subresource:
                raise errors.not_found(target.kind.group_resource, target.name)
            authorization.require_creation(request, target)
        stored = _apply(door, request, target, config)
    request.warnings.extend(advice.warnings(target.kind, stored))
    if old is None and request.is_dry_run:
        stored = writing.without_version(stored)
    return writing.shaped(request, target, stored, 201 if old is None else 200)


def configuration(request: Request, kind: Kind) -> Doc:
    """What is applied, as it was sent: YAML, or JSON, which is YAML too. Raises `StatusError` (400)."""
    config = _parsed(request)
    if (config.get("apiVersion"), config.get("kind")) != (kind.api_version, kind.kind):
        raise errors.bad_request(f"invalid object type: {group_version_kind(config)}")
    metadata = config.get("metadata")
    if isinstance(metadata, dict) and metadata.get("managedFields") is not None:
        raise errors.bad_request("metadata.managedFields must be nil")
    return config


def _parsed(request: Request) -> Doc:
    """The body as a mapping; no body is an empty one. What is there twice is refused, told or passed over."""
    found = decode.first(request.body)
    why = f"error converting YAML to JSON: {found.error}" if found.error else ""
    if not why and not isinstance(found.value, dict | None):
        go = f"json: cannot unmarshal {body.json_name(found.value)} into Go value of type map[string]interface {{}}"
        why = f"error unmarshaling JSON: while decoding JSON: {go}"
    why = why or _why_not_json(found.value)
    if why:
        raise errors.bad_request(f"error decoding YAML: {why}")
    if found.problems and request.one("fieldValidation") == "Strict":
        raise errors.bad_request(f"error strict decoding YAML: error converting YAML to JSON: {found.problems[0]}")
    if request.one("fieldValidation") != "Ignore":
        request.warnings.extend(found.problems)
    return found.value or {}


def _why_not_json(value: Any) -> str:
    """Why a value of YAML is none of JSON: a number that is too large, or too many levels."""
    try:
        orjson.dumps(value)
    except TypeError as problem:
        return f"error converting YAML to JSON: {problem}"
    return ""


def _apply(door: Door, request: Request, target: Target, config: Doc) -> Doc:
    if config.get("metadata") is None:
        config = {**config, "metadata": {}}
    force = request.is_true("force")
    return door.apply_fields(target.key, config, force=force, dry_run=request.is_dry_run)


def _check_place(target: Target, config: Doc, old: Doc | None) -> None:
    """Whether the configuration names what the path does; an object that is there has its name already."""
    metadata = config.get("metadata")
    given = metadata if isinstance(metadata, dict) else {}
    if old is None and given.get("uid"):
        why = f"uid mismatch: the provided object specified uid {given['uid']}, and no existing object was found"
        raise errors.conflict(target.kind.group_resource, target.name, why)
    if old is None and not given.get("name"):
        why = f"the name of the object ({target.name} based on URL) was undeterminable: name must be provided"
        raise errors.bad_request(why)
    body.placed(target, {"metadata": {name: given[name] for name in ("name", "namespace") if given.get(name)}})
