"""A running ClusterViz for kubectl, with the clusters `demo`, `fast` (30 s a second) and `recorded` (time stands).

Every test runs with each kubectl: those that CLUSTERVIZ_KUBECTL names (paths of files called `kubectl`, separated as in
PATH), else the one on the PATH and the one that `make kubectl` fetches. Each has a ClusterViz of its own.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clusterviz.supervisor.test_up import environment, free_port

ROOT = Path(__file__).parents[3]
FAST, RECORDED = "fast", "recorded"
CLUSTERS = ([FAST, "--speed", "30"], [RECORDED, "--template", "single", "--paused"])


def programs(root: Path) -> list[str]:
    """The kubectls to test with."""
    named = os.environ.get("CLUSTERVIZ_KUBECTL")
    if named:
        return named.split(os.pathsep)
    found = [shutil.which("kubectl"), *map(str, sorted(root.glob(".venv/kubectl-*/kubectl")))]
    return [program for program in found if program]


class Kubectl:
    """Runs kubectl as the administrator of a cluster, in a new namespace."""

    def __init__(self, folder: Path, env: dict[str, str], namespace: str, cluster: str) -> None:
        self.folder = folder
        shutil.copy(Path(env["CLUSTERVIZ_VAR"], "kubeconfig"), folder)
        own = {"KUBECONFIG": str(folder / "kubeconfig"), "HOME": str(folder), "NS": namespace, "PATH": env["PATH"]}
        self.env = {**os.environ, **own}
        self("config", "use-context", cluster)
        self("create", "namespace", namespace)
        self("config", "set-context", cluster, f"--namespace={namespace}")

    def __call__(self, *words: str, text: str = "") -> str:
        """What it prints on standard output; it must succeed."""
        command = ["kubectl", *words]
        done = subprocess.run(
            command, env=self.env, input=text, capture_output=True, text=True, check=False, timeout=60
        )
        assert not done.returncode, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session", params=programs(ROOT) or [""], ids=lambda path: Path(path).parent.name or "none")
def server(
    root: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[dict[str, str]]:
    """The environment of a ClusterViz that runs while the tests do, with a kubectl first on its PATH."""
    if not request.param:
        pytest.skip("kubectl is not installed")
    path = os.pathsep.join([str(Path(request.param).parent), os.environ["PATH"]])
    env = environment(tmp_path_factory.mktemp("kubectl"), free_port(), PATH=path)
    up = subprocess.Popen([sys.executable, "manage.py", "up"], cwd=root, env=env, stdout=subprocess.PIPE)
    assert up.stdout
    assert up.stdout.readline().startswith(b"ClusterViz is ready")
    for words in CLUSTERS:
        create = [sys.executable, "manage.py", "cluster", "create", *words]
        subprocess.run(create, cwd=root, env=env, check=True, stdout=subprocess.DEVNULL)
    yield env
    up.send_signal(signal.SIGINT)
    up.wait(20)
    up.stdout.close()


@pytest.fixture(scope="session")
def kubectl_in(server: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Kubectl]:
    """Makes a namespace and a kubectl for it, which has the kubeconfig that a start writes."""

    def make(namespace: str, cluster: str = FAST) -> Kubectl:
        kubectl = Kubectl(tmp_path_factory.mktemp(namespace), server, namespace, cluster)
        if cluster != RECORDED:
            kubectl("wait", "serviceaccount/default", "configmap/kube-root-ca.crt", "--for=create", "--timeout=30s")
        return kubectl

    return make
