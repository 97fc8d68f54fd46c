"""Volumes of pods, what they show, and pods that tell of it."""

from __future__ import annotations

import base64

from tests.conformance.output import agnhost
from tests.conformance.suite import Doc, Suite

VOLUME = "/etc/test-volume"
SOURCES = ("configMap", "secret", "projected configMap", "projected secret")
VALUES = {f"data-{n}": f"value-{n}" for n in (1, 2, 3)}


async def all_stored(suite: Suite) -> None:
    await stored(suite, "configMap")
    await stored(suite, "secret")


async def stored(suite: Suite, kind: str, name: str = "test", namespace: str = "") -> None:
    """The ConfigMap or Secret that a volume shows."""
    resource, title = ("configmaps", "ConfigMap") if kind.endswith("configMap") else ("secrets", "Secret")
    data = VALUES if title == "ConfigMap" else {k: base64.b64encode(v.encode()).decode() for k, v in VALUES.items()}
    meta = {"name": name, "creationTimestamp": None}
    body = {"apiVersion": "v1", "kind": title, "metadata": meta, "data": data}
    await suite.make(f"/api/v1/namespaces/{namespace or suite.namespace}/{resource}", body)


def source(kind: str, items: list[Doc] | None = None, mode: int | None = None, name: str = "test") -> Doc:
    """A volume's source of one of `SOURCES`."""
    given = {"items": items} if items else {}
    default = {"defaultMode": mode} if mode is not None else {}
    if kind == "configMap":
        return {"configMap": {"name": name, **given, **default}}
    if kind == "secret":
        return {"secret": {"secretName": name, **given, **default}}
    return {"projected": {"sources": [{kind.partition(" ")[2]: {"name": name, **given}}], **default}}


def reading(volume: Doc, *args: str, mount: str = VOLUME, name: str = "") -> Doc:
    """A pod with that volume that tells of what is in it."""
    body = agnhost(name, "mounttest", *args, volumeMounts=[{"name": "v", "mountPath": mount}])
    body["metadata"] = {"name": name} if name else {"generateName": "p-"}
    body["spec"]["volumes"] = [{"name": "v", **volume}]
    return body


def file(path: str, value: str) -> str:
    return f'content of file "{VOLUME}/{path}": {value}'


def downward(kind: str, item: Doc, mode: int | None = None) -> Doc:
    given = {"items": [{"path": "it", **item}]}
    default = {} if mode is None else {"defaultMode": mode}
    if kind == "downwardAPI":
        return {"downwardAPI": {**given, **default}}
    return {"projected": {"sources": [{"downwardAPI": given}], **default}}
