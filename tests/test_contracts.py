"""What the project promises about itself: imports, style and types, by the tools of `make check`."""

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
