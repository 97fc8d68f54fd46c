"""Each pod of golden/*.yaml lives as the timeline beside it says; `--update-goldens` writes what it does now."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from core.kinds import registry
from core.meta.objects import Key
from tests.kubelet.timeline import Stand, bound

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(GOLDEN.glob("*.yaml"))


def play(text: str) -> str:
    """The timeline of a file: its first document says how long, when pods are deleted and what is written when."""
    script, *docs = yaml.safe_load_all(text)
    stand = Stand()
    stand.node()
    for doc in docs:
        if doc["kind"] == "Pod":
            doc = bound(doc)
        stand.put(registry.of(doc).resource, doc)
    for step in script.get("steps") or ():
        stand.run(step["at"])
        _act(stand, step)
    stand.run(script["until"])
    return "\n".join([f"# {script['about']}", *stand.lines(), ""])


def _act(stand: Stand, step: dict) -> None:
    for name in step.get("delete") or ():
        stand.door.delete(Key("pods", "default", name))
    for doc in step.get("put") or ():
        key = registry.key_of(doc)
        held = stand.store.get(key)
        merged = {**(held or {}), **doc, "metadata": {**(held or {}).get("metadata", {}), **doc["metadata"]}}
        stand.put(key.resource, merged)


@pytest.mark.parametrize("path", CASES, ids=[path.stem.replace("-", " ") for path in CASES])
def test_a_pods_life_is_the_recorded_one(path: Path, request: pytest.FixtureRequest) -> None:
    found = play(path.read_text())
    golden = path.with_suffix(".timeline")
    if request.config.getoption("--update-goldens"):
        golden.write_text(found)
    assert found == golden.read_text()


def test_there_are_golden_pods() -> None:
    assert len(CASES) >= 10
