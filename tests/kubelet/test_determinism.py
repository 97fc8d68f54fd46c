"""Equal inputs give equal logs, whatever happens to the process that computes them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from core.store.memory import MemoryStore
from tests.kubelet.timeline import SERVER, Stand, bound, container, reborn

GOLDEN = Path(__file__).parent / "golden"


def played(path: Path, cuts: tuple[float, ...] = (), seed: str = "s") -> list[str]:
    """The timeline of a golden file's pods, killed and loaded again at ``cuts`` (s)."""
    script, *docs = yaml.safe_load_all(path.read_text())
    stand = Stand(seed=seed)
    stand.node()
    for doc in docs:
        stand.put("pods", bound(doc))
    for cut in cuts:
        stand.run(cut)
        stand = reborn(stand, seed)
    stand.run(min(script["until"], 120))
    return stand.lines()


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yaml")), ids=lambda path: path.stem.replace("-", " "))
@pytest.mark.parametrize(
    "cuts", [(0.3,), (0.7, 1.2, 2.3), (3.3, 4.4, 9.9, 15, 22, 31, 50)], ids=["early", "often", "late"]
)
def test_a_kill_at_any_moment_leaves_no_trace_in_the_log(path: Path, cuts: tuple[float, ...]) -> None:
    assert played(path, cuts) == played(path)


def test_equal_seeds_give_equal_logs_and_others_do_not() -> None:
    path = GOLDEN / "same-image-twice.yaml"
    assert played(path, seed="1") == played(path, seed="1")
    assert played(path, seed="1") != played(path, seed="2")


def test_a_turn_that_is_undone_leaves_no_trace() -> None:
    straight, crooked = Stand(), Stand()
    for stand in (straight, crooked):
        stand.node()
        stand.pod("web", SERVER)
        stand.run(1)
        stand.engine.accept()
    crooked.run(30)
    crooked.engine.rollback()
    for stand in (straight, crooked):
        stand.pod("other", SERVER)
        stand.run(40)
    assert straight.lines() == crooked.lines()


def test_hollow_kubelets_run_containers_that_never_end() -> None:
    stand = Stand(is_hollow=True)
    stand.node()
    pod = stand.pod("job", container(image="busybox"), restartPolicy="Never")
    stand.run(1000)
    assert stand.status(pod)["phase"] == "Running"


def test_the_log_is_kept_by_the_store_that_a_stand_is_given() -> None:
    store = MemoryStore()
    Stand(store=store).node()
    assert store.count("nodes") == 1
