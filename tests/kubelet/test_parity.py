"""Running pods of the recorded scenarios have the statuses that real kubelets gave them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from core.meta.objects import Doc
from tests.kubelet.timeline import SCHEDULED, Stand
from tests.reference import REFERENCE, needs_reference, read_lines

pytestmark = needs_reference

TIMES = ("lastTransitionTime", "startedAt", "startTime")
OWN = ("containerID", "imageID", "podIP", "podIPs", "hostIP", "hostIPs")
"""What depends on the runtime and the network."""


def running_pods() -> Iterator[Doc]:
    """One recorded running pod for each different spec."""
    seen = set()
    for scenario in read_lines("workloads/scenarios.jsonl") if REFERENCE.is_dir() else ():
        for step in scenario["steps"]:
            for doc in step.get("objects") or ():
                if doc["kind"] != "Pod" or doc["status"]["phase"] != "Running":
                    continue
                shape = json.dumps([doc["spec"]["containers"], doc["metadata"].get("deletionTimestamp")]).split(
                    "kube-api"
                )[0]
                if shape not in seen:
                    seen.add(shape)
                    yield doc


def compared(status: Doc) -> Doc:
    """A status without times, addresses and the artefacts of hollow kubelets."""
    text = json.dumps(status, sort_keys=True)
    held: Doc = json.loads(text, object_hook=_without)
    return held


def _without(part: Doc) -> Doc:
    kept = {field: value for field, value in part.items() if field not in (*TIMES, *OWN, "started")}
    # A hollow runtime reports a memory of 0 where the pod asks for none.
    return {field: value for field, value in kept.items() if (field, value) != ("memory", "0")}


@pytest.mark.parametrize("recorded", list(running_pods()), ids=lambda doc: doc["metadata"]["namespace"])
def test_a_running_pods_status_is_the_recorded_one(recorded: Doc) -> None:
    if recorded["metadata"].get("deletionTimestamp"):
        pytest.skip("being deleted")
    stand = Stand(is_hollow=True)
    stand.put("configmaps", _root_ca(recorded["metadata"]["namespace"]))
    stand.node(recorded["spec"]["nodeName"])
    pod = stand.put(
        "pods",
        {
            **recorded,
            "status": {"phase": "Pending", "conditions": [SCHEDULED], "qosClass": recorded["status"]["qosClass"]},
        },
    )
    stand.run(60)
    assert compared(stand.status(pod)) == compared(recorded["status"])


def _root_ca(namespace: str) -> Doc:
    return {"kind": "ConfigMap", "metadata": {"name": "kube-root-ca.crt", "namespace": namespace}}
