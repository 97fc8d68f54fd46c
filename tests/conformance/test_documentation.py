"""docs/conformance.md says what this folder performs, and both agree with the list of the suite's specs."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path

from tests.conformance.specs import performed
from tests.reference import REFERENCE, needs_reference

ROW = re.compile(r"^\| ([^|]+?) \| (\d+) \| (\d+) \| ([^|]*) \|$", re.MULTILINE)


def _performed() -> dict[str, str]:
    for module in sorted(Path(__file__).parent.glob("test_*.py")):
        importlib.import_module(f"tests.conformance.{module.stem}")
    importlib.import_module("tests.api.kubectl.test_conformance")
    return performed


def _areas(root: Path) -> dict[tuple[str, str], tuple[int, int, str]]:
    """(group, area) → how many specs there are, how many are performed, and what is said of the rest."""
    parts = re.split(r"^## (sig-\S+)$", (root / "docs" / "conformance.md").read_text(), flags=re.MULTILINE)
    return {
        (sig, area): (int(total), int(done), why)
        for sig, text in zip(parts[1::2], parts[2::2], strict=True)
        for area, total, done, why in ROW.findall(text)
    }


def _counted(root: Path, names: list[str]) -> Counter[tuple[str, str]]:
    """How many of these specs each area of the documentation has: the longest name that a spec begins with."""
    areas = sorted(_areas(root), key=lambda at: -len(at[1]))
    found = (next((at for at in areas if name.startswith(f"[{at[0]}] {at[1]} ")), ("", name)) for name in names)
    return Counter(found)


def test_the_table_counts_what_is_performed_and_says_why_the_rest_is_not(root: Path) -> None:
    areas = _areas(root)
    assert _counted(root, list(_performed())) == Counter({at: done for at, (_, done, _) in areas.items() if done})
    assert [at for at, (total, done, why) in areas.items() if (done < total) != bool(why)] == []


@needs_reference
def test_what_is_performed_is_in_the_list_of_specs_and_the_table_counts_that(root: Path) -> None:
    listed = (REFERENCE / "conformance.txt").read_text().splitlines()
    assert set(_performed()) <= set(listed)
    described = {sig for sig, _ in _areas(root)}
    ours = [name for name in listed if name.partition("]")[0][1:] in described]
    assert _counted(root, ours) == Counter({at: total for at, (total, _, _) in _areas(root).items()})
