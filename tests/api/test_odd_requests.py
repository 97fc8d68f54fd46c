"""Odd HTTP: what no client should send, and what upstream says to it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from core.api.application import LARGEST_BODY
from tests.api.client import Api
from tests.api.test_application import MAPS, config

JSON = "application/json"


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "message"),
    [
        pytest.param("POST", MAPS, b"{", 400, "unexpected end of JSON input", id="half a document"),
        pytest.param("POST", MAPS, b"", 400, "unexpected end of JSON input", id="no document"),
        pytest.param("POST", MAPS, b"\xff\xfe{}", 400, "json parse error", id="bytes that are no text"),
        pytest.param("POST", MAPS, b" " * (LARGEST_BODY + 1), 413, f"limit is {LARGEST_BODY}", id="3 MiB"),
        pytest.param("GET", f"{MAPS}/{'x' * 10_000}", None, 404, "not found", id="a name of 10,000 characters"),
        pytest.param("GET", f"{MAPS}/a\0b", None, 404, "not found", id="NUL in a name"),
        pytest.param("GET", f"{MAPS}/\udcff", None, 404, "not found", id="a name that is no UTF-8"),
        pytest.param("OPTIONS", MAPS, None, 405, "does not allow this method", id="OPTIONS"),
        pytest.param("HEAD", MAPS, None, 405, "does not allow this method", id="HEAD"),
        pytest.param("BREW", f"{MAPS}/a", None, 405, "does not allow this method", id="a verb that is none"),
        pytest.param("GET", "/api/v1/namespaces/rec/pods/a/x", None, 404, "could not find", id="no subresource"),
    ],
)  # fmt: skip
async def test_the_answer_is_a_status(api: Api, method: str, path: str, body: Any, code: int, message: str) -> None:
    response = await api.send(method, path, body)
    assert (response.status, response.doc["kind"], response.doc["code"]) == (code, "Status", code)
    assert message in response.doc["message"]


async def test_of_doubled_query_keys_the_first_counts(api: Api) -> None:
    for name in "ab":
        await api.post(MAPS, config(name))
    assert len((await api.get(f"{MAPS}?limit=1&limit=2")).doc["items"]) == 1


@pytest.mark.parametrize("path", ["//api//v1//namespaces//rec//configmaps", f"{MAPS}/"])
async def test_slashes_too_many_lead_to_the_same_place(api: Api, path: str) -> None:
    assert (await api.get(path)).doc["kind"] == "ConfigMapList"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"metadata:\n  name: a\ndata:\n  k: v\n", id="without a kind, as the path has one"),
        pytest.param(b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n", id="whole"),
    ],
)
async def test_yaml_is_read_and_written(api: Api, body: bytes) -> None:
    made = await api.send("POST", MAPS, body, content_type="application/yaml", accept="application/yaml")
    assert (made.status, made.header("content-type")) == (201, ["application/yaml"])
    assert yaml.safe_load(made.body)["data"] == {"k": "v"}


async def test_an_answer_in_protocol_buffers_alone_is_not_to_be_had(api: Api) -> None:
    response = await api.get(MAPS, accept="application/vnd.kubernetes.protobuf")
    assert (response.status, response.doc["reason"]) == (406, "NotAcceptable")
