"""Saving turns: in this process, or in one of its own beside the engine, which then computes the next turn meanwhile.

A long stretch of work is half computing and half packing and inserting rows. Python does one thing at a time, so the
second half goes to another process. What is saved is the same.
"""

from __future__ import annotations

import contextlib
import gc
import json
import marshal
import os
import select
import signal
import struct
import subprocess
import sys
from functools import partial
from typing import IO, Any, Final, Protocol

from django.conf import settings
from django.db import transaction

from core import notify
from core.meta.objects import Key
from core.store.codec import dump
from core.store.protocol import Change, HeadMoved, Logged
from core.store.turns import Fenced, Turn, TurnWriter
from simulator.engine.event import Said, Telling

COLLECT_AFTER: Final = (100_000, 50, 100)
"""Documents hold no cycles: collections find little, and cost more the more objects there are."""

_PROGRAM: Final = "import django; django.setup(); from simulator.saving import main; main()"
_PIPE: Final = 1 << 20
"""Bytes on their way at once, where the system lets a pipe hold more than its usual 64 KiB."""
_LENGTH: Final = struct.Struct("<Q")
_SAVED: Final = "saved"
_REFUSALS: Final = {"Fenced": Fenced, "HeadMoved": HeadMoved}


class Saver(Protocol):
    """Saves the turns of one cluster's engine, one after another."""

    is_beside: bool
    """Whether a turn is saved while its caller goes on."""

    @property
    def wants_whole(self) -> bool:
        """Whether the next turn should bring all that the ledger holds."""
        ...

    def begin(self, turn: Turn) -> None:
        """Begin to save a turn; `wait` must follow before the next."""
        ...

    def wait(self) -> None:
        """Return when the begun turn is saved. Raises `Fenced` and `HeadMoved` when nothing of it was."""
        ...


class SavingHere:
    """Saves in this process, at once."""

    is_beside = False

    def __init__(self, cluster_id: int) -> None:
        self._cluster_id = cluster_id
        self._writer = TurnWriter(cluster_id)

    @property
    def wants_whole(self) -> bool:
        return self._writer.wants_whole

    def begin(self, turn: Turn) -> None:
        self._writer.write(turn)
        if turn.changes:
            transaction.on_commit(partial(notify.announce, self._cluster_id, turn.head))

    def wait(self) -> None:
        pass


class SavingBeside:
    """Saves one cluster's turns by a worker's saving process."""

    is_beside = True

    def __init__(self, cluster_id: int, process: SavingProcess) -> None:
        self._cluster_id = cluster_id
        self._process = process
        self._wants_whole = False

    @property
    def wants_whole(self) -> bool:
        return self._wants_whole

    def begin(self, turn: Turn) -> None:
        self._process.send(_packed(self._cluster_id, turn))

    def wait(self) -> None:
        said, self._wants_whole = self._process.receive()
        if said != _SAVED:
            raise _REFUSALS[said]


class SavingProcess:
    """The process that saves for a worker's engines: started when first wanted, and again when it died.

    It ends with its worker: its input does. A turn on its way then is saved whole or not at all, and whoever takes the
    cluster over has raised the epoch that it is saved under.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_greeted = False
        self._is_saving = False

    def is_ready(self) -> bool:
        """Whether a turn would be taken at once; starts the process when it does not run, and does not wait."""
        answers = self._running().stdout
        assert answers
        return self._is_greeted or bool(select.select([answers], [], [], 0)[0])

    def send(self, turn: bytes) -> None:
        """Hand a packed turn over."""
        if self._is_saving:  # for an engine that was given up
            self.receive()
        process = self._running()
        assert process.stdin
        assert process.stdout
        if not self._is_greeted:
            _read(process.stdout)
            self._is_greeted = True
        self._is_saving = True
        _send(process.stdin, turn)

    def receive(self) -> Any:
        """The answer about the turn that was handed over. Raises `OSError` when the process died before it gave one."""
        assert self._process
        assert self._process.stdout
        self._is_saving = False
        answer = _read(self._process.stdout)
        if answer is None:
            raise ConnectionResetError("the saving process died")
        return answer

    @property
    def pid(self) -> int | None:
        """The process, when it was started."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process once it has saved what it was given."""
        if self._process:
            with contextlib.suppress(OSError):  # it died with something unread
                self._process.communicate()
            for pipe in (self._process.stdin, self._process.stdout):
                _close(pipe)
            self._process, self._is_greeted = None, False

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pipesize=_PIPE,
            )
        return self._process


def serve(given: IO[bytes], answers: IO[bytes]) -> None:
    """Save what comes in until the input ends."""
    writers: dict[int, tuple[int, TurnWriter]] = {}
    _write(answers, "ready")
    while (message := _read(given)) is not None:
        cluster_id, turn = message[0], _read_turn(message[1])
        if cluster_id not in writers or writers[cluster_id][0] != turn.epoch:
            writers[cluster_id] = turn.epoch, TurnWriter(cluster_id)
        writer = writers[cluster_id][1]
        said = _SAVED
        try:
            writer.write(turn)
            if turn.head > turn.began_from:
                notify.announce(cluster_id, turn.head)
        except (Fenced, HeadMoved) as refusal:
            said = type(refusal).__name__
        _write(answers, (said, writer.wants_whole))


def _packed(cluster_id: int, turn: Turn) -> bytes:
    """A turn for the saving process; what its documents share crosses once."""
    plain = {**vars(turn), "changes": [_plain_line(line) for line in turn.changes]}
    try:
        return marshal.dumps((cluster_id, plain))
    except ValueError:  # of a type that JSON takes and marshal does not: a str of a class of its own, say
        plain["changes"] = json.loads(dump(plain["changes"]))
        return marshal.dumps((cluster_id, plain))


def _plain_line(line: Logged) -> tuple[Any, ...]:
    if isinstance(line, Telling):
        return (*line[:4], tuple(line.said), *line[5:])
    assert isinstance(line, Change)
    return (*line[:4], tuple(line.key), line.doc)


def _read_turn(values: dict[str, Any]) -> Turn:
    return Turn(**{**values, "changes": [_read_line(line) for line in values["changes"]]})


def _read_line(line: tuple[Any, ...]) -> Logged:
    if len(line) == len(Change._fields):
        return Change._make((*line[:4], Key._make(line[4]), line[5]))
    return Telling._make((*line[:4], Said._make(line[4]), *line[5:]))


def _close(pipe: IO[bytes] | None) -> None:
    with contextlib.suppress(OSError):
        if pipe:
            pipe.close()


def _write(stream: IO[bytes], value: Any) -> None:
    _send(stream, marshal.dumps(value))  # within one machine and one Python; many times as fast as any other


def _send(stream: IO[bytes], text: bytes) -> None:
    stream.write(_LENGTH.pack(len(text)))
    stream.write(text)
    stream.flush()


def _read(stream: IO[bytes]) -> Any:
    """The next value; ``None`` where the stream ends."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    text = stream.read(length)
    return marshal.loads(text) if len(text) == length else None


def main() -> None:
    """What the saving process runs: turns on standard input, answers on what was standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for its worker, with whose end its input ends
    gc.set_threshold(*COLLECT_AFTER)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not be taken for an answer
    serve(sys.stdin.buffer, answers)
