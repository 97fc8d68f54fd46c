"""CronJobs: Jobs on a schedule."""

from __future__ import annotations

from typing import Final

from core.kinds.filling import fill, within
from core.kinds.jobs import complete_template_spec
from core.kinds.kind import STATUS, Kind, columns
from core.meta.objects import Doc

_SPEC: Final = {
    "concurrencyPolicy": "Allow",
    "suspend": False,
    "successfulJobsHistoryLimit": 3,
    "failedJobsHistoryLimit": 1,
}


def _complete(doc: Doc) -> Doc:
    return within(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    return within(fill(spec, _SPEC), "jobTemplate", _complete_job_template)


def _complete_job_template(template: Doc) -> Doc:
    return within(fill(template, {"metadata": {}, "spec": {}}), "spec", complete_template_spec)


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
)

KINDS = (CRON_JOB,)
