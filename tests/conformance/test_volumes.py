"""[sig-storage] What is in the volumes of ConfigMaps, Secrets, the downward API, projections and emptyDir.

Source: test/e2e/common/storage/{configmap,secrets,downwardapi,projected_*}_volume.go, projected_*.go, empty_dir.go.
"""

from __future__ import annotations

import pytest

from tests.conformance.objects import AGNHOST, container, replication_controller
from tests.conformance.output import NAME, agnhost, matched, printed
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite
from tests.conformance.volumes import SOURCES, VOLUME, all_stored, downward, file, reading, source, stored


@spec(
    "storage",
    "ConfigMap should be consumable from pods in volume [NodeConformance]",
    "ConfigMap should be consumable from pods in volume as non-root [NodeConformance]",
    "ConfigMap should be consumable from pods in volume with defaultMode set [LinuxOnly] [NodeConformance]",
    "Secrets should be consumable from pods in volume [NodeConformance]",
    "Secrets should be consumable from pods in volume with defaultMode set [LinuxOnly] [NodeConformance]",
    "Secrets should be consumable from pods in volume as non-root with defaultMode and fsGroup set [LinuxOnly] "
    "[NodeConformance]",
    "Projected configMap should be consumable from pods in volume [NodeConformance]",
    "Projected configMap should be consumable from pods in volume as non-root [NodeConformance]",
    "Projected configMap should be consumable from pods in volume with defaultMode set [LinuxOnly] [NodeConformance]",
    "Projected secret should be consumable from pods in volume [NodeConformance]",
    "Projected secret should be consumable from pods in volume with defaultMode set [LinuxOnly] [NodeConformance]",
    "Projected secret should be consumable from pods in volume as non-root with defaultMode and fsGroup set "
    "[LinuxOnly] [NodeConformance]",
)
@pytest.mark.parametrize(
    ("mode", "user", "group", "shown"),
    [
        pytest.param(None, None, None, "-rw-r--r--", id="as it is"),
        pytest.param(None, 1000, None, "-rw-r--r--", id="as non-root"),
        pytest.param(0o400, None, None, "-r--------", id="with a default mode"),
        pytest.param(0o440, 1000, 1001, "-r--r-----", id="with a mode and a group"),
    ],
)
async def test_every_key_is_a_file(
    suite: Suite, mode: int | None, user: int | None, group: int | None, shown: str
) -> None:
    await all_stored(suite)
    given = {"runAsUser": user, "fsGroup": group}
    context = {name: value for name, value in given.items() if value is not None}
    for kind in SOURCES:
        body = reading(source(kind, mode=mode), f"--file_content={VOLUME}/data-1", f"--file_mode={VOLUME}/data-1")
        body["spec"]["securityContext"] = context
        await printed(suite, body, file("data-1", "value-1"), f'mode of file "{VOLUME}/data-1": {shown}')


@spec(
    "storage",
    "ConfigMap should be consumable from pods in volume with mappings [NodeConformance]",
    "ConfigMap should be consumable from pods in volume with mappings as non-root [NodeConformance]",
    "ConfigMap should be consumable from pods in volume with mappings and Item mode set [LinuxOnly] [NodeConformance]",
    "Secrets should be consumable from pods in volume with mappings [NodeConformance]",
    "Secrets should be consumable from pods in volume with mappings and Item Mode set [LinuxOnly] [NodeConformance]",
    "Projected configMap should be consumable from pods in volume with mappings [NodeConformance]",
    "Projected configMap should be consumable from pods in volume with mappings as non-root [NodeConformance]",
    "Projected configMap should be consumable from pods in volume with mappings and Item mode set [LinuxOnly] "
    "[NodeConformance]",
    "Projected secret should be consumable from pods in volume with mappings [NodeConformance]",
    "Projected secret should be consumable from pods in volume with mappings and Item Mode set [LinuxOnly] "
    "[NodeConformance]",
)
@pytest.mark.parametrize(("mode", "user"), [(None, 0), (None, 1000), (0o400, 0)])
async def test_a_key_is_a_file_at_its_path(suite: Suite, mode: int | None, user: int) -> None:
    await all_stored(suite)
    item = {"key": "data-2", "path": "path/to/data-2", **({"mode": mode} if mode is not None else {})}
    args = [f"--file_content={VOLUME}/path/to/data-2", f"--file_mode={VOLUME}/path/to/data-2"]
    shown = "-r--------" if mode else "-rw-r--r--"
    for kind in SOURCES:
        body = reading(source(kind, [item]), *args)
        body["spec"]["securityContext"] = {"runAsUser": user}
        await printed(suite, body, file("path/to/data-2", "value-2"), f": {shown}")


