"""What may change in a pod that exists, and in the template of a Job that runs.

Source: ValidatePodUpdate in pkg/apis/core/validation and validatePodTemplateUpdate in pkg/apis/batch/validation.
"""

from __future__ import annotations

from typing import Final

from core.machinery.validate import scheduling
from core.meta import fields
from core.meta.fields import FieldError, invalid
from core.meta.objects import Doc

_WORDS: Final = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
_LISTS: Final = ("containers", "initContainers")


def check_new(pod: Doc) -> list[FieldError]:
    """Judge what a pod may get only once it is there."""
    if (pod.get("spec") or {}).get("ephemeralContainers"):
        return [fields.forbidden("spec.ephemeralContainers", "cannot be set on create")]
    return []


def check(new: Doc, old: Doc) -> list[FieldError]:
    """Judge the change of a pod's spec."""
    spec, before = new.get("spec") or {}, old.get("spec") or {}
    for field in _LISTS:
        if len(spec.get(field) or ()) != len(before.get(field) or ()):
            return [fields.forbidden(f"spec.{field}", "pod updates may not add or remove containers")]
    found = _images(spec) + _deadline(spec, before) + _tolerations(spec, before)
    changed = _changed(_allowed(spec, before), before)
    if changed:
        found.append(fields.forbidden("spec", f"{_WORDS}\n{', '.join(changed)}"))
    return found


def _images(spec: Doc) -> list[FieldError]:
    return [
        fields.required(f"spec.{field}[{at}].image")
        for field in _LISTS
        for at, container in enumerate(spec.get(field) or ())
        if not container.get("image")
    ]


def _deadline(spec: Doc, before: Doc) -> list[FieldError]:
    """A deadline may be set or brought nearer."""
    seconds, had = spec.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds")
    if had is None or seconds == had:
        return []
    path = "spec.activeDeadlineSeconds"
    if seconds is None:
        return [invalid(path, None, "must not update from a positive integer to nil value")]
    if seconds > had:
        return [invalid(path, seconds, "must be less than or equal to previous value")]
    return []


def _tolerations(spec: Doc, before: Doc) -> list[FieldError]:
    kept = [_plain(one) for one in spec.get("tolerations") or ()]
    if all(_plain(one) in kept for one in before.get("tolerations") or ()):
        # Upstream judges them a second time here.
        return scheduling.check_tolerations(spec.get("tolerations"), "spec.tolerations")
    return [
        fields.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")
    ]


def _plain(toleration: Doc) -> Doc:
    return {field: value for field, value in toleration.items() if field != "tolerationSeconds"}


def _allowed(spec: Doc, before: Doc) -> Doc:
    """The new spec with everything that may change taken from the old one."""
    munged = dict(spec)
    for field in ("activeDeadlineSeconds", "tolerations"):
        munged.pop(field, None)
        if field in before:
            munged[field] = before[field]
    if before.get("terminationGracePeriodSeconds", 0) < 0 and spec.get("terminationGracePeriodSeconds") == 1:
        munged["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]
    if before.get("schedulingGates"):
        for field in ("schedulingGates", "nodeSelector", "affinity"):
            munged.pop(field, None)
            if field in before:
                munged[field] = before[field]
    for field in _LISTS:
        if spec.get(field):
            pairs = zip(spec[field], before.get(field) or (), strict=True)
            munged[field] = [{**one, "image": other.get("image")} for one, other in pairs]
    return munged


def _changed(spec: Doc, before: Doc) -> list[str]:
    return sorted(field for field in spec.keys() | before.keys() if spec.get(field) != before.get(field))


_DIRECTIVES: Final = ("nodeSelector", "affinity", "tolerations", "schedulingGates")


def is_template_changed(spec: Doc, before: Doc) -> bool:
    """Whether a Job's template changed in more than its scheduling directives while suspended."""
    template, had = spec.get("template") or {}, before.get("template") or {}
    if template == had or not before.get("suspend"):
        return bool(template != had)
    return _without_directives(template) != _without_directives(had)


def _without_directives(template: Doc) -> Doc:
    pod = {field: value for field, value in (template.get("spec") or {}).items() if field not in _DIRECTIVES}
    return {"spec": pod}
