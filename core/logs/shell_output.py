"""What the commands of a shell script print, and what they find around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from core.logs.files import MODE, File, names_in
from core.logs.sayings import Mark, Piece
from core.logs.shell_words import Variables, date_in, expand, numbers, plain

Line = tuple[Piece, ...]
EMPTY: Final = File("", MODE)


@dataclass(slots=True)
class Inside:
    """What a script finds in its container."""

    known: Variables
    exported: list[str] = field(default_factory=list)
    """The variables that programs are given, in their order."""
    files: dict[str, File] = field(default_factory=dict)
    directories: frozenset[str] = frozenset()
    is_read_only: bool = False
    """Whether only its volumes can be written to."""
    user: tuple[int, int] = (0, 0)
    """The uid and the gid that it runs as."""
    is_network_admin: bool = False
    """Whether it may change the network's devices."""
    settings: dict[str, str] = field(default_factory=dict)
    """What the pod sets of the kernel."""


def lines_of(name: str, words: list[str], inside: Inside) -> Iterator[Line]:
    """The lines that a command prints; none for one that is not known."""
    printer = _PRINTERS.get(name.rsplit("/", 1)[-1])
    return _lines(printer([expand(word, inside.known) for word in words], inside)) if printer else iter(())


def refusal(inside: Inside, file: tuple[str, ...]) -> str:
    """What a shell says when it cannot make a file; empty when it can."""
    path = plain(expand(file[1], inside.known)) if file and inside.is_read_only else "/dev/"
    is_kept = path.startswith(("/dev/", *(f"{one}/" for one in inside.directories)))
    return "" if is_kept else f"/bin/sh: can't create {path}: Read-only file system"


def write(name: str, words: list[str], inside: Inside, file: tuple[str, ...]) -> str:
    """Put what a command prints into a file, anew or (`>>`) behind what is there; the file's path."""
    printer = _PRINTERS.get(name)
    path = plain(expand(file[1], inside.known))
    before = inside.files[path].content if file[0].endswith(">>") and path in inside.files else ""
    text = plain(printer([expand(word, inside.known) for word in words], inside)) if printer else ""
    inside.files[path] = File(before + text, MODE)
    return path


def code_of(name: str, words: list[str], inside: Inside) -> int:
    """The exit code of a command, where it can be told; 0 for others."""
    if name == "false":
        return 1
    if name not in ("test", "[") or len(words) < 2 or words[0] not in ("-d", "-e", "-f"):
        return 0
    path = plain(expand(words[1], inside.known)).rstrip("/")
    is_directory = path in inside.directories or bool(names_in(inside.files, path))
    is_there = path in inside.files if words[0] == "-f" else is_directory
    return int(not (is_there or (words[0] == "-e" and path in inside.files)))


def _echo(words: list[Line], _: Inside) -> Line:
    end = "\n"
    while words and words[0] in (("-e",), ("-n",), ("-ne",), ("-en",)):
        end = "" if "n" in str(words[0][0]) else end
        words = words[1:]
    return (*_spaced(words), end)


def _hexdump(words: list[Line], inside: Inside) -> Line:
    """`hexdump -C`: offset, bytes, letters."""
    held = next((inside.files[path].content for path in map(plain, words) if path in inside.files), "")
    data = held.encode("latin-1") if all(ord(letter) < 256 for letter in held) else held.encode()
    lines = []
    for at in range(0, len(data), 16):
        part = data[at : at + 16]
        shown = "  ".join(part[half : half + 8].hex(" ") for half in (0, 8))
        letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
        lines.append(f"{at:08x}  {shown:<48}  |{letters}|\n")
    return (*lines, f"{len(data):08x}\n")


def _ip(words: list[Line], inside: Inside) -> Line:
    """`ip link add` and its like need a capability; what they change is not shown."""
    is_changing = len(words) > 1 and plain(words[1]) in ("add", "del", "delete", "set", "change", "replace")
    return ("ip: RTNETLINK answers: Operation not permitted\n",) if is_changing and not inside.is_network_admin else ()


def _sysctl(words: list[Line], inside: Inside) -> Line:
    """`sysctl NAME`: the setting that the pod asks for."""
    named = [name for name in map(plain, words) if name in inside.settings]
    return tuple(f"{name} = {inside.settings[name]}\n" for name in named)


def _id(words: list[Line], inside: Inside) -> Line:
    """As busybox tells who it is: names only for root."""
    user, group = inside.user
    if words and plain(words[0]) in ("-u", "-g"):
        return (f"{user if plain(words[0]) == '-u' else group}\n",)
    root = "(root)"
    groups = f"{group}{root},10(wheel)" if not user and not group else str(group)
    return (f"uid={user}{'' if user else root} gid={group}{'' if group else root} groups={groups}\n",)


def _printf(words: list[Line], _: Inside) -> Line:
    return _formatted(words[0], words[1:]) if words else ()


def _date(words: list[Line], _: Inside) -> Line:
    return (*date_in(plain(words[-1]) if words else ""), "\n")


def _seq(words: list[Line], _: Inside) -> Line:
    return tuple(f"{one}\n" for one in numbers(plain(_spaced([("seq",), *words]))))


def _hostname(_: list[Line], __: Inside) -> Line:
    return (Mark("pod"), "\n")


def _env(_: list[Line], inside: Inside) -> Line:
    return tuple(piece for name in inside.exported for piece in (f"{name}=", *inside.known.get(name, ()), "\n"))


def _printenv(words: list[Line], inside: Inside) -> Line:
    names = [plain(word) for word in words]
    if not names:
        return _env(words, inside)
    return tuple(piece for name in names if name in inside.exported for piece in (*inside.known.get(name, ()), "\n"))


def _cat(words: list[Line], inside: Inside) -> Line:
    return tuple(inside.files[path].content for path in map(plain, words) if path in inside.files)


def _ls(words: list[Line], inside: Inside) -> Line:
    found = (names_in(inside.files, plain(word)) for word in words if not plain(word).startswith("-"))
    return tuple(f"{name}\n" for names in found for name in names)


_PRINTERS: Final[dict[str, Callable[[list[Line], Inside], Line]]] = {
    "echo": _echo,
    "printf": _printf,
    "date": _date,
    "seq": _seq,
    "hostname": _hostname,
    "env": _env,
    "printenv": _printenv,
    "cat": _cat,
    "hexdump": _hexdump,
    "id": _id,
    "ip": _ip,
    "sysctl": _sysctl,
    "ls": _ls,
}


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
