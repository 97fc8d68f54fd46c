"""[sig-apps] CronJobs as API objects (test/e2e/apps/cronjob.go); what they start needs their controller."""

from __future__ import annotations

from tests.conformance.lifecycle import is_discovered, labelled, operated, status_written
from tests.conformance.objects import BUSYBOX, container
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

PATH = "/apis/batch/v1/cronjobs"


@spec("apps", "CronJob should support CronJob API operations")
async def test_cron_jobs_are_operated(suite: Suite) -> None:
    await is_discovered(suite, "batch", "v1", "cronjobs", "cronjobs/status")
    template = {"spec": {"restartPolicy": "OnFailure", "containers": [container("c", BUSYBOX, command=["sleep", "1"])]}}
    job = {"metadata": {"creationTimestamp": None}, "spec": {"parallelism": 1, "completions": 1, "template": template}}
    given = {"schedule": "* */1 * * ?", "concurrencyPolicy": "Allow", "jobTemplate": job}
    body: Doc = {"apiVersion": "batch/v1", "kind": "CronJob", "spec": given, "status": {}}
    path = suite.group("batch/v1", "cronjobs")
    await operated(suite, path, PATH, *[body] * 3)
    await suite.make(path, labelled(body, "a"))

    def later(status: Doc) -> None:
        status["lastScheduleTime"] = "2026-01-01T00:01:00Z"

    await status_written(suite, f"{path}/a", {"lastScheduleTime": "2026-01-01T00:00:00Z"}, later)
