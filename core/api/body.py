"""Bodies of requests: read as JSON or YAML, and held against the kind that the path names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from core.api import strictness
from core.api.protobuf import reading as protobuf
from core.api.protobuf.wire import Malformed
from core.api.request import Request
from core.api.route import Target
from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery import decode, schema, versions
from core.meta import errors, gojson
from core.meta.fields import quote
from core.meta.objects import Doc

PROTOBUF = "application/vnd.kubernetes.protobuf"
JSON_TYPES = ("application/json", "")
_GO_TYPE = r'struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }'
YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml")


def document(request: Request, target: Target) -> Doc:
    """The object that was sent, decoded as its kind, at the path's place. Raises `StatusError`."""
    kind = target.kind
    found = parse(request, kind)
    sent = {"apiVersion": kind.api_version, "kind": kind.kind, **{k: v for k, v in found.items() if v is not None}}
    if (sent["apiVersion"], sent["kind"]) != (kind.api_version, kind.kind):
        raise _wrong_kind(kind, sent)
    doubled = strictness.doubled(request.body) if request.media_type in JSON_TYPES else []
    return placed(target, checked(request, kind, sent, doubled))


def parse(request: Request, kind: Kind) -> Doc:
    """The body as a mapping. Raises `StatusError` (400, 415)."""
    media = request.media_type
    if media in YAML_TYPES:
        return _mapping(_yaml(request.body), kind)
    if media == PROTOBUF:
        return _protobuf(request.body, kind)
    if media not in JSON_TYPES:
        types = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
        why = f"the body of the request was in an unknown format - accepted media types include: {types}"
        raise errors.unsupported_media_type(why)
    return _mapping(_json(request.body, kind), kind)


def _yaml(body: bytes) -> Any:
    found = decode.first(body)
    why = found.error or next(iter(found.problems), "")
    if why:
        raise errors.bad_request(f"error converting YAML to JSON: {why}")
    return {} if found.value is None else found.value


def _protobuf(body: bytes, kind: Kind) -> Doc:
    try:
        return protobuf.document(body)
    except Malformed as why:
        raise errors.bad_request(f"the object provided is unrecognized (must be of type {kind.kind}): {why}") from None


def _json(body: bytes, kind: Kind) -> Any:
    text = body.decode("utf-8", "replace")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        why = f"couldn't get version/kind; json parse error: {go_words(body, error)} ({text[:1024]})"
        raise errors.bad_request(f"the object provided is unrecognized (must be of type {kind.kind}): {why}") from None


def _mapping(found: Any, kind: Kind) -> Doc:
    if not isinstance(found, dict):
        name = "array" if isinstance(found, list) else "string" if isinstance(found, str) else "number"
        mismatch = f"json: cannot unmarshal {name} into Go value of type {_GO_TYPE}"
        why = f"couldn't get version/kind; json parse error: {mismatch}"
        raise errors.bad_request(f"the object provided is unrecognized (must be of type {kind.kind}): {why}")
    return found


def go_words(body: bytes, error: orjson.JSONDecodeError) -> str:
    """What Go's parser says where ours stopped."""
    return gojson.explain(body.decode("utf-8", "replace"), error.pos)


def checked(request: Request, kind: Kind, doc: Doc, doubled: Sequence[str] = ()) -> Doc:
    """The decoded document; unknown and ``doubled`` fields are refused or told, as `fieldValidation` says."""
    found = schema.check(kind, _with_reset(doc))
    fatal = next((problem for problem in found.problems if problem.is_fatal), None)
    mode = request.one("fieldValidation") or "Warn"
    if fatal is not None:
        raise errors.undecodable(kind.kind, kind.version, fatal.message)
    told = [*(problem.message for problem in found.problems), *(f"duplicate field {quote(at)}" for at in doubled)]
    if told and mode == "Strict":
        raise errors.undecodable(kind.kind, kind.version, f"strict decoding error: {', '.join(told)}")
    if mode == "Warn":
        request.warnings.extend(told)
    return found.doc


def _with_reset(doc: Doc) -> Doc:
    """An empty list of owners asks to forget them; it is spelled so that decoding, to which it is nothing, keeps it."""
    metadata = doc.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("managedFields") != []:
        return doc
    return {**doc, "metadata": {**metadata, "managedFields": [{}]}}


def placed(target: Target, doc: Doc) -> Doc:
    """The document with the path's namespace, once what it says itself agrees. Raises `StatusError` (400)."""
    metadata = dict(doc.get("metadata") or {})
    if target.name and target.verb != "create":
        _check_place(target, metadata)
    if target.kind.namespaced:
        if metadata.get("namespace", target.namespace) != target.namespace:
            raise errors.bad_request(
                "the namespace of the provided object does not match the namespace sent on the request"
            )
        metadata["namespace"] = target.namespace
    return {**versions.stored(target.kind, doc), "metadata": metadata}


def _check_place(target: Target, metadata: Doc) -> None:
    """An object that replaces another says its name, and is where the path leads (apiserver handlers, checkName)."""
    name, namespace = metadata.get("name"), metadata.get("namespace")
    if not name:
        why = f"the name of the object ({target.name} based on URL) was undeterminable: name must be provided"
    elif name != target.name:
        why = f"the name of the object ({name}) does not match the name on the URL ({target.name})"
    elif target.namespace and namespace and namespace != target.namespace:
        here = target.namespace
        why = f"the namespace of the object ({namespace}) does not match the namespace on the request ({here})"
    else:
        return
    raise errors.bad_request(why)


def json_name(value: Any) -> str:
    """What Go's decoder calls a JSON value."""
    if isinstance(value, bool):
        return "bool"
    names = {list: "array", dict: "object", str: "string", int: "number", float: "number"}
    return names.get(type(value), "null")


def _wrong_kind(kind: Kind, sent: dict[str, Any]) -> errors.StatusError:
    other = registry.by_gvk(str(sent["apiVersion"]), str(sent["kind"]))
    version = str(sent["apiVersion"]).rpartition("/")[2]
    if other is None:
        return errors.bad_request(
            f"no kind {quote(str(sent['kind']))} is registered for version {quote(str(sent['apiVersion']))} in scheme "
            f'"pkg/api/legacyscheme/scheme.go:30"'
        )
    package = kind.group.partition(".")[0] or "core"
    why = f"converting ({version}.{other.kind}) to ({package}.{kind.kind}): unknown conversion"
    return errors.bad_request(f'{other.kind} in version "{version}" cannot be handled as a {kind.kind}: {why}')
