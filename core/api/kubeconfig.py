"""What kubectl is told: where each cluster's API is, whom to trust, and as whom to come."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from core.api import tokens
from core.meta.objects import Doc
from core.models import Cluster

FIRST = "demo"
"""The cluster of the current context, where there is one of that name."""


def document(clusters: Iterable[Cluster], address: str, ca: str, user: str, groups: Sequence[str]) -> Doc:
    """A kubeconfig with a context per cluster, named as the cluster; ``address`` is `https://host:port`, ``ca`` PEM."""
    clusters = list(clusters)
    names = [cluster.name for cluster in clusters]
    authority = b64encode(ca.encode()).decode()
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": FIRST if FIRST in names else next(iter(names), ""),
        "clusters": [
            {"name": name, "cluster": {"server": f"{address}/clusters/{name}", "certificate-authority-data": authority}}
            for name in names
        ],
        "users": [
            {"name": f"{user}@{cluster.name}", "user": {"token": tokens.issue(cluster, user, groups)}}
            for cluster in clusters
        ],
        "contexts": [{"name": name, "context": {"cluster": name, "user": f"{user}@{name}"}} for name in names],
    }


def text(config: Doc) -> str:
    """A kubeconfig as YAML."""
    return yaml.safe_dump(config, sort_keys=False)


def write(path: Path, config: Doc) -> None:
    """Write a kubeconfig that its owner alone may read, in one step. Raises ``OSError``."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text(config))
    draft.replace(path)
