"""A shop in the middle of things: a rollout, a crash loop, a paused and a failed Deployment, jobs, sets, and what was said of them."""

from typing import Any

from tests.browser.fake.world import MIB, START, Row, World

NOW = START + 14 * 60 + 32
REFUSAL = "0/6 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}, 1 node(s) were unschedulable, 4 Insufficient memory."


def furnish(world: World) -> World:
    """Fill `world` (its nodes stay, its pods and workloads go)."""
    for table in ("pods", "workloads", "events", "objects"):
        world.tables[table].clear()
    _roll_out(world)
    _stand_still(world)
    _run_sets(world)
    _run_jobs(world)
    _troubles(world)
    _old_revisions(world)
    _events(world)
    return world


def workload(world: World, kind: str, name: str, **values: Any) -> Row:
    """A workload's row; `desired` fills the counts that are not given."""
    wanted = values.get("desired", 1)
    given = {
        "namespace": "default",
        "desired": wanted,
        "ready": wanted,
        "updated": wanted,
        "available": wanted,
        "paused": 0,
        "revision": "",
    }
    return world.row(
        "workloads",
        kind=kind,
        name=name,
        **{**given, "created": START, "status": "Available", "selector": f"app={name}", **values},
    )


def pods(world: World, owner: Row, count: int, top: str, **values: Any) -> None:
    """`count` pods of `owner`; running, unless said otherwise."""
    name, namespace = owner[3], owner[2]
    for index in range(count):
        node = "" if values.get("status") == "Pending" else f"node-{1 + (index * 5 + len(name)) % 6}"
        given = {
            "node": node,
            "status": "Running",
            "phase": "Running",
            "ready": 1,
            "containers": 1,
            "restarts": 0,
            "qos": "Burstable",
        }
        suffix = str(index) if owner[1] == "StatefulSet" else world._word(5)
        world.row(
            "pods", namespace=namespace, name=f"{name}-{suffix}", owner=owner[0], workload=top, created=NOW - 90 - index,
            **{**given, "image": f"shop/{name.split('-')[0]}:v0.10.1", "cpu": 100, "memory": 128 * MIB, **values},
        )  # fmt: skip


def deployment(world: World, name: str, count: int, **values: Any) -> tuple[Row, Row]:
    """A Deployment with one ReplicaSet and all its pods."""
    image = f"shop/{name}:v0.10.1"
    top = workload(world, "Deployment", name, desired=count, revision="1", image=image, **values)
    below = workload(
        world,
        "ReplicaSet",
        f"{name}-{world._word(10)}",
        desired=count,
        owner=top[0],
        revision="1",
        image=image,
        **values,
    )
    pods(world, below, count, f"Deployment/{name}")
    return top, below


def _roll_out(world: World) -> None:
    top = workload(
        world,
        "Deployment",
        "checkoutservice",
        desired=10,
        ready=10,
        updated=6,
        available=10,
        revision="4",
        status="Progressing",
        image="shop/checkoutservice:v0.10.2",
    )
    new = workload(
        world,
        "ReplicaSet",
        "checkoutservice-6c9f4",
        desired=6,
        ready=4,
        available=4,
        owner=top[0],
        revision="4",
        image="shop/checkoutservice:v0.10.2",
    )
    old = workload(
        world,
        "ReplicaSet",
        "checkoutservice-5b7dd",
        desired=6,
        owner=top[0],
        revision="3",
        image="shop/checkoutservice:v0.10.1",
    )
    for revision in (1, 2):
        workload(
            world,
            "ReplicaSet",
            f"checkoutservice-{world._word(5)}",
            desired=0,
            owner=top[0],
            revision=str(revision),
            image=f"shop/checkoutservice:v0.9.{revision}",
        )
    pods(world, new, 4, "Deployment/checkoutservice")
    pods(world, new, 2, "Deployment/checkoutservice", status="ContainerCreating", phase="Pending", ready=0)
    pods(world, old, 6, "Deployment/checkoutservice")
    pods(world, old, 2, "Deployment/checkoutservice", status="Terminating")


def _stand_still(world: World) -> None:
    for name in ("adservice", "cartservice", "currencyservice", "emailservice", "frontend", "shippingservice"):
        deployment(world, name, 3)
        world.row("objects", resource="services", kind="Service", namespace="default", name=name, created=START)
        world.row(
            "objects",
            resource="endpointslices.discovery.k8s.io",
            kind="EndpointSlice",
            namespace="default",
            name=f"{name}-x7k2p",
            created=START,
        )
    for name in ("coredns", "metrics-server"):
        deployment(world, name, 2, namespace="kube-system")
    world.row("pods", namespace="default", name="debug", node="node-1", status="Running", phase="Running", ready=1, containers=1, restarts=0,
              workload="Pod/debug", image="busybox:1.37", qos="BestEffort", cpu=0, memory=0, created=NOW - 30)  # fmt: skip
    world.row("objects", resource="configmaps", kind="ConfigMap", namespace="default", name="settings", created=START)
    world.row("objects", resource="namespaces", kind="Namespace", name="default", created=START)


