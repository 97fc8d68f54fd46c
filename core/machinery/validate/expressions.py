"""CEL expressions: their plainest mistakes, in the words of cel-go. Whatever else an expression says is taken as sound.

Source: the compilation in k8s.io/apiserver/pkg/cel; types and functions are not checked here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<operand>[A-Za-z_]\w*|\d[\w.]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<space>\s+)|(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_NAME: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_FIELD: Final = re.compile(r"\bself\.(?!__)([A-Za-z_]\w*)(?![\w(])", re.ASCII)
"""A field of `self` that is no call; names in underscores are escaped ones."""
_WORDS: Final = frozenset({"true", "false", "null", "in"})


def problem(expression: str, declared: Collection[str], own: Collection[str] | None = None) -> str:
    """Return what the compiler says first; empty where nothing plain is wrong.

    ``declared`` are the variables, ``own`` the fields of `self` where these are known.
    """
    previous = False
    for found in _TOKEN.finditer(expression):
        if found["space"]:
            continue
        is_operand = found["operand"] is not None and found["operand"] != "in"
        if previous and is_operand:
            why = f"Syntax error: mismatched input {found['operand']!r} expecting <EOF>"
            return _error(expression, found.start(), why)
        previous = is_operand
    name = expression.strip()
    if _NAME.fullmatch(name) and name not in declared and name not in _WORDS:
        why = f"undeclared reference to '{name}' (in container '')"
        return _error(expression, expression.index(name), why)
    unknown = (found for found in _FIELD.finditer(expression) if own is not None and found[1] not in own)
    first = next(unknown, None)
    return _error(expression, first.start() + len("self"), f"undefined field '{first[1]}'") if first else ""


def _error(expression: str, at: int, why: str) -> str:
    """The mistake with its place, and the line with a mark under it."""
    line = expression.count("\n", 0, at) + 1
    column = at - (expression.rfind("\n", 0, at) + 1)
    shown = expression.splitlines()[line - 1]
    return f"compilation failed: ERROR: <input>:{line}:{column + 1}: {why}\n | {shown}\n | {'.' * column}^"
