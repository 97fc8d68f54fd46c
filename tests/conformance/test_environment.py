"""[sig-node] What a container is given: variables, commands, arguments.

Source: test/e2e/common/node/{configmap,secrets,downwardapi,containers,expansion,pods}.go.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.objects import AGNHOST, BUSYBOX, container, pod
from tests.conformance.output import NAME, agnhost, matched, printed, shell
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

ENTRY = "entrypoint-tester"


def config(suite: Suite, name: str, data: Doc, kind: str = "ConfigMap") -> tuple[str, Doc]:
    path = suite.core("configmaps" if kind == "ConfigMap" else "secrets")
    return path, {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "creationTimestamp": None}, "data": data}


VALUES = {"ConfigMap": {f"data-{n}": f"value-{n}" for n in (1, 2, 3)}}
VALUES["Secret"] = {"data-1": "dmFsdWUtMQ==", "data-2": "dmFsdWUtMg==", "data-3": "dmFsdWUtMw=="}


@spec(
    "node",
    "ConfigMap should be consumable via environment variable [NodeConformance]",
    "Secrets should be consumable from pods in env vars [NodeConformance]",
)
@pytest.mark.parametrize(("kind", "field"), [("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")])
async def test_a_variable_has_the_value_of_a_key(suite: Suite, kind: str, field: str) -> None:
    await suite.make(*config(suite, "test", VALUES[kind], kind))
    env = [{"name": "DATA_1", "valueFrom": {field: {"name": "test", "key": "data-1"}}}]
    await printed(suite, shell("p", "env", env=env), "DATA_1=value-1")


@spec(
    "node",
    "ConfigMap should be consumable via the environment [NodeConformance]",
    "ConfigMap should be consumable as environment variable names with various prefixes",
    "Secrets should be consumable via the environment [NodeConformance]",
    "Secrets should be consumable as environment variable names variable names with various prefixes",
)
@pytest.mark.parametrize(("kind", "field"), [("ConfigMap", "configMapRef"), ("Secret", "secretRef")])
async def test_all_keys_become_variables(suite: Suite, kind: str, field: str) -> None:
    await suite.make(*config(suite, "test", VALUES[kind], kind))
    prefixes = ["", "p-", "p.", "p_", "1-", "$_"]
    sources = [{"prefix": prefix, field: {"name": "test"}} for prefix in prefixes]
    sources[0].pop("prefix")
    wanted = [f"{prefix}data-{n}=value-{n}" for prefix in prefixes for n in (1, 2, 3)]
    await printed(suite, shell("p", "env", envFrom=sources), *wanted)


@spec(
    "node",
    "Downward API should provide pod name, namespace and IP address as env vars [NodeConformance]",
    "Downward API should provide host IP as an env var [NodeConformance]",
    "Downward API should provide hostIPs as an env var [NodeConformance]",
    "Downward API should provide pod UID as env vars [NodeConformance]",
)
async def test_a_variable_tells_of_the_pod(suite: Suite) -> None:
    paths = {
        "POD_NAME": "metadata.name",
        "POD_NAMESPACE": "metadata.namespace",
        "POD_IP": "status.podIP",
        "HOST_IP": "status.hostIP",
        "HOST_IPS": "status.hostIPs",
        "POD_UID": "metadata.uid",
    }
    fields = {name: {"fieldRef": {"apiVersion": "v1", "fieldPath": path}} for name, path in paths.items()}
    env = [{"name": name, "valueFrom": source} for name, source in fields.items()]
    ip = r"(?:\d+\.){3}\d+"
    told = ["POD_NAME=p$", f"POD_NAMESPACE={suite.namespace}$", f"POD_IP={ip}$", f"HOST_IP={ip}$", f"HOST_IPS={ip}"]
    await matched(suite, shell("p", "env", env=env), *told, "POD_UID=[a-z0-9]{8}-[a-z0-9-]{27}$")


@spec(
    "node",
    "Downward API should provide container's limits.cpu/memory and requests.cpu/memory as env vars [NodeConformance]",
    "Downward API should provide default limits.cpu/memory from node allocatable [NodeConformance]",
)
@pytest.mark.parametrize("is_limited", [True, False])
async def test_a_variable_tells_of_resources(suite: Suite, is_limited: bool) -> None:
    fields = ["limits.cpu", "limits.memory", *(["requests.cpu", "requests.memory"] if is_limited else [])]
    env = [
        {"name": field.replace(".", "_"), "valueFrom": {"resourceFieldRef": {"resource": field, "divisor": "0"}}}
        for field in fields
    ]
    limits = {"requests": {"cpu": "250m", "memory": "32Mi"}, "limits": {"cpu": "1250m", "memory": "64Mi"}}
    given: Doc = {"resources": limits} if is_limited else {"resources": {}}
    wanted = ["limits_cpu=2", "limits_memory=67108864", "requests_cpu=1", "requests_memory=33554432"]
    patterns = wanted if is_limited else ["limits_cpu=[1-9]", "limits_memory=[1-9]"]
    body = shell("p", "env", env=env)
    body["spec"]["containers"][0].update(given)
    await matched(suite, body, *patterns)


@spec(
    "node",
    "Containers should be able to override the image's default arguments (container cmd) [NodeConformance]",
    "Containers should be able to override the image's default command (container entrypoint) [NodeConformance]",
    "Containers should be able to override the image's default command and arguments [NodeConformance]",
)
@pytest.mark.parametrize(
    ("command", "args"),
    [
        ([], [ENTRY, "override", "arguments"]),
        (["/agnhost-2"], [ENTRY]),
        (["/agnhost-2"], [ENTRY, "override", "arguments"]),
    ],
)
async def test_command_and_arguments_replace_the_images(suite: Suite, command: list[str], args: list[str]) -> None:
    given: Doc = {"command": command} if command else {}
    await printed(suite, agnhost("p", *args, **given), f"[{' '.join([*(command or ['/agnhost']), *args])}]")


@spec("node", "Containers should use the image defaults if command and args are blank [NodeConformance]")
async def test_without_command_and_arguments_the_image_does_what_it_does(suite: Suite) -> None:
    await suite.make(suite.core("pods"), pod("p", container(NAME, AGNHOST), restartPolicy="Never"))
    await suite.became(suite.core("pods", "p"), lambda one: one["status"]["phase"] == "Running")
    await suite.pass_time(60)
    assert (await suite.get(suite.core("pods", "p")))["status"]["phase"] == "Running"
    assert "Paused" in await suite.log("p")


@spec(
    "node",
    "Variable Expansion should allow composing env vars into new env vars [NodeConformance]",
    "Variable Expansion should allow substituting values in a container's command [NodeConformance]",
    "Variable Expansion should allow substituting values in a container's args [NodeConformance]",
)
@pytest.mark.parametrize("place", ["env", "command", "args"])
async def test_variables_are_expanded(suite: Suite, place: str) -> None:
    if place == "env":
        values = {"FOO": "foo-value", "BAR": "bar-value", "FOOBAR": "$(FOO);;$(BAR)"}
        env = [{"name": name, "value": value} for name, value in values.items()]
        wanted = "FOO=foo-value", "BAR=bar-value", "FOOBAR=foo-value;;bar-value"
        await printed(suite, shell("p", "env", env=env), *wanted)
        return
    body = shell("p", 'TEST_VAR=wrong echo "$(TEST_VAR)"', as_args=place == "args")
    body["spec"]["containers"][0]["env"] = [{"name": "TEST_VAR", "value": "test-value"}]
    await printed(suite, body, "test-value")


@spec("node", "Variable Expansion should allow substituting values in a volume subpath")
async def test_a_sub_path_is_expanded(suite: Suite) -> None:
    mounts = [
        {"name": "workdir1", "mountPath": "/logscontainer", "subPathExpr": "$(POD_NAME)"},
        {"name": "workdir1", "mountPath": "/testcontainer"},
    ]
    env = [{"name": "POD_NAME", "value": "foo"}]
    body = shell("p", "test -d /testcontainer/foo;echo $?", volumeMounts=mounts, env=env)
    body["spec"]["volumes"] = [{"name": "workdir1", "emptyDir": {}}]
    await printed(suite, body, "0")


@spec(
    "node",
    "Variable Expansion should fail substituting values in a volume subpath with backticks",
    "Variable Expansion should fail substituting values in a volume subpath with absolute path",
)
@pytest.mark.parametrize(("value", "told"), [("..", "must not contain '..'"), ("/tmp", "must not be an absolute path")])
async def test_a_sub_path_that_leads_out_of_the_volume_is_refused(suite: Suite, value: str, told: str) -> None:
    mounts = [{"name": "workdir1", "mountPath": "/logscontainer", "subPathExpr": "$(POD_NAME)"}]
    body = shell("p", "ls", volumeMounts=mounts, env=[{"name": "POD_NAME", "value": value}])
    body["spec"]["volumes"] = [{"name": "workdir1", "emptyDir": {}}]
    await suite.make(suite.core("pods"), body)

    def is_refused(one: Doc) -> bool:
        waiting = (one["status"].get("containerStatuses") or [{}])[0].get("state", {}).get("waiting", {})
        return bool(waiting.get("reason") == "CreateContainerConfigError" and told in waiting["message"])

    await suite.became(suite.core("pods", "p"), is_refused)


@spec(
    "node",
    "Variable Expansion should verify that a failing subpath expansion can be modified during the lifecycle of a "
    "container [Slow]",
)
async def test_a_sub_path_is_expanded_anew_until_it_can_be(suite: Suite) -> None:
    fields = {"POD_NAME": "metadata.name", "ANNOTATION": "metadata.annotations['mysubpath']"}
    env = [{"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in fields.items()]
    mounts = [
        {"name": "workdir1", "mountPath": "/subpath_mount", "subPathExpr": "$(ANNOTATION)/$(POD_NAME)"},
        {"name": "workdir2", "mountPath": "/volume_mount"},
    ]
    made = container("c", BUSYBOX, command=["/bin/sh", "-c", "tail -f /dev/null"], env=env, volumeMounts=mounts)
    volumes: list[Any] = [{"name": "workdir1", "emptyDir": {}}, {"name": "workdir2", "emptyDir": {}}]
    body = pod("p", made, volumes=volumes)
    body["metadata"]["annotations"] = {"notmysubpath": "mypath"}
    await suite.make(suite.core("pods"), body)
    await suite.pass_time(120)
    assert (await suite.get(suite.core("pods", "p")))["status"]["phase"] == "Pending"
    await suite.change(suite.core("pods", "p"), lambda one: one["metadata"].update(annotations={"mysubpath": "mypath"}))
    await suite.became(suite.core("pods", "p"), lambda one: one["status"]["phase"] == "Running")
    await suite.delete(suite.core("pods", "p"), {})
    await suite.goes(suite.core("pods", "p"))


@spec("node", "Pods should contain environment variables for services [NodeConformance]")
async def test_variables_tell_of_services(suite: Suite) -> None:
    meta = {"name": "fooservice", "labels": {"name": "fooservice"}, "creationTimestamp": None}
    ports = [{"port": 8765, "targetPort": 8080}]
    body = {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": {"ports": ports, "selector": {"a": "b"}}}
    made = await suite.make(suite.core("services"), body)
    ip = made["spec"]["clusterIP"]
    wanted = [
        f"FOOSERVICE_SERVICE_HOST={ip}",
        "FOOSERVICE_SERVICE_PORT=8765",
        f"FOOSERVICE_PORT=tcp://{ip}:8765",
        f"FOOSERVICE_PORT_8765_TCP=tcp://{ip}:8765",
        "FOOSERVICE_PORT_8765_TCP_PROTO=tcp",
        "FOOSERVICE_PORT_8765_TCP_PORT=8765",
        f"FOOSERVICE_PORT_8765_TCP_ADDR={ip}",
        "KUBERNETES_SERVICE_HOST=10.96.0.1",
        "KUBERNETES_SERVICE_PORT_HTTPS=443",
    ]
    await printed(suite, shell("p", "env"), *wanted)
    text = await printed(suite, shell("without", "env", spec={"enableServiceLinks": False}), "KUBERNETES_PORT=tcp://")
    assert "FOOSERVICE" not in text
