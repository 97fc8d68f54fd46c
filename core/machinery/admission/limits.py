"""LimitRanger: a namespace's default requests and limits, and its bounds on them.

Source: plugin/pkg/admission/limitranger/admission.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.kinds import podresources
from core.machinery.admission.request import Request
from core.meta import quantity
from core.meta.objects import Doc, with_annotations

NOTE: Final = "kubernetes.io/limit-ranger"
_LISTS: Final = (("containers", "container"), ("initContainers", "init container"))


def _items(request: Request, *types: str) -> list[Doc]:
    ranges = request.reader.list("limitranges", request.namespace)
    return [item for found in ranges for item in (found.get("spec") or {}).get("limits") or () if item["type"] in types]


def add_limits(request: Request) -> Doc:
    """Fill in a pod's absent requests and limits."""
    items = _items(request, "Container")
    return _with_defaults(request.doc, items) if items else request.doc


def check_pod(request: Request) -> None:
    """Hold a new or resized pod's resources against the bounds.

    Raises StatusError (403) naming every bound that is broken.
    """
    if request.old is not None and not is_resized(request.doc, request.old):
        return
    items = _items(request, "Container", "Pod")
    _require_none(request, [problem for item in items for problem in _problems_of_pod(item, request.doc["spec"])])


def is_resized(new: Doc, old: Doc) -> bool:
    """Whether an update changes what a pod's containers ask for."""
    return _resources(new) != _resources(old)


def _resources(pod: Doc) -> list[Doc]:
    return [container.get("resources") or {} for field, _ in _LISTS for container in pod["spec"].get(field) or ()]


def _require_none(request: Request, broken: list[str]) -> None:
    if broken:
        raise request.refuse(broken[0] if len(broken) == 1 else f"[{', '.join(broken)}]")


def _with_defaults(doc: Doc, items: list[Doc]) -> Doc:
    limits: Doc = {}
    requests: Doc = {}
    for item in items:
        limits = {**limits, **(item.get("default") or {})}
        requests = {**requests, **(item.get("defaultRequest") or {})}
    spec, notes = doc["spec"], []
    for field, word in _LISTS:
        changed = []
        for container in spec.get(field) or ():
            container, more = _with_resources(container, requests, limits, word)
            changed.append(container)
            notes += more
        if changed:
            spec = {**spec, field: changed}
    if not notes:
        return doc
    return with_annotations({**doc, "spec": spec}, {NOTE: f"LimitRanger plugin set: {'; '.join(notes)}"})


def _with_resources(container: Doc, requests: Doc, limits: Doc, word: str) -> tuple[Doc, list[str]]:
    resources, notes = dict(container.get("resources") or {}), []
    for field, name, wanted in (("requests", "request", requests), ("limits", "limit", limits)):
        have = resources.get(field) or {}
        missing = sorted(wanted.keys() - have.keys())
        if missing:
            resources[field] = {**have, **{key: wanted[key] for key in missing}}
            notes.append(f"{', '.join(missing)} {name} for {word} {container.get('name', '')}")
    return ({**container, "resources": resources} if notes else container), notes


def _problems_of_pod(item: Doc, spec: Doc) -> Iterable[str]:
    containers = [container for field, _ in _LISTS for container in spec.get(field) or ()]
    if item["type"] == "Pod":
        yield from _problems(item, podresources.requests(spec), podresources.limits(spec))
        return
    for container in containers:
        resources = container.get("resources") or {}
        yield from _problems(item, resources.get("requests") or {}, resources.get("limits") or {})


def _problems(item: Doc, requests: Doc, limits: Doc) -> Iterable[str]:
    type_ = item["type"]
    for name, bound in (item.get("min") or {}).items():
        yield from _below(f"minimum {name} usage per {type_} is {bound}", requests.get(name), limits.get(name), bound)
    for name, bound in (item.get("max") or {}).items():
        yield from _above(f"maximum {name} usage per {type_} is {bound}", requests.get(name), limits.get(name), bound)
    for name, bound in (item.get("maxLimitRequestRatio") or {}).items():
        yield from _beyond_ratio(
            f"{name} max limit to request ratio per {type_} is {bound}", requests.get(name), limits.get(name), bound
        )


def _below(rule: str, request: str | None, limit: str | None, bound: str) -> Iterable[str]:
    least = quantity.read(bound)
    if request is None:
        yield f"{rule}. No request is specified"
    elif quantity.read(request) < least:
        yield f"{rule}, but request is {request}"
    if limit is not None and quantity.read(limit) < least:
        yield f"{rule}, but limit is {limit}"


def _above(rule: str, request: str | None, limit: str | None, bound: str) -> Iterable[str]:
    most = quantity.read(bound)
    if limit is None:
        yield f"{rule}. No limit is specified"
    elif most < quantity.read(limit):
        yield f"{rule}, but limit is {limit}"
    if request is not None and most < quantity.read(request):
        yield f"{rule}, but request is {request}"


def _beyond_ratio(rule: str, request: str | None, limit: str | None, bound: str) -> Iterable[str]:
    asked, most = quantity.read(request), quantity.read(limit)
    if not asked or not most:
        what = "request" if not asked else "limit"
        yield f"{rule}. No {what} is specified or {what} is 0."
    elif most.nano / asked.nano > quantity.read(bound).nano / quantity.NANO:
        yield f"{rule}, but provided ratio is {most.nano / asked.nano:f}"


def check_claim(request: Request) -> None:
    """Hold a claim's storage against the bounds on claims. Raises StatusError (403)."""
    asked = ((request.doc["spec"].get("resources") or {}).get("requests") or {}).get("storage")
    broken: list[str] = []
    for item in _items(request, "PersistentVolumeClaim"):
        least, most = (item.get("min") or {}).get("storage"), (item.get("max") or {}).get("storage")
        rule = "storage usage per PersistentVolumeClaim is"
        if least is not None:
            broken += _below(f"minimum {rule} {least}", asked, None, least)
        if most is not None and asked is not None and quantity.read(most) < quantity.read(asked):
            broken.append(f"maximum {rule} {most}, but request is {asked}")
    _require_none(request, broken)
