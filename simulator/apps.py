"""Ties the engine to the server: whoever writes to a cluster nudges its engine."""

from __future__ import annotations

from functools import partial

from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "simulator"

    def ready(self) -> None:
        from core import notify, templates
        from simulator import clusters
        from simulator.nudge import nudge

        notify.on_input(nudge)
        for name, template in clusters.TEMPLATES.items():
            documents = partial(clusters.documents, name)
            templates.offer(templates.Template(name, template.title, template.count, documents))
