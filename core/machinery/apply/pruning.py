"""Taking fields out of a document by a set of fields, and what an applier no longer applies.

Source of the rules: structured-merge-diff's typed/remove.go, and EnsureNamedFieldsAreMembers of fieldpath/set.go.
"""

from __future__ import annotations

from typing import Any

from core.machinery.apply import fields
from core.machinery.apply.comparing import element_of, fields_of, inner, is_mapping
from core.machinery.apply.fields import OWNED, Fields
from core.machinery.apply.shapes import ANYTHING, Items, Members, Shape


def remove(shape: Shape, value: Any, gone: Fields) -> Any:
    """The value without the fields of a set; None where nothing is left."""
    if is_mapping(shape, value) and isinstance(value, dict):
        parts = ((name, inner(shape, name), held, gone.get(f"f:{name}", {})) for name, held in value.items())
        return {
            name: remove(part, held, below) if below else held
            for name, part, held, below in parts
            if OWNED not in below
        } or None
    if isinstance(shape, Items) and not shape.is_atomic:
        items = ((item, gone.get(element_of(shape, item), {})) for item in value or ())
        return [
            remove(shape.item, item, below) if below else item for item, below in items if OWNED not in below
        ] or None
    return None if isinstance(shape, Items | Members) else value


def with_parents(shape: Shape, owned: Fields) -> Fields:
    """The set with every declared field that leads to one of its own: `a.b.c` brings `a`, not the entry of a map."""
    found: Fields = {}
    for element, below in owned.items():
        name = element[2:] if element.startswith("f:") else ""
        deeper = with_parents(_child(shape, element), below)
        if name and isinstance(shape, Members) and shape.named(name) is not None and below.keys() - {OWNED}:
            deeper = {**deeper, OWNED: {}}
        found[element] = deeper
    return found


def add_back(shape: Shape, merged: Any, pruned: Any, owned: Fields) -> Any:
    """The merged document without what ``pruned`` lacks and nobody in ``owned`` holds."""
    kept = fields.union(_all(shape, pruned), with_parents(shape, owned))
    return remove(shape, merged, fields.difference(_all(shape, merged), kept))


def add_dangling(shape: Shape, merged: Any, pruned: Any, last: Fields) -> Any:
    """The merged document without what ``pruned`` lacks and its applier had applied; what nobody applied stays."""
    gone = fields.difference(_all(shape, merged), _all(shape, pruned))
    return remove(shape, merged, fields.intersection(gone, with_parents(shape, last)))


def _all(shape: Shape, value: Any) -> Fields:
    return with_parents(shape, fields_of(shape, value))


def _child(shape: Shape, element: str) -> Shape:
    if element.startswith("f:") and isinstance(shape, Members):
        return shape.of(element[2:])
    return shape.item if isinstance(shape, Items) and element.startswith("k:") else ANYTHING
