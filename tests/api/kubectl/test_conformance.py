"""The conformance suite's specs of kubectl, by the real kubectl against a running ClusterViz.

Source: test/e2e/kubectl/{kubectl,logs}.go. They are not in tests/conformance because they share this folder's server.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.api.kubectl.conftest import Kubectl
from tests.conformance.specs import spec
from tests.conformance.suite import AGNHOST, PAUSE

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]

HTTPD, BUSYBOX = "registry.k8s.io/e2e-test-images/httpd:2.4.38-4", "registry.k8s.io/e2e-test-images/busybox:1.37.0-1"
WAITING = "--pod-running-timeout=2m"
LABELS = {"app": "agnhost", "role": "primary"}
META = {"name": "agnhost-primary", "labels": LABELS}
PORT = {"name": "agnhost-server", "containerPort": 6379}
CONTAINER = {"name": "agnhost-primary", "image": AGNHOST, "ports": [PORT]}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": {"containers": [CONTAINER]}}
CONTROLLER = json.dumps(
    {
        "kind": "ReplicationController", "apiVersion": "v1", "metadata": META,
        "spec": {"replicas": 1, "selector": LABELS, "template": TEMPLATE},
    }
)  # fmt: skip
SERVICE = json.dumps(
    {
        "kind": "Service", "apiVersion": "v1", "metadata": META,
        "spec": {"ports": [{"port": 6379, "targetPort": "agnhost-server"}], "selector": LABELS},
    }
)  # fmt: skip
DEPLOYMENT = f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: httpd-deployment, labels: {{app: httpd}}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: httpd}}}}
  template:
    metadata: {{labels: {{app: httpd}}}}
    spec: {{containers: [{{name: httpd, image: {HTTPD}, ports: [{{containerPort: 80}}]}}]}}
"""
PAUSING = f"""
apiVersion: v1
kind: Pod
metadata: {{name: pause, labels: {{name: pause}}}}
spec: {{terminationGracePeriodSeconds: 0, containers: [{{name: pause, image: {PAUSE}}}]}}
"""
POD = "e2e-test-httpd-pod"

Make = Callable[..., Kubectl]


def create(kubectl: Kubectl, manifest: str) -> None:
    kubectl("create", "-f", "-", text=manifest)


def awaited(kubectl: Kubectl, *chosen: str) -> list[str]:
    """The names of the chosen pods, once there are any and all of them are ready."""
    for condition in ("create", "condition=Ready"):
        kubectl("wait", "pod", *chosen, f"--for={condition}", "--timeout=60s")
    return kubectl("get", "pod", *chosen, "-o", "name").split()


def primaries(kubectl: Kubectl) -> list[str]:
    return awaited(kubectl, "-l", "app=agnhost")


def pod(kubectl: Kubectl, name: str) -> Any:
    return json.loads(kubectl("get", "pod", name, "-o", "json"))


def has_lines(output: str, *wanted: tuple[str, ...]) -> None:
    """One line after the other must have all of these texts."""
    lines = iter(output.splitlines())
    for first, *rest in wanted:
        line = next((line for line in lines if first in line), None)
        assert line is not None, f"{first} is missing in\n{output}"
        assert all(text in line for text in rest), f"{rest} are not in {line}"


@spec("cli", "Kubectl client Kubectl api-versions should check if v1 is in available api versions")
@spec(
    "cli",
    "Kubectl client Kubectl cluster-info should check if Kubernetes control plane services is included in cluster-info",
)
@spec("cli", "Kubectl client Kubectl version should check is all data is printed")
def test_the_cluster_says_what_it_is(kubectl_in: Make) -> None:
    kubectl = kubectl_in("conformance-info")
    assert "v1" in kubectl("api-versions").splitlines()
    has_lines(kubectl("cluster-info"), ("Kubernetes control plane", "is running at"))
    version = kubectl("version")
    for item in ("Client Version: ", "Server Version: "):
        assert re.search(rf"{item}v\d\.\d+\.[\d\w\-.+]+", version)


