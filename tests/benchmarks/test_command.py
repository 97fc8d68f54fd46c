"""A benchmark whose figures prove something fails when they do not."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from benchmarks import idle


@pytest.mark.parametrize("lost", [0, 3])
def test_a_figure_that_must_be_so_and_is_not_fails_the_command_once_all_are_printed(
    lost: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(idle, "NEEDS_DATABASE", False)
    monkeypatch.setattr(idle, "MUST_BE", {"lost": 0, "not measured": 1}, raising=False)
    monkeypatch.setattr(idle, "run", lambda options: {"lost": lost, "wall_s": 1.5})
    if lost:
        with pytest.raises(CommandError, match="lost is 3"):
            call_command("bench", "idle", "--json")
    else:
        call_command("bench", "idle", "--json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"lost": lost, "wall_s": 1.5}
