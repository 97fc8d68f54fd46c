"""What the fake server answers about one object: document, edit, events, history, why, actions, rollout."""

from typing import Any

import orjson
import yaml
from django.http import HttpRequest, JsonResponse

from core.pages.differences import diff_lines
from tests.browser.fake.documents import document, find, stamp
from tests.browser.fake.server import Stage
from tests.browser.fake.shop import NOW, REFUSAL

PLUGINS = [
    "NodeUnschedulable",
    "TaintToleration",
    "NodeAffinity",
    "NodePorts",
    "NodeResourcesFit",
    "VolumeBinding",
    "PodTopologySpread",
    "InterPodAffinity",
]
US = 1_000_000
ACTIONS = "delete scale restart undo pause resume cordon uncordon drain fail recover kill".split()
edits: list[dict[str, Any]] = []
acted: list[dict[str, Any]] = []


def _text(doc: dict[str, Any]) -> str:
    return yaml.safe_dump(doc, sort_keys=True, allow_unicode=True)


def _missing(name: str) -> JsonResponse:
    return JsonResponse({"error": {"message": f'"{name}" not found', "status": None}}, status=404)


def one(request: HttpRequest, name: str, resource: str, namespace: str, key: str) -> JsonResponse:
    """GET the document; PUT a new text, refused when it has a field `replica`."""
    world = Stage.get(name).world
    found = find(world, resource, namespace.strip("-"), key)
    if found is None:
        return _missing(key)
    doc = document(world, *found)
    if request.method != "PUT":
        return JsonResponse({"object": doc, "yaml": _text(doc), "kind": {"kind": doc["kind"], "actions": ACTIONS}})
    body = orjson.loads(request.body)
    edits.append(body)
    lines = body["yaml"].split("\n")
    bad = [i for i, line in enumerate(lines) if line.strip().startswith("replica:")]
    if bad:
        fault = {
            "line": bad[0] + 1,
            "column": 3,
            "path": "spec.replica",
            "message": 'unknown field "spec.replica"',
            "suggestion": "replicas",
        }
        return JsonResponse({"error": {"message": "invalid", "status": None}, "errors": [fault]}, status=422)
    return JsonResponse(
        {"object": doc, "yaml": body["yaml"], "diff": diff_lines(_text(doc), body["yaml"]), "warnings": []}
    )


def events(request: HttpRequest, name: str, resource: str, namespace: str, key: str) -> JsonResponse:
    """The rows of the events table about the object."""
    world = Stage.get(name).world
    about = [row for row in world.tables["events"].values() if row[6].endswith(f"/{key}")]
    made = [
        {
            "type": r[2],
            "reason": r[3],
            "message": r[4],
            "count": r[5],
            "first": stamp(r[1] - 60),
            "last": stamp(r[1]),
            "source": r[9],
        }
        for r in about
    ]
    return JsonResponse({"events": made})


def history(request: HttpRequest, name: str, resource: str, namespace: str, key: str) -> JsonResponse:
    """Four changes of any object."""
    summaries = [
        ("ADDED", "replicaset-controller", []),
        (
            "MODIFIED",
            "scheduler",
            [["spec.nodeName", None, "node-3"], ["status.conditions[PodScheduled].status", None, "True"]],
        ),
        (
            "MODIFIED",
            "kubelet",
            [
                ["status.phase", "Pending", "Running"],
                ["status.podIP", None, "10.244.1.17"],
                ["status.containerStatuses[server].ready", False, True],
            ],
        ),
        ("MODIFIED", "admin", [[f"metadata.labels[team{i}]", None, f"shop-{i}"] for i in range(7)]),
    ]
    changes = [
        {"revision": 18_100 + 7 * i, "time": (NOW - 90 + i * 20) * US, "actor": actor, "verb": verb, "summary": fields}
        for i, (verb, actor, fields) in enumerate(summaries)
    ]
    return JsonResponse({"changes": changes})


def logs(request: HttpRequest, name: str, namespace: str, key: str) -> JsonResponse:
    """Two containers: `server` prints a line whenever it is asked for more, `proxy` waits."""
    said = {
        "containers": ["server", "proxy"],
        "container": request.GET.get("container") or "server",
        "hasPrevious": True,
        "run": "1",
        "isRunning": True,
    }
    if said["container"] == "proxy":
        message = f'container "proxy" in pod "{key}" is waiting to start: ContainerCreating'
        return JsonResponse(said | {"run": "", "lines": [], "until": 0, "isRunning": False, "message": message})
    if request.GET.get("previous"):
        lines = [[(NOW - 90) * US, "stderr", "giving up"]]
        return JsonResponse(
            said | {"run": "0", "lines": lines, "until": (NOW - 90) * US, "isRunning": False, "message": ""}
        )
    since = int(request.GET.get("since") or (NOW - 3) * US)
    lines = [[since + US, "stdout", f"request {since // US - NOW + 4}"]]
    return JsonResponse(said | {"lines": lines, "until": since + US, "message": ""})


