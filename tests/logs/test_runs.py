"""Which run of a container is meant, and the kubelet's words where there is none."""

from __future__ import annotations

import pytest

from core.logs import runs
from core.meta.errors import StatusError
from core.meta.objects import Doc
from tests.logs.pods import ended, make_pod, running, waiting

PULLING, BACK_OFF = waiting("ContainerCreating"), waiting("CrashLoopBackOff")


@pytest.mark.parametrize(
    ("state", "last", "previous", "identity"),
    [
        pytest.param(running(), None, False, "containerd://1", id="it runs"),
        pytest.param(ended(3), None, False, "containerd://1", id="it has ended"),
        pytest.param(BACK_OFF, ended(3), False, "containerd://1", id="it waits for its next start"),
        pytest.param(running(9), ended(3), False, "containerd://2", id="it runs again"),
        pytest.param(running(9), ended(3), True, "containerd://1", id="its run before"),
    ],
)
def test_a_run_is_found(state: Doc, last: Doc | None, previous: bool, identity: str) -> None:
    assert runs.find(make_pod(state, last), "c", previous).identity == identity


@pytest.mark.parametrize(
    ("state", "previous", "message"),
    [
        pytest.param(PULLING, False, "is waiting to start: ContainerCreating", id="not yet there"),
        pytest.param(waiting("ErrImagePull"), False, "is waiting to start: image can't be pulled", id="no image"),
        pytest.param(
            waiting("ImagePullBackOff"), False, "is waiting to start: trying and failing to pull image", id="still none"
        ),
        pytest.param(ended(3, identity=""), False, "is terminated", id="never ran"),
    ],
)
def test_a_container_without_a_log_says_why(state: Doc, previous: bool, message: str) -> None:
    with pytest.raises(StatusError) as refused:
        runs.find(make_pod(state), "c", previous)
    assert (refused.value.code, refused.value.message) == (400, f'container "c" in pod "p" {message}')


def test_a_first_run_has_none_before_it() -> None:
    with pytest.raises(StatusError, match='previous terminated container "c" in pod "p" not found'):
        runs.find(make_pod(), "c", True)


def test_a_container_is_chosen_where_there_is_one_alone() -> None:
    pod = make_pod()
    assert runs.container_of(pod, "") == "c"
    with pytest.raises(StatusError, match="container x is not valid for pod p"):
        runs.container_of(pod, "x")
    pod["spec"] |= {"containers": [{"name": "a"}, {"name": "b"}], "initContainers": [{"name": "i"}]}
    with pytest.raises(StatusError) as refused:
        runs.container_of(pod, "")
    choice = "choose one of: [a b] or one of the init containers: [i]"
    assert refused.value.message == f"a container name must be specified for pod p, {choice}"


def test_a_run_is_known_again_after_a_restart() -> None:
    run = runs.find(make_pod(running()), "c", False)
    newer = runs.later(run, make_pod(running(9), ended(3, 1)))
    assert newer is not None
    assert (newer.identity, newer.code) == (run.identity, 1)
    assert runs.later(run, make_pod(running(9), ended(3, identity="containerd://9"))) is None
