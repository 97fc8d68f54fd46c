"""Filters of the lists: by cluster, namespace, node and phase."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, TextFilter

from core.models import Cluster
from core.models.change import REVISION_BITS

MOST_CHOICES = 500


class ClusterFilter(SimpleListFilter):
    """Objects of one cluster."""

    title = _("cluster")
    parameter_name = "cluster"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Cluster.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        cluster = _number(self.value())
        return queryset if cluster is None else queryset.filter(cluster=cluster)


class LogClusterFilter(ClusterFilter):
    """Changes of one cluster: a range of their keys."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        cluster = _number(self.value())
        if cluster is None or cluster >> (63 - REVISION_BITS):
            return queryset
        return queryset.filter(id__gte=cluster << REVISION_BITS, id__lt=(cluster + 1) << REVISION_BITS)


class NamespaceFilter(DropdownFilter):  # type: ignore[misc]  # unfold has no types
    """Objects of one namespace."""

    title = _("namespace")
    parameter_name = "namespace"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        names = model_admin.get_queryset(request).order_by("namespace").values_list("namespace", flat=True).distinct()
        return [(name, name) for name in names[:MOST_CHOICES]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(namespace=self.value()) if self.value() else queryset


class PhaseFilter(SimpleListFilter):
    """Objects in one phase."""

    title = _("phase")
    parameter_name = "phase"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        phases = model_admin.get_queryset(request).order_by("phase").values_list("phase", flat=True).distinct()
        return [(phase, phase) for phase in phases[:MOST_CHOICES] if phase]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(phase=self.value()) if self.value() else queryset


class NodeFilter(TextFilter):  # type: ignore[misc]  # unfold has no types
    """Pods on one node; there may be 5,000 of them, so the name is typed."""

    title = _("node")
    parameter_name = "node"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(node=self.value()) if self.value() else queryset


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
