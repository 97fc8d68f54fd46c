"""A folder of recordings, and what came of replaying one of its files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

SHOWN = 20
"""Differences that a report names unless more are asked for."""
_LONGEST = 1000


@dataclass(frozen=True)
class Recordings:
    """The files of a folder; with ``most``, so many cases of each at most, drawn by a fixed seed."""

    folder: Path
    most: int | None = None

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def read(self, name: str) -> Any:
        """A file of one JSON document."""
        return json.loads((self.folder / name).read_text())

    def cases(self, name: str) -> list[Any]:
        """The cases of a file: its lines, or the items of its one document."""
        text = (self.folder / name).read_text()
        found = [json.loads(line) for line in text.splitlines()] if name.endswith(".jsonl") else json.loads(text)
        if self.most is None or len(found) <= self.most:
            return list(found)
        drawn = sorted(Random(36).sample(range(len(found)), self.most))
        return [found[at] for at in drawn]


@dataclass
class Report:
    """How many cases there were, how many came out equal, and what differs in the others."""

    cases: int = 0
    equal: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, case: str, difference: str) -> None:
        """Count one case; an empty difference means that all is equal."""
        self.cases += 1
        if difference:
            self.differences.append(f"{case}: {difference}"[:_LONGEST])
        else:
            self.equal += 1

    def summary(self, shown: int | None = SHOWN) -> dict[str, Any]:
        """The report as JSON, with the first differences."""
        return {"cases": self.cases, "equal": self.equal, "differences": self.differences[:shown]}


def first_difference(wanted: Any, got: Any, path: str = "") -> str:
    """Where two JSON values differ first; empty when they are equal."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name in sorted(wanted.keys() | got.keys()):
            if name not in got:
                return f"{path}.{name} is missing"
            if name not in wanted:
                return f"{path}.{name} is {got[name]!r:.200}, which is too much"
            if inner := first_difference(wanted[name], got[name], f"{path}.{name}"):
                return inner
        return ""
    if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        pairs = enumerate(zip(wanted, got, strict=True))
        return next((found for at, (a, b) in pairs if (found := first_difference(a, b, f"{path}[{at}]"))), "")
    return "" if wanted == got else f"{path or 'it'} is {got!r:.300} for {wanted!r:.300}"
