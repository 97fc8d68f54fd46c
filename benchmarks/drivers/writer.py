"""People who write while a rollout goes on: a process of its own, so that whoever watches is not kept waiting by it.

`python -m benchmarks.drivers.writer CLUSTER RATE SECONDS`: a Deployment's new version, then RATE writes a second.
"""

from __future__ import annotations

import os
import sys
import time

import django

PODS = 500
OLD, NEW = "nginx:1.27", "nginx:1.28"


def main(cluster_id: int, rate: int, seconds: int) -> None:
    """Each write evenly, in a transaction of its own."""
    apply(cluster_id, rollout(NEW))
    began = time.perf_counter()
    for number in range(rate * seconds):
        pause = began + number / rate - time.perf_counter()
        if pause > 0:
            time.sleep(pause)
        apply(cluster_id, _config(number))


def apply(cluster_id: int, doc: dict[str, object]) -> None:
    """One document, as `kubectl apply` does it."""
    from core.inputs import admitted  # settings must be ready first
    from core.models import Cluster

    with admitted(Cluster.objects.get(pk=cluster_id), "bench") as door:
        door.apply(doc)


def rollout(image: str) -> dict[str, object]:
    """A Deployment of `PODS` pods."""
    labels = {"app": "rollout"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "rollout", "namespace": "default"},
        "spec": {
            "replicas": PODS,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "web", "image": image}]}},
        },
    }


def _config(number: int) -> dict[str, object]:
    metadata = {"name": f"load-{number % 50}", "namespace": "default"}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"number": str(number)}}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterviz.settings")
    django.setup()
    main(*map(int, sys.argv[1:]))
