"""Requests that are too large end early."""

import json
from collections.abc import MutableMapping
from typing import Any

from clusterviz.limits import RequestLimit


async def send_body(chunks: list[bytes], length: str | None, limit: int) -> tuple[int, Any]:
    """The status and JSON with which a request of `chunks` is answered."""
    waiting, sent = list(chunks), []

    async def read_all(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"null"})

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-length", length.encode())] if length else []
    await RequestLimit(read_all, limit)({"type": "http", "headers": headers}, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


async def test_a_body_within_the_limit_passes() -> None:
    assert await send_body([b"12345", b"67890"], "10", 10) == (200, None)


async def test_a_body_that_says_it_is_too_long_is_refused_with_the_limit() -> None:
    status, answer = await send_body([b""], str(65 * 1024**2), 64 * 1024**2)
    assert (status, answer["error"]["message"]) == (
        413,
        "The request is larger than 64 MiB, the most that ClusterViz reads at once.",
    )


async def test_a_body_that_does_not_say_its_length_is_counted() -> None:
    status, _answer = await send_body([b"12345", b"67890", b"1"], None, 10)
    assert status == 413
