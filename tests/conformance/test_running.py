"""[sig-node] What becomes of containers: init containers, ends and their messages, users, taints that evict.

Source: test/e2e/common/node/{init_container,runtime,kubelet,security_context}.go, test/e2e/node/taints.go.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.objects import AGNHOST, BUSYBOX, PAUSE, condition, container, pod
from tests.conformance.output import NAME, ended, printed, shell
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite


def pods(suite: Suite, name: str = "") -> str:
    return suite.core("pods", name)


def busybox(name: str, *command: str, **fields: Any) -> Doc:
    return container(name, BUSYBOX, command=list(command), **fields)


def is_running(one: Doc) -> bool:
    return bool(one["status"]["phase"] == "Running")


TRUE, FALSE = "/bin/true", "/bin/false"
CPU = {"limits": {"cpu": "100m"}, "requests": {"cpu": "100m"}}


@spec("node", "InitContainer [NodeConformance] should invoke init containers on a RestartNever pod")
async def test_init_containers_run_before_a_pod_that_ends(suite: Suite) -> None:
    inits = [busybox("init1", TRUE), busybox("init2", TRUE)]
    held = await ended(suite, pod("p", busybox("run1", TRUE), restartPolicy="Never", initContainers=inits))
    assert (condition(held, "Initialized") or {})["status"] == "True"
    told = held["status"]["initContainerStatuses"]
    assert [one["state"]["terminated"]["exitCode"] for one in told] == [0, 0]
    assert all(one["ready"] for one in told)


@spec("node", "InitContainer [NodeConformance] should invoke init containers on a RestartAlways pod")
async def test_init_containers_run_before_a_pod_that_stays(suite: Suite) -> None:
    inits = [busybox("init1", TRUE), busybox("init2", TRUE)]
    body = pod("p", container("run1", PAUSE, resources=CPU), restartPolicy="Always", initContainers=inits)
    await suite.make(pods(suite), body)
    held = await suite.became(pods(suite, "p"), is_running)
    assert (condition(held, "Initialized") or {})["status"] == "True"
    assert [one["state"]["terminated"]["exitCode"] for one in held["status"]["initContainerStatuses"]] == [0, 0]


@spec(
    "node",
    "InitContainer [NodeConformance] should not start app containers if init containers fail on a RestartAlways pod",
)
async def test_a_failing_init_container_holds_the_others_up(suite: Suite) -> None:
    inits = [busybox("init1", FALSE), busybox("init2", TRUE)]
    body = pod("p", container("run1", PAUSE, resources=CPU), restartPolicy="Always", initContainers=inits)
    await suite.make(pods(suite), body)

    def failed_thrice(one: Doc) -> bool:
        told = one["status"].get("initContainerStatuses") or [{}]
        return bool(told[0].get("restartCount", 0) >= 3)

    held = await suite.became(pods(suite, "p"), failed_thrice)
    first, second = held["status"]["initContainerStatuses"]
    assert first["lastState"]["terminated"]["exitCode"] == 1
    assert "waiting" in second["state"]
    (app,) = held["status"]["containerStatuses"]
    assert app["state"]["waiting"]["reason"] == "PodInitializing"
    told = condition(held, "Initialized") or {}
    assert (held["status"]["phase"], told["status"], told["reason"]) == ("Pending", "False", "ContainersNotInitialized")
    assert told["message"] == "containers with incomplete status: [init1 init2]"


@spec(
    "node",
    "InitContainer [NodeConformance] should not start app containers and fail the pod if init containers fail on a "
    "RestartNever pod",
)
async def test_a_failed_init_container_fails_its_pod(suite: Suite) -> None:
    inits = [busybox("init1", TRUE), busybox("init2", FALSE)]
    body = pod("p", busybox("run1", TRUE, resources=CPU), restartPolicy="Never", initContainers=inits)
    held = await ended(suite, body, "Failed")
    assert held["status"]["initContainerStatuses"][1]["state"]["terminated"]["exitCode"] == 1
    (app,) = held["status"]["containerStatuses"]
    assert app["state"]["waiting"]["reason"] == "PodInitializing"
    assert (condition(held, "Initialized") or {})["message"] == "containers with incomplete status: [init2]"


REPORTS = "Container Runtime blackbox test on terminated container should report termination message"
FALLBACK = "TerminationMessagePolicy FallbackToLogsOnError is set [NodeConformance]"


@spec(
    "node",
    f"{REPORTS} if TerminationMessagePath is set as non-root user and at a non-default path [NodeConformance]",
    f"{REPORTS} from log output if {FALLBACK}",
    f"{REPORTS} as empty when pod succeeds and {FALLBACK}",
    f"{REPORTS} from file when pod succeeds and {FALLBACK}",
)
@pytest.mark.parametrize(
    ("script", "policy", "phase", "message"),
    [
        pytest.param("/bin/echo -n DONE > /dev/termination-custom-log", "", "Succeeded", "DONE", id="another path"),
        pytest.param("/bin/echo -n DONE; /bin/false", "Fallback", "Failed", "DONE", id="from the log"),
        pytest.param("/bin/echo -n DONE; /bin/true", "Fallback", "Succeeded", "", id="empty"),
        pytest.param(
            "/bin/echo -n OK > /dev/termination-log; /bin/echo DONE; /bin/true",
            "Fallback",
            "Succeeded",
            "OK",
            id="from a file",
        ),
    ],
)
async def test_a_container_leaves_a_message(suite: Suite, script: str, policy: str, phase: str, message: str) -> None:
    fields: Doc = {"terminationMessagePolicy": "FallbackToLogsOnError"}
    if not policy:
        fields = {"terminationMessagePath": "/dev/termination-custom-log", "securityContext": {"runAsUser": 1000}}
    body = pod("p", container("c", BUSYBOX, command=["/bin/sh", "-c"], args=[script], **fields), restartPolicy="Never")
    held = await ended(suite, body, phase)
    told = held["status"]["containerStatuses"][0]["state"]["terminated"]
    assert told.get("message", "") == message


@spec("node", "Kubelet when scheduling a busybox command in a pod should print the output to logs [NodeConformance]")
async def test_what_a_container_prints_is_in_its_log(suite: Suite) -> None:
    await suite.make(pods(suite), shell("p", "echo 'Hello World' ; sleep 240"))
    await suite.became(pods(suite, "p"), is_running)
    await suite.pass_time(2)
    assert await suite.log("p") == "Hello World\n"


@spec(
    "node",
    "Kubelet when scheduling a read only busybox container should not write to root filesystem [LinuxOnly] "
    "[NodeConformance]",
)
async def test_a_read_only_file_system_is_not_written_to(suite: Suite) -> None:
    context = {"readOnlyRootFilesystem": True}
    await suite.make(pods(suite), shell("p", "echo test > /file; sleep 240", securityContext=context))
    await suite.became(pods(suite, "p"), is_running)
    await suite.pass_time(2)
    assert await suite.log("p") == "/bin/sh: can't create /file: Read-only file system\n"


@spec(
    "node",
    "Kubelet when scheduling an agnhost Pod with hostAliases should write entries to /etc/hosts [NodeConformance]",
)
async def test_host_aliases_are_in_the_hosts_file(suite: Suite) -> None:
    aliases = [{"ip": "123.45.67.89", "hostnames": ["foo", "bar"]}]
    body = pod("p", container(NAME, AGNHOST, args=["etc-hosts"]), hostAliases=aliases, restartPolicy="Never")
    await printed(suite, body, "# Kubernetes-managed hosts file.", "127.0.0.1\tlocalhost", "123.45.67.89\tfoo\tbar")


@spec(
    "node",
    "Kubelet when scheduling a busybox command that always fails in a pod should have an terminated reason "
    "[NodeConformance]",
    "Kubelet when scheduling a busybox command that always fails in a pod should be possible to delete "
    "[NodeConformance]",
)
async def test_a_container_that_always_fails_has_a_reason_and_can_be_deleted(suite: Suite) -> None:
    await suite.make(pods(suite), pod("p", busybox("bin-false", FALSE), restartPolicy="Never"))

    def has_ended(one: Doc) -> Any:
        told = (one["status"].get("containerStatuses") or [{}])[0].get("state", {}).get("terminated")
        return told and told["exitCode"] != 0 and told["reason"]

    await suite.became(pods(suite, "p"), has_ended, 60)
    await suite.delete(pods(suite, "p"), {})
    await suite.goes(pods(suite, "p"))


@spec(
    "node",
    "Security Context When creating a container with runAsUser should run the container with uid 65534 [LinuxOnly] "
    "[NodeConformance]",
    "Security Context When creating a pod with readOnlyRootFilesystem should run the container with writable rootfs "
    "when readOnlyRootFilesystem=false [NodeConformance]",
    "Security Context When creating a pod with privileged should run the container as unprivileged when false "
    "[LinuxOnly] [NodeConformance]",
    "Security Context when creating containers with AllowPrivilegeEscalation should not allow "
    "privilege escalation when false [LinuxOnly] [NodeConformance]",
    "Security Context should support container.SecurityContext.RunAsUser And container.SecurityContext.RunAsGroup "
    "[LinuxOnly]",
    "Security Context should support pod.Spec.SecurityContext.RunAsUser And pod.Spec.SecurityContext.RunAsGroup "
    "[LinuxOnly]",
)
async def test_a_container_runs_as_whom_it_should(suite: Suite) -> None:
    whom = {"runAsUser": 1001, "runAsGroup": 2002}
    await printed(suite, shell("a", "id", securityContext=whom), "uid=1001", "gid=2002")
    body = shell("b", "id")
    body["spec"]["securityContext"] = {**whom, "runAsUser": 1002}
    await printed(suite, body, "uid=1002", "gid=2002")
    await printed(suite, shell("c", "id -u", securityContext={"runAsUser": 65534}), "65534")
    await ended(suite, shell("d", "test $(id -u) -eq 65534", securityContext={"runAsUser": 65534}))
    await ended(suite, shell("e", "touch checkfile", securityContext={"readOnlyRootFilesystem": False}))
    script = "ip link add dummy0 type dummy || true"
    await printed(suite, shell("f", script, securityContext={"privileged": False}), "Operation not permitted")
    assert "not permitted" not in await printed(suite, shell("g", script, securityContext={"privileged": True}))
    image = "registry.k8s.io/e2e-test-images/nonewprivs:1.3"
    for name, allowed, uid in (("h", False, 1000), ("i", True, 0)):
        context = {"runAsUser": 1000, "allowPrivilegeEscalation": allowed}
        body = pod(name, container(NAME, image, securityContext=context), restartPolicy="Never")
        await printed(suite, body, f"Effective uid: {uid}")


TAINT = {"key": "kubernetes.io/e2e-evict-taint-key", "value": "evictTaintVal", "effect": "NoExecute"}


def tolerating(name: str, node: str, seconds: int) -> Doc:
    given = {"key": TAINT["key"], "value": TAINT["value"], "effect": "NoExecute", "tolerationSeconds": seconds}
    chosen = {"nodeSelector": {"kubernetes.io/hostname": node}} if node else {}
    made = pod(name, container("pause", PAUSE), tolerations=[given], terminationGracePeriodSeconds=1, **chosen)
    return {**made, "metadata": {**made["metadata"], "labels": {"group": "taint-eviction"}}}


async def tainted(suite: Suite, node: str, taints: list[Doc]) -> None:
    await suite.change(f"/api/v1/nodes/{node}", lambda one: one["spec"].update(taints=taints))


@spec("node", "NoExecuteTaintManager Single Pod [Serial] removing taint cancels eviction [Disruptive]")
async def test_a_taint_that_goes_evicts_nobody(suite: Suite) -> None:
    await suite.make(pods(suite), tolerating("p", "", 65))
    node = (await suite.became(pods(suite, "p"), is_running))["spec"]["nodeName"]
    await tainted(suite, node, [TAINT])
    await suite.pass_time(30)
    assert "deletionTimestamp" not in (await suite.get(pods(suite, "p")))["metadata"]
    await tainted(suite, node, [])
    await suite.pass_time(65 + 75)
    assert "deletionTimestamp" not in (await suite.get(pods(suite, "p")))["metadata"]


@spec("node", "NoExecuteTaintManager Multiple Pods [Serial] evicts pods with minTolerationSeconds [Disruptive]")
async def test_each_pod_is_evicted_after_its_time(suite: Suite) -> None:
    await suite.make(pods(suite), tolerating("pod1", "", 75))
    node = (await suite.became(pods(suite, "pod1"), is_running))["spec"]["nodeName"]
    await suite.make(pods(suite), tolerating("pod2", node, 5 * 75))
    await suite.became(pods(suite, "pod2"), is_running)
    await tainted(suite, node, [TAINT])
    await suite.goes(pods(suite, "pod1"), 75 + 75)
    assert "deletionTimestamp" not in (await suite.get(pods(suite, "pod2")))["metadata"]
    await suite.goes(pods(suite, "pod2"), 5 * 75 + 75)
    await tainted(suite, node, [])


@spec("node", "Sysctls [LinuxOnly] [NodeConformance] should support sysctls [Environment:NotInUserNS]")
async def test_sysctls_are_set(suite: Suite) -> None:
    body = shell("p", command=["/bin/sysctl", "kernel.shm_rmid_forced"])
    body["spec"]["securityContext"] = {"sysctls": [{"name": "kernel.shm_rmid_forced", "value": "1"}]}
    await printed(suite, body, "kernel.shm_rmid_forced = 1")