@spec(
    "cli",
    "Kubectl client Kubectl describe should check if kubectl describe prints relevant information for rc and pods",
)
def test_describe_prints_what_matters(kubectl_in: Make) -> None:
    kubectl = kubectl_in("conformance-describe")
    create(kubectl, CONTROLLER)
    create(kubectl, SERVICE)
    here, role, notes = ("Namespace:", "conformance-describe"), ("role=primary",), ("Annotations:",)
    (name,) = primaries(kubectl)
    has_lines(
        kubectl("describe", name), ("Name:", "agnhost-primary-"), here, ("Node:",), ("Labels:", "app=agnhost"), role,
        notes, ("Status:", "Running"), ("IP:",), ("Controlled By:", "ReplicationController/agnhost-primary"),
        ("Image:", AGNHOST), ("State:", "Running"), ("QoS Class:", "BestEffort"),
    )  # fmt: skip
    has_lines(
        kubectl("describe", "rc", "agnhost-primary"), ("Name:", "agnhost-primary"), here,
        ("Selector:", "app=agnhost,role=primary"), ("Labels:", "app=agnhost"), role, notes,
        ("Replicas:", "1 current", "1 desired"),
        ("Pods Status:", "1 Running", "0 Waiting", "0 Succeeded", "0 Failed"), ("Pod Template:",), ("Image:", AGNHOST),
        ("Events:",),
    )  # fmt: skip
    has_lines(
        kubectl("describe", "service", "agnhost-primary"), ("Name:", "agnhost-primary"), here,
        ("Labels:", "app=agnhost"), role, notes, ("Selector:", "app=agnhost", "role=primary"),
        ("Type:", "ClusterIP"), ("IP:",),
        ("Port:", "<unset>", "6379/TCP"), ("Endpoints:",), ("Session Affinity:", "None"),
    )  # fmt: skip
    node = kubectl("get", "nodes", "-o", "name").split()[0]
    headings = ("Type", "Status", "LastHeartbeatTime", "LastTransitionTime", "Reason", "Message")
    has_lines(
        kubectl("describe", node), ("Name:", node.partition("/")[2]), ("Labels:",), notes, ("CreationTimestamp:",),
        ("Conditions:",), headings, ("Addresses:",), ("Capacity:",), ("Kernel Version:",), ("OS Image:",),
        ("Container Runtime Version:",), ("Kubelet Version:",), ("Pods:",),
    )  # fmt: skip
    described = kubectl("describe", "namespace", "conformance-describe")
    has_lines(described, ("Name:", "conformance-describe"), ("Labels:",), notes, ("Status:", "Active"))


