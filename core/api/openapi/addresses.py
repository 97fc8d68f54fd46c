"""The version 3 documents of addresses that lead to no kind: what the server says of itself."""

from __future__ import annotations

from typing import Any, Final

from core.api.openapi import schemas
from core.api.openapi.operations import META
from core.machinery import discovery

_VERSIONS, _GROUPS, _GROUP = META + "APIVersions", META + "APIGroupList", META + "APIGroup"
_INFO: Final = "io.k8s.apimachinery.pkg.version.Info"


_TEXTS: Final = {".well-known/openid-configuration": "application/json", "openid/v1/jwks": "application/jwk-set+json"}
"""Addresses whose answers upstream's documents call strings, and these answers' types."""


def places() -> dict[str, str]:
    """Each address and the definition of its answer; empty where that is a string."""
    groups = {f"apis/{group}": _GROUP for group, _ in discovery.groups() if group}
    return {"api": _VERSIONS, "apis": _GROUPS, "version": _INFO, **groups, **dict.fromkeys(_TEXTS, "")}


def paths(place: str) -> dict[str, Any]:
    """The one operation of an address of `places`."""
    gives = places()[place]
    schema = {"$ref": schemas.V3 + gives} if gives else {"type": "string"}
    content = {_TEXTS.get(place, "application/json"): {"schema": schema}}
    responses = {"200": {"description": "OK", "content": content}, "401": {"description": "Unauthorized"}}
    return {f"/{place}/": {"get": {"responses": responses}}}
