"""Sets of field paths, as nested mappings: an element leads to what is owned below it, `.` says that it is owned.

This is `fieldsV1` but for one thing: an owned leaf is written `{}` there and `{".": {}}` here, so that union,
difference and intersection need no special case. No set holds an empty one. Elements: `f:name` of a mapping,
`k:{"name":"c"}` and `v:"x"` of a list, `i:0` of an atomic list. Source of the rules: structured-merge-diff's fieldpath.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

Fields = dict[str, Any]
"""Element → `Fields`; recursive, and never changed once made."""
Path = tuple[str, ...]

OWNED = "."
DEEPEST = 100
"""Levels of a set that a client sends."""
LEAF: Fields = {OWNED: {}}


def union(one: Fields, other: Fields) -> Fields:
    """The fields of either."""
    if not one or not other:
        return one or other
    found = dict(one)
    for element, inner in other.items():
        found[element] = union(found[element], inner) if element in found else inner
    return found


def intersection(one: Fields, other: Fields) -> Fields:
    """The fields of both."""
    found = {}
    for element, inner in one.items():
        if element not in other:
            continue
        both = intersection(inner, other[element])
        if both or element == OWNED:
            found[element] = both
    return found


def difference(one: Fields, other: Fields) -> Fields:
    """The fields of ``one`` that ``other`` does not hold itself: to hold their parent is not enough."""
    found = {}
    for element, inner in one.items():
        if element in other:
            inner = difference(inner, other[element])
            if not inner:
                continue
        found[element] = inner
    return found


def without(one: Fields, other: Fields) -> Fields:
    """The fields of ``one`` that lie neither at nor below any of ``other``."""
    found = {}
    for element, inner in one.items():
        if element in other:
            inner = {} if OWNED in other[element] else without(inner, other[element])
            if not inner:
                continue
        found[element] = inner
    return found


def within(one: Fields, other: Fields) -> Fields:
    """The fields of ``one`` that lie at or below any of ``other``."""
    return difference(one, without(one, other))


def of_path(*elements: str) -> Fields:
    """The set of one path: `of_path("f:spec", "f:replicas")`."""
    found = LEAF
    for element in reversed(elements):
        found = {element: found}
    return found


def paths(fields: Fields) -> Iterator[Path]:
    """All owned paths, in upstream's order: the owned elements of a level, then what lies below each."""
    elements = sorted((element for element in fields if element != OWNED), key=rank)
    for element in elements:
        if OWNED in fields[element]:
            yield (element,)
    for element in elements:
        for path in paths(fields[element]):
            yield (element, *path)


def text(path: Path) -> str:
    """A path as messages print it: `.spec.containers[name="c"].image`."""
    return "".join(map(element_text, path))


def element_text(element: str) -> str:
    """One element of a path as messages print it."""
    kind, rest = element[:2], element[2:]
    if kind == "f:":
        return f".{rest}"
    if kind == "k:":
        return "[" + ",".join(f"{name}={_json(value)}" for name, value in orjson.loads(rest).items()) + "]"
    return f"[={rest}]" if kind == "v:" else f"[{rest}]"


def key_element(keys: Mapping[str, Any]) -> str:
    """The element of an item that is known by some of its fields."""
    return f"k:{_json(dict(sorted(keys.items())))}"


def value_element(value: Any) -> str:
    """The element of an item of a set."""
    return f"v:{_json(value)}"


def encoded(fields: Fields) -> Fields:
    """The set as `fieldsV1` has it, its elements in upstream's order."""
    return {
        element: {} if fields[element] == LEAF else encoded(fields[element]) for element in sorted(fields, key=rank)
    }


def decoded(fields_v1: Any, depth: int = 0) -> Fields:
    """The set that a `fieldsV1` is. Raises `ValueError` for what is none."""
    if not isinstance(fields_v1, dict) or depth > DEEPEST:
        raise ValueError("fields must be an object, not too deep")
    found: Fields = {}
    for element, inner in fields_v1.items():
        if element == OWNED:
            found[OWNED] = {}
        elif element[:2] in ("f:", "k:", "v:", "i:"):
            found[_normal(element)] = decoded(inner, depth + 1) or LEAF
        elif element[1:2] != ":":
            raise ValueError(f"missing colon: {element}")
    return found


def rank(element: str) -> tuple[Any, ...]:
    """The order of elements: itself, names, keys, values, indexes; numbers by size and before text."""
    kind, rest = element[:2], element[2:]
    if kind == "f:":
        return (1, rest)
    if kind == "k:":
        return (2, [(name, _value_rank(value)) for name, value in orjson.loads(rest).items()])
    if kind == "v:":
        return (3, _value_rank(orjson.loads(rest)))
    return (4, int(rest)) if kind == "i:" else (0,)


def _value_rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, bool):
        return (2, value)
    if isinstance(value, int | float):
        return (0, value)
    return (1, value) if isinstance(value, str) else (3, _json(value))


def _normal(element: str) -> str:
    """An element as we spell it, whatever spaces and order a client's JSON has. Raises `ValueError`."""
    kind, rest = element[:2], element[2:]
    if kind == "i:":
        return f"i:{int(rest)}"
    if kind == "f:":
        return element
    value = orjson.loads(rest)
    if kind == "v:":
        return value_element(value)
    if not isinstance(value, dict):
        raise ValueError(f"not a key: {element}")
    return key_element(value)


def _json(value: Any) -> str:
    """JSON as Go's encoder writes it."""
    plain = orjson.dumps(value).decode()
    return plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
