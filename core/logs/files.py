"""The files that a container finds in its volumes, as far as documents give them.

Read are volumes of ConfigMaps, Secrets, the downward API, projections of these and of tokens; mounts as a whole or by
`subPath`.
Source of the rules: pkg/volume/configmap, secret, downwardapi and projected.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from core.logs import environment
from core.logs.environment import Lookup
from core.meta.objects import Doc, Key

MODE: Final = 0o644
HOSTS: Final = "/etc/hosts"
_HOSTS: Final = """\
# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
"""


class File(NamedTuple):
    content: str
    mode: int


def files_of(pod: Doc, container: Doc, lookup: Lookup) -> dict[str, File]:
    """Every known file by its path in the container."""
    volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes") or ()}
    found = {} if pod["spec"].get("hostNetwork") else {HOSTS: File(_hosts_of(pod), MODE)}
    for mount in container.get("volumeMounts") or ():
        files = _volume(pod, container, volumes.get(mount["name"]) or {}, lookup)
        path, part = mount["mountPath"].rstrip("/"), sub_path(pod, container, mount, lookup)
        if part in files:
            found[path] = files[part]
            continue
        inside = f"{part}/" if part else ""
        found |= {f"{path}/{name[len(inside) :]}": file for name, file in files.items() if name.startswith(inside)}
    return found


def _hosts_of(pod: Doc) -> str:
    """The hosts file that a kubelet keeps (managedHostsFileContent in pkg/kubelet/kubelet_pods.go)."""
    spec, name = pod["spec"], pod["spec"].get("hostname") or pod["metadata"]["name"]
    whole = f"{name}.{spec.get('subdomain')}.{pod['metadata']['namespace']}.svc.cluster.local\t"
    domain = whole if spec.get("subdomain") else ""
    own = "".join(f"{one['ip']}\t{domain}{name}\n" for one in (pod.get("status") or {}).get("podIPs") or ())
    lines = ("\t".join([one["ip"], *(one.get("hostnames") or ())]) for one in spec.get("hostAliases") or ())
    aliases = "".join(f"{line}\n" for line in lines)
    return _HOSTS + own + (f"\n# Entries added by HostAliases.\n{aliases}" if aliases else "")


def sub_path(pod: Doc, container: Doc, mount: Doc, lookup: Lookup) -> str:
    """The part of its volume that a mount shows; empty for all of it."""
    if mount.get("subPathExpr"):
        return environment.expand(mount["subPathExpr"], environment.of(pod, container, lookup))
    return str(mount.get("subPath") or "")


def directories_of(pod: Doc, container: Doc, lookup: Lookup) -> frozenset[str]:
    """Where volumes are mounted, and the parts of them that are mounted elsewhere too."""
    mounts = [(mount, sub_path(pod, container, mount, lookup)) for mount in container.get("volumeMounts") or ()]
    found = {mount["mountPath"].rstrip("/") for mount, _ in mounts}
    for whole, part in mounts:
        parts = [other for mount, other in mounts if mount["name"] == whole["name"] and other]
        found |= {f"{whole['mountPath'].rstrip('/')}/{other}" for other in parts if not part}
    return frozenset(found)


def in_memory_of(pod: Doc, container: Doc) -> frozenset[str]:
    """The mount paths behind which there is no disk."""
    volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes") or ()}
    return frozenset(
        mount["mountPath"].rstrip("/")
        for mount in container.get("volumeMounts") or ()
        if _is_in_memory(volumes.get(mount["name"]) or {})
    )


def _is_in_memory(volume: Doc) -> bool:
    medium = (volume.get("emptyDir") or {}).get("medium")
    return medium == "Memory" or any(volume.get(kind) for kind in ("secret", "downwardAPI", "projected"))


def sources_of(pod: Doc) -> set[Key]:
    """The ConfigMaps and Secrets that the volumes show."""
    namespace, found = pod["metadata"]["namespace"], set()
    for volume in pod["spec"].get("volumes") or ():
        for source in (volume, *((volume.get("projected") or {}).get("sources") or ())):
            if source.get("configMap"):
                found.add(Key("configmaps", namespace, source["configMap"].get("name", "")))
            if source.get("secret"):
                name = source["secret"].get("secretName") or source["secret"].get("name", "")
                found.add(Key("secrets", namespace, name))
    return found


def names_in(files: dict[str, File], path: str) -> list[str]:
    """What stands in a directory, as `ls` lists it."""
    inside = path.rstrip("/") + "/"
    return sorted({name[len(inside) :].partition("/")[0] for name in files if name.startswith(inside)})


def _volume(pod: Doc, container: Doc, volume: Doc, lookup: Lookup) -> dict[str, File]:
    projected = volume.get("projected")
    if not projected:
        return _source(pod, container, volume, lookup)
    found: dict[str, File] = {}
    for source in projected.get("sources") or ():
        mode = {"defaultMode": projected.get("defaultMode", MODE)}
        found |= _source(pod, container, {kind: {**mode, **(held or {})} for kind, held in source.items()}, lookup)
    return found


def _source(pod: Doc, container: Doc, source: Doc, lookup: Lookup) -> dict[str, File]:
    """The files of one source by their paths in the volume."""
    namespace = pod["metadata"]["namespace"]
    if source.get("configMap"):
        held = source["configMap"]
        return _chosen(held, environment.data_of(Key("configmaps", namespace, held.get("name", "")), lookup))
    if source.get("serviceAccountToken"):
        held = source["serviceAccountToken"]
        asked = Key(environment.TOKENS, held.get("audience") or "", str(held.get("expirationSeconds") or ""))
        given = lookup(asked)
        return {held["path"]: File(given["token"], held["defaultMode"])} if given else {}
    if source.get("secret"):
        held = source["secret"]
        name = held.get("secretName") or held.get("name", "")
        return _chosen(held, environment.data_of(Key("secrets", namespace, name), lookup))
    held = source.get("downwardAPI") or {}
    found = {}
    for item in held.get("items") or ():
        if item.get("fieldRef"):
            content = environment.field_of(pod, item["fieldRef"].get("fieldPath", ""))
        else:
            content = environment.resource_of(pod, container, item.get("resourceFieldRef") or {}, lookup)
        found[item["path"]] = File(content, item.get("mode") or held.get("defaultMode") or MODE)
    return found


def _chosen(held: Doc, data: dict[str, str]) -> dict[str, File]:
    """All keys as files, or those that are named, at their paths."""
    mode = held.get("defaultMode") or MODE
    if not held.get("items"):
        return {name: File(content, mode) for name, content in data.items()}
    named = [item for item in held["items"] if item["key"] in data]
    return {item["path"]: File(data[item["key"]], item.get("mode") or mode) for item in named}
