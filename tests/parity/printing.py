"""What kubectl printed of the recorded objects of a scenario's step, and what is printed of them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from core.kinds import registry
from core.machinery import table
from core.meta.objects import Doc, name
from core.meta.time import parse

_LATER = parse("2026-11-24T00:00:00Z")
"""After the recording, so that no age is negative."""
_TOO_LATE = ("Job that never ends", "look")
"""The objects of this step were recorded after its output: the Job had failed by then."""
_AGE = re.compile(r"(?<![\w.:/-])(\d+[smhdy]){1,2}(?![\w.:/-])")


def looks(scenario: str, step: Any) -> Iterator[tuple[str, str]]:
    """Every `kubectl get … -o wide` of the step that shows one resource of its namespace, with what it printed."""
    if (scenario, step["step"]) == _TOO_LATE:
        return
    for did in _commands(step["did"]):
        line = did["command"]
        if " get " in line and line.endswith("-o wide") and "nodes" not in line:
            yield line, did["stdout"]


def _commands(did: Any) -> Iterator[Doc]:
    if isinstance(did, list):
        for one in did:
            yield from _commands(one)
    elif isinstance(did, dict) and "command" in did:
        yield did


def difference(line: str, printed: str, objects: list[Doc]) -> str:
    """What is printed otherwise, ages apart."""
    words = line.split(" get ")[1].removesuffix(" -o wide").split()
    kind = registry.find(words[0])
    if kind is None:
        return f"{words[0]} is no resource"
    mine = [doc for doc in objects if doc["kind"] == kind.kind and (len(words) == 1 or name(doc) in words[1:])]
    mine.sort(key=name)
    text = table.text(kind.resource, mine, _LATER, wide=True)
    return "" if _squeezed(text) == _squeezed(printed) else f"`{line}` prints\n{text}\nfor\n{printed}"


def _squeezed(text: str) -> list[list[str]]:
    """Lines as words, ages left out: they differ from run to run."""
    return [re.split(r"\s{2,}", _AGE.sub("<age>", line).strip()) for line in text.strip().splitlines()]
