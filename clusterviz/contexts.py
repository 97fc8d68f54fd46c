"""`var/kubeconfig`: the administrator's way into every cluster, kept in step with the clusters that there are."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from core import authority
from core.api import kubeconfig
from core.api.tokens import MASTERS
from core.models import Cluster

log = logging.getLogger(__name__)

ADMINISTRATOR = "admin"
FILE = "kubeconfig"
PORT_FILE = "api.port"
"""Where a start leaves the API's port for commands that are run without `API_PORT` beside it."""


def write(var: Path) -> None:
    """Write it anew, for its owner's eyes alone. Raises ``OSError``."""
    ca = authority.installed(var)
    config = kubeconfig.document(Cluster.objects.all(), address(var), ca, ADMINISTRATOR, [MASTERS])
    kubeconfig.write(var / FILE, config)


def address(var: Path) -> str:
    """Where the running ClusterViz of ``var`` serves the API, or where the next one would."""
    try:
        port = int((var / PORT_FILE).read_text())
    except (OSError, ValueError):
        port = settings.API_PORT
    return f"https://127.0.0.1:{port}"


def follow_clusters() -> None:
    """From now on write it when this process makes or deletes a cluster."""
    post_save.connect(_on_save, Cluster, dispatch_uid="kubeconfig")
    post_delete.connect(_on_delete, Cluster, dispatch_uid="kubeconfig")


def _on_save(created: bool, **_: Any) -> None:
    if created:
        transaction.on_commit(_refresh, robust=True)


def _on_delete(**_: Any) -> None:
    transaction.on_commit(_refresh, robust=True)


def _refresh() -> None:
    """Only where a start has written one; without it kubectl still gets in by `manage.py kubeconfig`."""
    var = Path(settings.VAR)
    if not (var / FILE).exists():
        return
    try:
        write(var)
    except OSError as error:
        log.warning("%s could not be written: %s", var / FILE, error)