@spec("cli", "Kubectl client Kubectl diff should check if kubectl diff finds a difference for Deployments")
def test_diff_finds_another_image(kubectl_in: Make) -> None:
    kubectl = kubectl_in("conformance-diff")
    create(kubectl, DEPLOYMENT)
    changed = DEPLOYMENT.replace(HTTPD, BUSYBOX)
    done = subprocess.run(
        ["kubectl", "diff", "-f", "-"], env=kubectl.env, input=changed, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert HTTPD in done.stdout and BUSYBOX in done.stdout
    kubectl("delete", "-f", "-", text=changed)


@spec("cli", "Kubectl client Kubectl expose should create services for rc")
def test_expose_makes_services_of_a_controller_and_of_a_service(kubectl_in: Make) -> None:
    kubectl = kubectl_in("conformance-expose")
    create(kubectl, CONTROLLER)
    (name,) = primaries(kubectl)
    assert "Paused" in kubectl("logs", name, "agnhost-primary")
    for subject, made, port in (("rc/agnhost-primary", "rm2", 1234), ("service/rm2", "rm3", 2345)):
        kubectl("expose", subject, f"--name={made}", f"--port={port}", "--target-port=6379")
        chosen = ("-l", f"kubernetes.io/service-name={made}")
        kubectl("wait", "endpointslice", *chosen, "--for=create", "--timeout=30s")
        kubectl("wait", "endpointslice", *chosen, "--for=jsonpath={.ports[0].port}=6379", "--timeout=30s")
        (found,) = json.loads(kubectl("get", "endpointslice", *chosen, "-o", "json"))["items"]
        assert [one["port"] for one in found["ports"]] == [6379]
        (stored,) = json.loads(kubectl("get", "service", made, "-o", "json"))["spec"]["ports"]
        assert (stored["port"], stored["targetPort"]) == (port, 6379)


@spec("cli", "Kubectl client Kubectl label should update the label on a resource")
def test_label_sets_and_removes(kubectl_in: Make) -> None:
    kubectl = kubectl_in("conformance-label")
    create(kubectl, PAUSING)
    awaited(kubectl, "pause")
    kubectl("label", "pods", "pause", "testing-label=testing-label-value")
    assert "testing-label-value" in kubectl("get", "pod", "pause", "-L", "testing-label")
    kubectl("label", "pods", "pause", "testing-label-")
    assert "testing-label-value" not in kubectl("get", "pod", "pause", "-L", "testing-label")
    kubectl("delete", "--grace-period=0", "--force", "-f", "-", text=PAUSING)
    assert not kubectl("get", "rc,svc", "-l", "name=pause", "--no-headers")


@spec("cli", "Kubectl client Kubectl patch should add annotations for pods in rc")
def test_patch_annotates_the_pods_of_a_controller(kubectl_in: Make) -> None:
    kubectl = kubectl_in("conformance-patch")
    create(kubectl, CONTROLLER)
    for name in primaries(kubectl):
        kubectl("patch", name, "-p", '{"metadata":{"annotations":{"x":"y"}}}')
    found = json.loads(kubectl("get", "pods", "-l", "app=agnhost", "-o", "json"))["items"]
    assert [item["metadata"]["annotations"]["x"] for item in found] == ["y"]


@spec("cli", "Kubectl client Kubectl run pod should create a pod from an image when restart is Never")
@spec("cli", "Kubectl client Kubectl server-side dry-run should check if kubectl can dry-run update Pods")
@spec("cli", "Kubectl client Kubectl replace should update a single-container pod's image")
def test_a_pod_is_run_patched_in_a_dry_run_and_replaced(kubectl_in: Make) -> None:
    kubectl = kubectl_in("conformance-pod")
    kubectl("run", POD, "--restart=Never", WAITING, f"--image={HTTPD}")
    made = pod(kubectl, POD)["spec"]
    assert ([one["image"] for one in made["containers"]], made["restartPolicy"]) == ([HTTPD], "Never")
    kubectl("delete", "pods", POD)

    kubectl("run", POD, f"--image={HTTPD}", WAITING, f"--labels=run={POD}")
    patch = {"spec": {"containers": [{"name": POD, "image": BUSYBOX}]}}
    kubectl("patch", "pod", POD, "-p", json.dumps(patch), "--dry-run=server")
    assert pod(kubectl, POD)["spec"]["containers"][0]["image"] == HTTPD

    awaited(kubectl, "-l", f"run={POD}")
    held = kubectl("get", "pod", POD, "-o", "json")
    kubectl("replace", "-f", "-", text=held.replace(HTTPD, BUSYBOX, 1))
    assert pod(kubectl, POD)["spec"]["containers"][0]["image"] == BUSYBOX
    kubectl("delete", "pods", POD)


@spec("cli", "Kubectl client Proxy server should support proxy with --port 0")
@spec("cli", "Kubectl client Proxy server should support --unix-socket=/path")
def test_the_proxy_leads_to_the_api(kubectl_in: Make, tmp_path: Path) -> None:
    kubectl = kubectl_in("conformance-proxy")
    told, proxy = _proxy(kubectl, "--port=0", "--disable-filter")
    port = re.search(r"Starting to serve on 127\.0\.0\.1:(\d+)", told)
    assert port
    with urlopen(f"http://localhost:{port[1]}/api/") as answer:
        assert json.load(answer)["versions"]
    _end(proxy)
    path = tmp_path / "test"
    told, proxy = _proxy(kubectl, f"--unix-socket={path}")
    assert told
    connection = HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.sock.connect(str(path))
    connection.request("GET", "/api")
    assert json.load(connection.getresponse())["versions"]
    connection.close()
    _end(proxy)


def _proxy(kubectl: Kubectl, *options: str) -> tuple[str, subprocess.Popen[str]]:
    """The first line that a proxy prints, and the proxy."""
    proxy = subprocess.Popen(["kubectl", "proxy", *options], env=kubectl.env, stdout=subprocess.PIPE, text=True)
    assert proxy.stdout
    return proxy.stdout.readline(), proxy


def _end(proxy: subprocess.Popen[str]) -> None:
    proxy.terminate()
    proxy.wait(10)
    assert proxy.stdout
    proxy.stdout.close()


@spec("cli", "Kubectl logs logs should be able to retrieve and filter logs")
def test_logs_are_filtered(kubectl_in: Make) -> None:
    kubectl = kubectl_in("conformance-logs")
    name = "logs-generator"
    words = (name, "--log-lines-total", "100", "--run-duration", "20s")
    kubectl("run", name, f"--image={AGNHOST}", "--restart=Never", WAITING, "--", *words)
    kubectl("wait", "pod", name, "--for=jsonpath={.status.phase}=Succeeded", "--timeout=60s")
    assert "/api/v1/namespaces/kube-system" in kubectl("logs", name, name)
    assert len(kubectl("logs", name, name, "--tail=1").splitlines()) == 1
    assert len(kubectl("logs", name, name, "--limit-bytes=1")) == 1
    (line,) = kubectl("logs", name, name, "--tail=1", "--timestamps").splitlines()
    stamp, _, text = line.partition(" ")
    assert text and datetime.fromisoformat(stamp)
    deadline = time.monotonic() + 30
    while kubectl("logs", name, name, "--since=1s"):  # virtual time runs: what was printed gets old
        assert time.monotonic() < deadline
    assert len(kubectl("logs", name, name, "--since=24h").splitlines()) == 100
    kubectl("delete", "pod", name)
