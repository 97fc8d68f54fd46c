"""Replaying recorded sequences of requests, and telling where an answer differs from a real control plane's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.api.client import Api, Response

MASKED = {"uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "time", "clusterIP", "clusterIPs"}
"""What the recording's README says is not compared."""

Case = dict[str, Any]


def cases(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text().splitlines()]


async def differences(api: Api, case: Case, masked: Iterable[str] = MASKED) -> list[str]:
    """Each step whose answer is another, with what differs."""
    found = []
    for step in case["steps"]:
        response = await _send(api, step)
        wrong = compare(step, response, set(masked))
        if wrong:
            found.append(f"{step['method']} {step['path']}: {wrong}")
    return found


def compare(step: Case, response: Response, masked: set[str]) -> str:
    """What differs; empty when nothing does."""
    told = response.body.decode()
    if response.status != step["status"]:
        return f"{response.status} for {step['status']}: {told[:300]}"
    wanted = step["response"]
    if not isinstance(wanted, dict):
        return "" if told == wanted else f"{told[:100]!r} for {wanted!r}"
    return _difference(_plain(wanted, masked), _plain(json.loads(told), masked), "")


async def _send(api: Api, step: Case) -> Response:
    body = step.get("body")
    data = body.encode() if isinstance(body, str) else body
    return await api.send(step["method"], step["path"], data, content_type=step["contentType"])


def _plain(value: Any, masked: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner, masked) for name, inner in value.items() if name not in masked}
    if isinstance(value, list):
        return [_plain(inner, masked) for inner in value]
    return _without_record(value) if isinstance(value, str) else value


def _without_record(text: str) -> str:
    """A message that names a uid of the recording, without it."""
    head, mark, rest = text.partition("the UID in record (")
    return head + mark + rest.partition(")")[2]


def _difference(wanted: Any, got: Any, path: str) -> str:
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name in sorted(wanted.keys() | got.keys()):
            if name not in wanted or name not in got:
                return f"{path}.{name} is {'missing' if name not in got else f'{got[name]!r:.200}, which is too much'}"
            inner = _difference(wanted[name], got[name], f"{path}.{name}")
            if inner:
                return inner
        return ""
    return "" if _is_told(wanted, got) else f"{path} is {got!r:.300} for {wanted!r:.300}"


def _is_told(wanted: Any, got: Any) -> bool:
    """Whether two values are equal; `…` in a recorded message stands for a dump of Go's types."""
    if not (isinstance(wanted, str) and isinstance(got, str) and "…" in wanted):
        return bool(wanted == got)
    return re.fullmatch(".*".join(map(re.escape, wanted.split("…"))), got, re.DOTALL) is not None