def why(request: HttpRequest, name: str, resource: str, namespace: str, key: str) -> JsonResponse:
    """A pending pod's verdicts, a Deployment's steps, nothing for the rest."""
    world = Stage.get(name).world
    found = find(world, resource, namespace.strip("-"), key)
    if found is None:
        return _missing(key)
    table, row = found
    empty: dict[str, Any] = {"subject": row[0], "scheduling": None, "decisions": [], "causes": []}
    if table == "pods" and not row[3]:
        return JsonResponse(empty | {"scheduling": _scheduling(), "causes": CAUSES[:3]})
    if table == "workloads" and row[1] == "Deployment":
        return JsonResponse(empty | {"decisions": STEPS, "causes": CAUSES})
    return JsonResponse(empty)


def _scheduling() -> dict[str, Any]:
    memory = "Insufficient memory"
    nodes = [
        ["node-1", 4, memory],
        ["node-2", 4, memory],
        ["node-3", 4, memory],
        ["node-4", 1, "node(s) had untolerated taint {dedicated: gpu}"],
        ["node-5", 2, "node(s) didn't match Pod's node affinity/selector"],
        ["node-6", 0, "node(s) were unschedulable"],
    ]
    counts = [
        [memory, 3],
        ["node(s) had untolerated taint {dedicated: gpu}", 1],
        ["node(s) didn't match Pod's node affinity/selector", 1],
        ["node(s) were unschedulable", 1],
    ]
    admit = [
        {"text": "memory request ≤ `1.9Gi`", "node": "node-3"},
        {"text": "tolerate `dedicated=gpu`", "node": "node-4"},
        {"text": "drop nodeSelector `disk=ssd`", "node": "node-5"},
    ]
    queue = "wakes on: node added, pod deleted, node label or taint changed"
    return {
        "message": REFUSAL,
        "attempts": 3,
        "since": (NOW - 41) * US,
        "plugins": PLUGINS,
        "nodes": nodes,
        "counts": counts,
        "admit": admit,
        "queue": queue,
    }


STEPS = [
    {
        "time": (NOW - 68) * US,
        "revision": 17_920,
        "component": "deployment",
        "action": "scale up revision 4: 4 → 6",
        "reason": {"text": "surge left: 13 − 10 − 1"},
    },
    {
        "time": (NOW - 68) * US,
        "revision": 17_921,
        "component": "deployment",
        "action": "hold revision 3 at 6",
        "reason": {"available": 8, "floor": 8},
    },
    {
        "time": (NOW - 61) * US,
        "revision": 17_955,
        "component": "deployment",
        "action": "pod 6c9f4-tq8xk ready",
        "reason": {"text": "readiness after 7 s"},
    },
    {
        "time": (NOW - 61) * US,
        "revision": 17_956,
        "component": "deployment",
        "action": "scale down revision 3: 7 → 6",
        "reason": {"text": "available 9 > floor 8"},
    },
    {
        "time": (NOW - 30) * US,
        "revision": 18_020,
        "component": "deployment",
        "action": "2 pods of revision 4 starting",
        "reason": {"text": "image pull 31 s, node-5"},
    },
]
CAUSES = [
    {"time": (NOW - 90) * US, "actor": "admin", "text": "apply by admin"},
    {"time": (NOW - 90) * US + 2_000, "actor": "apiserver", "text": "generation 4 stored, revision 17,902"},
    {"time": (NOW - 90) * US + 4_000, "actor": "deployment-controller", "text": "new ReplicaSet"},
    {"time": (NOW - 90) * US + 6_000, "actor": "replicaset-controller", "text": "3 pods"},
]


def act(request: HttpRequest, name: str) -> JsonResponse:
    """Notes what was asked for; scaling is warned of, with a text that means harm."""
    body = orjson.loads(request.body)
    acted.append(body)
    warnings = ['would violate "<img src=x onerror=alert(1)>"'] if body["action"] == "scale" else []
    return JsonResponse({"message": f"{body['action']}: {body['name']}", "warnings": warnings})


def asked(request: HttpRequest) -> JsonResponse:
    """What the browser sent so far, for the tests."""
    return JsonResponse({"acted": acted, "edits": edits})


def rollout(request: HttpRequest, name: str, namespace: str, deployment: str) -> JsonResponse:
    """Twelve steps from revision 3 to 4."""
    at = [(NOW - 90 + i * 6) * US for i in range(12)]
    old = [[at[0] - 300 * US, 10, 10]] + [[at[i], 10 - i // 2, 10 - i // 2] for i in range(1, 9)]
    new = [[at[0], 0, 0]] + [[at[i], min(6, (i + 1) // 2 + (i % 3 == 0)), max(0, i // 2 - 1)] for i in range(1, 12)]
    series = [
        {"revision": 3, "replicaset": f"{deployment}-5b7dd", "points": old},
        {"revision": 4, "replicaset": f"{deployment}-6c9f4", "points": new},
    ]
    return JsonResponse(
        {"revisions": [3, 4], "series": series, "surge": 13, "floor": 8, "desired": 10, "strategy": "RollingUpdate"}
    )
