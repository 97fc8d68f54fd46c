"""Whether an applied configuration fits its kind's schema: upstream merges only what does.

Source of the rules: structured-merge-diff's typed/validate.go. They are answered with 500: `Apply` in apimachinery's
``util/managedfields/internal/structuredmerge.go`` wraps them by fmt.Errorf, without a status (kubernetes issue 118877).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from core.machinery.apply import fields
from core.machinery.apply.comparing import Misshapen, element_of
from core.machinery.apply.shapes import Anything, Items, Members, Shape
from core.machinery.schema.types import Basic
from core.meta import goprint
from core.meta.errors import StatusError
from core.meta.objects import Doc

Problem = tuple[str, str]
"""(path, what is wrong there)"""

_NUMBERS: Final = frozenset({"int32", "int64", "float64"})
_TEXTS: Final = frozenset({"string", "bytes"})


def check(shape: Members, config: Doc) -> None:
    """Raises `StatusError` (500) for a configuration that has undeclared fields, wrong types or items twice."""
    found = [f"{path}: {why}" if path else why for path, why in _problems(shape, config)]
    if found:
        what = found[0] if len(found) == 1 else "\n  ".join(["errors:", *found])
        raise StatusError(500, "", f"failed to create typed patch object ({described(config)}): {what}")


def described(doc: Doc) -> str:
    """An object as errors about it print it: `ns/name; apps/v1, Kind=Deployment`."""
    metadata = doc.get("metadata")
    found = metadata if isinstance(metadata, dict) else {}
    return f"{found.get('namespace', '')}/{found.get('name', '')}; {group_version_kind(doc)}"


def group_version_kind(doc: Doc) -> str:
    """`apps/v1, Kind=Deployment`; the core group is empty, as Go prints it."""
    version = str(doc.get("apiVersion", ""))
    return f"{version if '/' in version else '/' + version}, Kind={doc.get('kind', '')}"


def _problems(shape: Shape, value: Any) -> Iterator[Problem]:
    if value is None or isinstance(shape, Anything):
        return
    if isinstance(shape, Members):
        yield from _of_members(shape, value) if isinstance(value, dict) else [("", f"expected map, got {_held(value)}")]
    elif isinstance(shape, Items):
        yield from _of_items(shape, value) if isinstance(value, list) else [("", f"expected list, got {_held(value)}")]
    else:
        wrong = _of_scalar(shape.basic, value)
        if wrong:
            yield "", wrong


def _of_members(shape: Members, value: Doc) -> Iterator[Problem]:
    for name, held in value.items():
        if shape.named(name) is None and shape.value is None:
            yield f".{name}", "field not declared in schema"
            return
        yield from _below(f".{name}", _problems(shape.of(name), held))


def _of_items(shape: Items, items: list[Any]) -> Iterator[Problem]:
    seen = set()
    for at, item in enumerate(items):
        where = f"[{at}]"
        if not shape.is_atomic:
            try:
                element = element_of(shape, item)
            except Misshapen as why:
                yield "", f"element {at}: {why}"
                return
            where = fields.element_text(element)
            if element in seen:
                yield "", f"duplicate entries for key {where}"
            seen.add(element)
        yield from _below(where, _problems(shape.item, item))


def _below(where: str, found: Iterator[Problem]) -> Iterator[Problem]:
    return ((where + path, why) for path, why in found)


def _of_scalar(basic: Basic, value: Any) -> str:
    if basic in _NUMBERS:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if fits else f"expected numeric (int or float), got {goprint.type_name(value)}"
    if basic in _TEXTS:
        return "" if isinstance(value, str) else f"expected string, got {_literal(value)}"
    if basic == "bool":
        return "" if isinstance(value, bool) else f"expected boolean, got {_held(value)}"
    return f"expected any scalar, got {_held(value)}" if isinstance(value, dict | list) else ""


def _held(value: Any) -> str:
    """A value as Go prints upstream's holder of it by `%v`."""
    return f"&{{{goprint.plain(goprint.floating(value))}}}"


def _literal(value: Any) -> str:
    """The same by `%#v`, which upstream takes where a text is wanted."""
    return f"&value.valueUnstructured{{Value:{goprint.literal(goprint.floating(value))}}}"
