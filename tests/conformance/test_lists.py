"""Lists in chunks, also beyond a compaction, and answers as tables.

Source: test/e2e/apimachinery/{chunking,table_conversion}.go.
"""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from core.api import reading
from core.inputs import admitted
from core.store import compaction
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

COUNT = 400
TEMPLATE = {"spec": {"containers": [{"name": "test", "image": "test2"}]}}


async def _made(suite: Suite) -> str:
    """The path of 400 pod templates: each by a request where a server is asked, else all at once."""
    one = {"apiVersion": "v1", "kind": "PodTemplate", "template": TEMPLATE}
    docs = [{**one, "metadata": {"name": f"template-{number:04}"}} for number in range(COUNT)]
    path = suite.core("podtemplates")
    if suite.is_outside:
        for doc in docs:
            await suite.make(path, doc)
    else:
        await sync_to_async(_create)(suite, docs)
    return path


def _create(suite: Suite, docs: list[Doc]) -> None:
    with admitted(suite.api.cluster, "admin") as door:
        for doc in docs:
            door.create({**doc, "metadata": {**doc["metadata"], "namespace": suite.namespace}})


def _checked(page: Doc, limit: int, before: int) -> int:
    """How many have been seen after a page, which must be the next in order and say how many are left."""
    assert len(page["items"]) <= limit
    names = [item["metadata"]["name"] for item in page["items"]]
    assert names == [f"template-{number:04}" for number in range(before, before + len(names))]
    seen, meta = before + len(names), page["metadata"]
    left = COUNT - seen
    assert meta.get("remainingItemCount") == (left or None)
    assert bool(meta.get("continue")) == bool(left)
    return seen


async def _rest(suite: Suite, path: str, page: Doc, limit: int, seen: int) -> None:
    """Read to the end; all pages are of one revision."""
    version = page["metadata"]["resourceVersion"]
    while token := page["metadata"].get("continue"):
        page = await suite.get(f"{path}?limit={limit}&continue={token}")
        assert page["metadata"]["resourceVersion"] == version
        seen = _checked(page, limit, seen)
    assert seen == COUNT


CHUNKS = "Servers with support for API chunking should"


@spec("api-machinery", f"{CHUNKS} return chunks of results for list calls")
async def test_a_list_comes_in_chunks_of_one_revision(suite: Suite) -> None:
    path = await _made(suite)
    for _ in range(3):
        page = await suite.get(f"{path}?limit=17")
        await _rest(suite, path, page, 17, _checked(page, 17, 0))
    assert len((await suite.get(f"{path}?limit={COUNT + 1}"))["items"]) == COUNT


@spec(
    "api-machinery",
    f"{CHUNKS} support continue listing from the last key if the original version has been compacted away, though the "
    "list is inconsistent [Slow]",
)
async def test_a_list_goes_on_from_its_last_key_when_its_revision_is_gone(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    if suite.is_outside:
        pytest.skip("takes five minutes")
    path, limit = await _made(suite), COUNT // 10
    monkeypatch.setattr(reading._Kept, "MOST", 0)
    monkeypatch.setattr(reading, "_kept", reading._Kept())
    page = await suite.get(f"{path}?limit={limit}")
    seen, token = _checked(page, limit, 0), page["metadata"]["continue"]
    await suite.make(suite.core("configmaps"), {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "later"}})
    later = int(page["metadata"]["resourceVersion"]) + 1
    with monkeypatch.context() as short:
        short.setattr(reading, "PAGES_LAST", 0)
        await suite.refused("GET", f"{path}?limit={limit}&continue={token}", None, 410)
    await sync_to_async(compaction.compact)(suite.api.cluster.pk, later)
    gone = await suite.refused("GET", f"{path}?limit={limit}&continue={token}", None, 410)
    assert gone["reason"] == "Expired"
    page = await suite.get(f"{path}?limit={limit}&continue={gone['metadata']['continue']}")
    assert len(page["items"]) == limit
    await _rest(suite, path, page, limit, _checked(page, limit, seen))


TABLES = "Servers with support for Table transformation should"


@spec("api-machinery", f"{TABLES} return a 406 for a backend which does not implement metadata")
async def test_a_review_is_no_table(suite: Suite) -> None:
    attributes = {"nonResourceAttributes": {"path": "/", "verb": "get"}}
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": attributes}
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    answer = await suite.api.send("POST", path, review, accept=accept)
    assert (answer.status, answer.doc["reason"]) == (406, "NotAcceptable")
