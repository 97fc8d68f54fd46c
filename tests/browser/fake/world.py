"""A made-up cluster of any size, drawn from a seed, that changes when it is told to."""

import random
from collections.abc import Iterator
from typing import Any

Row = list[Any]
Tables = dict[str, dict[str, Row]]

COLUMNS: dict[str, list[str]] = {
    "nodes": "uid name zone pool instance ready unschedulable cpu memory pods taints conditions created labels".split(),
    "pods": (
        "uid namespace name node status phase ready containers restarts owner workload image qos cpu memory created reason"
    ).split(),
    "workloads": (
        "uid kind namespace name owner desired ready updated available revision image paused created status selector"
    ).split(),
    "events": "uid time type reason message count object namespace subject source".split(),
    "objects": "uid resource kind namespace name created".split(),
}
PLACE = {table: {name: i for i, name in enumerate(columns)} for table, columns in COLUMNS.items()}
START = 1_772_442_000  # Mon 2 Mar 2026 09:00:00 UTC
MIB = 1024 * 1024
POOLS = [("general", "m6i.xlarge", 4, 16), ("memory", "r6i.2xlarge", 8, 64), ("gpu", "g5.xlarge", 4, 16)]
APPS = (
    "adservice cartservice checkoutservice currencyservice emailservice frontend paymentservice productcatalogservice "
    "recommendationservice shippingservice redis-cart loadgenerator vote result worker"
).split()
REFUSED = "{n} nodes are available: {m} Insufficient memory, 1 node(s) had untolerated taint {{dedicated: gpu}}."


