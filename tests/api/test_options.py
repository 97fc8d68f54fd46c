"""The query of lists and watches: what is refused, in upstream's words, and what each combination means."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db.models import F

from core.api import reading
from core.models import Change, Cluster
from tests.api.client import Api, Watch
from tests.api.test_application import MAPS, config

MATCH = "resourceVersionMatch"
INITIAL = f"watch=1&sendInitialEvents=true&{MATCH}=NotOlderThan"
TOKEN = "invalid continue token: continue key is not valid: "


def token(text: str) -> str:
    return "continue=" + urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("limit=abc", 400, 'strconv.ParseInt: parsing "abc": invalid syntax'),
        ("limit=99999999999999999999", 400, 'strconv.ParseInt: parsing "99999999999999999999": value out of range'),
        ("limit=1_0", 400, 'strconv.ParseInt: parsing "1_0": invalid syntax'),
        ("timeoutSeconds=x&watch=1", 400, 'strconv.ParseInt: parsing "x": invalid syntax'),
        (
            "resourceVersion=-1",
            400,
            'invalid resource version: resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": '
            "invalid syntax",
        ),
        (f"{MATCH}=Exact", 422, f"{MATCH}: Forbidden: {MATCH} is forbidden unless resourceVersion is provided"),
        (
            f"{MATCH}=Exact&resourceVersion=0",
            422,
            f'{MATCH}: Forbidden: {MATCH} "exact" is forbidden for resourceVersion "0"',
        ),
        (
            f"{MATCH}=Newer&resourceVersion=1",
            422,
            f'{MATCH}: Unsupported value: "Newer": supported values: "Exact", "NotOlderThan", ""',
        ),
        (
            f"{MATCH}=Exact&resourceVersion=1&continue=x",
            422,
            f"{MATCH}: Forbidden: {MATCH} is forbidden when continue is provided",
        ),
        ("sendInitialEvents=true", 422, "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
        (
            "watch=1&sendInitialEvents=false",
            422,
            f"{MATCH}: Forbidden: sendInitialEvents requires setting {MATCH} to NotOlderThan",
        ),
        (
            f"watch=1&{MATCH}=NotOlderThan",
            422,
            f"{MATCH}: Forbidden: {MATCH} is forbidden for watch unless sendInitialEvents is provided",
        ),
        ("continue=%21", 400, f"{TOKEN}unexpected end of JSON input"),
        (token("{}"), 400, f'{TOKEN}server does not recognize this encoded version ""'),
        (
            token('{"v":"meta.k8s.io/v1","start":"x"}'),
            400,
            f"{TOKEN}incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
        ),
        (
            token('{"v":"meta.k8s.io/v1","rv":3}'),
            400,
            f"{TOKEN}encoded start key empty (version meta.k8s.io/v1)",
        ),
        ("resourceVersion=99999&resourceVersionMatch=Exact", 504, "Too large resource version: 99999, current: "),
    ],
)
async def test_what_cannot_be_listed_or_watched_is_refused_in_upstreams_words(
    api: Api, query: str, code: int, message: str
) -> None:
    response = await api.get(f"{MAPS}?{query}")
    assert response.status == code
    assert message in response.doc["message"]


@pytest.mark.parametrize("query", ["limit=-1", "watch=0", "watch=False", "limit=0&resourceVersion=0", "foo=1"])
async def test_what_upstream_passes_over_is_a_plain_list(api: Api, query: str) -> None:
    assert (await api.get(f"{MAPS}?{query}")).doc["kind"] == "ConfigMapList"


async def test_one_objects_path_is_read_though_a_watch_is_asked_for(api: Api) -> None:
    await api.post(MAPS, config("a"))
    assert (await api.get(f"{MAPS}/a?watch=true")).doc["metadata"]["name"] == "a"
    async with Watch(api, "/api/v1/watch/namespaces/rec/configmaps/a") as watch:
        assert (await watch.event())["type"] == "ADDED"


async def test_a_past_revision_is_listed_as_it_was(api: Api) -> None:
    then = (await api.post(MAPS, config("a"))).doc["metadata"]["resourceVersion"]
    await api.post(MAPS, config("b"))
    listed = (await api.get(f"{MAPS}?resourceVersion={then}&{MATCH}=Exact")).doc
    assert [item["metadata"]["name"] for item in listed["items"]] == ["a"]
    assert listed["metadata"]["resourceVersion"] == then


async def test_pages_of_a_selection_do_not_say_how_many_are_left(api: Api) -> None:
    for name in "abc":
        await api.post(MAPS, config(name))
    page = (await api.get(f"{MAPS}?limit=1&labelSelector=n%20in%20(a,c)")).doc
    assert "remainingItemCount" not in page["metadata"]
    rest = (await api.get(f"{MAPS}?labelSelector=n%20in%20(a,c)&continue={page['metadata']['continue']}")).doc
    assert [item["metadata"]["name"] for item in rest["items"]] == ["c"]


async def test_a_list_that_was_overtaken_long_ago_goes_on_with_what_is_there_now(api: Api, cluster: Cluster) -> None:
    for name in "abc":
        await api.post(MAPS, config(name))
    page = (await api.get(f"{MAPS}?limit=1")).doc
    await api.send("DELETE", f"{MAPS}/b")
    earlier = F("wall") - (reading.PAGES_LAST + 1) * 1000
    await sync_to_async(Change.objects.of(cluster.pk).update)(wall=earlier)
    refused = await api.get(f"{MAPS}?limit=1&continue={page['metadata']['continue']}")
    assert (refused.status, refused.doc["message"]) == (410, reading.TOO_OLD_TO_CONTINUE)
    rest = (await api.get(f"{MAPS}?limit=1&continue={refused.doc['metadata']['continue']}")).doc
    assert [item["metadata"]["name"] for item in rest["items"]] == ["c"]


async def test_a_version_and_a_token_do_not_go_together(api: Api) -> None:
    for name in "ab":
        await api.post(MAPS, config(name))
    page = (await api.get(f"{MAPS}?limit=1")).doc["metadata"]
    response = await api.get(f"{MAPS}?resourceVersion=1&continue={page['continue']}")
    assert response.doc["message"] == "specifying resource version is not allowed when using continue"


@pytest.mark.parametrize(
    ("query", "types"),
    [
        pytest.param("watch=1", ["ADDED"], id="unset begins with what is there"),
        pytest.param("watch=1&resourceVersion=0", ["ADDED"], id="so does any"),
        pytest.param("watch=1&resourceVersion=1", ["ADDED"], id="a version begins after it"),
        pytest.param(INITIAL, ["ADDED"], id="no bookmark unless bookmarks are allowed"),
        pytest.param(f"{INITIAL}&allowWatchBookmarks=true", ["ADDED", "BOOKMARK"], id="the end of what is there"),
        pytest.param(INITIAL.replace("true", "false"), [], id="nothing of what is there"),
    ],
)
async def test_how_a_watch_begins(api: Api, query: str, types: list[str]) -> None:
    await api.post(MAPS, config("a"))
    async with Watch(api, f"{MAPS}?{query}") as watch:
        found = [(await watch.event())["type"] for _ in types]
        last = await _next_of_new_ones(api, watch)
    assert found == types
    assert (last["type"], last["object"]["metadata"]["name"][:6]) == ("ADDED", "marker")


async def _next_of_new_ones(api: Api, watch: Watch) -> Any:
    """The watch's next event, once objects are made that it must tell of if it has begun."""
    made = 0
    while not (told := watch.rest()):
        await api.post(MAPS, config(f"marker-{made}"))
        made += 1
    return told[0]


async def test_a_watch_that_ends_soon_gets_a_last_bookmark(api: Api) -> None:
    async with Watch(api, f"{MAPS}?watch=1&resourceVersion=1&allowWatchBookmarks=true&timeoutSeconds=3") as watch:
        mark = await watch.event()
        await watch.ended()
    assert (mark["type"], mark["object"]["kind"]) == ("BOOKMARK", "ConfigMap")


async def test_a_watch_that_asks_for_no_bookmark_gets_none(api: Api) -> None:
    async with Watch(api, f"{MAPS}?watch=1&resourceVersion=1&timeoutSeconds=1") as watch:
        await watch.ended()
        assert watch.rest() == []
