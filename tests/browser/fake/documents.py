"""Kubernetes documents in the likeness of the fake world's rows."""

from datetime import UTC, datetime
from typing import Any

from tests.browser.fake.shop import NOW
from tests.browser.fake.world import MIB, PLACE, Row, World

Doc = dict[str, Any]
GROUPS = {
    "Deployment": "apps/v1",
    "ReplicaSet": "apps/v1",
    "StatefulSet": "apps/v1",
    "DaemonSet": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
}


def stamp(seconds: int) -> str:
    """RFC 3339 of whole seconds."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find(world: World, resource: str, namespace: str, name: str) -> tuple[str, Row] | None:
    """The table and row of an object."""
    plural = resource.split(".")[0]
    tables = {"pods": "pods", "nodes": "nodes"}
    for table in (tables.get(plural), "workloads", "objects"):
        at = PLACE[table] if table else {}
        for row in world.tables[table].values() if table else ():
            same = row[at["name"]] == name and (table == "nodes" or row[at["namespace"]] == namespace)
            if same and (table in ("pods", "nodes") or plural == (row[at["kind"]].lower() + "s") or row[1] == resource):
                return table, row
    return None


def document(world: World, table: str, row: Row) -> Doc:
    """The document of a row."""
    value = dict(zip(PLACE[table], row, strict=True))
    made = {"pods": _pod, "nodes": _node, "workloads": _workload, "objects": _other}[table](world, value)
    return made | {
        "metadata": {
            "resourceVersion": str(world.revision),
            "uid": row[0],
            "creationTimestamp": stamp(value["created"] or NOW),
            **made["metadata"],
        }
    }


def _condition(kind: str, status: str, reason: str, message: str = "") -> Doc:
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "lastTransitionTime": stamp(NOW - 92),
        "lastUpdateTime": stamp(NOW - 62),
    }


def _template(value: dict[str, Any]) -> Doc:
    app = value["name"].split("-")[0]
    probe = {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 10}
    container = {
        "name": "server", "image": value["image"] or f"shop/{app}:v0.10.1", "ports": [{"containerPort": 8080, "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "200m", "memory": "256Mi"}}, "readinessProbe": probe,
        "env": [{"name": "PORT", "value": "8080"}],
    }  # fmt: skip
    return {
        "containers": [container],
        "restartPolicy": "Always",
        "serviceAccountName": "default",
        "nodeSelector": {"disk": "ssd"} if value.get("reason") else {},
    }


def _pod(world: World, value: dict[str, Any]) -> Doc:
    owner = world.tables["workloads"].get(value["owner"])
    owners = (
        [{"apiVersion": "apps/v1", "kind": owner[1], "name": owner[3], "uid": owner[0], "controller": True}]
        if owner
        else []
    )
    spec = _template(value) | ({"nodeName": value["node"]} if value["node"] else {})
    spec["containers"][0]["resources"] = {
        "requests": {"cpu": f"{value['cpu'] or 100}m", "memory": f"{(value['memory'] or MIB) // MIB}Mi"}
    }
    spec["volumes"] = [
        {"name": "config", "configMap": {"name": "settings"}},
        {"name": "kube-api-access-x", "projected": {}},
    ]
    ready = value["ready"] > 0
    conditions = [
        _condition(
            "PodScheduled",
            "True" if value["node"] else "False",
            "" if value["node"] else "Unschedulable",
            value["reason"],
        )
    ]
    conditions += (
        [
            _condition(
                "Ready",
                "True" if ready else "False",
                "" if ready else "ContainersNotReady",
                "" if ready else "containers with unready status: [server]",
            )
        ]
        if value["node"]
        else []
    )
    status = {"phase": value["phase"], "qosClass": value["qos"], "conditions": conditions}
    if value["node"]:
        status |= {"podIP": "10.244.1.17", "containerStatuses": [_container_status(value, ready)]}
    labels = {"app": value["name"].split("-")[0], "pod-template-hash": "7d9f6b5c9c"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": value["name"],
            "namespace": value["namespace"],
            "labels": labels,
            "ownerReferences": owners,
        },
        "spec": spec,
        "status": status,
    }


def _container_status(value: dict[str, Any], ready: bool) -> Doc:
    state: Doc = {"running": {"startedAt": stamp(NOW - 60)}}
    last: Doc = {}
    if value["status"] == "CrashLoopBackOff":
        state = {
            "waiting": {"reason": "CrashLoopBackOff", "message": "back-off 2m40s restarting failed container=server"}
        }
        last = {
            "terminated": {
                "exitCode": 137,
                "reason": "OOMKilled",
                "startedAt": stamp(NOW - 70),
                "finishedAt": stamp(NOW - 65),
            }
        }
    elif value["status"] == "ContainerCreating":
        state = {"waiting": {"reason": "ContainerCreating"}}
    elif value["phase"] in ("Succeeded", "Failed"):
        code = 0 if value["phase"] == "Succeeded" else 1
        state = {"terminated": {"exitCode": code, "reason": "Completed" if code == 0 else "Error"}}
    return {
        "name": "server",
        "image": value["image"],
        "ready": ready,
        "restartCount": value["restarts"],
        "state": state,
        "lastState": last,
    }


def _node(world: World, value: dict[str, Any]) -> Doc:
    labels = {
        "topology.kubernetes.io/zone": value["zone"],
        "node.kubernetes.io/instance-type": value["instance"],
        "kubernetes.io/hostname": value["name"],
        "kubernetes.io/os": "linux",
    }
    allocatable = {
        "cpu": str(value["cpu"] // 1000),
        "memory": f"{value['memory'] // 1024}Ki",
        "pods": str(value["pods"]),
    }
    conditions = [
        _condition(kind, "True" if kind in value["conditions"] else "False", "Kubelet", f"kubelet has {kind}")
        for kind in ("MemoryPressure", "DiskPressure", "PIDPressure")
    ]
    conditions.append(_condition("Ready", value["ready"], "KubeletReady", "kubelet is posting ready status"))
    taints = [
        {
            "key": text.split(":")[0].split("=")[0],
            "value": text.split(":")[0].partition("=")[2],
            "effect": text.split(":")[1],
        }
        for text in value["taints"]
    ]
    info = {
        "kubeletVersion": "v1.36.0",
        "containerRuntimeVersion": "containerd://2.1.4",
        "osImage": "Debian GNU/Linux 13",
        "architecture": "amd64",
    }
    status = {
        "allocatable": allocatable,
        "capacity": allocatable,
        "conditions": conditions,
        "addresses": [{"type": "InternalIP", "address": "10.0.1.4"}],
        "nodeInfo": info,
    }
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": value["name"], "labels": labels},
        "spec": {"podCIDR": "10.244.1.0/24", "taints": taints},
        "status": status,
    }


def _workload(world: World, value: dict[str, Any]) -> Doc:
    app = value["name"].split("-")[0]
    owner = world.tables["workloads"].get(value["owner"])
    owners = (
        [{"apiVersion": "apps/v1", "kind": owner[1], "name": owner[3], "uid": owner[0], "controller": True}]
        if owner
        else []
    )
    spec: Doc = {
        "replicas": value["desired"],
        "selector": {"matchLabels": {"app": app}},
        "template": {"metadata": {"labels": {"app": app}}, "spec": _template(value)},
    }
    status: Doc = {
        "replicas": value["desired"] + (2 if value["status"] == "Progressing" else 0),
        "readyReplicas": value["ready"],
        "availableReplicas": value["available"],
    }
    if value["kind"] == "Deployment":
        spec |= {
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "30%", "maxUnavailable": "20%"}},
            "progressDeadlineSeconds": 600,
            "paused": bool(value["paused"]),
        }
        progressing = (
            _condition(
                "Progressing",
                "False",
                "ProgressDeadlineExceeded",
                f'ReplicaSet "{value["name"]}" has timed out progressing.',
            )
            if value["status"] == "Failed"
            else _condition(
                "Progressing", "True", "ReplicaSetUpdated", f'ReplicaSet "{value["name"]}-6c9f4" is progressing.'
            )
        )
        enough = value["available"] >= value["desired"] * 0.8
        conditions = [
            _condition(
                "Available",
                "True" if enough else "False",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.",
            ),
            progressing,
        ]
        status |= {"updatedReplicas": value["updated"], "unavailableReplicas": 2, "conditions": conditions}
    metadata = {
        "name": value["name"],
        "namespace": value["namespace"],
        "labels": {"app": app},
        "annotations": {"deployment.kubernetes.io/revision": value["revision"]},
        "ownerReferences": owners,
    }
    return {
        "apiVersion": GROUPS.get(value["kind"], "v1"),
        "kind": value["kind"],
        "metadata": metadata,
        "spec": spec,
        "status": status,
    }


def _other(world: World, value: dict[str, Any]) -> Doc:
    metadata = {"name": value["name"], "namespace": value["namespace"]}
    if value["kind"] == "Service":
        spec = {
            "type": "ClusterIP",
            "clusterIP": "10.96.12.7",
            "selector": {"app": value["name"]},
            "ports": [{"name": "http", "port": 80, "targetPort": 8080}],
            "sessionAffinity": "None",
        }
        return {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata,
            "spec": spec,
            "status": {"loadBalancer": {}},
        }
    if value["kind"] == "EndpointSlice":
        app = value["name"].rpartition("-")[0]
        pods = [row for row in world.tables["pods"].values() if row[2].startswith(app)]
        ends = [
            {
                "addresses": [f"10.244.1.{i + 10}"],
                "conditions": {"ready": True},
                "targetRef": {"kind": "Pod", "name": row[2]},
            }
            for i, row in enumerate(pods)
        ]
        return {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": metadata | {"labels": {"kubernetes.io/service-name": app}},
            "endpoints": ends,
        }
    return {
        "apiVersion": "v1",
        "kind": value["kind"],
        "metadata": metadata,
        "data": {"currency": "EUR", "motd": "hello\nworld"},
    }
