"""Patch: a change of an object as it is at that moment, in any of the forms that upstream reads."""

from __future__ import annotations

from typing import Any, Final

import orjson

from core.api import applying, body, writing
from core.api.answer import Answer
from core.api.request import Request
from core.api.route import Target
from core.machinery import advice, versions
from core.machinery.patches import merging, operations, strategic
from core.meta import errors, fields, goprint
from core.meta.objects import Doc

JSON: Final = "application/json-patch+json"
MERGE: Final = "application/merge-patch+json"
STRATEGIC: Final = "application/strategic-merge-patch+json"
APPLY: Final = "application/apply-patch+yaml"
_GO_MAP: Final = "map[string]interface {}"


def patch(request: Request, target: Target) -> Answer:
    """Change an object; the object as it then is. Raises `StatusError`."""
    check_options(request)
    if request.media_type == APPLY:
        return applying.apply(request, target)
    change = read(request)
    with request.door(target) as door:
        old = door.reader.get(target.key)
        if old is None:
            raise errors.not_found(target.kind.group_resource, target.name)
        new = changed(request, target, change, versions.shown(target.kind, old))
        stored = door.update(new, dry_run=request.is_dry_run)
    request.warnings.extend(advice.warnings(target.kind, stored))
    return writing.shaped(request, target, stored)


def check_options(request: Request) -> None:
    """Raises `StatusError`: 415 for a patch in no known form, 422 for wrong options."""
    if request.media_type not in (JSON, MERGE, STRATEGIC, APPLY):
        raise errors.StatusError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {})
    writing.check_options(request, "PatchOptions", is_apply=request.media_type == APPLY)


def read(request: Request) -> Any:
    """The patch, unless it is an applied configuration. Raises `StatusError` (400)."""
    wanted: type = list if request.media_type == JSON else dict
    try:
        found: Any = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise errors.bad_request(f"error decoding patch: {body.go_words(request.body, error)}") from None
    if not isinstance(found, wanted):
        go = "jsonpatch.Patch" if wanted is list else _GO_MAP
        why = f"json: cannot unmarshal {body.json_name(found)} into Go value of type {go}"
        raise errors.bad_request(f"error decoding patch: {why}")
    if isinstance(found, list) and len(found) > operations.MOST_OPERATIONS:
        why = f"The allowed maximum operations in a JSON patch is {operations.MOST_OPERATIONS}, got {len(found)}"
        raise errors.StatusError(413, "RequestEntityTooLarge", f"Request entity too large: {why}")
    return found


def changed(request: Request, target: Target, change: Any, old: Doc) -> Doc:
    """The patched document, decoded and held against the path. Raises `StatusError`."""
    found = _apply(request, target, change, old)
    if not isinstance(found, dict):
        raise errors.bad_request("the patched object is no object")
    metadata = found.get("metadata")
    if isinstance(metadata, dict) and "resourceVersion" not in _metadata_of(change):
        # Without a precondition of its own a patch changes whatever is there.
        found = {**found, "metadata": {**metadata, "resourceVersion": old["metadata"]["resourceVersion"]}}
    return body.placed(target, body.checked(request, target.kind, found))


def _apply(request: Request, target: Target, change: Any, old: Doc) -> Any:
    try:
        if request.media_type == JSON:
            return operations.apply(change, old)
        if request.media_type == MERGE:
            return merging.apply(change, old)
        _check_types(target, change)
        return strategic.apply(target.kind, change, old)
    except operations.Inapplicable:
        raise _rejected() from None
    except strategic.Malformed as why:
        raise _refused(why) from None


def _refused(why: strategic.Malformed) -> errors.StatusError:
    """What a strategic patch is refused with.

    Source: `interpretStrategicMergePatchError` of k8s.io/apiserver/pkg/endpoints/handlers/patch.go. It makes some
    errors 400 or 422; the others reach the writer of responses as they are, which answers 500 with their words alone.
    """
    if isinstance(why, strategic.Nested):
        return _rejected()
    return errors.StatusError(why.code, "BadRequest" if why.code == 400 else "", str(why))


def _rejected() -> errors.StatusError:
    """What upstream says of a patch that cannot be applied (`NewGenericServerResponse` of 422)."""
    return errors.StatusError(422, "Invalid", "the server rejected our request due to an error in our request", {})


def _check_types(target: Target, change: Doc) -> None:
    """A strategic patch is read into the kind's type before anything else is looked at."""
    wrong = strategic.mistyped(target.kind, change)
    if wrong:
        value = fields.invalid("patch", goprint.plain(change), f"unrecognized type: {wrong}")
        raise errors.invalid("", "", "", [value])


def _metadata_of(change: Any) -> Doc:
    found = change.get("metadata") if isinstance(change, dict) else None
    return found if isinstance(found, dict) else {}
