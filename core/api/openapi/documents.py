"""The documents that are served, made on first use and kept: about 40 ms for a large group."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import lru_cache
from typing import Any, Final

import orjson

from core.api.openapi import addresses, operations, schemas
from core.api.openapi.operations import META, PATCHES, Operation
from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery.schema.types import definitions

INFO: Final = {"title": "Kubernetes", "version": "v1.36.2"}
_ALWAYS: Final = (META + "DeleteOptions", META + "Status", META + "Patch", META + "WatchEvent")


def places() -> list[str]:
    """The paths of the version 3 documents: `api/v1`, `apis/apps/v1`."""
    found = (f"apis/{kind.api_version}" if kind.group else f"api/{kind.version}" for kind in registry.ALL)
    return list(dict.fromkeys(found))


@lru_cache(maxsize=64)
def document(place: str) -> tuple[bytes, str]:
    """The version 3 document of a path of `index` as JSON, and its hash. Raises ``KeyError`` for any other."""
    gives = addresses.places().get(place)
    if gives is not None:
        found = orjson.dumps(_whole(addresses.paths(place), [gives] if gives else []))
        return found, _hash(found)
    kinds = [kind for kind in registry.ALL if place in (f"apis/{kind.api_version}", f"api/{kind.api_version}")]
    if place not in places():
        raise KeyError(place)
    found = orjson.dumps(_version_3(kinds))
    return found, _hash(found)


@lru_cache(maxsize=1)
def index() -> bytes:
    """What `/openapi/v3` answers: each document's address with its hash."""
    every = sorted([*places(), *addresses.places()])
    paths = {place: {"serverRelativeURL": f"/openapi/v3/{place}?hash={document(place)[1]}"} for place in every}
    return orjson.dumps({"paths": paths})


@lru_cache(maxsize=1)
def swagger() -> dict[str, Any]:
    """The version 2 document: every definition, and the operations of every kind."""
    return {
        "swagger": "2.0",
        "info": INFO,
        "paths": _paths(registry.ALL, _operation_2),
        "definitions": {name: schemas.convert(name, schemas.V2) for name in sorted(definitions())},
    }


@lru_cache(maxsize=1)
def swagger_json() -> tuple[bytes, str]:
    """The version 2 document as JSON, and its hash."""
    found = orjson.dumps(swagger())
    return found, _hash(found)


def _hash(body: bytes) -> str:
    return hashlib.sha512(body).hexdigest().upper()


def _version_3(kinds: list[Kind]) -> dict[str, Any]:
    used = [name for kind in kinds for one in operations.of_kind(kind) for name in (one.takes, one.gives)]
    return _whole(_paths(kinds, _operation_3), [*used, *_ALWAYS])


def _whole(paths: dict[str, Any], used: list[str]) -> dict[str, Any]:
    return {
        "openapi": "3.0.0",
        "info": INFO,
        "paths": paths,
        "components": {
            "schemas": {name: schemas.convert(name, schemas.V3) for name in schemas.reachable(used) if name},
            "securitySchemes": {"BearerToken": {"type": "apiKey", "name": "authorization", "in": "header"}},
        },
    }


def _paths(kinds: Any, spell: Any) -> dict[str, Any]:
    found: dict[str, Any] = defaultdict(dict)
    for kind in kinds:
        for one in operations.of_kind(kind):
            found[one.path][one.method] = {
                "operationId": operations.identify(one),
                **spell(one),
                "x-kubernetes-action": one.action,
                "x-kubernetes-group-version-kind": one.gvk,
            }
    return dict(sorted(found.items()))


def _operation_3(one: Operation) -> dict[str, Any]:
    answer = {"application/json": {"schema": {"$ref": schemas.V3 + one.gives}}}
    found: dict[str, Any] = {
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": _TEXT} for name in one.path_names),
            *({"name": name, "in": "query", "schema": {"type": type_}} for name, type_ in one.query),
        ],
        "responses": {code: {"description": word, "content": answer} for code, word in _codes(one)},
    }
    if one.takes:
        body = {"schema": {"$ref": schemas.V3 + one.takes}}
        types = PATCHES if one.verb == "patch" else ("application/json", "application/yaml")
        found["requestBody"] = {"content": dict.fromkeys(types, body), "required": one.method != "delete"}
    return found


def _operation_2(one: Operation) -> dict[str, Any]:
    parameters = [
        *({"name": name, "in": "path", "required": True, "type": "string"} for name in one.path_names),
        *({"name": name, "in": "query", "type": type_} for name, type_ in one.query),
    ]
    if one.takes:
        schema = {"$ref": schemas.V2 + one.takes}
        parameters.append({"name": "body", "in": "body", "required": one.method != "delete", "schema": schema})
    answer = {"$ref": schemas.V2 + one.gives}
    return {
        "consumes": list(PATCHES) if one.verb == "patch" else ["*/*"],
        "produces": ["application/json", "application/yaml"],
        "parameters": parameters,
        "responses": {code: {"description": word, "schema": answer} for code, word in _codes(one)},
    }


_TEXT: Final = {"type": "string"}


def _codes(one: Operation) -> list[tuple[str, str]]:
    found = [("200", "OK")]
    if one.verb == "create":
        found += [("201", "Created"), ("202", "Accepted")]
    elif one.verb in ("update", "patch"):
        found.append(("201", "Created"))
    return [*found, ("401", "Unauthorized")]
