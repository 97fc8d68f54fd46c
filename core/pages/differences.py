"""What differs between two texts, line by line, and between two documents, field by field."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from core.meta.objects import Doc

Line = tuple[str, str]
"""(" ", "+" or "-", the line)"""
Field = tuple[str, Any, Any]
"""(path, old value, new value); None where there is none."""

MOST_COMPARED = 4_000_000  # lines of one × lines of the other: beyond it the changed middle is shown as replaced
MOST_FIELDS = 40
LONGEST_VALUE = 300
IDENTITIES = ("name", "type", "uid", "key", "containerPort", "port", "ip", "mountPath", "topologyKey")
UNTOLD = frozenset({"metadata.resourceVersion", "metadata.managedFields"})


def diff_lines(old: str, new: str) -> list[Line]:
    """Every line of both texts, marked; unchanged lines are there once."""
    before, after = old.splitlines(), new.splitlines()
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = _diff(before[head : len(before) - tail], after[head : len(after) - tail])
    same_tail = before[len(before) - tail :] if tail else []
    return [*((" ", line) for line in before[:head]), *middle, *((" ", line) for line in same_tail)]


def _common(before: list[str], after: list[str]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _diff(before: list[str], after: list[str]) -> Iterator[Line]:
    if len(before) * len(after) > MOST_COMPARED:
        yield from (("-", line) for line in before)
        yield from (("+", line) for line in after)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((" ", line) for line in before[i1:i2])
        else:
            yield from (("-", line) for line in before[i1:i2])
            yield from (("+", line) for line in after[j1:j2])


def summarize(old: Doc | None, new: Doc) -> list[Field]:
    """The fields that a change set, changed or removed, the first 40 of them; nothing for a new object."""
    if old is None:
        return []
    found: list[Field] = []
    for path, before, after in _fields("", old, new):
        if path in UNTOLD:
            continue
        found.append((path, _short(before), _short(after)))
        if len(found) >= MOST_FIELDS:
            break
    return found


def _fields(path: str, old: Any, new: Any) -> Iterator[Field]:
    if old is new or old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(name for name in new if name not in old)]:
            yield from _fields(_joined(path, name), old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _items(path, old, new)
    else:
        yield path, old, new


def _items(path: str, old: list[Any], new: list[Any]) -> Iterator[Field]:
    identity = next((name for name in IDENTITIES if _identifies(name, old) and _identifies(name, new)), None)
    if identity:
        before = {item[identity]: item for item in old}
        after = {item[identity]: item for item in new}
        for value in [*before, *(value for value in after if value not in before)]:
            yield from _fields(f"{path}[{value}]", before.get(value), after.get(value))
    elif len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _fields(f"{path}[{index}]", one, other)
    else:
        yield path, old, new


def _identifies(name: str, items: list[Any]) -> bool:
    """Whether each item has its own value under `name`."""
    values = [item.get(name) for item in items if isinstance(item, dict)]
    simple = all(isinstance(value, str | int) for value in values)
    return simple and len(values) == len(items) and len(set(values)) == len(values)


def _joined(path: str, name: str) -> str:
    plain = "." not in name and "/" not in name
    return (f"{path}.{name}" if path else name) if plain else f"{path}[{name}]"


def _short(value: Any) -> Any:
    """The value, or the beginning of its text when it is long."""
    if not isinstance(value, dict | list | str):
        return value
    text = value if isinstance(value, str) else repr(value)
    return value if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + " …"
