"""Jobs and CronJobs: counts, completion mode, failure policy, schedule.

Source: pkg/apis/batch/validation.
"""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from core.kinds.jobs import NAME_LABEL, OLD_NAME_LABEL, OLD_UID_LABEL, UID_LABEL
from core.machinery.validate import podspec, scalars
from core.meta import fields, labels, names
from core.meta.fields import FieldError, child, index, invalid, quote
from core.meta.objects import Doc

_ACTIONS: Final = {"Count", "FailIndex", "FailJob", "Ignore"}
_MODES: Final = ("NonIndexed", "Indexed")
_POLICIES: Final = {"Allow", "Forbid", "Replace"}
_COUNTS: Final = (
    "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
)  # fmt: skip
_CRON_FIELDS: Final = 5


def check_job(doc: Doc) -> list[FieldError]:
    """Judge a Job."""
    spec = doc.get("spec") or {}
    return _generated(doc, spec) + check_spec(doc)


def check_spec(doc: Doc) -> list[FieldError]:
    """Judge the spec of a Job: its fields, then its selector against the template."""
    spec = doc.get("spec") or {}
    found = _spec(spec, "spec")
    if spec.get("selector") is None:
        found.append(fields.required("spec.selector"))
    else:
        found += scalars.selector(spec["selector"], "spec.selector")
    have = _template_labels(spec)
    if scalars.is_sound_selector(spec.get("selector") or {}) and not labels.of(spec.get("selector")).matches(have):
        found.append(invalid("spec.template.metadata.labels", have, "`selector` does not match template `labels`"))
    return found


def _template_labels(spec: Doc) -> Doc | None:
    found: Doc | None = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    return found


def _generated(doc: Doc, spec: Doc) -> list[FieldError]:
    """A selector that the server made is that of the job's own uid and name, and so are the template's labels."""
    if spec.get("manualSelector") or spec.get("selector") is None:
        return []
    uid, name = doc["metadata"].get("uid", ""), doc["metadata"].get("name", "")
    expected = {OLD_UID_LABEL: uid, OLD_NAME_LABEL: name, UID_LABEL: uid, NAME_LABEL: name}
    have = _template_labels(spec) or {}
    found: list[FieldError] = []
    for label, value in expected.items():
        place = index("spec.template.metadata.labels", label)
        if label not in have:
            found.append(fields.required(place, f"must be '{value}'"))
        elif have[label] != value:
            found.append(invalid(place, have, f"must be '{value}'"))
    sound = scalars.is_sound_selector(spec["selector"])
    if sound and not labels.of(spec["selector"]).matches(expected):
        found.append(invalid("spec.selector", spec["selector"], "`selector` not auto-generated"))
    return found


def _spec(spec: Doc, path: str) -> list[FieldError]:
    found = scalars.not_negative(spec, path, *_COUNTS)
    found += _completion(spec, path)
    policy = spec.get("podFailurePolicy")
    if spec.get("podReplacementPolicy") is not None:
        allowed = {"Failed"} if policy is not None else {"Failed", "TerminatingOrFailed"}
        found += scalars.one_of(spec["podReplacementPolicy"], child(path, "podReplacementPolicy"), allowed)
    if policy is not None:
        found += _failure_policy(policy, spec.get("template") or {}, child(path, "podFailurePolicy"))
    found += podspec.check_template(spec.get("template"), child(path, "template"))
    return found + _restart_policy(spec, child(path, "template", "spec", "restartPolicy"))


def _completion(spec: Doc, path: str) -> list[FieldError]:
    mode = spec.get("completionMode")
    if mode is None:
        return []
    found = scalars.one_of(mode, child(path, "completionMode"), _MODES)
    if mode == "Indexed" and spec.get("completions") is None:
        found.append(fields.required(child(path, "completions"), "when completion mode is Indexed"))
    return found


def _restart_policy(spec: Doc, path: str) -> list[FieldError]:
    policy = ((spec.get("template") or {}).get("spec") or {}).get("restartPolicy") or ""
    if policy in ("", "Always"):
        return [fields.required(path, 'valid values: "OnFailure", "Never"')]
    allowed = (
        ("Never",) if spec.get("podFailurePolicy") is not None and policy == "OnFailure" else ("OnFailure", "Never")
    )
    if allowed == ("Never",):
        why = 'only "Never" is supported when podFailurePolicy is specified'
        return [invalid(path, policy, why)]
    return scalars.one_of(policy, path, allowed)


