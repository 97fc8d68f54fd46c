"""Strategic merge patch: lists are merged item by item where the published schema says by which key.

Source of the rules: apimachinery's ``strategicpatch`` package. Directives: ``$patch`` (merge, replace, delete),
``$retainKeys``, ``$setElementOrder/<list>`` and ``$deleteFromPrimitiveList/<list>``.
"""

from __future__ import annotations

from typing import Any, Final

from core.kinds.kind import Kind
from core.machinery.patches import order
from core.machinery.schema import of_kind
from core.machinery.schema.types import Field, ListOf, MapOf, Scalar, Struct, Type
from core.meta import goprint
from core.meta.objects import Doc

DIRECTIVE = "$patch"
RETAIN = "$retainKeys"
ORDER = "$setElementOrder/"
DELETE = "$deleteFromPrimitiveList/"
_PLAIN: Final[dict[str, type]] = {"int32": int, "int64": int, "bool": bool, "string": str}


class Malformed(Exception):
    """A patch that cannot be followed, in upstream's words; answered with 500 as an error of no kind is."""

    code = 500


class Misdirected(Malformed):
    """A directive in a form that nobody reads: one of the errors that `interpretStrategicMergePatchError` makes 400."""

    code = 400


class Nested(Malformed):
    """A list of lists, which the same makes 422."""

    code = 422


def apply(kind: Kind, patch: Doc, doc: Doc) -> Doc:
    """The document with the patch merged in; ``doc`` is left as it is. Raises `Malformed`."""
    return _mapping(of_kind(kind), patch, doc)


def mistyped(kind: Kind, patch: Doc) -> str:
    """The Go type of the first plain field that the patch gives a value of another type; empty when all fit."""
    return _mistyped(of_kind(kind), patch)


def _mistyped(type_: Type | None, value: Any) -> str:
    if isinstance(value, dict):
        held = ((_field(type_, name)[0], inner) for name, inner in value.items() if not name.startswith("$"))
        return next(filter(None, (_mistyped(*pair) for pair in held)), "")
    if isinstance(value, list):
        item = type_.item if isinstance(type_, ListOf) else None
        return next(filter(None, (_mistyped(item, inner) for inner in value)), "")
    if isinstance(type_, Scalar) and type_.basic in _PLAIN and value is not None:
        fits = isinstance(value, _PLAIN[type_.basic]) and isinstance(value, bool) == (type_.basic == "bool")
        return "" if fits else type_.basic
    return ""


def _mapping(type_: Type | None, patch: Doc, doc: Doc) -> Doc:
    directive = patch.get(DIRECTIVE)
    if directive is not None:
        rest = {name: value for name, value in patch.items() if name != DIRECTIVE}
        if directive == "replace":
            return {name: _cleaned(value) for name, value in rest.items() if value is not None}
        if directive == "delete":
            return {}
        raise Malformed(f"unknown patch type: {goprint.text(directive)} in map: {goprint.plain(patch)}")
    found = _retained(patch, doc)
    for name, value in patch.items():
        if not name.startswith("$"):
            _lay(found, _field(type_, name), name, value)
    return _follow_directives(type_, patch, found, doc)


def _lay(found: Doc, field: tuple[Type | None, Field | None], name: str, value: Any) -> None:
    """Merge one value of a patch into the mapping ``found``."""
    if value is None:
        found.pop(name, None)
    elif name in found:
        found[name] = _value(*field, value, found[name])
    else:
        found[name] = _value(*field, value, [] if isinstance(value, list) else {} if isinstance(value, dict) else None)


def _value(type_: Type | None, field: Field | None, patch: Any, held: Any) -> Any:
    if isinstance(patch, dict) and (isinstance(held, dict) or held is None):
        return _mapping(type_, patch, held or {})
    if isinstance(patch, list) and isinstance(held, list):
        if field is not None and "merge" in field.strategies:
            return _items(type_, field, patch, held)
        return [item for item in patch if not _is_directive(item)]
    return patch


