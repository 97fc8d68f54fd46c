"""The benchmarks over real processes, in short: what they prove must hold on every run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drivers.application import free_port
from tests import servers

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


def bench(root: Path, *words: str, **environment: str) -> dict[str, Any]:
    """The figures that a benchmark prints as its last line."""
    dropped = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "CLUSTERVIZ_VAR")
    own = {name: value for name, value in os.environ.items() if name not in dropped} | environment
    command = [sys.executable, "manage.py", "bench", *words, "--json"]
    done = subprocess.run(command, cwd=root, env=own, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr[-4000:]
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def test_killed_in_the_middle_of_rollouts_no_process_takes_anything_with_it(root: Path) -> None:
    figures = bench(root, "kills", "--times", "3")
    assert figures["in_the_middle"] == figures["kills"] == 3
    assert set(figures["victims"]) == {"worker", "daphne", "valkey"}
    assert figures["log_equal"]
    assert figures["pods"] == figures["wanted"]
    assert figures["client_recovered"]


def test_every_change_reaches_a_browser_once_and_in_order(root: Path) -> None:
    figures = bench(root, "stream", "--changes", "50", "--seconds", "5")
    assert figures["changes"] > 250
    assert (figures["lost"], figures["out_of_order"]) == (0, 0)


@pytest.mark.postgres
def test_clusters_of_a_stopped_or_killed_worker_go_on_with_another(root: Path, tmp_path: Path) -> None:
    own = {"CLUSTERVIZ_VAR": str(tmp_path / "var")}
    with servers.postgresql() as database, servers.valkey(tmp_path, free_port()) as broker:
        figures = bench(root, "failover", "--clusters", "10", DATABASE_URL=database, REDIS_URL=broker, **own)
    assert figures["database"] == "postgresql"
    assert figures["logs_equal"] == figures["clusters"] == 10
    assert figures["stopped_held"] > 0
    assert figures["killed_held"] > 0


@pytest.mark.parametrize("words", [("idle", "--nodes", "50"), ("density", "--nodes", "20", "--pods", "300")])
def test_benchmarks_print_their_figures(root: Path, words: tuple[str, ...]) -> None:
    figures = bench(root, *words)
    if words[0] == "idle":
        assert figures["rows_written"] == 0
    else:
        assert figures["running"] == 300
        assert figures["replay_equal"]


def test_a_silent_kubelet_is_noticed_at_upstreams_second_and_nothing_else_is_written(root: Path) -> None:
    figures = bench(root, "idle", "--nodes", "10", "--stop-kubelet", "30m")
    stopped = 30 * 60
    # The last renewal is at most 10 s old, the grace period is 50 s, the controller looks every 5 s.
    assert stopped + 40 <= figures["not_ready_s"] <= stopped + 55
    assert all("/node-" in change for change in figures["changes"])