@spec(
    "storage",
    "ConfigMap should be consumable in multiple volumes in the same pod [NodeConformance]",
    "Secrets should be consumable in multiple volumes in a pod [NodeConformance]",
    "Projected configMap should be consumable in multiple volumes in the same pod [NodeConformance]",
    "Projected secret should be consumable in multiple volumes in a pod [NodeConformance]",
)
async def test_the_same_source_is_in_two_volumes(suite: Suite) -> None:
    await all_stored(suite)
    mount = {"name": "v2", "mountPath": f"{VOLUME}-2", "readOnly": True}
    for kind in SOURCES:
        body = reading(source(kind), f"--file_content={VOLUME}/data-1", f"--file_content={VOLUME}-2/data-1")
        body["spec"]["volumes"].append({"name": "v2", **source(kind)})
        body["spec"]["containers"][0]["volumeMounts"].append(mount)
        await printed(suite, body, file("data-1", "value-1"), f'content of file "{VOLUME}-2/data-1": value-1')


@spec(
    "storage",
    "Secrets should be able to mount in a volume regardless of a different secret existing with same name in different "
    "namespace [NodeConformance]",
)
async def test_another_namespaces_secret_is_another(suite: Suite) -> None:
    other = await suite.new_namespace("secret-namespace")
    body = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "test"}, "data": {"data-1": "b3RoZXI="}}
    await suite.make(f"/api/v1/namespaces/{other}/secrets", body)
    await stored(suite, "secret")
    await printed(suite, reading(source("secret"), f"--file_content={VOLUME}/data-1"), file("data-1", "value-1"))


@spec(
    "storage",
    "Downward API volume should provide podname only [NodeConformance]",
    "Downward API volume should set DefaultMode on files [LinuxOnly] [NodeConformance]",
    "Downward API volume should set mode on item file [LinuxOnly] [NodeConformance]",
    "Projected downwardAPI should provide podname only [NodeConformance]",
    "Projected downwardAPI should set DefaultMode on files [LinuxOnly] [NodeConformance]",
    "Projected downwardAPI should set mode on item file [LinuxOnly] [NodeConformance]",
)
@pytest.mark.parametrize("kind", ["downwardAPI", "projected"])
@pytest.mark.parametrize(
    ("default", "own", "shown"),
    [(None, None, "-rw-r--r--"), (0o400, None, "-r--------"), (None, 0o400, "-r--------")],
)
async def test_the_pods_name_is_in_a_file(
    suite: Suite, kind: str, default: int | None, own: int | None, shown: str
) -> None:
    item = {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}, **({} if own is None else {"mode": own})}
    args = f"--file_content={VOLUME}/it", f"--file_mode={VOLUME}/it"
    await printed(suite, reading(downward(kind, item, default), *args, name="p"), file("it", "p"), f": {shown}")


