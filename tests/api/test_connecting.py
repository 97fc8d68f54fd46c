"""Exec, attach and port-forward: who may, to what, and the sentence with which every connection ends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from core.api import tokens
from core.api.connecting import NOT_YET
from core.api.websockets import application
from core.inputs import admitted
from core.meta.objects import Doc
from core.models import Cluster
from tests.api.client import Api
from tests.api.test_authorization import give
from tests.logs.pods import make_pod, running, waiting

POD = "/api/v1/namespaces/rec/pods/p"
EXEC = f"{POD}/exec?command=ls&stdout=true"
UPGRADE = {"connection": "Upgrade", "upgrade": "SPDY/3.1"}


def store(cluster: Cluster, state: Doc, node: str) -> None:
    made = make_pod(state)
    status = made.pop("status")
    made["spec"]["nodeName"] = node
    if not node:
        del made["spec"]["nodeName"]
    with admitted(cluster, "test") as door:
        meta = {"name": "default", "namespace": "rec"}
        door.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta})
        stored = door.create(made)
        door.update_status({**stored, "status": {**stored["status"], **status}})


async def put(cluster: Cluster, state: Doc | None = None, node: str = "n") -> None:
    await sync_to_async(store)(cluster, state or running(), node)


@dataclass
class Socket:
    """How a WebSocket was answered."""

    messages: list[Any]

    @property
    def was_refused(self) -> bool:
        return self.messages == [{"type": "websocket.close"}]

    @property
    def protocol(self) -> str:
        assert self.messages[0]["type"] == "websocket.accept"
        return str(self.messages[0]["subprotocol"])

    @property
    def status(self) -> Any:
        """What came on the error channel, the last before the end."""
        _, sent, closed = self.messages
        assert closed == {"type": "websocket.close", "code": 1000}
        assert sent["bytes"][0] == 3
        return json.loads(sent["bytes"][1:])


async def connect(api: Api, path: str, *protocols: str) -> Socket:
    scope = {**api.scope("GET", path, {}), "type": "websocket", "subprotocols": list(protocols)}
    messages: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def collect(message: Any) -> None:
        messages.append(message)

    await application(scope, receive, collect)
    return Socket(messages)


@pytest.mark.parametrize(
    ("offered", "spoken"),
    [
        pytest.param(["v5.channel.k8s.io", "v4.channel.k8s.io"], "v5.channel.k8s.io", id="the newest"),
        pytest.param(["channel.k8s.io", "v4.channel.k8s.io"], "v4.channel.k8s.io", id="one that both know"),
    ],
)
@pytest.mark.parametrize("path", [EXEC, f"{POD}/attach?stdout=1"], ids=["exec", "attach"])
async def test_a_connection_ends_with_a_status_that_says_why(
    cluster: Cluster, api: Api, path: str, offered: list[str], spoken: str
) -> None:
    await put(cluster)
    socket = await connect(api, path, *offered)
    subresource = path.removeprefix(f"{POD}/").partition("?")[0]
    assert socket.protocol == spoken
    assert (socket.status["code"], socket.status["status"]) == (501, "Failure")
    assert socket.status["message"] == NOT_YET[subresource]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"{POD}/exec?stdout=true", id="no command"),
        pytest.param(f"{POD}/exec?command=ls", id="no stream"),
        pytest.param(f"{EXEC}&container=x", id="no such container"),
        pytest.param(EXEC.replace("/p/", "/q/"), id="no such pod"),
        pytest.param(f"{POD}/portforward", id="bytes would flow"),
        pytest.param(f"{POD}/log", id="no WebSocket there"),
        pytest.param("/version", id="no resource"),
        pytest.param("/api/v1/nonsense/x/exec", id="no kind"),
    ],
)
async def test_what_cannot_be_opened_is_refused_before_it_opens(cluster: Cluster, api: Api, path: str) -> None:
    await put(cluster)
    assert (await connect(api, path, "v5.channel.k8s.io", "SPDY/3.1+portforward.k8s.io")).was_refused


async def test_a_protocol_that_nobody_speaks_is_refused(cluster: Cluster, api: Api) -> None:
    await put(cluster)
    assert (await connect(api, EXEC, "v9.channel.k8s.io")).was_refused


@pytest.mark.parametrize(
    ("verbs", "is_open"),
    [
        pytest.param(["get", "create"], True, id="both rights"),
        pytest.param(["get"], False, id="reading alone opens nothing"),
        pytest.param(["create"], False, id="a WebSocket comes by GET"),
    ],
)
async def test_a_websocket_needs_two_rights(cluster: Cluster, api: Api, verbs: list[str], is_open: bool) -> None:
    await put(cluster)
    await give(api, {"verbs": verbs, "apiGroups": [""], "resources": ["pods/exec"]})
    ann = Api(cluster, tokens.issue(cluster, "ann"))
    assert (await connect(ann, EXEC, "v5.channel.k8s.io")).was_refused is not is_open


@pytest.mark.parametrize(
    ("path", "headers", "code", "message"),
    [
        pytest.param(EXEC, {}, 400, "Upgrade request required", id="a plain request"),
        pytest.param(EXEC, UPGRADE, 501, NOT_YET["exec"], id="exec"),
        pytest.param(f"{POD}/portforward", UPGRADE, 501, NOT_YET["portforward"], id="port-forward"),
        pytest.param(
            f"{POD}/exec?stdout=1",
            UPGRADE,
            400,
            "you must specify at least one command for the container",
            id="nothing",
        ),
        pytest.param(
            f"{POD}/attach", UPGRADE, 400, "you must specify at least 1 of stdin, stdout, stderr", id="no stream"
        ),
        pytest.param(f"{EXEC}&container=x", UPGRADE, 400, "container x is not valid for pod p", id="no container"),
        pytest.param(EXEC.replace("/p/", "/q/"), UPGRADE, 404, 'pods "q" not found', id="no pod"),
        pytest.param(f"{POD}/proxy/", UPGRADE, 501, "pods/proxy is not simulated yet", id="a proxy"),
    ],
)
async def test_spdy_is_answered_in_words(
    cluster: Cluster, api: Api, path: str, headers: dict[str, str], code: int, message: str
) -> None:
    await put(cluster)
    response = await api.send("POST", path, **headers)
    assert (response.status, response.doc["message"]) == (code, message)


@pytest.mark.parametrize(
    ("state", "node", "code", "message"),
    [
        pytest.param(waiting("ImagePullBackOff"), "n", 500, 'container not found ("c")', id="a container that waits"),
        pytest.param(waiting("ContainerCreating"), "", 400, "pod p does not have a host assigned", id="on no node"),
    ],
)
async def test_what_does_not_run_has_nothing_to_connect_to(
    cluster: Cluster, api: Api, state: Doc, node: str, code: int, message: str
) -> None:
    await put(cluster, state, node)
    response = await api.send("POST", EXEC, **UPGRADE)
    assert response.status == code
    assert response.doc["message"].endswith(message)
