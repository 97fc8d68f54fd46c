"""The real kubectl against the running application: what people do all day."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clusterviz.supervisor.test_up import environment, free_port

KUBECTL = shutil.which("kubectl")
pytestmark = [
    pytest.mark.processes,
    pytest.mark.xdist_group("processes"),
    pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed"),
]

MANIFEST = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "web:1"}]}
"""


class Kubectl:
    """Runs kubectl as the administrator of `demo`."""

    def __init__(self, config: Path) -> None:
        self.env = {**os.environ, "KUBECONFIG": str(config), "HOME": str(config.parent)}

    def __call__(self, *words: str, text: str = "", code: int = 0) -> str:
        """Its output; on both streams when ``code`` is not 0."""
        assert KUBECTL
        done = subprocess.run(
            [KUBECTL, *words], env=self.env, input=text, capture_output=True, text=True, check=False, timeout=50
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout if not code else done.stdout + done.stderr


@pytest.fixture(scope="module")
def kubectl(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    var = tmp_path_factory.mktemp("kubectl")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"], cwd=root, env=environment(var, free_port()), stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline().startswith(b"ClusterViz is ready")
    yield Kubectl(var / "kubeconfig")
    process.send_signal(signal.SIGINT)
    process.wait(20)
    process.stdout.close()


def test_a_deployment_from_its_creation_to_its_end(kubectl: Kubectl) -> None:
    assert kubectl("apply", "-f", "-", text=MANIFEST) == "deployment.apps/web created\n"
    assert kubectl("apply", "-f", "-", text=MANIFEST) == "deployment.apps/web unchanged\n"
    assert kubectl("apply", "-f", "-", text=MANIFEST.replace("web:1", "web:2")) == "deployment.apps/web configured\n"
    assert kubectl("patch", "deploy", "web", "-p", '{"spec":{"minReadySeconds":1}}') == "deployment.apps/web patched\n"
    assert kubectl("scale", "deploy/web", "--replicas=2") == "deployment.apps/web scaled\n"
    assert kubectl("rollout", "status", "deploy/web", "--timeout=40s").endswith("successfully rolled out\n")
    assert kubectl("get", "deploy", "web", "--no-headers").split()[:4] == ["web", "2/2", "2", "2"]
    assert kubectl("get", "deploy", "web", "-o", "jsonpath={..image}") == "web:2"
    assert kubectl("delete", "deploy", "web") == 'deployment.apps "web" deleted\n'
    assert "NotFound" in kubectl("get", "deploy", "web", code=1)


def test_generators_send_protocol_buffers(kubectl: Kubectl) -> None:
    assert kubectl("create", "configmap", "c", "--from-literal=a=b") == "configmap/c created\n"
    assert kubectl("get", "configmap", "c", "-o", "jsonpath={.data}") == '{"a":"b"}'
    assert kubectl("auth", "can-i", "delete", "nodes") == "yes\n"


def test_a_watch_shows_what_happens(kubectl: Kubectl) -> None:
    assert KUBECTL
    with subprocess.Popen(
        [KUBECTL, "get", "secrets", "-w", "-o", "name"], env=kubectl.env, stdout=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stdout
        kubectl("create", "secret", "generic", "s", "--from-literal=a=b")
        assert watch.stdout.readline() == "secret/s\n"
        watch.terminate()


def test_fields_are_explained(kubectl: Kubectl) -> None:
    assert "minReadySeconds" in kubectl("explain", "deployment.spec")
    refused = kubectl("create", "-f", "-", text=MANIFEST.replace("replicas", "replica"), code=1)
    assert 'strict decoding error: unknown field "spec.replica"' in refused
