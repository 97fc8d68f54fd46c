"""The page of kinds names every kind that is served, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from core.kinds import registry


def test_every_served_kind_has_its_line(root: Path) -> None:
    text = (root / "docs" / "kinds.md").read_text()
    listed = set(re.findall(r"^\| (\w+) \| `([\w.]+)` \| ([^|]+) \|", text, re.MULTILINE))
    found = {(kind, resource, version) for kind, resource, versions in listed for version in versions.split(", ")}
    assert found == {(kind.kind, kind.resource, kind.api_version) for kind in registry.ALL}