class World:
    """Tables by uid, a revision, and a virtual clock in µs; equal arguments give an equal world."""

    def __init__(self, nodes: int, pods: int, *, seed: int = 1, calm: bool = False, hostile: bool = False) -> None:
        self.draw = random.Random(seed)
        self.revision = 1
        self.time = START * 1_000_000
        self.tables: Tables = {name: {} for name in COLUMNS}
        self.serial = 0
        self._make_nodes(nodes, calm)
        self._make_workloads(pods, calm)
        if hostile:
            self._make_hostile()

    def row(self, table: str, **values: Any) -> Row:
        """A complete row; what is not given is empty or zero."""
        row = [values.get(name, "") for name in COLUMNS[table]]
        row[0] = row[0] or self._uid()
        self.tables[table][row[0]] = row
        return row

    def _uid(self) -> str:
        self.serial += 1
        return f"{self.serial:08x}-0000-4000-8000-000000000000"

    def _make_nodes(self, count: int, calm: bool) -> None:
        for i in range(count):
            pool, instance, cores, gib = (
                POOLS[0] if count <= 10 else POOLS[min(2, self.draw.choice([0, 0, 0, 1, 1, 2]))]
            )
            zone = f"zone-{'abc'[i % 3]}"
            luck = 1.0 if calm else self.draw.random()
            bad = ["MemoryPressure"] if 0.01 < luck < 0.03 else []
            ready = "Unknown" if luck < 0.008 else "True"
            self.row(
                "nodes", name=f"node-{i + 1}", zone=zone, pool=pool, instance=instance, ready=ready, cpu=cores * 1000,
                memory=gib * 1024 * MIB, pods=110, unschedulable=int(0.03 < luck < 0.042), conditions=bad, created=START,
                taints=["node.kubernetes.io/unreachable:NoExecute"] if ready != "True" else ["dedicated=gpu:NoSchedule"] if pool == "gpu" else [],
                labels={"topology.kubernetes.io/zone": zone, "kubernetes.io/hostname": f"node-{i + 1}"},
            )  # fmt: skip

    def _make_workloads(self, pods: int, calm: bool) -> None:
        nodes = [row[1] for row in self.tables["nodes"].values()]
        names = APPS if pods <= 400 else [f"{app}-{n}" for n in range(pods // 450 + 1) for app in APPS]
        share = max(1, pods // len(names))
        for name in names[: -(-pods // share)]:
            replica_set = self._make_deployment(name, share)
            for _ in range(share):
                self._make_pod(name, replica_set, nodes, calm)
        for node in nodes:
            for app in ("kube-proxy", "kindnet", "node-exporter"):
                self.row(
                    "pods", namespace="kube-system", name=f"{app}-{self._word(5)}", node=node, status="Running", phase="Running", ready=1,
                    containers=1, restarts=0, workload=f"DaemonSet/{app}", image=f"registry.k8s.io/{app}:v1.36.0", qos="Burstable", cpu=50,
                    memory=50 * MIB, created=START,
                )  # fmt: skip
        for kind, resource in (("Service", "services"), ("ConfigMap", "configmaps")):
            for name in names[:200]:
                self.row("objects", resource=resource, kind=kind, namespace="default", name=name, created=START)

    def _make_deployment(self, name: str, share: int) -> str:
        values = {
            "namespace": "default",
            "desired": share,
            "ready": share,
            "updated": share,
            "available": share,
            "paused": 0,
        }
        values |= {"image": f"shop/{name}:v0.10.1", "created": START, "status": "Available", "selector": f"app={name}"}
        deployment = self.row("workloads", kind="Deployment", name=name, revision="1", **values)
        replica_set = self.row(
            "workloads", kind="ReplicaSet", name=f"{name}-7d9f6b5c9c", owner=deployment[0], revision="1", **values
        )
        return str(replica_set[0])

    def _make_pod(self, app: str, owner: str, nodes: list[str], calm: bool) -> Row:
        luck = 0.5 if calm else self.draw.random()
        status, phase, ready = "Running", "Running", 1
        node, reason = (self.draw.choice(nodes) if nodes else ""), ""
        if luck < 0.008 or not node:
            node, status, phase, ready = "", "Pending", "Pending", 0
            reason = "0/" + REFUSED.format(n=len(nodes), m=max(0, len(nodes) - 1))
        elif luck < 0.02:
            status, phase, ready = "ContainerCreating", "Pending", 0
        elif luck < 0.026:
            status, ready = "CrashLoopBackOff", 0
        elif luck < 0.03:
            status, phase, ready = "Completed", "Succeeded", 0
        return self.row(
            "pods", namespace="default", name=f"{app}-7d9f6b5c9c-{self._word(5)}", node=node, status=status, phase=phase, ready=ready,
            containers=1, restarts=self.draw.choice([0, 0, 0, 0, 1, 4]), owner=owner, workload=f"Deployment/{app}", image=f"shop/{app}:v0.10.1",
            qos=self.draw.choice(["Burstable", "Burstable", "Guaranteed", "BestEffort"]), cpu=self.draw.choice([50, 100, 100, 200]),
            memory=self.draw.choice([64, 128, 180]) * MIB, created=START, reason=reason,
        )  # fmt: skip

    def _make_hostile(self) -> None:
        evil = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
        self.row("nodes", name=evil, zone=evil, pool=evil, instance=evil, ready="False", cpu=1, memory=1, pods=1, taints=[evil], conditions=[evil], labels={evil: evil})  # fmt: skip
        self.row("pods", namespace=evil, name=evil, node=evil, status=evil, phase=evil, ready=0, containers=1, restarts=1, workload=f"Pod/{evil}", image=evil, qos=evil, cpu=1, memory=1, created=START)  # fmt: skip
        self.row("pods", namespace=evil, name=evil + "2", status="Pending", phase="Pending", ready=0, containers=1, restarts=1, workload=f"Pod/{evil}", image="javascript:alert(1)", qos=evil, cpu=1, memory=1, created=START, reason=evil)  # fmt: skip
        self.row("workloads", kind=evil, namespace=evil, name=evil, desired=1, ready=1, updated=1, available=1, paused=0, created=START, status=evil)  # fmt: skip
        self.row("objects", resource=evil, kind=evil, namespace=evil, name=evil, created=START)
        self.row("events", time=START, type="Warning", reason=evil, message=evil + "\x1b[31m", count=1, object=evil, namespace=evil, source=evil)  # fmt: skip

    def _word(self, length: int) -> str:
        return "".join(self.draw.choice("bcdfghjklmnpqrstvwxz2456789") for _ in range(length))

    # ------------------------------------------------------------ change
    def step(self, changes: int = 3, passed: int = 1_000_000) -> dict[str, Any]:
        """Let some pods go one stage on; returns the delta frame."""
        before = self.revision
        self.time += passed
        sets: dict[str, list[Row]] = {"pods": [], "events": []}
        gone: list[str] = []
        for _ in range(changes):
            self.revision += 1
            row = self._advance_a_pod(gone)
            if row is not None:
                sets["pods"].append(row)
                sets["events"].append(self._event(row))
        return {
            "t": "delta", "from": before, "to": self.revision, "time": self.time, "at": 0,
            "revisions": list(range(before + 1, self.revision + 1)), "set": sets, "del": {"pods": gone}, "marks": [],
        }  # fmt: skip

    def _advance_a_pod(self, gone: list[str]) -> Row | None:
        pods = [row for row in self.tables["pods"].values() if row[1] == "default"]
        at = PLACE["pods"]
        nodes = [row[1] for row in self.tables["nodes"].values() if row[PLACE["nodes"]["ready"]] == "True"]
        waiting = [row for row in pods if row[at["status"]] in ("Pending", "ContainerCreating", "Terminating")]
        if not waiting or self.draw.random() < 0.4:
            return self._replace_a_pod(self.draw.choice(pods), nodes)
        row = list(self.draw.choice(waiting))
        if row[at["status"]] == "Terminating":
            del self.tables["pods"][row[0]]
            gone.append(row[0])
            return None
        changes = {"node": self.draw.choice(nodes), "reason": ""}
        changes |= (
            {"status": "ContainerCreating"}
            if row[at["status"]] == "Pending"
            else {"status": "Running", "phase": "Running", "ready": 1}
        )
        if row[at["node"]]:
            del changes["node"]
        for name, value in changes.items():
            row[at[name]] = value
        self.tables["pods"][row[0]] = row
        return row

    def _replace_a_pod(self, old: Row, nodes: list[str]) -> Row:
        at = PLACE["pods"]
        ending = list(old)
        if ending[at["status"]] == "Running" and self.draw.random() < 0.5:
            ending[at["status"]] = "Terminating"
            self.tables["pods"][ending[0]] = ending
            return ending
        row = self._make_pod(old[at["workload"]].partition("/")[2], old[at["owner"]], nodes, True)
        row[at["node"]], row[at["status"]], row[at["phase"]], row[at["ready"]] = "", "Pending", "Pending", 0
        row[at["created"]] = self.time // 1_000_000
        return row

    def _event(self, pod: Row) -> Row:
        at = PLACE["pods"]
        status = pod[at["status"]]
        reason = {"Pending": "FailedScheduling", "ContainerCreating": "Scheduled", "Running": "Started"}.get(
            status, "Killing"
        )
        return self.row(
            "events", time=self.time // 1_000_000, type="Warning" if status == "Pending" else "Normal", reason=reason,
            message=f"{reason} {pod[2]}", count=1, object=f"Pod/{pod[2]}", namespace=pod[1], subject=pod[0], source="kubelet",
        )  # fmt: skip

    # ------------------------------------------------------------ frames
    def clock(self, *, paused: bool = False, speed: int = 60, lag: int = 0) -> dict[str, Any]:
        """The clock as the protocol has it."""
        return {
            "time": self.time,
            "at": 0,
            "speed": speed,
            "paused": paused,
            "target": None,
            "lag": lag,
            "revision": self.revision,
            "first": START * 1_000_000,
        }

    def snapshot(self, name: str, *, rows: bool = True) -> dict[str, Any]:
        """The whole moment as one frame."""
        tables = {
            table: {"cols": COLUMNS[table]} | ({"rows": list(found.values())} if rows else {})
            for table, found in self.tables.items()
        }
        cluster = {"name": name, "version": "v1.36", "id": 1}
        return {"t": "snapshot", "revision": self.revision, "clock": self.clock(), "cluster": cluster, "tables": tables}

    def parts(self, size: int = 2000) -> Iterator[dict[str, Any]]:
        """The rows cut into parts: Daphne sends no message above 1 MiB."""
        for table, found in self.tables.items():
            rows = list(found.values())
            for start in range(0, len(rows), size):
                yield {"t": "snapshot-part", "table": table, "rows": rows[start : start + size]}