def _items(type_: Type | None, field: Field, patch: list[Any], held: list[Any]) -> list[Any]:
    """A list that is merged: by a key where its items are objects, as a set where they are plain."""
    _check_alike([held, patch])
    if not field.merge_key:
        found = [*held, *(item for item in patch if item not in held)]
        return order.arranged(found, patch, held, "")
    if any(_is_directive(item) and item[DIRECTIVE] == "replace" for item in patch):
        return [item for item in patch if not _is_directive(item)]
    found = list(held)
    item_type = type_.item if isinstance(type_, ListOf) else None
    for item in patch:
        _merge_item(item_type, field.merge_key, item, found)
    return order.arranged(found, patch, held, field.merge_key)


def _check_alike(lists: list[list[Any]]) -> None:
    """Whether all items are of one type, and none is a list (upstream's `sliceElementType`)."""
    items = [item for items in lists for item in items]
    if any(isinstance(item, list) for item in items[:1]):
        raise Nested("lists of lists are not supported")
    if any(type(item) is not type(items[0]) for item in items):
        raise Malformed(f"list element types are not identical: {goprint.plain(lists)}")


def _merge_item(type_: Type | None, merge_key: str, item: Any, found: list[Any]) -> None:
    if not isinstance(item, dict) or merge_key not in item:
        raise Malformed(f"map: {goprint.plain(item)} does not contain declared merge key: {merge_key}")
    places = [at for at, held in enumerate(found) if isinstance(held, dict) and held.get(merge_key) == item[merge_key]]
    if item.get(DIRECTIVE) == "merge":
        raise Malformed("merging lists cannot yet be specified in the patch")
    if item.get(DIRECTIVE) == "delete":
        for at in reversed(places):
            del found[at]
    elif places:
        found[places[0]] = _mapping(type_, item, found[places[0]])
    else:
        found.append(_mapping(type_, item, {}))


def _follow_directives(type_: Type | None, patch: Doc, found: Doc, doc: Doc) -> Doc:
    for name, value in patch.items():
        if name.startswith(DELETE):
            _delete(found, name.removeprefix(DELETE), value)
        elif name.startswith(ORDER):
            field = name.removeprefix(ORDER)
            known = _field(type_, field)[1]
            merge_key = known.merge_key if known else ""
            wanted = _list(value)
            if field in found:
                found[field] = order.arranged(_list(found[field]), wanted, _list(doc.get(field, [])), merge_key)
    return {name: value for name, value in found.items() if not (value == [] and _is_emptied(name, patch))}


def _delete(found: Doc, field: str, values: Any) -> None:
    """Take values out of a list of plain ones; what is no list on either side is passed over, as upstream does."""
    if values is None:
        found.pop(field, None)
    elif isinstance(values, list) and isinstance(found.get(field), list):
        found[field] = [item for item in found[field] if item not in values]


def _list(value: Any) -> list[Any]:
    """A list that an order is about. Raises `Malformed` for something else (mergepatch's `ErrBadArgType`)."""
    if not isinstance(value, list):
        got = "%!s(<nil>)" if value is None else goprint.type_name(value)
        raise Malformed(f"expected a []interface {{}}, but received a {got}")
    return value


def _is_emptied(name: str, patch: Doc) -> bool:
    return DELETE + name in patch


def _retained(patch: Doc, doc: Doc) -> Doc:
    """What stays of ``doc`` before the patch is laid over it; all keys that the patch sets must be among those."""
    if RETAIN not in patch:
        return dict(doc)
    kept = patch[RETAIN]
    given = (name for name, value in patch.items() if value is not None and not name.startswith("$"))
    if not isinstance(kept, list) or any(name not in kept for name in given):
        raise Misdirected("invalid patch format of retainKeys")
    return {name: value for name, value in doc.items() if name in kept}


def _field(type_: Type | None, name: str) -> tuple[Type | None, Field | None]:
    if isinstance(type_, Struct):
        field = type_.fields.get(name)
        return (field.type, field) if field else (None, None)
    return (type_.value if isinstance(type_, MapOf) else None), None


def _is_directive(item: Any) -> bool:
    return isinstance(item, dict) and DIRECTIVE in item and len(item) == 1


def _cleaned(value: Any) -> Any:
    """A new part of a document: nulls and directives have nothing to act on there."""
    if isinstance(value, dict):
        return {k: _cleaned(v) for k, v in value.items() if v is not None and not k.startswith("$")}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value
