"""What a real control plane was recorded to answer is answered here: a part of each file, drawn by a fixed seed.

The scheduler's decisions and the scenarios are tested whole (tests/scheduler, tests/controllers), and so are the
sequences of requests (tests/api).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parity import bootstrap, defaults, discovery, errors, files, tables
from tests.parity.recordings import Recordings, Report, first_difference
from tests.reference import REFERENCE, needs_reference

CASES = 250


@needs_reference
@pytest.mark.parametrize(
    "file", [discovery.FOLDER, bootstrap.FOLDER, tables.COLUMNS, defaults.CREATED, errors.CREATE, errors.UPDATE]
)
@pytest.mark.usefixtures("transactional_db")
def test_answers_are_those_of_a_real_control_plane(file: str) -> None:
    recordings = Recordings(REFERENCE, CASES)
    if not recordings.has(file):
        pytest.skip(f"{file} is not on this machine")
    report = files.REPLAYS[file](recordings)
    assert report.differences == []
    assert report.cases > 0


def test_a_report_counts_what_is_equal_and_names_what_is_not() -> None:
    report = Report()
    report.add("a", "")
    report.add("b", "other")
    assert report.summary() == {"cases": 2, "equal": 1, "differences": ["b: other"]}


@pytest.mark.parametrize(
    ("wanted", "got", "difference"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, ""),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, ".a[1].b is 3 for 2"),
        ({"a": 1}, {}, ".a is missing"),
        ({}, {"a": 1}, ".a is 1, which is too much"),
        ([1], [1, 2], "it is [1, 2] for [1]"),
    ],
)
def test_the_first_difference_is_named_by_its_path(wanted: object, got: object, difference: str) -> None:
    assert first_difference(wanted, got) == difference


@pytest.mark.parametrize(
    ("found", "told", "alike"),
    [
        ("Invalid value: {}: no", "Invalid value: …: no", True),
        ("Invalid value: {}: no", "Invalid value: …: yes", False),
        ("Required value", "Required value", True),
        ("spec.ports[1].nodePort: Duplicate value: 30001", "spec.ports[1].nodePort: Duplicate value: 32769", True),
    ],
)
def test_an_ellipsis_stands_for_any_text(found: str, told: str, alike: bool) -> None:
    assert errors.is_alike(found, told) is alike


def test_the_command_replays_what_is_there_and_prints_one_json_object_last(tmp_path: Path, root: Path) -> None:
    (tmp_path / "storage").mkdir()
    (tmp_path / files.BINDING).write_text('{"case": "a"}\n{"case": "b"}\n')
    (tmp_path / "tables").mkdir()
    (tmp_path / tables.COLUMNS).write_text("no JSON")
    command = [sys.executable, "-m", "tests.parity", str(tmp_path), "--json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=300)
    found = json.loads(done.stdout.splitlines()[-1])
    assert {name: (report["cases"], report["equal"]) for name, report in found.items()} == {
        tables.COLUMNS: (1, 0),
        files.BINDING: (2, 0),
    }
    assert found[files.BINDING]["differences"][0].startswith("a: ")
