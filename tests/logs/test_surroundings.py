"""What containers find around them and print: variables, files of volumes, what agnhost tells of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core.logs import environment, runs
from core.logs.files import files_of, names_in
from core.logs.lines import last_moment, lines
from core.meta.objects import Doc, Key
from tests.logs.pods import SECOND, START, make_pod

HELD: dict[Key, Doc] = {
    Key("configmaps", "rec", "conf"): {"data": {"a": "1", "b": "two\nlines"}},
    Key("secrets", "rec", "keys"): {"data": {"user": "YW5u", "odd": "!"}},
    Key("nodes", "", "n"): {"status": {"allocatable": {"cpu": "3500m", "memory": "1Gi"}}},
}
ASKED = {"requests": {"cpu": "250m"}, "limits": {"memory": "100Mi"}}


def told(**container: Any) -> list[str]:
    pod = make_pod(**container)
    pod["metadata"]["labels"] = {"app": "web"}
    run = runs.find(pod, "c", False)
    return [line.text for line in lines(run, last_moment(run, START + 60 * SECOND), lookup=HELD.get)]


def value_from(**source: Any) -> list[Doc]:
    return [{"name": "A", "valueFrom": source}]


@pytest.mark.parametrize(
    ("env", "value"),
    [
        pytest.param([{"name": "A", "value": "x"}], "x", id="a value"),
        pytest.param(
            [{"name": "B", "value": "1"}, {"name": "A", "value": "$(B)-$$(B)-$(C)"}], "1-$(B)-$(C)", id="others"
        ),
        pytest.param(value_from(configMapKeyRef={"name": "conf", "key": "a"}), "1", id="of a ConfigMap"),
        pytest.param(value_from(secretKeyRef={"name": "keys", "key": "user"}), "ann", id="of a Secret"),
        pytest.param(value_from(fieldRef={"fieldPath": "status.podIP"}), "10.1.0.2", id="a field"),
        pytest.param(value_from(fieldRef={"fieldPath": "metadata.labels['app']"}), "web", id="a label"),
        pytest.param(value_from(resourceFieldRef={"resource": "requests.cpu", "divisor": "1m"}), "250", id="a request"),
        pytest.param(value_from(resourceFieldRef={"resource": "requests.cpu"}), "1", id="rounded up"),
        pytest.param(value_from(resourceFieldRef={"resource": "limits.memory", "divisor": "1Mi"}), "100", id="a limit"),
        pytest.param(value_from(resourceFieldRef={"resource": "limits.cpu", "divisor": "1m"}), "3500", id="the node's"),
        pytest.param(value_from(resourceFieldRef={"resource": "limits.cpu", "divisor": "0"}), "4", id="no divisor"),
    ],
)
def test_variables_are_those_that_a_kubelet_makes(env: list[Doc], value: str) -> None:
    assert told(command=["sh", "-c", "printenv A"], env=env, resources=ASKED) == [value]
    assert told(command=["echo", "$(A)"], env=env, resources=ASKED) == [value]


def test_what_is_not_there_sets_nothing() -> None:
    pod = make_pod(env=value_from(configMapKeyRef={"name": "none", "key": "a", "optional": True}))
    assert environment.of(pod, pod["spec"]["containers"][0], HELD.get) == {}


def test_the_environment_is_printed_in_its_order() -> None:
    sources = [{"configMapRef": {"name": "conf"}, "prefix": "P_"}, {"secretRef": {"name": "keys"}}]
    assert told(command=["env"], envFrom=sources, env=[{"name": "Z", "value": "9"}]) == [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=p", "P_a=1", "P_b=two", "lines",
        "user=ann", "odd=", "Z=9", "HOME=/root",
    ]  # fmt: skip


VOLUMES = [
    {"name": "conf", "configMap": {"name": "conf", "defaultMode": 0o400}},
    {"name": "some", "configMap": {"name": "conf", "items": [{"key": "a", "path": "x/y", "mode": 0o777}]}},
    {"name": "keys", "secret": {"secretName": "keys"}},
    {"name": "down", "downwardAPI": {"items": [{"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
    {"name": "all", "projected": {"sources": [{"configMap": {"name": "conf"}}, {"secret": {"name": "keys"}}]}},
    {"name": "none", "emptyDir": {}},
]


@pytest.mark.parametrize(
    ("mount", "path", "content", "mode"),
    [
        pytest.param({"name": "conf", "mountPath": "/m"}, "/m/a", "1", 0o400, id="a key"),
        pytest.param({"name": "some", "mountPath": "/m/"}, "/m/x/y", "1", 0o777, id="a key at its path"),
        pytest.param({"name": "keys", "mountPath": "/m"}, "/m/user", "ann", 0o644, id="a secret"),
        pytest.param({"name": "down", "mountPath": "/m"}, "/m/labels", 'app="web"', 0o644, id="the downward API"),
        pytest.param({"name": "all", "mountPath": "/m"}, "/m/user", "ann", 0o644, id="a projection"),
        pytest.param({"name": "conf", "mountPath": "/m/f", "subPath": "a"}, "/m/f", "1", 0o400, id="one file"),
        pytest.param({"name": "some", "mountPath": "/m", "subPath": "x"}, "/m/y", "1", 0o777, id="a part"),
    ],
)
def test_volumes_hold_files(mount: Doc, path: str, content: str, mode: int) -> None:
    pod = make_pod(volumeMounts=[mount, {"name": "none", "mountPath": "/e"}])
    pod["metadata"]["labels"] = {"app": "web"}
    pod["spec"]["volumes"] = VOLUMES
    files = files_of(pod, pod["spec"]["containers"][0], HELD.get)
    assert files[path] == (content, mode)
    assert path.rpartition("/")[2] in names_in(files, path.rpartition("/")[0])
    assert names_in(files, "/e") == []


@pytest.mark.parametrize(
    ("container", "lines"),
    [
        pytest.param({}, ["Paused"], id="nothing asked"),
        pytest.param({"args": ["entrypoint-tester", "a"]}, ["[/agnhost entrypoint-tester a]"], id="arguments"),
        pytest.param(
            {"command": ["/agnhost-2", "entrypoint-tester"]}, ["[/agnhost-2 entrypoint-tester]"], id="a command"
        ),
        pytest.param(
            {
                "args": [
                    "mounttest",
                    "--new_file_0640=/t/f",
                    "--file_perm=/t/f",
                    "--file_content=/t/f",
                    "--file_mode=/x",
                ]
            },
            ['perms of file "/t/f": -rw-r-----', 'content of file "/t/f": mount-tester new file', ""],
            id="files",
        ),
        pytest.param({"args": ["logs-generator", "-t", "x"]}, [], id="no number"),
    ],
)
def test_agnhost_tells_what_it_was_started_with(container: Doc, lines: list[str]) -> None:
    assert told(image="registry.k8s.io/e2e-test-images/agnhost:2.56", **container) == lines


def test_agnhost_generates_logs_over_its_time() -> None:
    pod = make_pod(image="agnhost", args=["logs-generator", "--log-lines-total", "100", "--run-duration", "20s"])
    run = runs.find(pod, "c", False)
    generated = list(lines(run, START + 60 * SECOND))
    assert (len(generated), len(list(lines(run, START + 10 * SECOND)))) == (100, 50)
    assert re.fullmatch(r"I\d{4} \d\d:\d\d:\d\d\.\d{6}       1 logs_generator\.go:76\] 0 .*", generated[0].text)
    assert "/api/v1/namespaces/" in generated[-1].text
