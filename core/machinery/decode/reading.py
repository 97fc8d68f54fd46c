"""Reading a manifest file: its documents, each with its lines, and all errors of all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import yaml

from core.machinery.decode.building import Builder, Place, Refused
from core.meta.objects import Doc

MAX_BYTES: Final = 8 * 2**20
_MIB: Final = 2**20

_SEPARATOR: Final = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

_SURROGATES: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


class DecodeError(NamedTuple):
    """One thing wrong with a file, and where; line and column count from 1."""

    line: int
    column: int
    message: str


@dataclass(slots=True)
class _Chunk:
    """The text of one YAML document and the lines before it; placing reads it again, once, when asked."""

    text: str
    offset: int
    _places: dict[str, Place] | None = field(default=None, repr=False)

    def places(self) -> dict[str, Place]:
        if self._places is None:
            self._places = {}
            for _ in Builder(self.text, self._places).documents():
                break
        return self._places

    def place(self, path: str) -> Place:
        places = self.places()
        while path and path not in places:
            path = _parent(path)
        line, column = places.get(path, (1, 1))
        return line + self.offset, column


def _parent(path: str) -> str:
    """Return the path one step up: `a.b[0]` → `a.b` → `a`; keys may hold dots, so this only approximates."""
    return path[: max(path.rfind("."), path.rfind("["), 0)]


@dataclass(frozen=True)
class Document:
    """One object of a file. `line` and `end_line` are its first and last line, counted from 1."""

    doc: Doc
    line: int
    end_line: int
    chunk: _Chunk = field(repr=False)
    prefix: str = ""
    """The path of the object within its YAML document, where that is a List."""

    def place(self, path: str) -> Place:
        """Return line and column of a field path (`spec.containers[0].image`), or of its nearest parent."""
        whole = f"{self.prefix}.{path}" if self.prefix and path else self.prefix or path
        return self.chunk.place(whole)

    @cached_property
    def positions(self) -> dict[str, Place]:
        """Every field path of the object with its line and column."""
        start = f"{self.prefix}." if self.prefix else ""
        return {
            path.removeprefix(start): (line + self.chunk.offset, column)
            for path, (line, column) in self.chunk.places().items()
            if path.startswith(start)
        }

    @property
    def source(self) -> str:
        """The text of the object's lines."""
        first = self.line - 1 - self.chunk.offset
        lines = self.chunk.text.splitlines()[first : self.end_line - self.chunk.offset]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a file holds: the documents that could be read, and all errors in order of line."""

    documents: list[Document]
    errors: list[DecodeError]


def documents(data: bytes | str) -> Decoded:
    """Read YAML or JSON, one or many documents, Lists expanded. Never raises for bad input."""
    size = len(data)
    if size > MAX_BYTES:
        why = f"{size / _MIB:.1f} MiB is too much: files of up to {MAX_BYTES // _MIB} MiB are read"
        return Decoded([], [DecodeError(1, 1, why)])
    text, problem = _text(data)
    if problem is not None:
        return Decoded([], [problem])
    found: list[Document] = []
    errors: list[DecodeError] = []
    for chunk in _chunks(text):
        _read(chunk, found, errors)
    return Decoded(found, sorted(errors))


class First(NamedTuple):
    """The first document of a text, whatever it is (None: there is none)."""

    value: Any
    error: str
    """Why it cannot be read; empty when it can."""
    problems: list[str]
    """What is wrong with a document that can be read, as a key that is there twice."""


def first(data: bytes) -> First:
    """Read the first document of YAML or JSON alone, as a body of a request. Never raises for bad input."""
    text, problem = _text(data)
    if problem is not None:
        return First(None, problem.message, [])
    for chunk in _chunks(text):
        builder = Builder(chunk.text)
        try:
            for value, _start, _end in builder.documents():
                return First(value, "", [message for _place, message in builder.problems])
        except Refused as refused:
            return First(None, refused.message, [])
        except yaml.YAMLError as error:
            found = _syntax(chunk, error)
            return First(None, f"line {found.line}: {found.message}", [])
    return First(None, "", [])


def _text(data: bytes | str) -> tuple[str, DecodeError | None]:
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", _not_utf8(bytes(error.object), error.start)
    text = text.removeprefix("\ufeff")
    bad = _UNPRINTABLE.search(text)
    if bad is None:
        return _SURROGATES.sub(_joined, text), None
    line = text.count("\n", 0, bad.start()) + 1
    column = bad.start() - text.rfind("\n", 0, bad.start())
    return "", DecodeError(line, column, f"control character U+{ord(bad[0]):04X} is not allowed")


def _joined(pair: re.Match[str]) -> str:
    """JSON spells characters beyond U+FFFF as two escapes, which YAML does not know."""
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}{chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))}"


def _not_utf8(data: bytes, at: int) -> DecodeError:
    line = data.count(b"\n", 0, at) + 1
    column = at - data.rfind(b"\n", 0, at)
    hint = " (UTF-16? save it as UTF-8)" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    return DecodeError(line, column, f"byte {at} (0x{data[at]:02x}) is not UTF-8{hint}")


def _chunks(text: str) -> Iterator[_Chunk]:
    """Cut at document separators, so that an error in one document leaves the others readable."""
    start, offset = 0, 0
    for match in _SEPARATOR.finditer(text):
        piece = text[start : match.start()]
        yield _Chunk(piece, offset)
        offset += piece.count("\n")
        # The separator itself stays with what follows: text may stand on its line.
        start = match.start()
    yield _Chunk(text[start:], offset)


def _read(chunk: _Chunk, found: list[Document], errors: list[DecodeError]) -> None:
    if not chunk.text.strip():
        return
    builder = Builder(chunk.text)
    try:
        for value, start, end in builder.documents():
            _take(chunk, value, (start, end), found, errors)
    except Refused as refused:
        errors.append(_placed(chunk, refused.place, refused.message))
    except yaml.YAMLError as error:
        errors.append(_syntax(chunk, error))
    errors += [_placed(chunk, place, message) for place, message in builder.problems]


def _placed(chunk: _Chunk, place: Place, message: str) -> DecodeError:
    return DecodeError(place[0] + chunk.offset, place[1], message)


def _syntax(chunk: _Chunk, error: yaml.YAMLError) -> DecodeError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    # libyaml says where it was ("while parsing a block mapping") and what it met there.
    message = f"{problem}, {context}" if context else str(problem)
    line = chunk.text.splitlines()[place[0] - 1 : place[0]]
    if line and line[0][: place[1]].lstrip(" ").startswith("\t"):
        message = "a tab cannot indent YAML: use spaces"
    return _placed(chunk, place, message)


def _take(
    chunk: _Chunk, value: Any, span: tuple[Place, Place], found: list[Document], errors: list[DecodeError]
) -> None:
    start, end = span
    if value is None:
        return
    if not isinstance(value, dict):
        errors.append(_placed(chunk, start, f"expected an object with apiVersion and kind, found {_name(value)}"))
        return
    missing = _missing(value)
    if missing:
        errors.append(_placed(chunk, start, missing))
        return
    last = max(start[0], end[0] - 1 if end[1] == 1 else end[0]) + chunk.offset
    if value["kind"].endswith("List") and isinstance(value.get("items"), list):
        _take_items(chunk, value, last, found, errors)
        return
    found.append(Document(value, start[0] + chunk.offset, last, chunk))


def _take_items(chunk: _Chunk, value: Doc, last: int, found: list[Document], errors: list[DecodeError]) -> None:
    """Expand a List; items of a typed list may leave out kind and apiVersion."""
    places = [chunk.place(f"items[{at}]") for at in range(len(value["items"]))]
    inherited = {"apiVersion": value["apiVersion"], "kind": value["kind"].removesuffix("List")}
    for at, item in enumerate(value["items"]):
        line, column = places[at]
        if isinstance(item, dict) and inherited["kind"]:
            item = {**inherited, **item}
        problem = _missing(item) if isinstance(item, dict) else f"expected an object, found {_name(item)}"
        if problem:
            errors.append(DecodeError(line, column, problem))
            continue
        end = places[at + 1][0] - 1 if at + 1 < len(places) else last
        found.append(Document(item, line, max(line, end), chunk, f"items[{at}]"))


def _missing(doc: Doc) -> str:
    for name in ("apiVersion", "kind"):
        value = doc.get(name)
        if not value:
            return f"{name} is missing"
        if not isinstance(value, str):
            return f"{name} must be text, not {_name(value)}"
    return ""


def _name(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    for type_, name in ((str, "text"), (int, "a number"), (float, "a number"), (list, "a list"), (dict, "a mapping")):
        if isinstance(value, type_):
            return name
    return "nothing"