@spec(
    "storage",
    *(
        f"{area} should provide {what} [NodeConformance]"
        for area in ("Downward API volume", "Projected downwardAPI")
        for what in (
            "container's cpu limit",
            "container's memory limit",
            "container's cpu request",
            "container's memory request",
            "node allocatable (cpu) as default cpu limit if the limit is not set",
            "node allocatable (memory) as default memory limit if the limit is not set",
        )
    ),
)
@pytest.mark.parametrize("kind", ["downwardAPI", "projected"])
@pytest.mark.parametrize("is_limited", [True, False])
async def test_a_containers_resources_are_in_a_file(suite: Suite, kind: str, is_limited: bool) -> None:
    asked = {"requests": {"cpu": "250m", "memory": "32Mi"}, "limits": {"cpu": "1250m", "memory": "64Mi"}}
    values = {"limits.cpu": "2", "limits.memory": "67108864", "requests.cpu": "1", "requests.memory": "33554432"}
    for resource, value in values.items():
        item = {"resourceFieldRef": {"containerName": NAME, "resource": resource}}
        body = reading(downward(kind, item), f"--file_content={VOLUME}/it")
        body["spec"]["containers"][0]["resources"] = asked if is_limited else {}
        told = value if is_limited else "[1-9]" if resource.startswith("limits") else "0"
        await matched(suite, body, f'content of file "{VOLUME}/it": {told}')


@spec(
    "storage",
    "Projected combined should project all components that make up the projection API [Projection] [NodeConformance]",
)
async def test_a_projection_joins_its_sources(suite: Suite) -> None:
    await stored(suite, "configMap")
    await stored(suite, "secret")
    named = {"path": "podname", "fieldRef": {"fieldPath": "metadata.name"}}
    keys = [{"key": "data-1", "path": "configmap-data"}], [{"key": "data-2", "path": "secret-data"}]
    parts: list[Doc] = [
        {"downwardAPI": {"items": [named]}},
        {"configMap": {"name": "test", "items": keys[0]}},
        {"secret": {"name": "test", "items": keys[1]}},
    ]
    args = [f"--file_content={VOLUME}/{name}" for name in ("podname", "configmap-data", "secret-data")]
    wanted = file("podname", "p"), file("configmap-data", "value-1"), file("secret-data", "value-2")
    await printed(suite, reading({"projected": {"sources": parts}}, *args, name="p"), *wanted)


@spec(
    "storage",
    *(
        f"EmptyDir volumes should support ({user},{mode},{medium}) [LinuxOnly] [NodeConformance]"
        for user in ("root", "non-root")
        for mode in ("0644", "0666", "0777")
        for medium in ("tmpfs", "default")
    ),
    "EmptyDir volumes volume on tmpfs should have the correct mode [LinuxOnly] [NodeConformance]",
    "EmptyDir volumes volume on default medium should have the correct mode [LinuxOnly] [NodeConformance]",
)
@pytest.mark.parametrize("medium", ["Memory", ""])
@pytest.mark.parametrize("user", [0, 1001])
async def test_an_empty_directory_is_written_to(suite: Suite, medium: str, user: int) -> None:
    modes = {"0644": "-rw-r--r--", "0666": "-rw-rw-rw-", "0777": "-rwxrwxrwx", "": "-rwxrwxrwx"}
    for mode, shown in modes.items():
        path = "/test-volume/test-file" if mode else "/test-volume"
        made = [f"--new_file_{mode}={path}", f"--file_content={path}"] if mode else []
        args = ["--fs_type=/test-volume", *made, f"--file_perm={path}"]
        body = reading({"emptyDir": {"medium": medium} if medium else {}}, *args, mount="/test-volume")
        body["spec"]["securityContext"] = {"seLinuxOptions": {"level": "s0"}, **({"runAsUser": user} if user else {})}
        text = await printed(suite, body, f'perms of file "{path}": {shown}')
        assert ('mount type of "/test-volume": tmpfs' in text) == bool(medium)
        assert (f'content of file "{path}": mount-tester new file' in text) == bool(mode)