def _failure_policy(policy: Doc, template: Doc, path: str) -> list[FieldError]:
    pod = template.get("spec") or {}
    known = {
        container.get("name", "") for field in ("containers", "initContainers") for container in pod.get(field) or ()
    }
    found: list[FieldError] = []
    for at, rule in enumerate(policy.get("rules") or ()):
        found += _rule(rule, known, index(child(path, "rules"), at))
    return found


def _rule(rule: Doc, known: set[str], path: str) -> list[FieldError]:
    action = rule.get("action", "")
    found = scalars.one_of(action, child(path, "action"), _ACTIONS) if action else [_no_action(path)]
    codes, patterns = rule.get("onExitCodes"), rule.get("onPodConditions") or []
    if codes is not None:
        found += _exit_codes(codes, known, child(path, "onExitCodes"))
    for at, pattern in enumerate(patterns):
        place = index(child(path, "onPodConditions"), at)
        found += scalars.named(pattern.get("type", ""), child(place, "type"), names.qualified_name)
        status = pattern.get("status", "")
        found += scalars.one_of(status, child(place, "status"), {"False", "True", "Unknown"})
    if codes is not None and patterns:
        why = "specifying both OnExitCodes and OnPodConditions is not supported"
        found.append(invalid(path, fields.OMITTED, why))
    elif codes is None and not patterns:
        why = "specifying one of OnExitCodes and OnPodConditions is required"
        found.append(invalid(path, fields.OMITTED, why))
    return found


def _no_action(path: str) -> FieldError:
    listed = " ".join(quote(action) for action in sorted(_ACTIONS))
    return fields.required(child(path, "action"), f"valid values: [{listed}]")


def _exit_codes(codes: Doc, known: set[str], path: str) -> list[FieldError]:
    found: list[FieldError] = []
    operator = codes.get("operator", "")
    if operator:
        found += scalars.one_of(operator, child(path, "operator"), {"In", "NotIn"})
    else:
        found.append(fields.required(child(path, "operator"), 'valid values: ["In" "NotIn"]'))
    name = codes.get("containerName")
    if name is not None and name not in known:
        why = "must be one of the container or initContainer names in the pod template"
        found.append(invalid(child(path, "containerName"), name, why))
    values = codes.get("values") or []
    if not values:
        found.append(invalid(child(path, "values"), codes.get("values"), "at least one value is required"))
    for at, value in enumerate(values):
        place = index(child(path, "values"), at)
        if value in values[:at]:
            found.append(fields.duplicate(place, value))
        elif operator == "In" and value == 0:
            found.append(invalid(place, value, "must not be 0 for the In operator"))
    if values != sorted(values):
        found.append(invalid(child(path, "values"), values, "must be ordered"))
    return found


def check_cron_job(doc: Doc) -> list[FieldError]:
    """Judge a CronJob; its name leaves room for the suffix of its Jobs."""
    spec = doc.get("spec") or {}
    found: list[FieldError] = []
    if len(doc["metadata"].get("name", "")) > 52:
        found.append(invalid("metadata.name", doc["metadata"]["name"], "must be no more than 52 characters"))
    schedule = spec.get("schedule") or ""
    found += _schedule(schedule) if schedule else [fields.required("spec.schedule")]
    found += _zone(spec.get("timeZone"))
    found += scalars.not_negative(spec, "spec", "startingDeadlineSeconds")
    found += scalars.one_of(spec.get("concurrencyPolicy"), "spec.concurrencyPolicy", _POLICIES)
    found += scalars.not_negative(spec, "spec", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")
    return found + _spec((spec.get("jobTemplate") or {}).get("spec") or {}, "spec.jobTemplate.spec")


def _schedule(text: str) -> list[FieldError]:
    if text.startswith("@"):
        return []
    parts = text.split()
    if len(parts) == _CRON_FIELDS:
        return []
    why = f"expected exactly {_CRON_FIELDS} fields, found {len(parts)}: [{' '.join(parts)}]"
    return [invalid("spec.schedule", text, why)]


def _zone(name: str | None) -> list[FieldError]:
    if name is None:
        return []
    if not name:
        return [invalid("spec.timeZone", name, "timeZone must be nil or non-empty string")]
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # no name of a file, no file, no such zone
        return [invalid("spec.timeZone", name, f"unknown time zone {name}")]
    return []
