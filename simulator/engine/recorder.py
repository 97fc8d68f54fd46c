"""Events as client-go's correlator words and counts them: repeated ones counted, many alike combined, floods dropped.

Source of the rules and figures: k8s.io/client-go/tools/record/events_cache.go.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from core.meta.objects import Doc, Key, name, namespace, uid
from core.meta.time import SECOND, rfc3339, rfc3339_micro
from core.store.protocol import EVENTS

if TYPE_CHECKING:
    from simulator.engine.engine import Engine

KEPT_SUBJECTS = 4096
ALIKE_MOST = 10
ALIKE_WITHIN = 600 * SECOND
BURST = 25
REFILL = 300 * SECOND
COMPONENT = "events"


class Recorded(NamedTuple):
    """What is remembered of one event object: enough to count it up."""

    name: str
    count: int
    first: int


class Recorder:
    """Writes events through the engine's store; what it must remember per (source, object) is in the ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._recent: OrderedDict[str, None] = OrderedDict()

    def reload(self) -> None:
        """Take up the ledger's memory again, after a load or a rollback."""
        notes = self._engine.ledger.memos_of(COMPONENT)
        ordered = sorted((note["used"], subject) for subject, note in notes)
        self._recent = OrderedDict((subject, None) for _, subject in ordered)

    def record(self, about: Doc, what: tuple[str, str, str], source: tuple[str, str], action: str = "") -> None:
        """Emit ``what`` = (type, reason, message) about an object as ``source`` = (component, host).

        With ``action`` the event has the form that writers of ``events.k8s.io`` give it (the scheduler does).
        """
        engine = self._engine
        subject = f"{source[0]}/{source[1]}/{uid(about)}"
        note: dict[str, Any] = engine.ledger.memo(COMPONENT, subject, "", None) or _NEW
        tokens, spent_at = _refill(note["tokens"], note["spent"], engine.now)
        if tokens < 1:
            return
        kind, reason, message = what
        slot, message, alike = _aggregate(note["alike"], what, engine.now)
        known = note["seen"].get(slot)
        seen = Recorded(*known) if known else None
        recorded = Recorded(
            seen.name if seen else f"{name(about)}.{_stamp(engine.now, engine.store.head())}",
            seen.count + 1 if seen else 1,
            seen.first if seen else engine.now,
        )
        self._remember(
            subject,
            {
                "used": engine.store.head() + 1,
                "tokens": tokens - 1,
                "spent": spent_at,
                "alike": alike,
                "seen": {**note["seen"], slot: list(recorded)},
            },
        )
        form = (
            _series_form(action, source, recorded, engine.now) if action else _count_form(source, recorded, engine.now)
        )
        doc = _document(about, (kind, reason, message), recorded, form)
        key = Key(EVENTS, doc["metadata"]["namespace"], recorded.name)
        doc["metadata"]["uid"] = _uid(engine.seed, key)
        engine.store.write("MODIFIED" if seen else "ADDED", key, doc, time=engine.now, actor=source[0])

    def _remember(self, subject: str, note: dict[str, Any]) -> None:
        ledger = self._engine.ledger
        ledger.set_memo(COMPONENT, subject, "", note)
        self._recent[subject] = None
        self._recent.move_to_end(subject)
        if len(self._recent) > KEPT_SUBJECTS:
            oldest, _ = self._recent.popitem(last=False)
            ledger.set_memo(COMPONENT, oldest, "", None)


_NEW: dict[str, Any] = {"tokens": BURST, "spent": 0, "alike": {}, "seen": {}}


def _refill(tokens: float, spent: int, now: int) -> tuple[int, int]:
    """Whole tokens in the bucket now, and the time up to which refilling is counted."""
    if not spent:
        return int(tokens), now
    gained = (now - spent) // REFILL
    if tokens + gained >= BURST:
        return BURST, now
    return int(tokens + gained), spent + gained * REFILL


def _aggregate(alike: dict[str, Any], what: tuple[str, str, str], now: int) -> tuple[str, str, dict[str, Any]]:
    """The slot and message to record under, and the groups of alike events brought up to date.

    The eleventh different message of one (type, reason) within ten minutes and all after it share one event.
    """
    kind, reason, message = what
    group = f"{kind}/{reason}"
    messages, last = alike.get(group, ([], now))
    if now - last > ALIKE_WITHIN:
        messages = []
    digest = blake2b(message.encode(), digest_size=6).hexdigest()
    if digest not in messages and len(messages) < ALIKE_MOST:
        messages = [*messages, digest]
    updated = {**alike, group: [messages, now]}
    if digest in messages and len(messages) < ALIKE_MOST:
        return f"{group}/{digest}", message, updated
    return group, f"(combined from similar events): {message}", updated


def _stamp(now: int, head: int) -> str:
    """The end of an event's name: nanoseconds in hexadecimal, as upstream, told apart by the revision."""
    return f"{now * 1000 + head % 1000:x}"


def _uid(seed: str, key: Key) -> str:
    digest = blake2b(f"{seed}/{key}".encode(), digest_size=16).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def _document(about: Doc, what: tuple[str, str, str], recorded: Recorded, form: Doc) -> Doc:
    kind, reason, message = what
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": recorded.name,
            "namespace": namespace(about) or "default",
            "creationTimestamp": rfc3339(recorded.first),
        },
        "involvedObject": _reference(about),
        "reason": reason,
        "message": message,
        "type": kind,
        **form,
    }


def _count_form(source: tuple[str, str], recorded: Recorded, now: int) -> Doc:
    """How writers of the core group tell when, how often and by whom."""
    component, host = source
    return {
        "source": {"component": component, "host": host} if host else {"component": component},
        "firstTimestamp": rfc3339(recorded.first),
        "lastTimestamp": rfc3339(now),
        "count": recorded.count,
        "eventTime": None,
        "reportingComponent": component,
        "reportingInstance": host,
    }


def _series_form(action: str, source: tuple[str, str], recorded: Recorded, now: int) -> Doc:
    """How writers of ``events.k8s.io`` tell the same, as the core group shows it."""
    component, host = source
    form: Doc = {
        "source": {},
        "firstTimestamp": None,
        "lastTimestamp": None,
        "eventTime": rfc3339_micro(recorded.first),
        "action": action,
        "reportingComponent": component,
        "reportingInstance": host or component,
    }
    if recorded.count > 1:
        form["series"] = {"count": recorded.count, "lastObservedTime": rfc3339_micro(now)}
    return form


def _reference(about: Doc) -> Doc:
    """``corev1.ObjectReference`` as ``tools/reference`` makes it; a node's uid is its name, as the kubelet has it."""
    reference = {
        "kind": about["kind"],
        "namespace": namespace(about),
        "name": name(about),
        "uid": uid(about),
        "apiVersion": about["apiVersion"],
        "resourceVersion": about["metadata"].get("resourceVersion", ""),
    }
    return {field: value for field, value in reference.items() if value}
