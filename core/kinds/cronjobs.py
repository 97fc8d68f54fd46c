"""CronJobs: Jobs on a schedule."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

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
)

KINDS = (CRON_JOB,)
