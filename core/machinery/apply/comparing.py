"""What differs between two documents of one kind, and which fields a document mentions, as sets of fields.

Source of the rules: structured-merge-diff's typed/compare.go and typed/tofieldset.go.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from core.machinery.apply import fields
from core.machinery.apply.fields import LEAF, OWNED, Fields
from core.machinery.apply.shapes import ABSENT, Anything, Items, Members, Shape


class Difference(NamedTuple):
    """What the second document lacks, has otherwise, and has beside the first."""

    removed: Fields
    modified: Fields
    added: Fields


class Misshapen(Exception):
    """A list item that has no element: a key is missing, or it is no object."""


SAME = Difference({}, {}, {})
_REMOVED, _MODIFIED, _ADDED = Difference(LEAF, {}, {}), Difference({}, LEAF, {}), Difference({}, {}, LEAF)


def compare(shape: Shape, old: Any, new: Any) -> Difference:
    """The difference of two documents. Raises `Misshapen`."""
    return Difference(*({name: part[name] for name in part if name != OWNED} for part in _compare(shape, old, new)))


def fields_of(shape: Shape, value: Any) -> Fields:
    """The fields that a document mentions. Raises `Misshapen`."""
    if is_mapping(shape, value):
        return _fields_of_members(shape, value) if isinstance(value, dict) else {}
    if isinstance(shape, Items) and not shape.is_atomic:
        return _fields_of_items(shape, value or [])
    return LEAF


def is_mapping(shape: Shape, value: Any) -> bool:
    """Whether a value merges field by field."""
    if isinstance(shape, Anything):
        return isinstance(value, dict)
    return isinstance(shape, Members) and not shape.is_atomic


def inner(shape: Shape, name: str) -> Shape:
    """The shape of one field of a mapping."""
    return shape.of(name) if isinstance(shape, Members) else shape


def element_of(shape: Items, item: Any) -> str:
    """The element that names an item of a merged list. Raises `Misshapen`."""
    if not shape.keys:
        if isinstance(item, dict | list | None):
            raise Misshapen(_NO_SET_ITEM[type(item)])
        return fields.value_element(item)
    if not isinstance(item, dict):
        what = "a null element" if item is None else "non-map elements"
        raise Misshapen(f"associative list with keys may not have {what}")
    keys = {**dict(shape.defaults), **{key: item[key] for key in shape.keys if key in item}}
    if not keys:
        names = " ".join(f'"{key}"' for key in shape.keys)
        why = f"omits all key fields [{names}] (and doesn't have default values for any key fields)"
        raise Misshapen(f"associative list with keys has an element that {why}")
    return fields.key_element(keys)


_NO_SET_ITEM: dict[type, str] = {
    dict: "associative list without keys has an element that's a map type",
    list: "not supported: associative list with lists as elements",
    type(None): "associative list without keys has an element that's an explicit null",
}


def grouped(shape: Items, items: list[Any] | None) -> dict[str, list[Any]]:
    """The items of a merged list by their elements: several where a list holds one twice. Raises `Misshapen`."""
    found: dict[str, list[Any]] = {}
    for item in items or ():
        found.setdefault(element_of(shape, item), []).append(item)
    return found


def _compare(shape: Shape, old: Any, new: Any) -> Difference:
    """As `compare`; a value that is there on one side alone is itself added or removed."""
    if isinstance(shape, Anything) and _has_changed_type(old, new):
        return _of_changed_type(shape, old, new)
    if not (_is_filled(old) or _is_filled(new)):
        return _leaf(old, new)
    if is_mapping(shape, old) or is_mapping(shape, new):
        return _own(old, new, _merged(_members(shape, old, new)))
    if isinstance(shape, Items) and not shape.is_atomic:
        return _own(old, new, _merged(_items(shape, old, new)))
    return _leaf(old, new)


def _is_filled(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _has_changed_type(old: Any, new: Any) -> bool:
    return old is not ABSENT and new is not ABSENT and isinstance(old, dict) != isinstance(new, dict)


def _of_changed_type(shape: Shape, old: Any, new: Any) -> Difference:
    """A mapping that became a plain value, or the other way."""
    sides = (old, ABSENT) if isinstance(old, dict) else (ABSENT, new)
    parts = _merged(_members(shape, *sides))
    return Difference(parts.removed, fields.union(parts.modified, LEAF), parts.added)


def _leaf(old: Any, new: Any) -> Difference:
    if old is ABSENT:
        return _ADDED
    if new is ABSENT:
        return _REMOVED
    return SAME if old == new else _MODIFIED


def _own(old: Any, new: Any, inside: Difference) -> Difference:
    if old is ABSENT:
        return inside._replace(added=fields.union(inside.added, LEAF))
    if new is ABSENT:
        return inside._replace(removed=fields.union(inside.removed, LEAF))
    return inside


def _merged(parts: dict[str, Difference]) -> Difference:
    found = Difference({}, {}, {})
    for name, part in parts.items():
        for collected, fields_there in zip(found, part, strict=True):
            if fields_there:
                collected[name] = fields_there
    return found


def _members(shape: Shape, old: Any, new: Any) -> dict[str, Difference]:
    before = old if isinstance(old, dict) else {}
    after = new if isinstance(new, dict) else {}
    found = {}
    for name in before.keys() | after.keys():
        zero = shape.zero(name) if isinstance(shape, Members) else ABSENT
        one = before.get(name, zero if isinstance(old, dict) else ABSENT)
        other = after.get(name, zero if isinstance(new, dict) else ABSENT)
        if one is not other:
            found[f"f:{name}"] = _compare(inner(shape, name), one, other)
    return found


def _items(shape: Items, old: Any, new: Any) -> dict[str, Difference]:
    before, after = (grouped(shape, side if isinstance(side, list) else None) for side in (old, new))
    return {
        element: _item(shape.item, before.get(element, []), after.get(element, []))
        for element in [*before, *(element for element in after if element not in before)]
    }


def _item(shape: Shape, old: list[Any], new: list[Any]) -> Difference:
    """One item; an item that a list holds several times is compared as one value."""
    if len(old) <= 1 and len(new) <= 1:
        return _compare(shape, old[0] if old else ABSENT, new[0] if new else ABSENT)
    if len(old) >= 2 and len(new) >= 2:
        return SAME if old == new else Difference({}, LEAF, {})
    if len(old) >= 2:
        found = _compare(shape, ABSENT, new[0]) if new else SAME
        return found._replace(removed=fields.union(found.removed, LEAF))
    found = _compare(shape, old[0], ABSENT) if old else SAME
    return found._replace(added=fields.union(found.added, LEAF))


def _fields_of_members(shape: Shape, value: dict[str, Any]) -> Fields:
    found = {}
    for name, held in value.items():
        below = fields_of(inner(shape, name), held)
        declared = isinstance(shape, Members) and shape.named(name) is not None
        if held is None or held == {} or not declared:
            below = fields.union(below, LEAF)
        if below:
            found[f"f:{name}"] = below
    return found


def _fields_of_items(shape: Items, items: list[Any]) -> Fields:
    return {
        element: LEAF if len(held) > 1 else fields.union(fields_of(shape.item, held[0]), LEAF)
        for element, held in grouped(shape, items).items()
    }
