"""Whatever is sent, the answer is an answer: never a 500, never something that is not JSON."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pages.build import config
from tests.pages.conftest import Dashboard, Write
from tests.pages.test_dashboard import EVERYTHING

relaxed = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
WORDS = st.sampled_from(
    [
        "action",
        "resource",
        "namespace",
        "name",
        "params",
        "paused",
        "speed",
        "advance",
        "until",
        "step",
        "yaml",
        "dry_run",
        "token",
        "template",
        "seed",
    ]
)
LIKELY = st.sampled_from(["delete", "scale", "drain", "nodes", "node-1", "pods", "default", "stable", "-", "1"])
BODIES = st.dictionaries(WORDS, LIKELY | VALUES, max_size=6)


def check(response: Any) -> None:
    """A JSON answer with a code that was meant."""
    assert response.status_code < 500, response.content[:1000]
    json.loads(response.content)


@pytest.mark.parametrize(("method", "path"), [one for one in EVERYTHING if one[0] != "GET"])
def test_any_json_is_answered(dashboard: Dashboard, method: str, path: str) -> None:
    @relaxed
    @given(BODIES)
    def run(body: Any) -> None:
        text = json.dumps(body).encode("utf-8", "surrogatepass")
        check(dashboard.client.generic(method, dashboard.prefix + path, text, content_type="application/json"))

    run()


@pytest.mark.parametrize(("method", "path"), [one for one in EVERYTHING if one[0] != "GET"])
def test_any_bytes_are_answered(dashboard: Dashboard, method: str, path: str) -> None:
    @relaxed
    @given(st.binary(max_size=200), st.sampled_from(["application/json", "text/plain", "x"]))
    def run(body: bytes, kind: str) -> None:
        check(dashboard.client.generic(method, dashboard.prefix + path, body, content_type=kind))

    run()


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "apiVersion: v1\n",
            "apiVersion: apps/v1\n",
            "kind: Pod\n",
            "kind: Deployment\n",
            "kind: Service\n",
            "kind: List\n",
            "metadata:\n",
            "  name: x\n",
            "  namespace: y\n",
            "  labels: {a: b}\n",
            "spec:\n",
            "  containers:\n",
            "  - name: c\n",
            "  replicas: 1\n",
            "  selector: {}\n",
            "  template: []\n",
            "items:\n",
            "- 1\n",
            "---\n",
            "status: 5\n",
            "{}\n",
            "null\n",
            "  ports: [{port: 80}]\n",
            "data: {a: b}\n",
            "? [a]\n",
            "&a x\n",
            "*a\n",
            "!!int x\n",
            "\t\n",
            '"\\ud800"\n',
            "é\n",
        ],
    )
    | st.text(max_size=6),
    max_size=14,
).map("".join)


def test_any_text_can_be_checked(dashboard: Dashboard) -> None:
    @settings(relaxed, max_examples=150)
    @given(FRAGMENTS)
    def run(text: str) -> None:
        check(
            dashboard.client.post(
                dashboard.prefix + "manifests/check", {"text": text.encode("utf-8", "replace").decode()}
            )
        )

    run()


def test_any_edit_can_be_tried(dashboard: Dashboard, create: Write) -> None:
    create(config(a="1"))
    before = dashboard.get("objects/configmaps/default/settings")["yaml"]

    @settings(relaxed, max_examples=60)
    @given(FRAGMENTS, st.integers(0, len(before)))
    def run(text: str, at: int) -> None:
        body = json.dumps({"yaml": before[:at] + text + before[at:], "dry_run": True})
        path = dashboard.prefix + "objects/configmaps/default/settings"
        check(dashboard.client.put(path, body, content_type="application/json"))

    run()


def test_any_address_is_answered(dashboard: Dashboard) -> None:
    parts = st.lists(
        st.sampled_from(["objects", "pods", "-", "history", "why", "%00", "..", "%2F", "é", " "]) | st.text(max_size=5),
        max_size=6,
    )

    @settings(relaxed, max_examples=100)
    @given(parts, st.dictionaries(st.sampled_from(["time", "revision"]), st.text(max_size=25), max_size=2))
    def run(parts: list[str], query: dict[str, str]) -> None:
        safe = "/".join(parts).encode("utf-8", "replace").decode()
        assert dashboard.client.get(dashboard.prefix + safe, query).status_code < 500

    run()
