"""kubectl creates, prints and describes an object of every kind that is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.kinds import registry
from tests.api.kubectl.conftest import Kubectl

MANIFESTS = Path(__file__).with_name("kinds.yaml")
NAMESPACE = "kinds"
GONE = ("VolumeAttributesClass", "ServiceCIDR", "IPAddress")
"""kubectl 1.32 describes these by beta versions, which a control plane of 1.36 serves no more."""

SECTIONS = {
    "ConfigMap": ("Data\n====", "a:\n----\n1"),
    "CronJob": ("Schedule:", "Concurrency Policy:", "Pod Template:", "Active Jobs:"),
    "DaemonSet": ("Node-Selector:", "Desired Number of Nodes Scheduled:", "Pod Template:"),
    "Deployment": ("StrategyType:", "Pod Template:", "Conditions:", "NewReplicaSet:", "ScalingReplicaSet"),
    "EndpointSlice": ("AddressType:", "Ports:", "Endpoints:"),
    "Endpoints": ("Subsets:", "Addresses:"),
    "HorizontalPodAutoscaler": ("Reference:", "Metrics:", "Min replicas:", "Deployment pods:"),
    "Ingress": ("Default backend:", "Rules:"),
    "Job": ("Parallelism:", "Suspend:", "Pods Statuses:", "Pod Template:"),
    "LimitRange": ("Type", "Max Limit/Request Ratio"),
    "NetworkPolicy": ("PodSelector:", "Allowing ingress traffic:", "Policy Types:"),
    "Node": ("Taints:", "Lease:", "Conditions:", "System Info:", "Allocated resources:"),
    "PersistentVolume": ("Reclaim Policy:", "Source:"),
    "PersistentVolumeClaim": ("StorageClass:", "Access Modes:", "Used By:"),
    "Pod": ("Init Containers:", "Containers:", "Readiness:", "Conditions:", "Volumes:", "QoS Class:", "Tolerations:"),
    "PodDisruptionBudget": ("Min available:", "Allowed disruptions:"),
    "ReplicaSet": ("Pods Status:", "Pod Template:", "SuccessfulCreate"),
    "ReplicationController": ("Pods Status:", "Pod Template:", "SuccessfulCreate"),
    "ResourceQuota": ("Resource", "Hard"),
    "Role": ("PolicyRule:", "pods"),
    "RoleBinding": ("Role:", "Subjects:"),
    "Secret": ("Type:  Opaque", "a:  1 bytes"),
    "Service": ("Selector:", "IP:", "TargetPort:", "Endpoints:", "Session Affinity:"),
    "ServiceAccount": ("Image pull secrets:", "Events:"),
    "StatefulSet": ("Update Strategy:", "Pods Status:", "Volume Claims:"),
}
"""What the descriptions of kinds with behaviour must hold."""

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


def manifests() -> list[Any]:
    found: list[Any] = yaml.safe_load(MANIFESTS.read_text().replace("NAMESPACE", NAMESPACE))["items"]
    return found


@pytest.fixture(scope="module")
def kubectl(kubectl_in: Callable[..., Kubectl]) -> Kubectl:
    made = kubectl_in(NAMESPACE, "demo")
    text = MANIFESTS.read_text().replace("NAMESPACE", NAMESPACE)
    created = made("create", "-f", "-", text=text)
    assert len(re.findall(r" created$", created, re.MULTILINE)) == len(manifests())
    made("rollout", "status", "deployment/web", "--timeout=40s")
    return made


def test_there_is_an_object_of_every_kind() -> None:
    stored = {kind.kind for kind in registry.ALL if kind.is_stored}
    assert {doc["kind"] for doc in manifests()} == stored


def test_each_is_described(kubectl: Kubectl) -> None:
    shown = [doc for doc in manifests() if doc["kind"] not in GONE]
    text = yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": shown})
    parts = kubectl("describe", "--show-events=true", "-f", "-", text=text).split("\n\n\nName:")
    names = [part.split("\n")[0].removeprefix("Name:").strip() for part in parts]
    assert names == [doc["metadata"]["name"] for doc in shown]
    missing = [
        (doc["kind"], section)
        for doc, part in zip(shown, parts, strict=True)
        for section in SECTIONS.get(doc["kind"], ())
        if section not in part
    ]
    assert not missing


def test_each_is_printed_with_a_row_of_its_own(kubectl: Kubectl) -> None:
    text = MANIFESTS.read_text().replace("NAMESPACE", NAMESPACE)
    printed = kubectl("get", "-f", "-", "-o", "wide", "--no-headers", text=text)
    assert len([line for line in printed.splitlines() if line]) == len(manifests())


@pytest.mark.parametrize("form", ["yaml", "json", "name"])
def test_each_is_read_back_whole(kubectl: Kubectl, form: str) -> None:
    text = MANIFESTS.read_text().replace("NAMESPACE", NAMESPACE)
    printed = kubectl("get", "-f", "-", "-o", form, text=text)
    if form == "name":
        assert len(printed.splitlines()) == len(manifests())
        return
    assert [doc["kind"] for doc in yaml.safe_load(printed)["items"]] == [doc["kind"] for doc in manifests()]
