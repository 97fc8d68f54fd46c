"""Ties the engine to the server: whoever writes to a cluster nudges its engine."""

from __future__ import annotations

from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "simulator"

    def ready(self) -> None:
        from core import notify
        from simulator.nudge import nudge

        notify.on_input(nudge)
