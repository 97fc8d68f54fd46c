"""The page about controllers names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from core.meta.time import MILLISECOND, SECOND
from simulator.assembly import controllers

PAGE = Path(__file__).resolve().parents[2] / "docs" / "controllers.md"


def test_every_controller_is_in_the_table_in_its_order():
    assert re.findall(r"^\| ([a-z-]+-[a-z-]+) \|", PAGE.read_text(), re.MULTILINE) == [c.name for c in controllers("")]


def test_every_latency_is_told():
    rows = dict(re.findall(r"^\| ([a-z-]+-[a-z-]+) \|.*\| ([^|]*) \|$", PAGE.read_text(), re.MULTILINE))
    for component in controllers(""):
        if component.latency:
            number = component.latency // (SECOND if component.latency >= SECOND else MILLISECOND)
            assert rows[component.name].startswith(f"{number} "), component.name
