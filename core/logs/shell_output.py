"""What the commands of a shell script print: `echo`, `printf`, `date`, `seq` and `hostname`."""

from __future__ import annotations

from collections.abc import Iterator

from core.logs.sayings import Mark, Piece
from core.logs.shell_words import Variables, date_in, expand, numbers, plain

Line = tuple[Piece, ...]


def lines_of(name: str, words: list[str], known: Variables) -> Iterator[Line]:
    """The lines that a command prints; none for one that is not known."""
    return _lines(_printed(name, words, known))


def _printed(name: str, words: list[str], known: Variables) -> Line:
    """What a command prints; nothing for one that is not known."""
    expanded = [expand(word, known) for word in words]
    if name.rsplit("/", 1)[-1] == "echo":
        while expanded and expanded[0] in (("-e",), ("-n",), ("-ne",), ("-en",)):
            expanded = expanded[1:]
        return (*_spaced(expanded), "\n")
    if name == "printf" and expanded:
        return _formatted(expanded[0], expanded[1:])
    if name == "date":
        return (*date_in(plain(expanded[-1]) if expanded else ""), "\n")
    if name == "seq":
        return tuple(f"{one}\n" for one in numbers(plain(_spaced([("seq",), *expanded]))))
    return (Mark("pod"), "\n") if name == "hostname" else ()


def _spaced(words: list[Line]) -> Line:
    return tuple(piece for at, word in enumerate(words) for piece in ((" ", *word) if at else word))


def _formatted(form: Line, values: list[Line]) -> Line:
    """``printf`` with ``%s`` and ``%d``."""
    found: list[Piece] = []
    given = iter(values)
    text = plain(form).replace("\\n", "\n").replace("\\t", "\t").replace("%d", "%s").replace("%i", "%s")
    for at, part in enumerate(text.split("%s")):
        found.extend(next(given, ()) if at else ())
        found.append(part)
    return tuple(found)


def _lines(pieces: Line) -> Iterator[Line]:
    line: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Mark):
            line.append(piece)
            continue
        first, *others = piece.split("\n")
        line.append(first)
        for other in others:
            yield tuple(one for one in line if one)
            line = [other]
    if any(line):
        yield tuple(one for one in line if one)
