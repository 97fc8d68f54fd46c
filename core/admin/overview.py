"""The admin's first page: each cluster at a glance."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from core.admin.clusters import state_badge
from core.meta.time import rfc3339
from core.models import Cluster, Object

COUNTED = ("nodes", "pods", "deployments.apps", "services")


def overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the clusters with what they hold; called by django-unfold for the index."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    held = Object.objects.filter(resource__in=COUNTED).values_list("cluster", "resource").annotate(Count("pk"))
    for cluster, resource, count in held.order_by():
        counts[cluster][resource] = count
    cards = [_card(row, counts[row.pk]) for row in Cluster.objects.all()]
    return {**context, "cards": cards if request.user.has_perm("core.view_cluster") else []}


def _card(row: Cluster, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "name": row.name,
        "template": row.template,
        "state": state_badge(row),
        "time": rfc3339(row.time),
        "revision": row.revision,
        "dashboard": reverse("cluster", args=[row.name]),
        "links": [
            (reverse(f"admin:core_{model}_changelist") + f"?cluster={row.pk}", counts.get(resource, 0), model)
            for resource, model in zip(COUNTED, ("node", "pod", "deployment", "service"), strict=True)
        ],
    }
