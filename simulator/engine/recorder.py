"""Events as client-go's correlator counts them: repeated ones counted, many alike combined, floods dropped.

Source of the rules and figures: k8s.io/client-go/tools/record/events_cache.go.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from core.meta.objects import Doc
from core.meta.time import SECOND
from simulator.engine.event import Said, Telling, reference

if TYPE_CHECKING:
    from simulator.engine.engine import Engine

KEPT_SUBJECTS = 4096
ALIKE_MOST = 10
ALIKE_WITHIN = 600 * SECOND
BURST = 25
REFILL = 300 * SECOND
COMPONENT = "events"

_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


class Note(NamedTuple):
    """What is remembered of the events of one (source, object), as the ledger keeps it: plain lists and dicts."""

    used: int = 0
    """The revision of the latest of them."""
    tokens: int = BURST
    spent: int = 0
    alike: dict[str, tuple[list[str], int]] = {}
    """type/reason → digests of the different messages, and when the latest came."""
    seen: dict[str, tuple[str, int, int]] = {}
    """Slot → name, count and first moment of its event object."""


class Recorder:
    """Writes events through the engine's store; what it must remember is in the ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._recent: OrderedDict[str, None] = OrderedDict()

    def reload(self) -> None:
        """Take up the ledger's memory again, after a load or a rollback."""
        notes = self._engine.ledger.memos_of(COMPONENT)
        ordered = sorted((note[0], subject) for subject, note in notes)
        self._recent = OrderedDict((str(subject), None) for _, subject in ordered)

    def record(self, about: Doc, told: Sequence[Said]) -> None:
        """Emit events about an object, all of one source, unless it has said too much about it lately."""
        engine, now = self._engine, self._engine.now
        source, metadata = told[0], about["metadata"]
        subject = f"{source.component}/{source.host}/{metadata.get('uid', '')}"
        _, tokens, spent, groups, known = engine.ledger.memo(COMPONENT, subject, "") or _UNKNOWN
        alike, seen = dict(groups), dict(known)
        meant, before = reference(about), engine.store.head()
        for said in told:
            tokens, spent = _refill(tokens, spent, now) if spent else (tokens, now)
            if tokens < 1:
                break
            tokens -= 1
            slot, message = _aggregate(alike, said, now)
            slot += said.part
            revision = engine.store.head() + 1
            name, count, first = seen.get(slot) or (f"{metadata['name']}.{_stamp(now, revision)}", 0, now)
            seen[slot] = name, count + 1, first
            verb = "MODIFIED" if count else "ADDED"
            text = said if message is said.message else said._replace(message=message)
            line = (revision, now, verb, meant, text, name, count + 1, first, engine.seed)
            engine.store.tell(_new(Telling, line))
        if engine.store.head() > before:
            self._remember(subject, (engine.store.head(), tokens, spent, alike, seen))

    def _remember(self, subject: str, note: tuple[object, ...]) -> None:
        ledger, recent = self._engine.ledger, self._recent
        ledger.set_memo(COMPONENT, subject, "", note)
        if subject in recent:
            recent.move_to_end(subject)
            return
        recent[subject] = None
        if len(recent) > KEPT_SUBJECTS:
            ledger.set_memo(COMPONENT, recent.popitem(last=False)[0], "", None)


_UNKNOWN = Note()


def _refill(tokens: int, spent: int, now: int) -> tuple[int, int]:
    """Whole tokens in the bucket now, and the time up to which refilling is counted."""
    gained = (now - spent) // REFILL
    if tokens + gained >= BURST:
        return BURST, now
    return tokens + gained, spent + gained * REFILL


def _aggregate(alike: dict[str, tuple[list[str], int]], said: Said, now: int) -> tuple[str, str]:
    """The slot and message to record under; brings the groups of alike events up to date.

    The tenth different message of one (type, reason) within ten minutes and all after it share one event.
    """
    group = f"{said.kind}/{said.reason}"
    messages, last = alike.get(group) or ([], now)
    if now - last > ALIKE_WITHIN:
        messages = []
    digest = _digest(said.message)
    if digest not in messages and len(messages) < ALIKE_MOST:
        messages = [*messages, digest]
    alike[group] = messages, now
    if len(messages) < ALIKE_MOST:
        return f"{group}/{digest}", said.message
    return group, f"(combined from similar events): {said.message}"


@lru_cache(maxsize=4096)
def _digest(message: str) -> str:
    return blake2b(message.encode(), digest_size=6).hexdigest()


def _stamp(now: int, revision: int) -> str:
    """The end of an event's name: nanoseconds in hexadecimal, as upstream, told apart by the revision."""
    return f"{now * 1000 + (revision - 1) % 1000:x}"
