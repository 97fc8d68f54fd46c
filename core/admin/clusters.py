"""Clusters: made from a template, paused, watched, deleted with all they hold."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import display
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core import clock, notify, templates
from core.admin.columns import status_badge
from core.founding import found
from core.meta.time import rfc3339
from core.models import Cluster, Object
from core.models.cluster import DNS_LABEL


class NewCluster(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A name, what the cluster begins with, and the seed that decides everything random in it."""

    name = forms.CharField(max_length=63, validators=[DNS_LABEL], widget=UnfoldAdminTextInputWidget)
    template = forms.ChoiceField(widget=UnfoldAdminSelectWidget)
    seed = forms.CharField(max_length=64, initial="1", widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Cluster
        fields = ("name", "template", "seed", "owner", "speed", "paused")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [(one.name, one.title) for one in templates.offered()]  # type: ignore[attr-defined]  # a choice field


@admin.register(Cluster)
class ClusterAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """The clusters of everybody."""

    list_display = ("name", "template", "state", "virtual_time", "nodes", "pods", "revision", "owner", "dashboard")
    search_fields = ("name", "template")
    list_filter = ("paused", "template")
    list_select_related = ("owner",)
    actions = ("pause", "play")
    actions_detail = ("open_dashboard",)
    fields = ("name", "template", "seed", "owner", "speed", "paused", "virtual_time", "revision", "created")
    readonly_fields = ("name", "template", "seed", "speed", "paused", "virtual_time", "revision", "created")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new cluster asks for its template."""
        return NewCluster if obj is None else super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Cluster | None = None) -> Any:
        """What is known before there is a cluster, and after."""
        return NewCluster.Meta.fields if obj is None else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Cluster | None = None) -> Any:
        """Of a cluster that is there, only the owner can be changed here."""
        return () if obj is None else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Cluster, form: Any, change: bool) -> None:
        """Make a new cluster from its template; of one that is there, change the owner alone."""
        if change:
            obj.save(update_fields=["owner"])
            return
        values = dict(form.cleaned_data)
        template = next(one for one in templates.offered() if one.name == values["template"])
        made = found(values.pop("name"), template.documents(values["seed"]), **values)
        obj.pk, obj._state.adding = made.pk, False
        notify.nudge(made.pk)

    def get_deleted_objects(self, objs: Iterable[Cluster], request: HttpRequest) -> Any:
        """What goes with a cluster, counted and not listed: it may be 150,000 pods."""
        rows = list(objs)
        count = Object.objects.filter(cluster__in=rows).count()
        return [str(row) for row in rows], {_("clusters"): len(rows), _("objects"): count}, set(), []

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Cluster]) -> None:
        """Each with all its rows."""
        for row in queryset:
            row.delete()

    @action(description=_("Pause"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Cluster]) -> None:
        """Let the virtual time stand still."""
        _set_clocks(queryset, clock.pause)

    @action(description=_("Play"), permissions=["change"])
    def play(self, request: HttpRequest, queryset: QuerySet[Cluster]) -> None:
        """Let the virtual time go on."""
        _set_clocks(queryset, clock.play)

    @action(description=_("Open the dashboard"), url_path="dashboard", icon="hub")
    def open_dashboard(self, request: HttpRequest, object_id: str) -> Any:
        """Go to the cluster's topology."""
        return redirect("cluster", Cluster.objects.get(pk=object_id).name)

    @display(description=_("state"))
    def state(self, row: Cluster) -> str:
        """Whether time passes."""
        return state_badge(row)

    @display(description=_("virtual time"), ordering="time")
    def virtual_time(self, row: Cluster) -> str:
        """How far it has come."""
        return rfc3339(row.time)

    @display(description=_("nodes"))
    def nodes(self, row: Cluster) -> int:
        """How many nodes there are."""
        return Object.objects.filter(cluster=row, resource="nodes").count()

    @display(description=_("pods"))
    def pods(self, row: Cluster) -> int:
        """How many pods there are."""
        return Object.objects.filter(cluster=row, resource="pods").count()

    @display(description="")
    def dashboard(self, row: Cluster) -> str:
        """The way to its dashboard."""
        return format_html('<a href="{}">{}</a>', reverse("cluster", args=[row.name]), _("Dashboard"))


def state_badge(row: Cluster) -> str:
    """Whether a cluster's time passes, as it does towards a target even while paused."""
    stands = row.paused and row.target is None and not row.until_stable
    return status_badge("Paused" if stands else "Running")


def _set_clocks(queryset: QuerySet[Cluster], change: Any) -> None:
    for cluster in queryset:
        with transaction.atomic():
            row = Cluster.objects.select_for_update().get(pk=cluster.pk)
            Cluster.objects.filter(pk=row.pk).update(**change(row, time.time_ns() // 1000))
        notify.announce_clock(cluster.pk)
        notify.nudge(cluster.pk)
