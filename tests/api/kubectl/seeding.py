"""Puts recorded objects into a namespace of a cluster as they are: a process that does what its input says.

Each line of it is a JSON object: `cluster`, `namespace`, `objects` (documents); what else is in the namespace goes. It
answers each with a line.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django


def seed(order: dict[str, Any]) -> None:
    """Make the namespace hold exactly the objects."""
    from core.clients import open_store
    from core.kinds import registry
    from core.models import Cluster
    from core.store.protocol import Write

    cluster = Cluster.objects.get(name=order["cluster"])
    store = open_store(cluster)
    wanted = {registry.key_of(doc): doc for doc in order["objects"]}
    kinds = [kind.resource for kind in registry.KINDS.values() if kind.namespaced and kind.is_stored]
    held = {registry.key_of(doc): doc for kind in kinds for doc in store.list(kind, order["namespace"])}
    writes = [Write("DELETED", key, doc) for key, doc in held.items() if key not in wanted]
    for key, doc in wanted.items():
        writes.append(Write("MODIFIED" if key in held else "ADDED", key, {**doc, "metadata": dict(doc["metadata"])}))
    with store.transaction():
        store.commit(writes, time=cluster.time, actor="recorded")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusterviz.settings")
    django.setup()
    for line in sys.stdin:
        seed(json.loads(line))
        print("done", flush=True)
