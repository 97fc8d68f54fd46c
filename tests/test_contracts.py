"""What the project promises about itself: imports, style and types, by the tools of `make check`."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = {
    "imports point downward": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
    "style is kept": ["-m", "ruff", "check", "."],
    "types fit": ["-m", "mypy"],
    "the installed packages fit together": ["-m", "pip", "check"],
}


@pytest.mark.parametrize("command", TOOLS.values(), ids=TOOLS.keys())
def test_the_tools_find_nothing(command: list[str], root: Path) -> None:
    done = subprocess.run([sys.executable, *command], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


MARK = re.compile(r"# (noqa|type: ignore)")
REASONED = re.compile(r"# (noqa: [A-Z0-9, ]+ (--|#) |type: ignore\[[^\]]+\]  # )\w")


def test_what_the_tools_are_told_to_pass_over_has_a_reason(root: Path) -> None:
    folders = ("core", "simulator", "clusterviz", "benchmarks", "tests")
    bare = [
        f"{path}:{number}"
        for folder in folders
        for path in (root / folder).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if MARK.search(line) and not REASONED.search(line) and path != Path(__file__)
    ]
    assert bare == []
