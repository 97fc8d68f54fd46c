"""JSON patch (RFC 6902): operations one after another, all or none."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

MOST_OPERATIONS = 10_000
"""Operations in one patch (kube-apiserver's limit)."""


class Inapplicable(Exception):
    """An operation that is none, or that the document does not allow."""


def apply(patch: list[Any], doc: Any) -> Any:
    """The document after all operations; ``doc`` is left as it is. Raises `Inapplicable`."""
    found = copy.deepcopy(doc)
    for operation in patch:
        if not isinstance(operation, dict):
            raise Inapplicable("an operation must be an object")
        found = _apply(operation, found)
    return found


def _apply(operation: dict[str, Any], doc: Any) -> Any:
    does = _OPERATIONS.get(operation.get("op", ""))
    path = operation.get("path")
    if does is None or not isinstance(path, str):
        raise Inapplicable(f"unknown operation {operation.get('op')!r}")
    return does(doc, _steps(path), operation)


def _steps(path: str) -> list[str]:
    if path and not path.startswith("/"):
        raise Inapplicable(f"the path {path!r} does not begin with '/'")
    return [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]


def _add(doc: Any, steps: list[str], operation: dict[str, Any]) -> Any:
    return _put(doc, steps, _value(operation))


def _put(doc: Any, steps: list[str], value: Any) -> Any:
    if not steps:
        return value
    holder, last = _find(doc, steps[:-1]), steps[-1]
    if isinstance(holder, dict):
        holder[last] = value
    elif isinstance(holder, list):
        holder.insert(len(holder) if last == "-" else _index(last, len(holder)), value)
    else:
        raise Inapplicable(f"nothing can be added at {last!r}")
    return doc


def _remove(doc: Any, steps: list[str], operation: dict[str, Any]) -> Any:
    _take(doc, steps)
    return doc


def _take(doc: Any, steps: list[str]) -> Any:
    """Take a value out, and return it."""
    if not steps:
        raise Inapplicable("the whole document cannot be removed")
    holder = _find(doc, steps[:-1])
    _step(holder, steps[-1])
    return holder.pop(steps[-1] if isinstance(holder, dict) else int(steps[-1]))


def _replace(doc: Any, steps: list[str], operation: dict[str, Any]) -> Any:
    value = _value(operation)
    if not steps:
        return value
    holder = _find(doc, steps[:-1])
    _step(holder, steps[-1])
    holder[steps[-1] if isinstance(holder, dict) else int(steps[-1])] = value
    return doc


def _move(doc: Any, steps: list[str], operation: dict[str, Any]) -> Any:
    return _put(doc, steps, _take(doc, _source(operation)))


def _copy(doc: Any, steps: list[str], operation: dict[str, Any]) -> Any:
    return _put(doc, steps, copy.deepcopy(_find(doc, _source(operation))))


def _test(doc: Any, steps: list[str], operation: dict[str, Any]) -> Any:
    if not _is_equal(_find(doc, steps), operation.get("value")):
        raise Inapplicable("a test failed")
    return doc


_OPERATIONS: dict[str, Callable[[Any, list[str], dict[str, Any]], Any]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}


def _source(operation: dict[str, Any]) -> list[str]:
    path = operation.get("from")
    if not isinstance(path, str):
        raise Inapplicable("'from' is missing")
    return _steps(path)


def _value(operation: dict[str, Any]) -> Any:
    if "value" not in operation:
        raise Inapplicable("'value' is missing")
    return copy.deepcopy(operation["value"])


def _find(doc: Any, steps: list[str]) -> Any:
    for step in steps:
        doc = _step(doc, step)
    return doc


def _step(holder: Any, step: str) -> Any:
    if isinstance(holder, dict) and step in holder:
        return holder[step]
    if isinstance(holder, list):
        return holder[_index(step, len(holder) - 1)]
    raise Inapplicable(f"there is nothing at {step!r}")


def _index(step: str, last: int) -> int:
    if not step.isdecimal() or int(step) > last:
        raise Inapplicable(f"there is no index {step!r}")
    return int(step)


def _is_equal(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1."""
    return type(one) is type(other) and bool(one == other)
