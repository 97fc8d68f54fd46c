"""CronJobs: Jobs on a schedule."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import fill, inside, within
from core.kinds.jobs import complete_template_spec
from core.kinds.kind import STATUS, Kind, columns
from core.meta import labels
from core.meta.objects import Doc

_SPEC: Final = {
    "concurrencyPolicy": "Allow",
    "suspend": False,
    "successfulJobsHistoryLimit": 3,
    "failedJobsHistoryLimit": 1,
}


def _complete(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    return inside(fill(spec, _SPEC), "jobTemplate", _complete_job_template)


def _complete_job_template(template: Doc) -> Doc:
    return within(fill(template, {"metadata": {}, "spec": {}}), "spec", complete_template_spec)


def _cells(doc: Doc, now: int) -> list[Any]:
    spec, status = doc["spec"], printing.status(doc)
    job = spec["jobTemplate"]["spec"]
    last = status.get("lastScheduleTime")
    return [
        printing.name(doc),
        spec.get("schedule", ""),
        spec.get("timeZone") or printing.NONE,
        printing.boolean(spec.get("suspend")).capitalize(),
        len(status.get("active") or ()),
        printing.since(last, now) if last else printing.NONE,
        printing.age(doc, now),
        *printing.containers(job["template"]["spec"]),
        labels.format_selector(job.get("selector")),
    ]


CRON_JOB = Kind(
    kind="CronJob",
    plural="cronjobs",
    group="batch",
    short_names=("cj",),
    categories=("all",),
    subresources=(STATUS,),
    columns=columns(
        "Name",
        "Schedule",
        "Timezone",
        "Suspend:boolean",
        "Active:integer",
        "Last Schedule",
        "Age",
        "Containers+",
        "Images+",
        "Selector+",
    ),
    defaults=_complete,
    first_status={},
    has_generation=True,
    cells=_cells,
)

KINDS = (CRON_JOB,)
