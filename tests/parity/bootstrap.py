"""`bootstrap/`: what exists in an empty cluster once its controllers have looked at it. More may be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.kinds import registry
from core.machinery import bootstrap
from core.machinery.door import Door
from core.meta.objects import Doc, Key, name, namespace
from core.meta.time import SECOND
from core.store.memory import MemoryStore
from simulator.assembly import components
from simulator.engine.engine import Engine
from tests.parity.recordings import Recordings, Report, first_difference

FOLDER = "bootstrap"
_BEGIN = 1_790_000_000 * SECOND
_SETTLED = 20 * SECOND
_VARIES = {"generation", "uid", "resourceVersion", "creationTimestamp", "lastTransitionTime", "managedFields"}
_NAMES = {"prioritylevels": "prioritylevelconfigurations"}
_ADDRESS = {"192.0.2.2": "192.0.2.1", 16443: 6443}
"""The recorded API server's own address and port, and ours."""


def replay(recordings: Recordings) -> Report:
    """Look for every recorded object; each is a case."""
    store, report = empty_cluster(), Report()
    for path in sorted((recordings.folder / FOLDER).iterdir()):
        resource = _resource(path.stem)
        for wanted in recordings.read(f"{FOLDER}/{path.name}"):
            found = store.get(Key(resource, namespace(wanted), name(wanted)))
            report.add(f"{path.stem} {name(wanted)}", difference(wanted, found))
    return report


def _resource(stem: str) -> str:
    """The resource of a file: its name, before the namespace."""
    word = stem.partition("-")[0]
    kind = registry.find(_NAMES.get(word, word))
    assert kind is not None, f"{word} is no resource"
    return kind.resource


def empty_cluster() -> MemoryStore:
    """A new cluster at rest."""
    store = MemoryStore()
    engine = Engine(store, "parity", components("CERTIFICATE"), _BEGIN)
    door = Door(store, seed="parity", clock=lambda: engine.now, actor="bootstrap", trusted=True)
    for doc in bootstrap.documents():
        door.create(doc)
    engine.run(_BEGIN + _SETTLED)
    return store


def difference(wanted: Doc, found: Doc | None) -> str:
    """Whether a recorded object is there, and equal."""
    return "is not there" if found is None else first_difference(dict(_plain(wanted)), dict(_plain(found)))


def _plain(doc: Doc) -> Iterator[tuple[str, Any]]:
    for field, value in doc.items():
        if field not in ("apiVersion", "kind"):
            yield field, value if field in ("roleRef", "subjects") else _without_own(value)


def _without_own(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_own(item) for item in value]
    if not isinstance(value, dict):
        return _ADDRESS.get(value, value)
    return {key: _without_own(item) for key, item in value.items() if key not in _VARIES}
