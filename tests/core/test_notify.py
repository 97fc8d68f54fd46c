"""Hints never cost a write: not when the broker is away, not when the engine cannot be asked."""

from __future__ import annotations

import asyncio
import logging
import os

import pytest

from core import notify


class Layer:
    """A channel layer whose server answers, or does not."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.sent: list[tuple[str, dict[str, object]]] = []

    async def group_send(self, group: str, message: dict[str, object]) -> None:
        if self.error:
            raise self.error
        self.sent.append((group, message))


def sent_through(layer: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Announce a revision and wait until the sending thread is through."""
    monkeypatch.setattr(notify, "get_channel_layer", lambda: layer)
    notify.announce(7, 42)
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0), notify._sending_loop(os.getpid())).result(30)


def test_a_hint_names_cluster_and_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = Layer()
    sent_through(layer, monkeypatch)
    assert layer.sent == [("cluster.7", {"type": "cluster.revision", "revision": 42})]


def test_a_broker_that_is_away_costs_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        sent_through(Layer(ConnectionError("gone")), monkeypatch)
    assert [record.getMessage() for record in caplog.records] == [
        "no hint could be sent for cluster 7; readers will ask: gone"
    ]


def test_an_engine_that_cannot_be_asked_costs_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[int] = []

    def broken(cluster_id: int) -> None:
        raise ConnectionError("gone")

    monkeypatch.setattr(notify, "_nudges", [])
    for nudge in (broken, asked.append, asked.append):
        notify.on_input(nudge)
    with caplog.at_level(logging.WARNING):
        notify.nudge(7)
    assert "gone" in caplog.text
    assert asked[:1] == [7]
