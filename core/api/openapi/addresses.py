"""The version 3 documents of addresses that lead to no kind: what the server says of itself."""

from __future__ import annotations

from typing import Any, Final

from core.api.openapi import schemas
from core.api.openapi.operations import META
from core.machinery import discovery

_VERSIONS, _GROUPS, _GROUP = META + "APIVersions", META + "APIGroupList", META + "APIGroup"
_INFO: Final = "io.k8s.apimachinery.pkg.version.Info"


def places() -> dict[str, str]:
    """Each address and the definition of its answer."""
    groups = {f"apis/{group}": _GROUP for group, _ in discovery.groups() if group}
    return {"api": _VERSIONS, "apis": _GROUPS, "version": _INFO, **groups}


def paths(place: str) -> dict[str, Any]:
    """The one operation of an address of `places`."""
    given = {"application/json": {"schema": {"$ref": schemas.V3 + places()[place]}}}
    responses = {"200": {"description": "OK", "content": given}, "401": {"description": "Unauthorized"}}
    return {f"/{place}/": {"get": {"responses": responses}}}
