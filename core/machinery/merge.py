"""The three-way merge of `kubectl apply`: what was applied before, what is applied now, what is there.

Fields that were applied and are no longer are taken out; those applied now are laid over; all others, which somebody
else set, stay. Lists with a merge key are merged item by item. Source of the rules: apimachinery's
``strategicpatch.CreateThreeWayMergePatch`` and the patch strategies of the published schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from core.kinds.kind import Kind
from core.machinery.schema import of_kind
from core.machinery.schema.types import Field, ListOf, MapOf, Struct, Type
from core.meta import objects
from core.meta.objects import Doc, with_annotations

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation in which `kubectl apply` keeps what it applied."""


def noted(doc: Doc) -> Doc:
    """``doc`` as applied, with the note of itself that the next apply reads."""
    plain = with_annotations(doc, {LAST_APPLIED: None})
    text = orjson.dumps(plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE).decode()
    return with_annotations(plain, {LAST_APPLIED: text})


def last_applied(live: Doc) -> Doc:
    """What the note of an earlier apply says; empty when there is none that can be read."""
    try:
        found = orjson.loads(objects.annotations(live).get(LAST_APPLIED, "{}"))
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def three_way(kind: Kind, before: Doc, wanted: Doc, live: Doc) -> Doc:
    """``live`` with what ``wanted`` says, without what ``before`` said and ``wanted`` no longer does."""
    return _struct(of_kind(kind), before, wanted, live)


def _value(type_: Type | None, field: Field | None, before: Any, wanted: Any, live: Any) -> Any:
    if isinstance(wanted, dict) and isinstance(live, dict):
        held = before if isinstance(before, dict) else {}
        if isinstance(type_, Struct):
            kept = _retained(field, wanted, live)
            return _struct(type_, held, wanted, kept)
        return _mapping(type_, held, wanted, live)
    if isinstance(wanted, list) and isinstance(live, list) and field is not None and "merge" in field.strategies:
        return _items(type_, field, before if isinstance(before, list) else [], wanted, live)
    return wanted


def _struct(struct: Struct, before: Doc, wanted: Doc, live: Doc) -> Doc:
    merged = _without_dropped(before, wanted, live)
    for name, value in wanted.items():
        field = struct.fields.get(name)
        merged[name] = _value(field.type if field else None, field, before.get(name), value, live.get(name))
    return merged


def _mapping(type_: Type | None, before: Doc, wanted: Doc, live: Doc) -> Doc:
    inner = type_.value if isinstance(type_, MapOf) else None
    merged = _without_dropped(before, wanted, live)
    for name, value in wanted.items():
        merged[name] = _value(inner, None, before.get(name), value, live.get(name))
    return merged


def _without_dropped(before: Mapping[str, Any], wanted: Mapping[str, Any], live: Mapping[str, Any]) -> Doc:
    return {name: value for name, value in live.items() if name in wanted or name not in before}


def _retained(field: Field | None, wanted: Doc, live: Doc) -> Doc:
    """A union, as a Deployment's strategy, keeps nothing that is not wanted."""
    if field is None or "retainKeys" not in field.strategies:
        return live
    return {name: value for name, value in live.items() if name in wanted}


def _items(type_: Type | None, field: Field, before: list[Any], wanted: list[Any], live: list[Any]) -> list[Any]:
    """Items in the wanted order, then those that only the live object has and nobody applied."""
    if not field.merge_key:
        return [*wanted, *(item for item in live if item not in wanted and item not in before)]
    item_type = type_.item if isinstance(type_, ListOf) else None
    old, held = _by_key(field.merge_key, before), _by_key(field.merge_key, live)
    new = _by_key(field.merge_key, wanted)
    merged = [_value(item_type, None, old.get(key), item, held.get(key)) for key, item in new.items()]
    return [*merged, *(item for key, item in held.items() if key not in new and key not in old)]


def _by_key(merge_key: str, items: list[Any]) -> dict[Any, Any]:
    return {item.get(merge_key): item for item in items if isinstance(item, dict)}
