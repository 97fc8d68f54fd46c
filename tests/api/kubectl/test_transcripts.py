"""The real kubectl prints what it prints against a real control plane: a terminal session for each of its subjects.

`--update-goldens` writes what is printed now in place of what was expected and differs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.kubectl import transcript
from tests.api.kubectl.conftest import Kubectl

TRANSCRIPTS = sorted(Path(__file__).with_name("transcripts").glob("*.txt"))

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_transcript(path: Path, kubectl_in: Callable[..., Kubectl], request: pytest.FixtureRequest) -> None:
    kubectl = kubectl_in(path.stem)
    steps = transcript.read(path)
    differing = transcript.play(steps, kubectl.folder, kubectl.env)
    if request.config.getoption("--update-goldens"):
        path.write_text("\n".join(step.text() for step in steps))
    assert not differing, "\n".join(differing)
