"""Static files over ASGI: versions, caching and what is not served."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from clusterviz.assets import StaticFiles
from clusterviz.fingerprint import fingerprint

PATH = "clusterviz/css/tokens.css"


async def fetch(path: str, version: str = "v1", **headers: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """The status, headers and body of one request."""
    sent: list[MutableMapping[str, Any]] = []

    async def pass_on(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b"passed on"})

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await StaticFiles(pass_on, version)({"type": "http", "path": path, "headers": raw}, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]


async def test_a_file_of_this_version_is_kept_for_ever() -> None:
    status, headers, body = await fetch(f"/static/v1/{PATH}")
    assert (status, headers[b"content-type"]) == (200, b"text/css; charset=utf-8")
    assert b"immutable" in headers[b"cache-control"]
    assert body == Path("static", PATH).read_bytes()


async def test_a_page_from_before_an_upgrade_gets_the_new_file_uncached() -> None:
    status, headers, _body = await fetch(f"/static/v0/{PATH}")
    assert (status, headers[b"cache-control"]) == (200, b"no-cache")


async def test_an_unchanged_file_is_not_sent_twice() -> None:
    _status, headers, _body = await fetch(f"/static/dev/{PATH}", "dev")
    status, _headers, body = await fetch(f"/static/dev/{PATH}", "dev", if_none_match=headers[b"etag"].decode())
    assert (status, body) == (304, b"")


async def test_text_is_packed_for_who_can_read_it() -> None:
    _status, headers, body = await fetch(f"/static/v1/{PATH}", accept_encoding="gzip")
    assert headers[b"content-encoding"] == b"gzip"
    assert len(body) < Path("static", PATH).stat().st_size


@pytest.mark.parametrize(
    "path",
    ["v1/no.js", "v1/../settings.py", "v1/../../pyproject.toml", "v1//etc/passwd", "v1/", "", "v1/clusterviz", "v1/\0"],
)
async def test_what_is_not_a_static_file_is_not_found(path: str) -> None:
    status, _headers, _body = await fetch(f"/static/{path}")
    assert status == 404


async def test_other_addresses_are_passed_on() -> None:
    assert await fetch("/clusters/demo/") == (418, {}, b"passed on")


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = fingerprint([tmp_path])
    (tmp_path / "a.js").write_text("2")
    changed = fingerprint([tmp_path])
    (tmp_path / "b.js").touch()
    assert len({before, changed, fingerprint([tmp_path])}) == 3
