"""The environment of a container's process, as far as documents give it.

Source of the rules: makeEnvironmentVariables in pkg/kubelet/kubelet_pods.go, pkg/kubelet/envvars,
third_party/forked/golang/expansion and pkg/fieldpath.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from core.meta import quantity
from core.meta.objects import Doc, Key
from core.meta.quantity import QuantityError

TOKENS = "serviceaccounts/token"
"""The resource under which a `Lookup` gives the tokens of a pod: by audience and seconds, in place of the key's
namespace and name."""

Lookup = Callable[[Key], Doc | None]
"""Finds another object of the cluster, as it was when the container started; by a key without a name, a list."""


class Past(ABC):
    """A `Lookup` that can tell what became of objects after the container's start."""

    @abstractmethod
    def __call__(self, key: Key) -> Doc | None: ...

    @abstractmethod
    def later(self, keys: Collection[Key]) -> Iterator[tuple[int, Lookup]]:
        """The moments (µs) at which any of these changed, each with what finds objects as they were then."""


_PLACE = re.compile(r"\$(?:\$|\(([A-Za-z_.-][\w.-]*)\))")
_KEYED = re.compile(r"metadata\.(labels|annotations)\['([^']+)'\]")


def of(pod: Doc, container: Doc, lookup: Lookup) -> dict[str, str]:
    """Variables by name, in the order in which they are given."""
    found = of_services(pod, lookup)
    for source in container.get("envFrom") or ():
        for name, value in data_of(_named(pod, source), lookup).items():
            found[f"{source.get('prefix', '')}{name}"] = value
    for variable in container.get("env") or ():
        given = _given(pod, container, variable.get("valueFrom") or {}, lookup)
        if given is not None:
            found[variable["name"]] = given
        elif not variable.get("valueFrom"):
            found[variable["name"]] = expand(str(variable.get("value") or ""), found)
    return found


def of_services(pod: Doc, lookup: Lookup) -> dict[str, str]:
    """What tells of the services of the namespace, and always of the API server's."""
    namespace = pod["metadata"].get("namespace", "")
    listed = lookup(Key("services", namespace, "")) if pod["spec"].get("enableServiceLinks", True) else None
    services = list((listed or {}).get("items") or ())
    if listed is None or namespace != "default":
        services.append(lookup(Key("services", "default", "kubernetes")) or {})
    found: dict[str, str] = {}
    for service in services:
        if (service.get("spec") or {}).get("clusterIP") not in (None, "", "None"):
            found |= _of_service(service)
    return found


def _of_service(service: Doc) -> dict[str, str]:
    title = service["metadata"]["name"].upper().replace("-", "_")
    host, ports = service["spec"]["clusterIP"], service["spec"].get("ports") or ()
    found = {f"{title}_SERVICE_HOST": host}
    for at, port in enumerate(ports):
        number, protocol = str(port["port"]), port.get("protocol", "TCP")
        url = f"{protocol.lower()}://[{host}]:{number}" if ":" in host else f"{protocol.lower()}://{host}:{number}"
        if not at:
            found |= {f"{title}_SERVICE_PORT": number, f"{title}_PORT": url}
        if port.get("name"):
            found[f"{title}_SERVICE_PORT_{port['name'].upper().replace('-', '_')}"] = number
        stem = f"{title}_PORT_{number}_{protocol}"
        found |= {stem: url, f"{stem}_PROTO": protocol.lower(), f"{stem}_PORT": number, f"{stem}_ADDR": host}
    return found


def expand(text: str, known: Mapping[str, str]) -> str:
    """A text with ``$(NAME)`` filled in where the name is known; ``$$`` is one ``$``."""
    return _PLACE.sub(lambda place: "$" if place[0] == "$$" else known.get(place[1], place[0]), text)


def unknown_in(text: str, known: Mapping[str, str]) -> str:
    """The first name in a text that is not known; empty when all are."""
    return next((place[1] for place in _PLACE.finditer(text) if place[1] and place[1] not in known), "")


def data_of(key: Key | None, lookup: Lookup) -> dict[str, str]:
    """What a ConfigMap or Secret holds as text."""
    doc = lookup(key) if key else None
    if key is None or doc is None:
        return {}
    if key.resource == "configmaps":
        binary = {name: _decoded(value, "latin-1") for name, value in (doc.get("binaryData") or {}).items()}
        return {**(doc.get("data") or {}), **binary}
    return {name: _decoded(value) for name, value in (doc.get("data") or {}).items()}


def field_of(pod: Doc, path: str) -> str:
    """A field of the pod as the downward API tells it."""
    keyed = _KEYED.fullmatch(path)
    if keyed:
        return str((pod["metadata"].get(keyed[1]) or {}).get(keyed[2], ""))
    if path in ("metadata.labels", "metadata.annotations"):
        held = pod["metadata"].get(path.partition(".")[2]) or {}
        return "\n".join(f'{name}="{_escaped(value)}"' for name, value in sorted(held.items()))
    if path in ("status.podIPs", "status.hostIPs"):
        return ",".join(one["ip"] for one in (pod.get("status") or {}).get(path.partition(".")[2]) or ())
    part, _, field = path.partition(".")
    return str((pod.get(part) or {}).get(field) or "")


def resource_of(pod: Doc, container: Doc, reference: Doc, lookup: Lookup) -> str:
    """A request or limit in units of the divisor, rounded up; without a limit what the node has to give."""
    wanted = reference.get("containerName") or container["name"]
    named = next((one for one in pod["spec"]["containers"] if one["name"] == wanted), container)
    field, _, resource = str(reference.get("resource", "")).partition(".")
    asked = ((named.get("resources") or {}).get(field) or {}).get(resource)
    if asked is None and field == "limits":
        node = lookup(Key("nodes", "", pod["spec"].get("nodeName", ""))) or {}
        asked = ((node.get("status") or {}).get("allocatable") or {}).get(resource)
    read = quantity.milli if resource == "cpu" else quantity.value
    try:
        return str(-(-read(asked or "0") // (read(reference.get("divisor") or "1") or read("1"))))
    except QuantityError:
        return ""


def _given(pod: Doc, container: Doc, source: Doc, lookup: Lookup) -> str | None:
    """What a variable is given from elsewhere; ``None`` when that is not there."""
    if source.get("fieldRef"):
        return field_of(pod, source["fieldRef"].get("fieldPath", ""))
    if source.get("resourceFieldRef"):
        return resource_of(pod, container, source["resourceFieldRef"], lookup)
    for field, resource in _KEYED_SOURCES:
        if source.get(field):
            key = Key(resource, pod["metadata"]["namespace"], source[field].get("name", ""))
            return data_of(key, lookup).get(source[field]["key"])
    return None


_KEYED_SOURCES: Final = (("configMapKeyRef", "configmaps"), ("secretKeyRef", "secrets"))
_SOURCES: Final = (("configMapRef", "configmaps"), ("secretRef", "secrets"))


def _named(pod: Doc, source: Doc) -> Key | None:
    namespace = pod["metadata"]["namespace"]
    found = (Key(kind, namespace, source[field].get("name", "")) for field, kind in _SOURCES if source.get(field))
    return next(found, None)


def _decoded(value: str, encoding: str = "utf-8") -> str:
    try:
        return b64decode(value).decode(encoding, "replace")
    except NotBase64:
        return ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
