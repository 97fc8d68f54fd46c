"""Workloads: counts, selectors that match their template, strategies.

Source: pkg/apis/apps/validation and pkg/apis/core/validation (ReplicationController).
"""

from __future__ import annotations

from typing import Any, Final

from core.machinery.validate import claims, podspec, scalars
from core.meta import fields, labels, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_MISMATCH: Final = "`selector` does not match template `labels`"
_RETENTION: Final = ("Retain", "Delete")
_BOTH_ZERO: Final = "may not be 0 when `maxSurge` is 0"


def _template(spec: Doc, kind: str) -> list[FieldError]:
    """Judge the template where the selector is sound: labels, then the pod, then what its pods may not have."""
    template = spec.get("template") or {}
    have = (template.get("metadata") or {}).get("labels")
    found: list[FieldError] = []
    selector = labels.of(spec.get("selector")) if spec.get("selector") is not None else labels.EVERYTHING
    if not selector.is_empty and not selector.matches(have):
        found.append(invalid("spec.template.metadata.labels", have, _MISMATCH))
    found += podspec.check_template(template, "spec.template")
    return found + _endless(template, kind)


def _endless(template: Doc, kind: str) -> list[FieldError]:
    """Pods that are replaced whenever they end have no end of their own."""
    pod = template.get("spec") or {}
    policy, path = pod.get("restartPolicy"), "spec.template.spec"
    found: list[FieldError] = []
    if policy is not None and policy != "Always":
        found.append(fields.not_supported(child(path, "restartPolicy"), policy, ("Always",)))
    if pod.get("activeDeadlineSeconds") is not None:
        why = f"activeDeadlineSeconds in {kind} is not Supported"
        found.append(fields.forbidden(child(path, "activeDeadlineSeconds"), why))
    return found


def _without_selector(spec: Doc) -> list[FieldError]:
    """What upstream says when there is no selector: nothing matches the template."""
    have = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    mismatch = invalid("spec.template.metadata.labels", have, _MISMATCH)
    return [mismatch, *podspec.check_template(spec.get("template"), "spec.template")]


def _selected_template(spec: Doc, word: str, *, unsound: bool = True) -> list[FieldError]:
    """Judge selector and template; `word` names the kind in upstream's sentence about an empty selector."""
    selector = spec.get("selector")
    if selector is None:
        return [fields.required("spec.selector"), *_without_selector(spec)]
    found = scalars.selector(selector, "spec.selector")
    if not selector:
        found.append(invalid("spec.selector", selector, f"empty selector is invalid for {word}"))
    if not scalars.is_sound_selector(selector):
        return [*found, invalid("spec.selector", selector, "invalid label selector" if unsound else "")]
    return found + _template(spec, "StatefulSet" if word == "statefulset" else "ReplicaSet")


