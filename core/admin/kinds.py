"""A page for every kind: printer columns, filters and search; an object's YAML, history, events and operations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core.admin.columns import list_columns
from core.admin.details import details
from core.admin.filters import ClusterFilter, NamespaceFilter, NodeFilter, PhaseFilter
from core.admin.operating import actions_for
from core.kinds.kind import Kind
from core.models import PROXIES, Object

PHASED = frozenset({"pods", "namespaces", "persistentvolumes", "persistentvolumeclaims"})


class KindAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Objects are read here and changed by operations alone, never by saving a row."""

    list_per_page = 50
    show_full_result_count = False
    list_select_related = ("cluster",)
    search_fields = ("name", "namespace", "node", "uid")
    ordering = ("cluster", "namespace", "name")
    change_form_template = "admin/core/object.html"
    list_filter_submit = True
    list_fullwidth = True
    show_add_link = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New objects come from manifests."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Object | None = None) -> bool:
        """No row is edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Object | None = None) -> bool:
        """The operation deletes, not the row."""
        return False

    def has_operate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change objects of this kind may operate on them."""
        meta = self.model._meta
        return bool(request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Object]:
        """Rows without what the page does not show."""
        return super().get_queryset(request).defer("labels")  # type: ignore[no-any-return]  # unfold has no types

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The object with its YAML, history and events."""
        row = self.get_object(request, object_id) if object_id else None
        more = details(row) if row is not None else {}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **more})  # type: ignore[no-any-return]  # unfold has no types

    @display(description=_("cluster"), ordering="cluster__name")
    def in_cluster(self, row: Object) -> str:
        """The cluster, linked to its dashboard."""
        return format_html('<a href="{}">{}</a>', reverse("cluster", args=[row.cluster.name]), row.cluster.name)


def admin_of(kind: Kind) -> type[KindAdmin]:
    """The admin page of one kind."""
    columns, operations = list_columns(kind), actions_for(kind.kind)
    namespaced = ("namespace",) if kind.namespaced else ()
    filters: list[Any] = [ClusterFilter]
    filters += [NamespaceFilter] if kind.namespaced else []
    filters += [PhaseFilter] if kind.resource in PHASED else []
    filters += [NodeFilter] if kind.resource == "pods" else []
    body: dict[str, Any] = {
        **columns,
        **operations,
        "__module__": __name__,
        "list_display": ("name", *namespaced, *columns, "in_cluster"),
        "list_filter": filters,
        "actions": [name for name in operations if name.startswith("operate_")],
        "actions_detail": [name for name in operations if name.startswith("open_")],
    }
    return type(f"{kind.kind}Admin", (KindAdmin,), body)


for _model in PROXIES.values():
    admin.site.register(_model, admin_of(_model.kind))  # type: ignore[attr-defined]  # a proxy model has its kind
