"""A request and its answer in the audit's words: bounded, without credentials, whatever the client sent."""

from __future__ import annotations

import json

import pytest

from core.audit.exchange import COMPLETE, Exchange, masked, source_addresses


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        pytest.param("/api/v1/pods?limit=5&continue=abc", "/api/v1/pods?limit=5&continue=abc", id="nothing to hide"),
        pytest.param("/version?access_token=abc&x=1", "/version?access_token=***&x=1", id="a token"),
        pytest.param("/x?PassWord=a%26b", "/x?PassWord=***", id="a password in any case"),
        pytest.param("/x?" + "9" * 100_000, "/x?" + "9" * 100_000, id="a long query, in no more than a look"),
        pytest.param("/x?a=b=token&=c&token", "/x?a=b=token&=c&token", id="odd parameters"),
        pytest.param("/api/v1/secrets/token?a=b", "/api/v1/secrets/token?a=b", id="a path says names, not credentials"),
    ],
)
def test_credentials_in_a_query_are_masked(uri: str, shown: str) -> None:
    assert masked(uri) == shown


@pytest.mark.parametrize(
    ("headers", "client", "addresses"),
    [
        pytest.param({}, "10.0.0.1", ("10.0.0.1",), id="directly"),
        pytest.param({"x-forwarded-for": "1.2.3.4,::1"}, "9.9.9.9", ("1.2.3.4", "::1", "9.9.9.9"), id="proxies"),
        pytest.param({"x-forwarded-for": "<b>", "x-real-ip": "10.0.0.1"}, "10.0.0.1", ("10.0.0.1",), id="no addresses"),
    ],
)
def test_source_addresses(headers: dict[str, str], client: str, addresses: tuple[str, ...]) -> None:
    assert source_addresses(headers, client) == addresses


def test_what_a_hostile_client_sends_is_cut_and_kept_as_data() -> None:
    exchange = Exchange("/" + "x" * 9000, "V" * 99, agent="<script>\0" + "a" * 3000, moment=0)
    exchange.user = {"username": "\ud800" + "u" * 9000, "groups": ["g"] * 1000}
    exchange.reference = {"resource": "pods", "name": "\0"}
    entry = exchange.entry(COMPLETE)
    doc = json.loads(entry.doc)
    assert len(entry.doc) < 12_000
    assert len(entry.verb) == 32
    assert "\0" not in entry.name + entry.username
    assert doc["userAgent"].startswith("<script>")
    assert doc["userAgent"].endswith("...TRUNCATED")


def test_the_stage_is_later_by_the_time_that_the_answer_took() -> None:
    exchange = Exchange("/version", "get", received=1_000_000, moment=0)
    event = exchange.event(COMPLETE, 1_250_000)
    stamps = event["requestReceivedTimestamp"], event["stageTimestamp"]
    assert stamps == ("1970-01-01T00:00:00.000000Z", "1970-01-01T00:00:00.250000Z")