def check_deployment(doc: Doc) -> list[FieldError]:
    """Judge a Deployment."""
    spec = doc.get("spec") or {}
    found = scalars.not_negative(spec, "spec", "replicas")
    found += _selected_template(spec, "deployment")
    found += _strategy(spec.get("strategy") or {}, "spec.strategy")
    found += scalars.not_negative(spec, "spec", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
    deadline, ready = spec.get("progressDeadlineSeconds"), spec.get("minReadySeconds") or 0
    if deadline is not None and deadline <= ready:
        found.append(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"))
    return found


def _strategy(strategy: Doc, path: str) -> list[FieldError]:
    type_, rolling = strategy.get("type", ""), strategy.get("rollingUpdate")
    if type_ == "Recreate":
        if rolling is None:
            return []
        why = "may not be specified when strategy `type` is 'Recreate'"
        return [fields.forbidden(child(path, "rollingUpdate"), why)]
    if type_ != "RollingUpdate":
        return [fields.not_supported(path, fields.Raw("…"), ("Recreate", "RollingUpdate"))]
    return _rolling(rolling or {}, child(path, "rollingUpdate"))


def _rolling(rolling: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for field in ("maxUnavailable", "maxSurge"):
        found += scalars.count_or_percent(rolling.get(field), child(path, field))
    if _is_none(rolling.get("maxUnavailable")) and _is_none(rolling.get("maxSurge")):
        found.append(invalid(child(path, "maxUnavailable"), rolling.get("maxUnavailable"), _BOTH_ZERO))
    if scalars.is_percent_over(rolling.get("maxUnavailable"), 100):
        found.append(invalid(child(path, "maxUnavailable"), rolling["maxUnavailable"], "must not be greater than 100%"))
    return found


def _is_none(amount: Any) -> bool:
    """Whether a count or a percentage comes to nothing, as text that is neither does."""
    if isinstance(amount, str):
        number = amount.removesuffix("%")
        return not number.isdecimal() or int(number) == 0
    return not amount


def check_replica_set(doc: Doc) -> list[FieldError]:
    """Judge a ReplicaSet."""
    spec = doc.get("spec") or {}
    found = scalars.not_negative(spec, "spec", "replicas", "minReadySeconds")
    return found + _selected_template(spec, "deployment")


def check_replication_controller(doc: Doc) -> list[FieldError]:
    """Judge a ReplicationController, whose selector is a plain map."""
    spec = doc.get("spec") or {}
    found = scalars.not_negative(spec, "spec", "minReadySeconds")
    selector, template = spec.get("selector"), spec.get("template")
    if not selector:
        found.append(fields.required("spec.selector"))
    found += scalars.not_negative(spec, "spec", "replicas")
    if template is None:
        return [*found, fields.required("spec.template")]
    have = (template.get("metadata") or {}).get("labels")
    if selector and not labels.of_map(selector).matches(have):
        found.append(invalid("spec.template.metadata.labels", have, _MISMATCH))
    return found + podspec.check_template(template, "spec.template") + _endless(template, "ReplicationController")


def check_daemon_set(doc: Doc) -> list[FieldError]:
    """Judge a DaemonSet."""
    spec = doc.get("spec") or {}
    selector = spec.get("selector")
    found = scalars.selector(selector, "spec.selector")
    if selector is None:
        found += _without_selector(spec)
    else:
        if not selector:
            found.append(invalid("spec.selector", selector, "empty selector is invalid for daemonset"))
        if scalars.is_sound_selector(selector):
            found += _template(spec, "DaemonSet")
    found += scalars.not_negative(spec, "spec", "minReadySeconds")
    found += _daemon_strategy(spec.get("updateStrategy") or {}, "spec.updateStrategy")
    return found + scalars.not_negative(spec, "spec", "revisionHistoryLimit")


def _daemon_strategy(strategy: Doc, path: str) -> list[FieldError]:
    if strategy.get("type") == "OnDelete":
        return []
    if strategy.get("type") != "RollingUpdate":
        return [fields.not_supported(path, fields.Raw("…"), ("RollingUpdate", "OnDelete"))]
    rolling, place = strategy.get("rollingUpdate") or {}, child(path, "rollingUpdate")
    found: list[FieldError] = []
    for field in ("maxUnavailable", "maxSurge"):
        found += scalars.count_or_percent(rolling.get(field), child(place, field))
    for field in ("maxUnavailable", "maxSurge"):
        if scalars.is_percent_over(rolling.get(field), 100):
            found.append(invalid(child(place, field), rolling[field], "must not be greater than 100%"))
    if _is_none(rolling.get("maxUnavailable")) and _is_none(rolling.get("maxSurge")):
        found.append(fields.required(child(place, "maxUnavailable"), "cannot be 0 when maxSurge is 0"))
    elif not _is_none(rolling.get("maxUnavailable")) and not _is_none(rolling.get("maxSurge")):
        why = "may not be set when maxUnavailable is non-zero"
        found.append(invalid(child(place, "maxSurge"), rolling["maxSurge"], why))
    return found


def check_stateful_set(doc: Doc) -> list[FieldError]:
    """Judge a StatefulSet."""
    spec = doc.get("spec") or {}
    found = _stateful_order(spec)
    found += scalars.not_negative(spec, "spec", "replicas", "minReadySeconds", "revisionHistoryLimit")
    found += scalars.not_negative(spec.get("ordinals") or {}, "spec.ordinals", "start")
    if spec.get("serviceName"):
        found += scalars.named(spec["serviceName"], "spec.serviceName", names.dns1123_label)
    found += _selected_template(_with_claims(spec), "statefulset", unsound=False)
    if spec.get("selector") and scalars.is_sound_selector(spec["selector"]):
        # Upstream judges the labels once more with the template's claims.
        have = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
        found += names.check_labels(have, "spec.template.labels")
    for at, claim in enumerate(spec.get("volumeClaimTemplates") or ()):
        found += claims.check_spec(claim.get("spec") or {}, child(index("spec.volumeClaimTemplates", at), "spec"))
    return found


def _with_claims(spec: Doc) -> Doc:
    """The spec whose template has the volumes that the claims will become, as it is judged upstream."""
    made = [
        {"name": name, "persistentVolumeClaim": {"claimName": name}}
        for name in ((claim.get("metadata") or {}).get("name", "") for claim in spec.get("volumeClaimTemplates") or ())
    ]
    template = spec.get("template") or {}
    pod = template.get("spec") or {}
    return {**spec, "template": {**template, "spec": {**pod, "volumes": [*made, *(pod.get("volumes") or ())]}}}


def _stateful_order(spec: Doc) -> list[FieldError]:
    found: list[FieldError] = []
    if spec.get("podManagementPolicy") not in ("OrderedReady", "Parallel"):
        why = "must be 'OrderedReady' or 'Parallel'"
        found.append(invalid("spec.podManagementPolicy", spec.get("podManagementPolicy") or "", why))
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") not in ("RollingUpdate", "OnDelete"):
        found.append(invalid("spec.updateStrategy", fields.Raw("…"), "must be 'RollingUpdate' or 'OnDelete'"))
    elif strategy["type"] == "OnDelete" and strategy.get("rollingUpdate") is not None:
        why = "only allowed for updateStrategy 'RollingUpdate'"
        found.append(invalid("spec.updateStrategy.rollingUpdate", fields.Raw("…"), why))
    else:
        found += scalars.not_negative(
            strategy.get("rollingUpdate") or {}, "spec.updateStrategy.rollingUpdate", "partition"
        )
    retention = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    for field in ("whenDeleted", "whenScaled"):
        if field in retention:
            found += scalars.one_of(retention[field], f"spec.persistentVolumeClaimRetentionPolicy.{field}", _RETENTION)
    return found


def check_pod_template(doc: Doc) -> list[FieldError]:
    """Judge a PodTemplate."""
    return podspec.check_template(doc.get("template"), "template")
