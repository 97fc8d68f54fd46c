"""The official Python client and kr8s, unmodified, follow a churning cluster; the log says what they should hear."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks.density import create_deployments
from benchmarks.drivers.application import running
from core.founding import found
from core.models import Change
from simulator import clusters

NEEDS_DATABASE = True
STARTS_APPLICATION = True
MUST_BE = {f"{client}_{name}": 0 for client in ("official", "kr8s") for name in ("missed", "wrong", "out_of_order")}
NAME = "informers"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--watch-seconds", type=int, default=3, help="after which a watch ends and is resumed")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Figures: of each client the events that it heard, missed and heard twice or wrongly, and how often it resumed."""
    from benchmarks.drivers import informers as driver  # here, because the clients are installed for tests alone

    var, seconds = Path(settings.VAR), options["watch_seconds"]
    cluster = found(NAME, clusters.documents("nodes-20", "1"), seed="1", speed=1.0)
    with running(var):
        create_deployments(cluster, driver.DEPLOYMENTS)
        kubeconfig = var / "kubeconfig"
        followers = [driver.Official(kubeconfig, NAME, seconds), driver.Kr8s(kubeconfig, NAME, seconds)]
        driver.churn(driver.api_of(kubeconfig, NAME), followers, options["minutes"] * 60)
    heard = {f"{type(one).__name__.lower()}_{name}": value for one in followers for name, value in one.held(cluster)}
    return {"changes": Change.objects.of(cluster.pk).count(), **heard}
