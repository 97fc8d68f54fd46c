"""What the page "Config & security" shows of namespaces, quotas, limits, accounts, Secrets and ConfigMaps. Pure.

No value of a Secret or ConfigMap is here: names of keys and sizes alone.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import Any, Final

from core.machinery.admission.podsecurity import policy, standards
from core.machinery.admission.podsecurity.policy import Standard
from core.machinery.grants import Subject, subjects_of
from core.meta import quantity
from core.meta.objects import Doc
from core.projection.metadata import created, spec, status

MOST_NAMED: Final = 20


def namespace_row(doc: Doc) -> dict[str, Any]:
    """A namespace with the Pod Security level of each mode, and what its label says of it, which may be no level."""
    labels = doc["metadata"].get("labels") or {}
    wanted, _wrong = policy.read(labels)
    modes = {}
    for mode, standard in wanted._asdict().items():
        version = str(standard).partition(":")[2]
        modes[mode] = {"level": standard.level, "version": version, "given": labels.get(policy.PREFIX + mode, "")}
    return {"name": doc["metadata"]["name"], "created": created(doc), "modes": modes}


def violations(pods: Iterable[Doc]) -> list[dict[str, Any]]:
    """Which pods each level above `privileged` would refuse, those for the same reasons together, the most first."""
    held = list(pods)
    return [{"level": level, "groups": _refused(Standard(level), held)} for level in policy.LEVELS[1:]]


def _refused(standard: Standard, pods: list[Doc]) -> list[dict[str, Any]]:
    names: dict[str, list[str]] = {}
    for pod in pods:
        broken = standards.evaluate(standard, pod["metadata"], pod["spec"])
        if broken:
            names.setdefault(", ".join(finding.reason for finding in broken), []).append(pod["metadata"]["name"])
    found = [{"reasons": why, "count": len(held), "pods": held[:MOST_NAMED]} for why, held in names.items()]
    return sorted(found, key=lambda one: (-one["count"], one["reasons"]))


def quota_row(doc: Doc) -> dict[str, Any]:
    """A quota's gauges: used against hard, as written and as a part of one."""
    meta, found = doc["metadata"], status(doc)
    hard = found.get("hard") or spec(doc).get("hard") or {}
    used = found.get("used") or {}
    gauges = [_gauge(name, used.get(name), hard[name]) for name in sorted(hard)]
    scopes = [*(spec(doc).get("scopes") or ()), *_scopes(spec(doc).get("scopeSelector"))]
    return {"namespace": meta["namespace"], "name": meta["name"], "scopes": scopes, "gauges": gauges}


def _gauge(resource: str, used: Any, hard: Any) -> dict[str, Any]:
    """`part` is None until the quota's controller has counted."""
    part = None
    if used is not None:
        most, now = _nano(hard), _nano(used)
        part = now / most if most else float(now > 0)
    return {"resource": resource, "used": None if used is None else str(used), "hard": str(hard), "part": part}


def _nano(amount: Any) -> int:
    try:
        return quantity.read(amount).nano
    except (quantity.QuantityError, TypeError):
        return 0


def _scopes(selector: Any) -> Iterator[str]:
    for one in (selector or {}).get("matchExpressions") or ():
        yield " ".join(filter(None, (one.get("scopeName"), one.get("operator"), ",".join(one.get("values") or ()))))


def limit_rows(doc: Doc) -> Iterator[dict[str, Any]]:
    """A line for each type and resource that a LimitRange speaks of."""
    meta = doc["metadata"]
    fields = ("min", "max", "default", "defaultRequest", "maxLimitRequestRatio")
    for item in spec(doc).get("limits") or ():
        for resource in sorted({name for field in fields for name in item.get(field) or {}}):
            values = {field: str((item.get(field) or {}).get(resource, "")) for field in fields}
            place = {"namespace": meta["namespace"], "name": meta["name"]}
            yield {**place, "type": item.get("type", ""), "resource": resource, **values}


def config_row(doc: Doc) -> dict[str, Any]:
    """A Secret or ConfigMap: its keys with the sizes of their values, in bytes."""
    meta = doc["metadata"]
    encoded = {**(doc.get("binaryData") or {}), **(doc.get("data") or {} if doc["kind"] == "Secret" else {})}
    plain = {} if doc["kind"] == "Secret" else doc.get("data") or {}
    sizes = {name: _decoded_size(text) for name, text in encoded.items()}
    sizes |= {name: len(str(text).encode("utf-8", "replace")) for name, text in plain.items()}
    return {
        "kind": doc["kind"],
        "namespace": meta["namespace"],
        "name": meta["name"],
        "type": str(doc.get("type", "")),
        "immutable": bool(doc.get("immutable")),
        "created": created(doc),
        "keys": [[name, sizes[name]] for name in sorted(sizes)],
    }


def _decoded_size(text: Any) -> int:
    return len(text.rstrip("=")) * 3 // 4 if isinstance(text, str) else 0


def value_of(doc: Doc, key: str) -> str | None:
    """One value of a Secret or ConfigMap as text; bytes that are none stay in base64. None: there is no such key."""
    is_secret = doc["kind"] == "Secret"
    encoded = {**(doc.get("binaryData") or {}), **(doc.get("data") or {} if is_secret else {})}
    if key in encoded:
        try:
            return base64.b64decode(encoded[key], validate=True).decode()
        except (binascii.Error, ValueError, TypeError):
            return str(encoded[key])
    plain = {} if is_secret else doc.get("data") or {}
    return str(plain[key]) if key in plain else None


def account_rows(accounts: Iterable[Doc], bindings: Iterable[Doc]) -> list[dict[str, Any]]:
    """ServiceAccounts with the bindings that name them."""
    named: dict[Subject, list[dict[str, Any]]] = {}
    for binding in bindings:
        for subject in subjects_of(binding):
            named.setdefault(subject, []).append(_bound(binding))
    return [_account_row(doc, named) for doc in accounts]


def _account_row(doc: Doc, named: dict[Subject, list[dict[str, Any]]]) -> dict[str, Any]:
    meta = doc["metadata"]
    return {
        "namespace": meta["namespace"],
        "name": meta["name"],
        "created": created(doc),
        "mounts": doc.get("automountServiceAccountToken", True) is not False,
        "pull": [one.get("name", "") for one in doc.get("imagePullSecrets") or ()],
        "bound": named.get(Subject("ServiceAccount", meta["namespace"], meta["name"]), []),
    }


def _bound(binding: Doc) -> dict[str, Any]:
    meta = binding["metadata"]
    return {"binding": meta["name"], "namespace": meta.get("namespace", ""), "role": binding["roleRef"]["name"]}