@spec(
    "storage",
    "Subpath Atomic writer volumes should support subpaths with configmap pod",
    "Subpath Atomic writer volumes should support subpaths with configmap pod with mountPath of existing file",
    "Subpath Atomic writer volumes should support subpaths with downward pod",
    "Subpath Atomic writer volumes should support subpaths with projected pod",
    "Subpath Atomic writer volumes should support subpaths with secret pod",
)
@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("configMap", "/test-volume"),
        ("configMap", "/etc/resolv.conf"),
        ("secret", "/test-volume"),
        ("projected configMap", "/test-volume"),
        ("downwardAPI", "/test-volume"),
    ],
)
async def test_one_file_of_a_volume_is_mounted(suite: Suite, kind: str, path: str) -> None:
    named = {"items": [{"path": "downward/podname", "fieldRef": {"fieldPath": "metadata.name"}}]}
    part, value = ("downward/podname", "p") if kind == "downwardAPI" else ("data-1", "value-1")
    volume = {"downwardAPI": named} if kind == "downwardAPI" else source(kind)
    if kind != "downwardAPI":
        await stored(suite, kind)
    args = ["mounttest", f"--file_content_in_loop={path}", "--retry_time=20"]
    mounts = [{"name": "v", "mountPath": path, "subPath": part}]
    body = agnhost("p", *args, volumeMounts=mounts)
    body["spec"]["volumes"] = [{"name": "v", **volume}, {"name": "liveness", "emptyDir": {}}]
    body["spec"]["initContainers"] = [container("init", AGNHOST, args=["mounttest"])]
    await printed(suite, body, f'content of file "{path}": {value}')


@spec("storage", "EmptyDir wrapper volumes should not conflict")
async def test_volumes_of_a_secret_and_a_config_map_stand_side_by_side(suite: Suite) -> None:
    await stored(suite, "secret")
    await stored(suite, "configMap")
    mounts = [{"name": f"v{n}", "mountPath": f"/etc/v{n}", "readOnly": True} for n in range(2)]
    body = agnhost("p", volumeMounts=mounts)
    body["spec"]["containers"][0]["args"] = ["test-webserver"]
    body["spec"]["volumes"] = [{"name": f"v{n}", **source(("secret", "configMap")[n])} for n in range(2)]
    await suite.make(suite.core("pods"), body)
    await suite.became(suite.core("pods", "p"), lambda one: one["status"]["phase"] == "Running")
    await suite.delete(suite.core("pods", "p"), {})
    await suite.goes(suite.core("pods", "p"))


@spec("storage", "EmptyDir wrapper volumes should not cause race condition when used for configmaps [Serial]")
async def test_many_volumes_of_many_pods_are_mounted(suite: Suite) -> None:
    names = [f"racey-configmap-{number}" for number in range(50)]
    for name in names:
        await stored(suite, "configMap", name)
    node = (await suite.items("/api/v1/nodes"))[0]["metadata"]["name"]
    path = suite.core("replicationcontrollers")
    for turn in range(3):
        body = replication_controller(f"wrapped-{turn}", 5, {"name": f"wrapped-{turn}"}, AGNHOST)
        made = body["spec"]["template"]["spec"]
        made.update(nodeSelector={"kubernetes.io/hostname": node}, volumes=[])
        mounts = [{"name": name, "mountPath": f"/etc/{name}"} for name in names]
        made["containers"] = [container(NAME, AGNHOST, command=["sleep", "10000"], volumeMounts=mounts)]
        made["volumes"] = [{"name": name, **source("configMap", name=name)} for name in names]
        await suite.make(path, body)
        await suite.became(f"{path}/wrapped-{turn}", lambda one: one["status"].get("readyReplicas") == 5)
        await suite.delete(f"{path}/wrapped-{turn}", {"propagationPolicy": "Background"})

        async def are_gone(turn: int = turn) -> bool:
            return not await suite.items(suite.core("pods"), f"name=wrapped-{turn}")

        await suite.until(are_gone)
