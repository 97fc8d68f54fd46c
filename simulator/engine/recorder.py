"""Events as client-go's correlator counts them: repeated ones counted, many alike combined, floods dropped.

Source of the rules and figures: k8s.io/client-go/tools/record/events_cache.go.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
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
COMBINED, PREFIX = "*", "(combined from similar events): "
"""What stands for the digest in the slot of combined events, and how their message begins."""

_new = tuple.__new__  # a NamedTuple's own constructor takes twice as long


Group = tuple[int, Sequence[str], Mapping[str, Sequence[int]]]
"""Of events of one type and reason: when the latest came, digests of their different messages, and by slot (digest
and part) the count of each event object, its first moment and the revision that it came with."""


class Note(NamedTuple):
    """What is remembered of the events of one (source, object); in the ledger as plain lists and dicts."""

    used: int = 0
    """The revision of the latest of them."""
    tokens: int = BURST
    spent: int = 0
    groups: Mapping[str, Group] = {}
    """By type/reason."""


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
        held = engine.ledger.memo(COMPONENT, subject, "")
        # What an older version has noted, in another form, is forgotten.
        _, tokens, spent, known = held if held and len(held) == len(_UNKNOWN) else _UNKNOWN
        groups, meant = dict(known), reference(about)
        before = revision = engine.store.head()
        for said in told:
            tokens, spent = _refill(tokens, spent, now) if spent else (tokens, now)
            if tokens < 1:
                break
            tokens -= 1
            revision += 1
            group = f"{said.kind}/{said.reason}"
            groups[group], slot = _counted(groups.get(group), said, now, revision)
            count, first, born = groups[group][2][slot]
            verb = "ADDED" if count == 1 else "MODIFIED"
            text = said if slot[0] != COMBINED else said._replace(message=f"{PREFIX}{said.message}")
            name = f"{metadata['name']}.{_stamp(first, born)}"
            engine.store.tell(_new(Telling, (revision, now, verb, meant, text, name, count, first, engine.seed)))
        if revision > before:
            self._remember(subject, (revision, tokens, spent, groups))

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


def _counted(group: Group | None, said: Said, now: int, revision: int) -> tuple[Group, str]:
    """The group with one event more, and the slot that it is recorded under.

    The tenth different message of one (type, reason) within ten minutes and all after it share one event.
    """
    digest = _digest(said.message)
    if group is None:
        slot = digest + said.part
        return (now, (digest,), {slot: (1, now, revision)}), slot
    last, messages, held = group
    if now - last > ALIKE_WITHIN:
        messages = ()
    if digest not in messages and len(messages) < ALIKE_MOST:
        messages = (*messages, digest)
    slot = (digest if len(messages) < ALIKE_MOST else COMBINED) + said.part
    count, first, born = held.get(slot) or (0, now, revision)
    return (now, messages, {**held, slot: (count + 1, first, born)}), slot


@lru_cache(maxsize=4096)
def _digest(message: str) -> str:
    return blake2b(message.encode(), digest_size=6).hexdigest()


def _stamp(now: int, revision: int) -> str:
    """The end of an event's name: nanoseconds in hexadecimal, as upstream, told apart by the revision."""
    return f"{now * 1000 + (revision - 1) % 1000:x}"
