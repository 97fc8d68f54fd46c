"""What a shell script prints: played once, with its sleeps as virtual time and its endless loops as repetition.

Read are sequences of simple commands and ``while``, ``until`` and ``for`` loops. Of ``if`` and ``case`` nothing is
printed, as nobody knows their outcome; a loop that waits for something ends when its container does so well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from core.logs import shell_output, shell_words
from core.logs.sayings import AFTER, EVERY, EXIT, GAP, LEAST_PERIOD, STDERR, STDOUT, Mark, Piece, Saying
from core.logs.shell_output import Inside
from core.logs.shell_words import Variables
from core.meta.durations import parse_duration
from core.meta.time import MILLISECOND, SECOND

READ_MOST: Final = 4096
"""Characters of a script that are read."""
MOST_SAYINGS: Final = 5_000
MOST_LETTERS: Final = 4 * 1024 * 1024
MOST_COMMANDS: Final = 20_000
"""What is played of a script, so that loops within loops end."""
DEEPEST: Final = 16

QUICK: Final = frozenset(
    {
        "cat", "chmod", "chown", "cp", "date", "echo", "env", "hostname", "ls", "mkdir", "printenv", "printf", "rm",
        "seq", "set", "touch", "true",
    }
)  # fmt: skip
"""Commands that take no time worth a thought and end well."""

_OPENING: Final = {"while": "done", "until": "done", "for": "done", "if": "fi", "case": "esac", "{": "}"}
_ENDS: Final = frozenset({";", "\n", "&&", "||", "&", ";;"})
_SKIPPED: Final = frozenset({"exec", "then", "time", "nohup", "do", "else", "!"})
_FOR_EVER: Final = (["true"], [":"], ["[", "1", "]"], ["false"])

Tokens = list[tuple[str, str]]


class Over(Exception):
    """The script ends here, or what comes after is never reached."""

    def __init__(self, is_exit: bool = False) -> None:
        super().__init__()
        self.is_exit = is_exit


@dataclass(slots=True)
class Machine:
    """The state of the play."""

    inside: Inside
    said: list[Saying] = field(default_factory=list)
    cursor: int = 20 * MILLISECOND
    when: str = AFTER
    depth: int = 0
    played: int = 0
    letters: int = 0
    kept: list[tuple[int, str, bool]] = field(default_factory=list)
    """When (µs) which file was made, or taken away."""
    is_certain: bool = True
    """Whether all that was met is known to end, and when."""

    @property
    def known(self) -> Variables:
        """The variables and their values."""
        return self.inside.known

    def say(self, pieces: tuple[Piece, ...], stream: str) -> None:
        self.letters += sum(len(piece) if isinstance(piece, str) else 0 for piece in pieces)
        if len(self.said) >= MOST_SAYINGS or self.letters > MOST_LETTERS:
            raise Over
        self.said.append(Saying(self.when, self.cursor, pieces, stream))
        self.cursor += GAP if self.when == AFTER else 0


def play(script: str, inside: Inside) -> list[Saying]:
    """All that a script says, in the order in which it says it first."""
    machine = Machine(inside)
    with suppress(Over):
        _run(shell_words.tokens(script[:READ_MOST]), machine)
    return machine.said


def lasting(script: str) -> int | None:
    """µs until a script ends, by its sleeps and its loops over words; ``None`` for one that nobody can tell of."""
    machine = Machine(Inside({}))
    try:
        _run(shell_words.tokens(script[:READ_MOST]), machine)
    except Over as over:
        machine.is_certain = machine.is_certain and over.is_exit
    return machine.cursor if machine.is_certain else None


def presence(script: str, path: str) -> tuple[int, int | None] | None:
    """From when until when (µs) a file is there that a script makes; ``None`` for one that it does not make."""
    machine = Machine(Inside({}))
    with suppress(Over):
        _run(shell_words.tokens(script[:READ_MOST]), machine)
    made = next((time for time, name, is_made in machine.kept if name == path and is_made), None)
    if made is None:
        return None
    gone = (time for time, name, is_made in machine.kept if name == path and not is_made and time >= made)
    return made, next(gone, None)


def _run(tokens: Tokens, machine: Machine) -> None:
    """One list of commands after another."""
    if machine.depth > DEEPEST:
        raise Over
    for command, joined in _commands(tokens):
        machine.played += 1
        if machine.played > MOST_COMMANDS:
            raise Over
        if joined == "||":
            continue
        head = command[0][1]
        if head in ("while", "until"):
            _repeat(command, machine)
        elif head == "for":
            _each(command, machine)
        elif head == "{":
            _run(command[1:-1], machine)
        elif head in _OPENING:
            machine.is_certain = False
        else:
            _simple(command, machine)


def _commands(tokens: Tokens) -> Iterator[tuple[Tokens, str]]:
    """Commands of the outermost level, each with the operator that joins it to the one before."""
    command: Tokens = []
    waiting: list[str] = []
    joined = ";"
    for kind, text in tokens:
        at_start = not command or command[-1][1] in ("do", "then", "else", "{", *_ENDS)
        if kind == "word" and at_start and text in _OPENING:
            waiting.append(_OPENING[text])
        elif waiting and kind == "word" and at_start and text == waiting[-1]:
            waiting.pop()
        if kind == "operator" and text in _ENDS and not waiting:
            if command:
                yield command, joined
            command, joined = [], text
        else:
            command.append((kind, text))
    if command:
        yield command, joined


def _body(command: Tokens) -> tuple[Tokens, Tokens]:
    """What stands before ``do`` and what between it and the last ``done``."""
    at = next((place for place, token in enumerate(command) if token == ("word", "do")), len(command))
    last = max((place for place, token in enumerate(command) if token == ("word", "done")), default=len(command))
    return command[1:at], command[at + 1 : last]


def _repeat(command: Tokens, machine: Machine) -> None:
    """A loop without a known end: its body is said again and again, its counters counting on."""
    machine.is_certain = False
    condition, body = _body(command)
    begun, first = machine.cursor, len(machine.said)
    words = [text for kind, text in condition if kind == "word"]
    _set_counters(body, machine)
    machine.cursor += _sleep(words)
    machine.depth += 1
    if machine.when == AFTER:
        _run(body, machine)
    machine.depth -= 1
    period = max(machine.cursor - begun, LEAST_PERIOD)
    machine.said[first:] = [_again(one, period) for one in machine.said[first:]]
    if words in _FOR_EVER or words[:1] == ["sleep"]:
        raise Over
    machine.when = EXIT


def _again(saying: Saying, period: int) -> Saying:
    return saying._replace(when=EVERY, period=period) if saying.when == AFTER else saying


def _set_counters(body: Tokens, machine: Machine) -> None:
    """Variables that a turn of the loop adds a number to."""
    for _, text in body:
        name, equals, value = text.partition("=")
        before = machine.known.get(name, ("0",)) if equals else ()
        after = shell_words.plain(shell_words.expand(value, machine.known)) if equals and name in value else ""
        start = shell_words.plain(before)
        if start.lstrip("-").isdigit() and after.lstrip("-").isdigit():
            machine.known[name] = (Mark("count", int(start), int(after) - int(start)),)


def _each(command: Tokens, machine: Machine) -> None:
    """A loop over words."""
    head, body = _body(command)
    words = [text for kind, text in head if kind == "word"]
    if len(words) < 2 or words[1] != "in":
        return
    items = [shell_words.plain(shell_words.expand(word, machine.known)) for word in words[2:]]
    machine.depth += 1
    for item in " ".join(items).split():
        machine.known[words[0]] = (item,)
        _run(body, machine)
    machine.depth -= 1


def _simple(command: Tokens, machine: Machine) -> None:
    """One command, alone or at the head of a pipe."""
    words, stream, file = _told(command)
    while words and (words[0] in _SKIPPED or (_is_assignment(words[0]) and not all(map(_is_assignment, words)))):
        words = words[1:]
    if not words:
        return
    name, given = words[0].rsplit("/", 1)[-1], words[1:]
    machine.known["?"] = (str(shell_output.code_of(name, given, machine.inside)),)
    machine.is_certain &= name in QUICK or name in ("sleep", "exit", "export") or _is_assignment(name)
    if name in ("exit", "return", "break"):
        raise Over(name == "exit")
    if name == "sleep":
        machine.cursor += _sleep(words) if machine.when == AFTER else 0
    elif name == "export" or _is_assignment(name):
        _assign(given if name == "export" else words, machine)
        machine.inside.exported += [word.partition("=")[0] for word in given if name == "export"]
    else:
        _act(name, given, machine, (stream, file))


def _act(name: str, given: list[str], machine: Machine, output: tuple[str, tuple[str, ...]]) -> None:
    """A command that changes files, or prints: to a stream or a file."""
    stream, file = output
    refused = shell_output.refusal(machine.inside, file)
    if refused:
        machine.say((refused,), STDERR)
    elif file:
        machine.kept.append((machine.cursor, shell_output.write(name, given, machine.inside, file), True))
    elif name in ("touch", "rm"):
        _keep(name, given, machine)
    elif stream:
        for line in shell_output.lines_of(name, given, machine.inside):
            machine.say(line, stream)


def _keep(name: str, given: list[str], machine: Machine) -> None:
    """`touch` makes files that are not there, `rm` takes files away."""
    files = machine.inside.files
    for path in (shell_words.plain(shell_words.expand(word, machine.known)) for word in given if word[:1] != "-"):
        if name == "touch":
            files.setdefault(path, shell_output.EMPTY)
        else:
            files.pop(path, None)
        machine.kept.append((machine.cursor, path, name == "touch"))


def _told(command: Tokens) -> tuple[list[str], str, tuple[str, ...]]:
    """The words of a command, and where its output goes: a stream, a file (its operator and name), or nowhere."""
    words: list[str] = []
    stream, skip = STDOUT, False
    file: tuple[str, ...] = ()
    for place, (kind, text) in enumerate(command):
        if kind == "word" and not skip:
            words.append(text)
        elif kind == "word" and not stream:
            file = (command[place - 1][1], text)
        skip = kind == "operator" and ">" in text and not text[-1].isdigit()
        if text in (">&2", "1>&2"):
            stream = STDERR
        elif kind == "operator" and text == "|":
            is_kept = command[place + 1 : place + 2] in ([("word", "tee")], [("word", "cat")])
            return words, stream if is_kept else "", ()
        elif skip and not text.startswith("2"):
            stream = ""
    return words, stream, file


def _is_assignment(word: str) -> bool:
    name, equals, _ = word.partition("=")
    return bool(equals) and name.isidentifier()


def _assign(words: list[str], machine: Machine) -> None:
    for word in words:
        name, equals, value = word.partition("=")
        if equals and name.isidentifier():
            machine.known[name] = shell_words.expand(value, machine.known)


def _sleep(words: list[str]) -> int:
    """µs that a ``sleep`` takes; 0 for another command."""
    if words[:1] != ["sleep"]:
        return 0
    took = sum(parse_duration(word.strip("\"'")) or 0 for word in words[1:])
    return took or SECOND
