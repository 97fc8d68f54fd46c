"""`simulate` brings manifests to rest on a cluster in memory: the same bytes each time, and honest about what fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from simulator.management.commands.simulate import read_duration

Items = dict[tuple[str, str], dict[str, Any]]


def simulate(capsys: pytest.CaptureFixture[str], *words: str) -> Items:
    """The final objects by kind and name."""
    call_command("simulate", *words, "--output", "json")
    final = json.loads(capsys.readouterr().out)
    assert final["kind"] == "List"
    return {(item["kind"], item["metadata"]["name"]): item for item in final["items"]}


def condition(item: dict[str, Any], type_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in item["status"]["conditions"] if each["type"] == type_)
    return found


def statuses(items: Items, prefix: str) -> list[dict[str, Any]]:
    return [item["status"] for (kind, name), item in items.items() if kind == "Pod" and name.startswith(prefix)]


def test_every_deployment_of_the_shop_becomes_available(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = simulate(capsys, str(root / "examples/shop.yaml"))
    deployments = [item for (kind, _), item in items.items() if kind == "Deployment"]
    assert len(deployments) == 6, "five of the shop and coredns"
    assert {condition(item, "Available")["status"] for item in deployments} == {"True"}


def test_what_cannot_run_says_why(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = simulate(capsys, str(root / "examples/broken.yaml"), "--until", "20m")
    names = ("no-such-image", "crashes", "wrong-port")
    assert {condition(items["Deployment", name], "Available")["status"] for name in names} == {"False"}
    assert {
        condition(items["Deployment", name], "Progressing")["reason"] for name in ("no-such-image", "wrong-port")
    } == {"ProgressDeadlineExceeded"}
    (pulling,) = statuses(items, "no-such-image")
    assert pulling["containerStatuses"][0]["state"]["waiting"]["reason"] in ("ImagePullBackOff", "ErrImagePull")
    (crashing,) = statuses(items, "crashes")
    assert crashing["containerStatuses"][0]["restartCount"] >= 5
    assert crashing["containerStatuses"][0]["lastState"]["terminated"]["exitCode"] == 137
    (unready,) = statuses(items, "wrong-port")
    assert (unready["phase"], unready["containerStatuses"][0]["ready"]) == ("Running", False)


def test_what_no_node_takes_names_the_reason(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = simulate(capsys, str(root / "examples/pending.yaml"))
    told = {name: condition(items["Pod", name], "PodScheduled")["message"] for name in ("too-big", "wants-an-ssd")}
    assert told["too-big"].startswith("0/6 nodes are available: 6 Insufficient memory.")
    assert told["wants-an-ssd"].startswith(
        "0/6 nodes are available: 6 node(s) didn't match Pod's node affinity/selector."
    )
    assert condition(items["Pod", "not-yet"], "PodScheduled")["reason"] == "SchedulingGated"
    phases = sorted(status["phase"] for status in statuses(items, "one-a-node"))
    assert phases == ["Pending", *["Running"] * 6]


def test_the_same_seed_gives_the_same_bytes_whatever_the_process_and_another_seed_others(root: Path) -> None:
    def output(seed: str, hash_seed: str) -> bytes:
        command = [
            sys.executable,
            "manage.py",
            "simulate",
            "examples",
            "--seed",
            seed,
            "--output",
            "json",
            "--until",
            "10m",
        ]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        return subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True, timeout=120).stdout

    first = output("1", "1")
    assert {output("1", hash_seed) == first for hash_seed in ("2", "3")} == {True}
    assert output("2", "1") != first


def test_all_errors_of_all_files_are_told_with_their_places_and_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replica: 3\n"
    )
    (tmp_path / "b.yaml").write_text("apiVersion: v1\nkind: Pod\n  metadata: {name: b}\n")
    with pytest.raises(CommandError) as told:
        call_command("simulate", str(tmp_path))
    lines = str(told.value).splitlines()
    assert any("a.yaml:5:3" in line and 'unknown field "spec.replica"' in line for line in lines)
    assert any("b.yaml:3:" in line for line in lines)


def test_a_summary_is_printed_as_kubectl_prints_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("simulate", str(root / "examples/rollout.yaml"), "--nodes", "3")
    told = capsys.readouterr().out
    assert "slow-start   10/10   10           10" in told
    assert told.count(" Ready ") == 3


def test_yaml_output_is_one_list(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("simulate", str(root / "examples/rollout.yaml"), "--output", "yaml", "--until", "30s")
    told = capsys.readouterr().out
    assert told.startswith("apiVersion: v1\nitems:\n")
    assert "\nkind: List\n" in told


@pytest.mark.parametrize(("text", "microseconds"), [("90s", 90_000_000), ("1h30m", 5_400_000_000), ("stable", None)])
def test_durations(text: str, microseconds: int | None) -> None:
    assert read_duration(text) == microseconds


@pytest.mark.parametrize("text", ["", "10", "ten minutes", "10m?", "-5s"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(CommandError, match="90s"):
        read_duration(text)


def test_a_path_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="no/such/place: no such file or folder"):
        call_command("simulate", "no/such/place")
