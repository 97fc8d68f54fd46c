"""Objects that say nothing are refused, or stored; no kind breaks over one."""

from __future__ import annotations

import pytest

from core.kinds import registry
from core.kinds.kind import Kind
from core.machinery.schema import of_kind
from core.meta.objects import Doc
from tests.api.client import Api


def empty_objects() -> list[tuple[Kind, Doc]]:
    """For each kind that can be created, an object that says nothing, and one whose fields are all null."""
    found = []
    for kind in registry.ALL:
        if "create" in kind.verbs:
            nulls = dict.fromkeys(field for field in of_kind(kind).fields if field not in ("apiVersion", "kind"))
            for fields in ({}, {"spec": {}}, nulls):
                own = {"apiVersion": kind.api_version, "kind": kind.kind}
                found.append((kind, {"metadata": {"name": "a"}, **fields, **own}))
    return found


async def test_no_kind_fails_over_an_object_that_says_nothing(api: Api) -> None:
    for kind, doc in empty_objects():
        place = f"apis/{kind.api_version}" if kind.group else f"api/{kind.api_version}"
        inside = "/namespaces/rec" if kind.namespaced else ""
        response = await api.post(f"/{place}{inside}/{kind.plural}?dryRun=All", doc)
        assert response.status < 500, (kind.kind, doc, response.doc)


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({}, "the name of the object (a based on URL) was undeterminable: name must be provided"),
        ({"name": "b"}, "the name of the object (b) does not match the name on the URL (a)"),
        ({"name": "a", "namespace": "c"},
         "the namespace of the object (c) does not match the namespace on the request (rec)"),
    ],
)  # fmt: skip
async def test_what_replaces_an_object_says_where_it_is(api: Api, metadata: Doc, told: str) -> None:
    response = await api.send("PUT", "/api/v1/namespaces/rec/configmaps/a", {"metadata": metadata})
    assert (response.status, response.doc["message"]) == (400, told)
