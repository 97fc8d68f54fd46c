"""Requests drawn from the served OpenAPI: a seeded part of what `make soak` asks 20,000 times."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from benchmarks.drivers.asgi import Answered
from benchmarks.fuzz import fault, fuzz
from core.founding import found
from simulator import clusters
from tests.api.conftest import BEGINNING, namespace


async def test_no_drawn_request_is_answered_by_our_own_fault(cluster: object) -> None:
    samples = [*clusters.documents("demo", "1"), namespace("rec")]
    asked = await sync_to_async(found)("fuzz", samples, beginning=BEGINNING, paused=True)
    figures = await fuzz(asked, samples, seed=7, count=1000)
    assert figures["faults"] == []
    assert {200, 201, 400, 404, 405, 409, 415, 422} <= set(figures["codes"])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(b"oops", "the error cannot be read", id="no JSON"),
        pytest.param(b"[]", "the error is no Status", id="a list"),
        pytest.param(b'{"kind":"Status","apiVersion":"v1","status":"Success"}', "the error is no Status", id="success"),
        pytest.param(
            b'{"kind":"Status","apiVersion":"v1","status":"Failure","code":404}',
            "its code is not the answer's",
            id="another code",
        ),
        pytest.param(
            b'{"kind":"Status","apiVersion":"v1","status":"Failure","code":500,"message":"x","reason":"InternalError"}',
            "it is our own fault",
            id="our fault",
        ),
        pytest.param(
            b'{"kind":"Status","apiVersion":"v1","status":"Failure","code":500,"message":"x"}',
            "it is our own fault",
            id="words that upstream has not",
        ),
        pytest.param(
            b'{"kind":"Status","apiVersion":"v1","status":"Failure","code":500,'
            b'"message":"map: map[a:1] does not contain declared merge key: name"}',
            "",
            id="upstream's 500",
        ),
    ],
)
def test_what_is_wrong_with_an_error_is_seen(body: bytes, why: str) -> None:
    assert fault(Answered(500, "application/json", body)) == why
