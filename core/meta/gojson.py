"""What Go's JSON parser says of text that is no JSON, for the mistakes that people make."""

from __future__ import annotations

import json
from typing import Final

_EXPECTED: Final = {
    "{": "looking for beginning of object key string",
    ":": "looking for beginning of value",
    "[": "looking for beginning of value",
    "": "looking for beginning of value",
    ",": "looking for beginning of object key string",
}


def explain(text: str, at: int) -> str:
    """Return the words for text in which a parser stopped at a position."""
    if not text.strip() or at >= len(text):
        return "unexpected end of JSON input"
    before = text[:at].rstrip()[-1:]
    return f"invalid character {_letter(text[at])} {_EXPECTED.get(before, 'after object key:value pair')}"


def _letter(letter: str) -> str:
    return "'\\''" if letter == "'" else f"'{letter}'"


def object_problem(data: bytes) -> str:
    """Return why bytes are no JSON object; empty when they are one. Go reads and names them byte by byte."""
    text = data.decode("latin-1")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        return explain(text, error.pos)
    if found is None or isinstance(found, dict):
        return ""
    name = {list: "array", str: "string", bool: "bool"}.get(type(found), "number")
    return f"json: cannot unmarshal {name} into Go value of type map[string]interface {{}}"
