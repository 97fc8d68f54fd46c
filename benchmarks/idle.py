"""Hours of a converged cluster in which nothing happens, or one node's kubelet stops."""

from __future__ import annotations

import argparse
import time
from typing import Any

from benchmarks.density import rows_written
from core import clock
from core.founding import found
from core.inputs import admitted
from core.meta.conditions import find
from core.meta.objects import Doc, Key, with_annotations
from core.meta.time import HOUR, SECOND, rfc3339_micro
from core.models import Cluster
from core.store.sql import SqlStore
from simulator import clusters, lease
from simulator.lease import wall_now
from simulator.management.commands.simulate import read_duration
from simulator.session import Session

NEEDS_DATABASE = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument(
        "--stop-kubelet", default="", metavar="DURATION", help="stop one node's kubelet after this long"
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures: ``wall_s`` of the hours alone, the rows they wrote, and when the stopped node turned NotReady."""
    documents = clusters.documents(f"nodes-{options['nodes']}", "1")
    cluster = found("idle", documents, seed="1", speed=0.0)
    session = Session(cluster.pk, lease.acquire(cluster.pk, "bench") or 0)
    while session.turn() is not None:
        pass
    start = Cluster.objects.get(pk=cluster.pk).time
    before, head = rows_written(cluster.pk), session.engine.store.head()
    began = time.perf_counter()
    end = start + int(options["hours"] * HOUR)
    stop_after = read_duration(options["stop_kubelet"]) if options["stop_kubelet"] else None
    if stop_after:
        advance(session, start + stop_after)
        stop_kubelet(cluster)
    advance(session, end)
    figures: dict[str, Any] = {
        "nodes": options["nodes"],
        "hours": options["hours"],
        "wall_s": round(time.perf_counter() - began, 3),
        "rows_written": rows_written(cluster.pk) - before,
    }
    return {**figures, **outage(cluster, head, start)} if stop_after else figures


def advance(session: Session, to: int) -> None:
    """Run the cluster to virtual µs ``to`` at full speed."""
    row = Cluster.objects.get(pk=session.cluster_id)
    fields = clock.advance(row, wall_now(), to - clock.now(row, wall_now()))
    Cluster.objects.filter(pk=row.pk).update(**fields)
    while Cluster.objects.get(pk=row.pk).target is not None:
        session.turn()


def stop_kubelet(cluster: Cluster) -> None:
    """Stop the kubelet of the last node on which only DaemonSets' pods run."""
    busy = {pod["spec"].get("nodeName") for pod in SqlStore(cluster.pk).list("pods") if not _is_daemon(pod)}
    node = [node for node in SqlStore(cluster.pk).list("nodes") if node["metadata"]["name"] not in busy][-1]
    moment = Cluster.objects.get(pk=cluster.pk).time
    with admitted(cluster, "bench") as door:
        door.update(with_annotations(node, {"clusterviz.io/kubelet-stopped": rfc3339_micro(moment)}))


def outage(cluster: Cluster, head: int, start: int) -> dict[str, Any]:
    """When the node turned NotReady (virtual s from the start), and every change since the start in words."""
    not_ready = None
    told = []
    for change in SqlStore(cluster.pk).changes(head):
        told.append(f"+{(change.time - start) / SECOND:.3f}s {change.actor} {change.verb} {Key(*change.key)}")
        ready = find((change.doc.get("status") or {}).get("conditions"), "Ready")
        if not_ready is None and change.key.resource == "nodes" and ready and ready["status"] != "True":
            not_ready = (change.time - start) / SECOND
    return {"not_ready_s": not_ready, "changes": told}


def _is_daemon(pod: Doc) -> bool:
    return any(owner["kind"] in ("DaemonSet", "Node") for owner in pod["metadata"].get("ownerReferences", ()))
