"""[sig-storage] What becomes of a running pod's volumes when what they show changes.

Source: test/e2e/common/storage/{configmap,secrets,downwardapi,projected_*}_volume.go.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.conformance.objects import AGNHOST, BUSYBOX, container
from tests.conformance.output import agnhost
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite
from tests.conformance.volumes import SOURCES, VOLUME, downward, file, source


async def logged(suite: Suite, container_name: str, text: str) -> None:
    """The container prints a text, sooner or later."""

    async def told() -> bool:
        return text in await suite.log("p", f"?container={container_name}")

    await suite.until(told, 240, 10)


def looping(name: str, path: str, volume: str, mount: str) -> Doc:
    args = ["mounttest", "--break_on_expected_content=false", "--retry_time=600", f"--file_content_in_loop={path}"]
    return container(name, AGNHOST, args=args, volumeMounts=[{"name": volume, "mountPath": mount, "readOnly": True}])


@spec(
    "storage",
    "ConfigMap updates should be reflected in volume [NodeConformance]",
    "ConfigMap binary data should be reflected in volume [NodeConformance]",
    "Projected configMap updates should be reflected in volume [NodeConformance]",
)
@pytest.mark.parametrize("kind", ["configMap", "projected configMap"])
async def test_an_update_is_seen_in_a_volume(suite: Suite, kind: str) -> None:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "test"}, "data": {"data-1": "value-1"}}
    await suite.make(suite.core("configmaps"), {**body, "binaryData": {"dump.bin": "3sr+utD+/w=="}})
    pod_ = agnhost("p")
    shown = [{"name": "v", "mountPath": VOLUME, "readOnly": True}]
    dump = container("dump", BUSYBOX, command=["hexdump", "-C", f"{VOLUME}/dump.bin"], volumeMounts=shown)
    pod_["spec"].update(volumes=[{"name": "v", **source(kind)}])
    pod_["spec"]["containers"] = [looping("text", f"{VOLUME}/data-1", "v", VOLUME), dump]
    await suite.make(suite.core("pods"), pod_)
    await suite.became(suite.core("pods", "p"), lambda one: one["status"]["phase"] == "Running")
    await logged(suite, "text", file("data-1", "value-1"))
    await logged(suite, "dump", "de ca fe ba d0 fe ff")
    await suite.put(suite.core("configmaps", "test"), {**body, "data": {"data-1": "value-2"}})
    await logged(suite, "text", file("data-1", "value-2"))


@spec(
    "storage",
    "ConfigMap optional updates should be reflected in volume [NodeConformance]",
    "Secrets optional updates should be reflected in volume [NodeConformance]",
    "Projected configMap optional updates should be reflected in volume [NodeConformance]",
    "Projected secret optional updates should be reflected in volume [NodeConformance]",
)
@pytest.mark.parametrize("kind", SOURCES)
async def test_what_comes_and_goes_is_seen_in_optional_volumes(suite: Suite, kind: str) -> None:
    resource, title = ("configmaps", "ConfigMap") if kind.endswith("configMap") else ("secrets", "Secret")

    def body(name: str, data: Doc) -> Doc:
        shown = data if title == "ConfigMap" else {k: base64.b64encode(v.encode()).decode() for k, v in data.items()}
        return {"apiVersion": "v1", "kind": title, "metadata": {"name": name}, "data": shown}

    volumes = []
    for name in ("delete", "update", "create"):
        held: Any = source(kind, name=name)
        inner = held["projected"]["sources"][0] if "projected" in held else held
        next(iter(inner.values()))["optional"] = True
        volumes.append({"name": name, **held})
    for name in ("delete", "update"):
        await suite.make(suite.core(resource), body(name, {"data-1": "value-1"}))
    keys = {"delete": "data-1", "update": "data-3", "create": "data-1"}
    pod_ = agnhost("p")
    pod_["spec"].update(volumes=volumes)
    pod_["spec"]["containers"] = [
        looping(name, f"{VOLUME}/{name}/{key}", name, f"{VOLUME}/{name}") for name, key in keys.items()
    ]
    await suite.make(suite.core("pods"), pod_)
    await suite.became(suite.core("pods", "p"), lambda one: one["status"]["phase"] == "Running")
    await logged(suite, "create", f"Error reading file {VOLUME}/create/data-1")
    await logged(suite, "update", f"Error reading file {VOLUME}/update/data-3")
    await logged(suite, "delete", "value-1")
    await suite.delete(suite.core(resource, "delete"), {})
    await suite.put(suite.core(resource, "update"), body("update", {"data-3": "value-3"}))
    await suite.make(suite.core(resource), body("create", {"data-1": "value-1"}))
    await logged(suite, "create", "value-1")
    await logged(suite, "update", "value-3")
    await logged(suite, "delete", f"Error reading file {VOLUME}/delete/data-1")


@spec(
    "storage",
    "Downward API volume should update labels on modification [NodeConformance]",
    "Downward API volume should update annotations on modification [NodeConformance]",
    "Projected downwardAPI should update labels on modification [NodeConformance]",
    "Projected downwardAPI should update annotations on modification [NodeConformance]",
)
@pytest.mark.parametrize("kind", ["downwardAPI", "projected"])
@pytest.mark.parametrize("field", ["labels", "annotations"])
async def test_changed_labels_and_annotations_are_seen_in_a_volume(suite: Suite, kind: str, field: str) -> None:
    pod_ = agnhost("p")
    pod_["metadata"][field] = {"key1": "value1", "builder": "bar"}
    pod_["spec"].update(volumes=[{"name": "v", **downward(kind, {"fieldRef": {"fieldPath": f"metadata.{field}"}})}])
    pod_["spec"]["containers"] = [looping("c", f"{VOLUME}/it", "v", VOLUME)]
    await suite.make(suite.core("pods"), pod_)
    await suite.became(suite.core("pods", "p"), lambda one: one["status"]["phase"] == "Running")
    await logged(suite, "c", 'key1="value1"\n')
    await suite.change(suite.core("pods", "p"), lambda one: one["metadata"][field].update(builder="foo", key3="value3"))
    await logged(suite, "c", 'builder="foo"\n')
    await logged(suite, "c", 'key3="value3"\n')
