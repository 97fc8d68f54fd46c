"""The log and the events, as they are: nobody changes what has happened."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core.admin.filters import ClusterFilter, LogClusterFilter
from core.audit.exchange import REASON
from core.machinery.decode import encode
from core.meta.objects import Doc
from core.meta.time import rfc3339_micro
from core.models import AuditEntry, Change, Cluster, Event
from core.models.change import EVENTS
from core.projection.events import event_row
from core.projection.masking import shown
from core.store.codec import current_codec


class LogAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Rows of the log, the newest first."""

    list_per_page = 50
    show_full_result_count = False
    ordering = ("-id",)
    list_filter: tuple[Any, ...] = (LogClusterFilter,)
    list_fullwidth = True
    show_add_link = False
    change_form_template = "admin/core/object.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The store appends."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What has happened stays."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Compaction deletes."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The document of the change."""
        row = self.get_object(request, object_id) if object_id else None
        more = {"yaml": encode(self.document(row))} if row is not None else {}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def document(self, row: Any) -> Doc:
        """The row's document as people may see it."""
        return shown(document(row))

    @display(description=_("time"), ordering="id")
    def moment(self, row: Any) -> str:
        """Virtual time."""
        return rfc3339_micro(row.time)

    @display(description=_("cluster"))
    def cluster_name(self, row: Any) -> str:
        """The name of the cluster."""
        return _cluster_names().get(row.cluster_id, "")


@admin.register(Change)
class ChangeAdmin(LogAdmin):
    """Every change."""

    list_display = ("revision", "moment", "actor", "verb", "resource", "namespace", "name", "cluster_name")
    list_filter = (LogClusterFilter, "verb")
    search_fields = ("=name", "=actor")


@admin.register(Event)
class EventAdmin(LogAdmin):
    """Every state of every event."""

    list_display = ("moment", "kind", "reason", "about", "message", "count", "source", "cluster_name")
    search_fields = ("name__startswith",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Events alone."""
        return super().get_queryset(request).filter(resource=EVENTS)

    @display(description=_("type"))
    def kind(self, row: Event) -> str:
        """Normal or Warning."""
        return str(_shown(row)[2])

    @display(description=_("reason"))
    def reason(self, row: Event) -> str:
        """The reason in a word."""
        return str(_shown(row)[3])

    @display(description=_("object"))
    def about(self, row: Event) -> str:
        """What it is about."""
        return str(_shown(row)[6])

    @display(description=_("message"))
    def message(self, row: Event) -> str:
        """The message."""
        return str(_shown(row)[4])

    @display(description=_("count"))
    def count(self, row: Event) -> int:
        """How often it happened."""
        return int(_shown(row)[5])

    @display(description=_("source"))
    def source(self, row: Event) -> str:
        """Who says so."""
        return str(_shown(row)[9])


@admin.register(AuditEntry)
class AuditAdmin(LogAdmin):
    """Every request that is kept, with how it was answered and why."""

    list_display = (
        "moment", "username", "verb", "resource", "namespace", "name", "code", "reason", "cluster_name"
    )  # fmt: skip
    list_filter = (ClusterFilter, "verb", "code")
    search_fields = ("username", "resource", "name", "doc")

    def document(self, row: Any) -> Doc:
        """The audit.k8s.io/v1 Event."""
        found: Doc = json.loads(row.doc)
        return found

    @display(description=_("reason"))
    def reason(self, row: AuditEntry) -> str:
        """Which binding allowed it, or why it was refused."""
        doc = self.document(row)
        allowed = (doc.get("annotations") or {}).get(REASON)
        return str(doc["responseStatus"].get("message") or allowed or "")


def document(row: Change) -> Doc:
    """The document of a change, unpacked once."""
    found: Doc | None = row.__dict__.get("_document")
    if found is None:
        found = row.__dict__["_document"] = current_codec().unpack(row.dictionary_id or 0, bytes(row.doc))
    return found


def _shown(row: Event) -> list[Any]:
    return event_row(document(row))


def _cluster_names() -> dict[int, str]:
    return dict(Cluster.objects.values_list("pk", "name"))
