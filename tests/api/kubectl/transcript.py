"""Terminal sessions as tests: what is typed, and what must be printed then.

A line that begins with `$ ` is a command for bash, `> ` goes on with it, `## ` is a comment. What follows, up to the
next of these, is its output on both streams, then `[1]` when it exits with 1. `…` is any text within a line; a line
that is only `⋮` is any number of lines.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ANY_TEXT, ANY_LINES = "…", "⋮"
SECONDS = 60


@dataclass
class Step:
    """One command with the lines that it must print."""

    command: list[str]
    expected: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)

    def is_met(self, printed: list[str]) -> bool:
        return re.fullmatch(_pattern(self.expected), "".join(f"{line}\n" for line in printed)) is not None

    def text(self) -> str:
        first, *rest = self.command
        return "\n".join([*self.comment, f"$ {first}", *(f"> {line}" for line in rest), *self.expected, ""])


def read(path: Path) -> list[Step]:
    """The steps of a transcript."""
    steps: list[Step] = []
    comment: list[str] = []
    for line in path.read_text().splitlines():
        if line.startswith("## "):
            comment.append(line)
        elif line.startswith("$ "):
            steps.append(Step([line[2:]], comment=comment))
            comment = []
        elif line.startswith("> "):
            steps[-1].command.append(line[2:])
        elif steps:
            steps[-1].expected.append(line)
    for step in steps:
        while step.expected and not step.expected[-1]:
            step.expected.pop()
    return steps


def run(step: Step, folder: Path, env: Mapping[str, str]) -> list[str]:
    """The lines that the command of a step prints in ``folder``, with the exit code where it is not 0."""
    done = subprocess.run(
        ["bash", "-c", "\n".join(step.command)],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return [*lines, f"[{done.returncode}]"] if done.returncode else lines


def play(steps: Iterable[Step], folder: Path, env: Mapping[str, str]) -> list[str]:
    """Run all steps in order; those that printed something else, which they from now on expect."""
    differing = []
    for step in steps:
        printed = run(step, folder, env)
        if not step.is_met(printed):
            differing.append("\n".join([*step.command, "--- expected", *step.expected, "--- printed", *printed, ""]))
            step.expected = printed
    return differing


def _pattern(lines: list[str]) -> str:
    found = ""
    for line in lines:
        parts = (re.escape(part) for part in line.split(ANY_TEXT))
        found += "(?:.*\n)*" if line == ANY_LINES else ".*".join(parts) + "\n"
    return found