def _run_sets(world: World) -> None:
    top = workload(world, "StatefulSet", "cassandra", desired=3, image="cassandra:5.0")
    pods(world, top, 3, "StatefulSet/cassandra")
    agents = workload(world, "DaemonSet", "log-agent", desired=6, ready=5, available=5, image="fluent-bit:4.0")
    pods(world, agents, 5, "DaemonSet/log-agent")
    pods(world, agents, 1, "DaemonSet/log-agent", status="CrashLoopBackOff", ready=0, restarts=7)
    proxies = workload(
        world, "DaemonSet", "kube-proxy", desired=6, namespace="kube-system", image="registry.k8s.io/kube-proxy:v1.36.0"
    )
    pods(world, proxies, 6, "DaemonSet/kube-proxy")
    controller = workload(world, "ReplicationController", "legacy", desired=2, image="legacy:2")
    pods(world, controller, 2, "ReplicationController/legacy")


def _run_jobs(world: World) -> None:
    cron = workload(world, "CronJob", "nightly-report", desired=0, status="", image="report:1")
    job = workload(
        world,
        "Job",
        "nightly-report-29018",
        desired=1,
        ready=1,
        available=0,
        owner=cron[0],
        status="",
        image="report:1",
    )
    pods(world, job, 1, "CronJob/nightly-report")
    pods(world, job, 1, "CronJob/nightly-report", status="Error", phase="Failed", ready=0)
    done = workload(world, "Job", "migrate", desired=1, ready=0, available=1, status="Complete", image="migrate:3")
    pods(world, done, 1, "Job/migrate", status="Completed", phase="Succeeded", ready=0)


def _troubles(world: World) -> None:
    deployment(world, "paymentservice", 4, paused=1)
    top = workload(
        world,
        "Deployment",
        "recommendationservice",
        desired=3,
        ready=1,
        updated=3,
        available=1,
        revision="2",
        status="Failed",
        image="shop/recommendationservice:v0.10.2",
    )
    below = workload(
        world,
        "ReplicaSet",
        "recommendationservice-7d9f6b5c9c",
        desired=3,
        ready=1,
        available=1,
        owner=top[0],
        revision="2",
        image="shop/recommendationservice:v0.10.2",
    )
    pods(world, below, 1, "Deployment/recommendationservice")
    pods(
        world,
        below,
        2,
        "Deployment/recommendationservice",
        status="Pending",
        phase="Pending",
        ready=0,
        reason=REFUSAL,
        memory=3584 * MIB,
    )


def _old_revisions(world: World) -> None:
    top, _ = deployment(world, "productcatalogservice", 40)
    for revision in range(2, 6):
        workload(
            world,
            "ReplicaSet",
            f"productcatalogservice-{world._word(5)}",
            desired=0,
            ready=0,
            owner=top[0],
            revision=str(-revision),
            image="shop/productcatalogservice:v0.9",
        )


SAID = [
    ("Normal", "Scheduled", "Successfully assigned default/{name} to {node}", "default-scheduler"),
    ("Normal", "Pulling", 'Pulling image "{image}"', "kubelet"),
    (
        "Normal",
        "Pulled",
        'Successfully pulled image "{image}" in 2.113s (2.113s including waiting). Image size: 48211904 bytes.',
        "kubelet",
    ),
    ("Normal", "Created", "Container created", "kubelet"),
    ("Normal", "Started", "Container started", "kubelet"),
]


def _events(world: World) -> None:
    time = NOW - 600
    for row in list(world.tables["pods"].values()):
        subject, namespace, name, node, status, image = row[0], row[1], row[2], row[3], row[4], row[11]
        about = {"object": f"Pod/{name}", "namespace": namespace, "subject": subject}
        if status == "Pending":
            world.row(
                "events",
                time=NOW - 41,
                type="Warning",
                reason="FailedScheduling",
                message=REFUSAL,
                count=3,
                source="default-scheduler",
                **about,
            )
            continue
        for kind, reason, message, source in SAID:
            time += 1
            text = message.format(name=name, node=node, image=image)
            world.row("events", time=time, type=kind, reason=reason, message=text, count=1, source=source, **about)
        if status == "CrashLoopBackOff":
            world.row(
                "events",
                time=NOW - 20,
                type="Warning",
                reason="BackOff",
                message=f"Back-off restarting failed container main in pod {name}_{namespace}({subject})",
                count=27,
                source="kubelet",
                **about,
            )
