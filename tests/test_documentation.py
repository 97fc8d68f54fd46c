"""Documentation that can fail: what exists is named, and what is named exists."""

import re
from pathlib import Path

import pytest

LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def documents(root: Path) -> list[Path]:
    """Every page of documentation."""
    return [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").glob("*.md"))]


def test_links_lead_to_files(root: Path) -> None:
    broken = [
        f"{page.name}: {target}"
        for page in documents(root)
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert not broken


def test_every_make_command_in_the_documentation_exists(root: Path) -> None:
    rules = set(re.findall(r"^([a-z]+):.*##", (root / "Makefile").read_text(), re.MULTILINE))
    used = {
        word for page in documents(root) for word in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(), re.MULTILINE)
    }
    assert used and used <= rules


def named_in(path: Path) -> set[str]:
    """The packages that a requirements file names itself, before what those need."""
    own = path.read_text().split("# What those need.")[0]
    return {re.split(r"[=\[]", line)[0] for line in own.splitlines() if "==" in line}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_has_its_reason(root: Path, name: str) -> None:
    text = (root / "docs" / "dependencies.md").read_text()
    assert {package for package in named_in(root / name) if package not in text} == set()


def test_every_environment_variable_is_explained(root: Path) -> None:
    sources = [path for folder in ("clusterviz", "core", "simulator") for path in (root / folder).rglob("*.py")]
    read = {name for path in sources for name in re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", path.read_text())}
    readme = (root / "README.md").read_text()
    assert read - {"DJANGO_SETTINGS_MODULE"} == {name for name in read if f"`{name}`" in readme}


def test_every_command_is_documented(root: Path) -> None:
    commands = {path.stem for path in root.glob("*/management/commands/*.py") if path.stem != "__init__"}
    text = "".join(page.read_text() for page in documents(root))
    assert {name for name in commands if not re.search(rf"manage\.py {name}\b", text)} == set()
