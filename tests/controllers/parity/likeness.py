"""What of a recorded and of a simulated cluster must be equal, in a form that can be compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from core.meta.objects import Doc, labels, name

HASH = "pod-template-hash"
COMPARED = ("Deployment", "ReplicaSet", "EndpointSlice", "Endpoints", "Service", "ConfigMap", "PodDisruptionBudget")
SOURCES = (
    "deployment-controller",
    "replicaset-controller",
    "taint-eviction-controller",
    "node-controller",
    "controllermanager",
)

_VARIES = ("uid", "resourceVersion", "creationTimestamp", "managedFields", "deletionTimestamp")
_TIMES = ("lastTransitionTime", "lastUpdateTime", "lastProbeTime", "lastHeartbeatTime")
_DRAWN = ("clusterIP", "clusterIPs", "nodePort", "addresses", "nodeName", "zone", "ip", "disruptedPods")
_TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time"


def hashes(docs: Iterable[Doc]) -> dict[str, str]:
    """Template hash → a name that tells the template: its image, whether it was restarted."""
    found = {}
    for doc in docs:
        if doc["kind"] == "ReplicaSet" and HASH in labels(doc):
            template = doc["spec"]["template"]
            restarted = "+" if template["metadata"].get("annotations") else ""
            found[labels(doc)[HASH]] = f"<{template['spec']['containers'][0]['image']}{restarted}>"
    return found


def plain(value: Any, names: dict[str, str]) -> Any:
    """A document without what differs between any two clusters."""
    text = json.dumps(_bare(value), ensure_ascii=False, sort_keys=True)
    for held, title in sorted(names.items()):
        text = text.replace(held, title)
    return json.loads(re.sub(r"(>-|\bweb-|\b[a-z]+-)[bcdfghjklmnpqrstvwxz2456789]{5}(?=[\"\\ ])", r"\1?", text))


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(found) for found in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _bare(found) for key, found in value.items() if key not in (*_VARIES, *_TIMES, *_DRAWN, _TRIGGER)}
    if kept.get("annotations"):
        kept["annotations"] = {k: "…" if k.endswith("restartedAt") else v for k, v in kept["annotations"].items()}
    return {key: found for key, found in kept.items() if not (key == "annotations" and not found)}


def objects(docs: Iterable[Doc], names: dict[str, str], kinds: Iterable[str] = COMPARED) -> dict[str, Any]:
    """``Kind/name`` → what must be equal."""
    found: dict[str, Any] = {}
    for doc in docs:
        if doc["kind"] not in kinds or name(doc).startswith("openshift"):
            continue
        made = plain({key: held for key, held in doc.items() if key not in ("apiVersion", "kind")}, names)
        if name(doc) == "kube-root-ca.crt":
            made.pop("data")
        if doc["kind"] == "EndpointSlice":
            made["metadata"].pop("generation", None)
        found[f"{doc['kind']}/{made['metadata']['name']}"] = made
    return found


def without_generations(found: dict[str, Any]) -> dict[str, Any]:
    """ReplicaSets without how often they were given a size, which a rollout's pace decides."""
    for title, made in found.items():
        if title.startswith("ReplicaSet/"):
            made["observed"] = made["metadata"].pop("generation") == made["status"].pop("observedGeneration")
    return found


def pods(docs: Iterable[Doc], names: dict[str, str]) -> list[str]:
    """Labels (but the zone), owners and phase of the pods, sorted."""
    made = []
    for doc in docs:
        if doc["kind"] == "Pod":
            held = {key: value for key, value in labels(doc).items() if not key.startswith("topology")}
            owner = [found["name"] for found in doc["metadata"].get("ownerReferences", ())]
            made.append(json.dumps(plain([held, owner, doc["status"]["phase"]], names)))
    return sorted(made)


def events(lines: Iterable[tuple[str, str, str, str, str]], names: dict[str, str]) -> dict[str, list[str]]:
    """Object → its events from our sources in their order; lines are (object, type, reason, message, source)."""
    found: dict[str, list[str]] = {}
    for subject, kind, reason, message, source in lines:
        if source in SOURCES:
            who, text = plain([subject + '"', f'{kind} {reason} {message}"'], names)
            found.setdefault(who.rstrip('"'), []).append(text.rstrip('"'))
    return found


def pace(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Events of a rollout without how many pods each step moved, which depends on when pods became ready."""
    made = {}
    for who, lines in found.items():
        kept = [re.sub(r" from \d+ to \d+|\(combined from similar events\): ", "", line) for line in lines]
        made[who] = sorted(set(kept))
    return made
