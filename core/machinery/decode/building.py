"""Building a document from YAML events, within limits, with every duplicate key and odd value told."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from typing import Any, Final

import yaml

from core.machinery.decode import scalars
from core.meta.fields import quote

MAX_DEPTH: Final = 100
MAX_ALIASED: Final = 100_000
"""Values that aliases may add to a document; a bomb has millions."""

_TAG: Final = "tag:yaml.org,2002:"
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[int, int]
"""Line and column, counted from 1."""


class Refused(Exception):
    """A document that cannot be built at all, and where that shows."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


def place_of(mark: Any) -> Place:
    """Return the place of a YAML mark."""
    return mark.line + 1, mark.column + 1


class Builder:
    """Builds one stream of documents; `problems` collects what is wrong without ending the building.

    With `places` given, the place of every value is noted under its path.
    """

    def __init__(self, text: str, places: dict[str, Place] | None = None) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.problems: list[tuple[Place, str]] = []
        self.places = places
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.count = 0
        self.aliased = 0

    def documents(self) -> Iterator[tuple[Any, Place, Place]]:
        """Yield (value, start, end) of each document. Raises Refused, or yaml.YAMLError for bad syntax."""
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.anchors = {}
                first = next(self.events)
                value = self.value(first, 0, "")
                last = next(self.events)
                yield value, place_of(first.start_mark), place_of(last.start_mark)

    def value(self, event: Any, depth: int, path: str) -> Any:
        self.count += 1
        if self.places is not None:
            self.places.setdefault(path, place_of(event.start_mark))
        if isinstance(event, yaml.ScalarEvent):
            return self._anchored(event, self.scalar(event), 1)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        if depth >= MAX_DEPTH:
            raise Refused(place_of(event.start_mark), f"nested more than {MAX_DEPTH} levels deep")
        before = self.count + self.aliased
        if event.anchor is not None:
            self.anchors[event.anchor] = (Refused, 0)  # until it is complete it contains itself
        if isinstance(event, yaml.MappingStartEvent):
            found: Any = self.mapping(event, depth, path)
        else:
            found = self.sequence(depth, path)
        return self._anchored(event, found, self.count + self.aliased - before + 1)

    def _anchored(self, event: Any, value: Any, size: int) -> Any:
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, size)
        return value

    def alias(self, event: Any) -> Any:
        place = place_of(event.start_mark)
        if event.anchor not in self.anchors:
            raise Refused(place, f"unknown anchor {quote(event.anchor)}")
        value, size = self.anchors[event.anchor]
        if value is Refused:
            raise Refused(place, f"anchor {quote(event.anchor)} contains itself")
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            raise Refused(place, f"aliases expand to more than {MAX_ALIASED:,} values")
        return value

    def sequence(self, depth: int, path: str) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.value(event, depth + 1, f"{path}[{len(items)}]" if self.places is not None else ""))
        return items

    def mapping(self, start: Any, depth: int, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: list[Any] = []
        lines: dict[str, int] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event)
            here = (f"{path}.{key}" if path else key) if self.places is not None else ""
            if self.places is not None:
                self.places[here] = place_of(event.start_mark)
            value = self.value(next(self.events), depth + 1, here)
            if key == "<<" and not event.style:
                merged += value if isinstance(value, list) else [value]
                continue
            if key in found:
                self.problems.append((place_of(event.start_mark), _twice(key, lines[key])))
            lines[key] = event.start_mark.line + 1
            found[key] = value
        return self.merge(start, found, merged) if merged else found

    def merge(self, start: Any, found: dict[str, Any], merged: list[Any]) -> dict[str, Any]:
        """Lay merge keys under a mapping: its own keys win, then earlier ones."""
        for other in merged:
            if not isinstance(other, dict):
                self.problems.append((place_of(start.start_mark), "<< wants a mapping, or a list of them"))
                continue
            for key, value in other.items():
                found.setdefault(key, value)
        return found

    def key(self, event: Any) -> str:
        if isinstance(event, yaml.AliasEvent):
            found = self.alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            found = self._anchored(event, self.scalar(event), 1)
        else:
            raise Refused(place_of(event.start_mark), "a key must be text, not a list or a mapping")
        key = scalars.spell_key(found)
        if key is None:
            self.problems.append((place_of(event.start_mark), "a key must be text, not null"))
            return "null"
        return key

    def scalar(self, event: Any) -> Any:
        if event.tag is None or event.tag == "!":
            value = scalars.resolve(event.value) if event.implicit[0] else event.value
        else:
            value = self.tagged(event)
        if scalars.is_unspeakable(value):
            self.problems.append((place_of(event.start_mark), f"{event.value} is a number that JSON cannot hold"))
        return value

    def tagged(self, event: Any) -> Any:
        tag = event.tag.removeprefix(_TAG)
        if tag == "str":
            return event.value
        if tag == "binary":
            return self.binary(event)
        value = scalars.resolve(event.value)
        wanted: Any = {"null": type(None), "bool": bool, "int": int, "float": (int, float), "timestamp": str}.get(tag)
        if wanted is None or not isinstance(value, wanted):
            what = f"{quote(event.value)} is no {tag}" if wanted else f"unknown tag {quote(event.tag)}"
            self.problems.append((place_of(event.start_mark), what))
        return value

    def binary(self, event: Any) -> str:
        try:
            return b64decode(event.value, validate=False).decode()
        except ValueError:
            self.problems.append((place_of(event.start_mark), "!!binary that is no base64 of UTF-8 text"))
            return ""


def _twice(key: str, line: int) -> str:
    return f"key {quote(key)} is given twice (first on line {line})"
