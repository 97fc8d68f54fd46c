"""Words of a shell script: cut into tokens, and expanded as far as text alone can say what they become."""

from __future__ import annotations

import re
from typing import Final

from core.logs.sayings import Mark, Piece

Variables = dict[str, tuple[Piece, ...]]

_TOKEN = re.compile(
    r"""
    (?P<space>(?:[^\S\n]|\\\n)+) | (?P<comment>(?<![^\s;])\#[^\n]*)
    | (?P<operator>\n|;;|;|&&|\|\||[12]?>&[12]|&>>?|[012]?>>?|<<?|\||&|\(\(?|\)\)?)
    | (?P<word>(?:\$\(\((?:[^()]|\([^()]*\))*\)\)|\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$\{[^}]*\}
        |"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s;&|<>()'"\\`$]|\$)+)
    """,
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(
    r"""
    '(?P<single>[^']*)' | "(?P<double>(?:[^"\\]|\\.)*)" | \\(?P<escaped>.)
    | \$\(\((?P<sum>.*?)\)\)(?!\)) | \$\((?P<command>(?:[^()]|\([^()]*\))*)\) | `(?P<ticks>[^`]*)`
    | \$\{(?P<braced>\w+)[^}]*\} | \$(?P<name>\w+|[?$#@*]) | (?P<plain>[^'"\\$`]+|\$|['"\\`])
    """,
    re.VERBOSE | re.DOTALL,
)
_SUM = re.compile(r"\s*\$?\{?(\w+)\}?\s*(?:([+-])\s*(\d{1,9}))?\s*")
_DATE = re.compile(r"date(?:\s+-u|\s+--utc)*(?:\s+(.+))?", re.DOTALL)
_SEQ = re.compile(r"seq\s+(\d{1,9})(?:\s+(\d{1,9}))?(?:\s+(\d{1,9}))?")
DATE: Final = Mark("%a %b %e %H:%M:%S UTC %Y")
MOST_ITEMS: Final = 10_000


def tokens(script: str) -> list[tuple[str, str]]:
    """(``word`` or ``operator``, text) of a script; what cannot be read ends it."""
    found, at = [], 0
    while match := _TOKEN.match(script, at):
        at = match.end()
        if match.lastgroup in ("word", "operator"):
            found.append((match.lastgroup, match[0]))
    return found


def expand(word: str, known: Variables) -> tuple[Piece, ...]:
    """What a word becomes; unknown variables and commands become nothing, as they do where nothing is printed."""
    found: list[Piece] = []
    for match in _PART.finditer(word):
        found.extend(_part(match, known))
    return tuple(found)


def _part(match: re.Match[str], known: Variables) -> tuple[Piece, ...]:
    kind, text = match.lastgroup, match[match.lastgroup or 0]
    if kind == "double":
        return expand(_in_quotes(text), known)
    if kind in ("braced", "name"):
        return known.get(text, ())
    if kind == "sum":
        return added(text, known)
    if kind in ("command", "ticks"):
        return known[text] if text in known else output(text.strip(), known)
    return (text,)


def _in_quotes(text: str) -> str:
    """Inside double quotes, single quotes and most backslashes are letters like any other."""
    return re.sub(r"\\([^\"$`\\])|'", lambda match: "\\\\" + match[1] if match[1] else "\\'", text)


def added(text: str, known: Variables) -> tuple[Piece, ...]:
    """The value of a sum of a variable or number and a number; nothing for other arithmetic."""
    match = _SUM.fullmatch(text)
    if match is None:
        return ()
    name, sign, amount = match.groups()
    value = (name,) if name.isdigit() else known.get(name, ("0",))
    more = int(amount or 0) * (-1 if sign == "-" else 1)
    if len(value) == 1 and isinstance(value[0], Mark) and value[0].name == "count":
        return (value[0]._replace(start=value[0].start + more),)
    number = plain(value)
    return (str(int(number) + more),) if re.fullmatch(r"-?\d{1,15}", number) else ()


def output(command: str, known: Variables) -> tuple[Piece, ...]:
    """What a command in ``$( )`` prints, for those that are known."""
    command = command.replace("\\'", "'")
    date = _DATE.fullmatch(command)
    if date:
        return date_in(plain(expand(date[1], known)) if date[1] else "")
    if command == "hostname":
        return (Mark("pod"),)
    if command.startswith("expr "):
        return added(command.removeprefix("expr "), known)
    if command.startswith("echo "):
        return tuple(piece for word in command.split()[1:] for piece in expand(word, known))
    return (" ".join(numbers(plain(expand(command, known)))),)


def date_in(form: str) -> tuple[Piece, ...]:
    """What ``date`` prints in a form that begins with ``+``, or without one."""
    form = form.removeprefix("+")
    return (Mark(form) if form.startswith("%") else form,) if form else (DATE,)


def numbers(command: str) -> list[str]:
    """The numbers that ``seq`` counts."""
    match = _SEQ.fullmatch(command)
    if match is None:
        return []
    given = [int(one) for one in match.groups() if one is not None]
    first, step, last = (1, 1, given[0]) if len(given) == 1 else (given[0], 1, given[1]) if len(given) == 2 else given
    return [str(one) for one in range(first, min(last, first + MOST_ITEMS * max(step, 1)) + 1, max(step, 1))]


def plain(pieces: tuple[Piece, ...]) -> str:
    """The text of pieces, without what is only known when it is printed."""
    return "".join(piece for piece in pieces if isinstance(piece, str))
