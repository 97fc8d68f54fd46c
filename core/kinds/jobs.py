"""Jobs: pods that run to completion."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import deep, each, fill, inside, within
from core.kinds.kind import STATUS, Kind, columns
from core.kinds.podspec import complete_template
from core.meta import conditions, labels
from core.meta.objects import Doc, is_deleting
from core.meta.time import parse

_SPEC: Final = {
    "backoffLimit": 6,
    "completionMode": "NonIndexed",
    "suspend": False,
    "manualSelector": False,
}
UID_LABEL: Final = "batch.kubernetes.io/controller-uid"
NAME_LABEL: Final = "batch.kubernetes.io/job-name"
OLD_UID_LABEL: Final = "controller-uid"
OLD_NAME_LABEL: Final = "job-name"


def complete(doc: Doc) -> Doc:
    """Fill in a Job; its labels are the template's where it has none."""
    doc = inside(doc, "spec", _complete_spec)
    labels = ((doc.get("spec") or {}).get("template") or {}).get("metadata", {}).get("labels")
    return within(doc, "metadata", lambda meta: fill(meta, {"labels": labels})) if labels else doc


def _complete_spec(spec: Doc) -> Doc:
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec = fill(spec, {"completions": 1, "parallelism": 1})
    spec = within(fill(spec, {"parallelism": 1, **_SPEC}), "podFailurePolicy", _complete_policy)
    replacement = "Failed" if spec.get("podFailurePolicy") is not None else "TerminatingOrFailed"
    return complete_template_spec(fill(spec, {"podReplacementPolicy": replacement}))


def complete_template_spec(spec: Doc) -> Doc:
    """Fill in the pod template alone: all that a CronJob's job template gets."""
    return inside(spec, "template", complete_template)


def _complete_policy(policy: Doc) -> Doc:
    return each(policy, "rules", lambda rule: each(rule, "onPodConditions", _complete_pattern))


def _complete_pattern(pattern: Doc) -> Doc:
    return fill(pattern, {"status": "True"})


def _with_selector(doc: Doc) -> Doc:
    """Select the job's own pods by its uid, unless the creator brings a selector."""
    if doc["spec"].get("manualSelector"):
        return doc
    uid, name = doc["metadata"].get("uid", ""), doc["metadata"].get("name", "")
    own = {UID_LABEL: uid, NAME_LABEL: name, OLD_UID_LABEL: uid, OLD_NAME_LABEL: name}
    spec = {**doc["spec"], "selector": {"matchLabels": {UID_LABEL: uid}}}
    spec = deep(spec, "template.metadata", lambda meta: {**meta, "labels": {**(meta.get("labels") or {}), **own}})
    labels = spec["template"]["metadata"]["labels"]
    return {**doc, "spec": spec, "metadata": fill(doc["metadata"], {"labels": labels})}


def _cells(doc: Doc, now: int) -> list[Any]:
    spec = doc["spec"]
    return [
        printing.name(doc),
        status_of(doc),
        _completions(doc),
        _duration(doc, now),
        printing.age(doc, now),
        *printing.containers(spec["template"]["spec"]),
        labels.format_selector(spec.get("selector")),
    ]


def status_of(doc: Doc) -> str:
    """The STATUS column of a Job: its latest outcome, or what it is at."""
    for type_, word in (
        ("Complete", "Complete"),
        ("Failed", "Failed"),
        ("_deleted", "Terminating"),
        ("Suspended", "Suspended"),
        ("FailureTarget", "FailureTarget"),
        ("SuccessCriteriaMet", "SuccessCriteriaMet"),
    ):
        if is_deleting(doc) if type_ == "_deleted" else conditions.of(doc, type_) == "True":
            return word
    return "Running"


def _completions(doc: Doc) -> str:
    spec, done = doc["spec"], printing.status(doc).get("succeeded", 0)
    if spec.get("completions") is not None:
        return f"{done}/{spec['completions']}"
    parallelism = spec.get("parallelism") or 0
    return f"{done}/1 of {parallelism}" if parallelism > 1 else f"{done}/1"


def _duration(doc: Doc, now: int) -> str:
    status = printing.status(doc)
    started = status.get("startTime")
    if not started:
        return ""
    ended = status.get("completionTime")
    if not ended:
        failed = conditions.find(status.get("conditions"), "Failed")
        ended = failed["lastTransitionTime"] if failed and failed["status"] == "True" else None
    return printing.duration((parse(ended) if ended else now) - parse(started))


JOB = Kind(
    kind="Job",
    plural="jobs",
    group="batch",
    categories=("all",),
    subresources=(STATUS,),
    columns=columns("Name", "Status", "Completions", "Duration", "Age", "Containers+", "Images+", "Selector+"),
    defaults=complete,
    created=_with_selector,
    first_status={},
    has_generation=True,
    cells=_cells,
)

KINDS = (JOB,)
