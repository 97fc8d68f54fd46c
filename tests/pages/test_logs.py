"""What a pod's containers print, over HTTP."""

import pytest

from core.meta.objects import Doc
from core.models import Cluster
from core.pages import logs
from tests.logs.pods import make_pod, waiting
from tests.pages.build import account
from tests.pages.conftest import BEGINNING, Dashboard, Write

LOGS = "objects/pods/default/p/logs"
SECOND = 1_000_000
STARTED = {"running": {"startedAt": "2023-11-14T22:13:20Z"}}
CRASHED = {
    "terminated": {
        "startedAt": "2023-11-14T22:13:20Z", "finishedAt": "2023-11-14T22:13:25Z", "exitCode": 1,
        "containerID": "containerd://1",
    }
}  # fmt: skip


@pytest.fixture
def store(cluster: Cluster, create: Write, update: Write) -> Write:
    """Stores the state of the pod `p` at the cluster's time, a minute after its beginning."""
    create(account())
    Cluster.objects.filter(pk=cluster.pk).update(time=BEGINNING + 60 * SECOND)

    def store(state: Doc) -> Doc:
        made = make_pod(state, notes={"clusterviz.io/log": "up\nevery 10s: tick {n}\nstderr on failure: down"})
        made["metadata"]["namespace"] = "default"
        status = made.pop("status")
        stored = create(made)
        return update({**stored, "status": {**stored["status"], **status}})

    return store


def texts(answer: Doc) -> list[str]:
    return [text for _, _, text in answer["lines"]]


def test_the_lines_so_far_and_those_after_them(dashboard: Dashboard, store: Write) -> None:
    store(STARTED)
    answer = dashboard.get(LOGS)
    assert (answer["containers"], answer["container"], answer["hasPrevious"]) == (["c"], "c", False)
    assert texts(answer) == ["up", *(f"tick {n}" for n in range(1, 7))]
    assert (answer["until"], answer["isRunning"]) == (BEGINNING + 60 * SECOND, True)
    assert texts(dashboard.get(LOGS, since=BEGINNING + 50 * SECOND)) == ["tick 6"]
    assert texts(dashboard.get(LOGS, since=answer["until"])) == []


def test_a_moment_of_the_past_shows_the_log_of_then(dashboard: Dashboard, store: Write, cluster: Cluster) -> None:
    store(STARTED)
    Cluster.objects.filter(pk=cluster.pk).update(time=BEGINNING + 90 * SECOND)
    assert texts(dashboard.get(LOGS, time=BEGINNING + 75 * SECOND))[-1] == "tick 7"
    dashboard.get(LOGS, 404, time=BEGINNING + 10 * SECOND)


def test_the_run_before_is_kept(dashboard: Dashboard, store: Write) -> None:
    stored = store(CRASHED)
    assert dashboard.get(LOGS)["lines"][-1][1:] == ["stderr", "down"]
    assert dashboard.get(LOGS, previous=1)["message"] == 'previous terminated container "c" in pod "p" not found'
    assert stored["status"]["containerStatuses"][0]["name"] == "c"


def test_a_container_that_waits_says_for_what(dashboard: Dashboard, store: Write) -> None:
    store(waiting("ImagePullBackOff"))
    answer = dashboard.get(LOGS, container="nobody")
    assert answer["lines"] == []
    assert answer["message"].endswith("is waiting to start: trying and failing to pull image")


@pytest.mark.parametrize("path", ["objects/pods/default/q/logs", "objects/pods/default/%00/logs"])
def test_a_pod_that_is_not_there_has_none(dashboard: Dashboard, path: str) -> None:
    dashboard.get(path, 404)


def test_an_answer_is_bounded(dashboard: Dashboard, store: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST", 2)
    monkeypatch.setattr(logs, "LONGEST", 4)
    store(STARTED)
    assert texts(dashboard.get(LOGS)) == ["tick", "tick"]
