"""The operations as actions of lists and of single objects: asked for once more, then done one object at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from core.audit import web as audit
from core.inputs import caller_of
from core.meta.errors import StatusError
from core.meta.objects import Key
from core.models import Object
from core.operations.catalog import names_for, operate
from core.operations.operation import Refused

SHOWN = 20
"""Objects named on the page that asks once more."""


@dataclass(frozen=True)
class Wording:
    """An operation's name for people and its symbol."""

    title: Any
    icon: str


WORDINGS = {
    "delete": Wording(gettext_lazy("Delete"), "delete"),
    "scale": Wording(gettext_lazy("Scale"), "open_in_full"),
    "restart": Wording(gettext_lazy("Restart"), "restart_alt"),
    "undo": Wording(gettext_lazy("Roll back"), "undo"),
    "pause": Wording(gettext_lazy("Pause rollout"), "pause"),
    "resume": Wording(gettext_lazy("Resume rollout"), "play_arrow"),
    "cordon": Wording(gettext_lazy("Cordon"), "block"),
    "uncordon": Wording(gettext_lazy("Uncordon"), "check_circle"),
    "drain": Wording(gettext_lazy("Drain"), "water_drop"),
    "fail": Wording(gettext_lazy("Fail node"), "power_off"),
    "recover": Wording(gettext_lazy("Recover node"), "power"),
    "kill": Wording(gettext_lazy("Crash a container"), "bolt"),
}


class Parameters(forms.Form):
    """Operations without parameters."""


class ScaleParameters(Parameters):
    """How many replicas."""

    replicas = forms.IntegerField(
        label=gettext_lazy("Replicas"), min_value=0, max_value=100_000, widget=UnfoldAdminIntegerFieldWidget
    )


PARAMETERS: dict[str, type[Parameters]] = {"scale": ScaleParameters}


def actions_for(kind: str) -> dict[str, Callable[..., Any]]:
    """For each operation that fits ``kind`` a list action ``operate_…`` and a page action ``open_…``."""
    found: dict[str, Callable[..., Any]] = {}
    for name in names_for(kind):
        found[f"operate_{name}"] = _list_action(name)
        found[f"open_{name}"] = _page_action(name)
    return found


def _list_action(name: str) -> Callable[..., Any]:
    def run(admin: ModelAdmin[Object], request: HttpRequest, rows: QuerySet[Object]) -> HttpResponse | None:
        return ask_or_do(admin, request, name, rows)

    run.__name__ = f"operate_{name}"
    decorated: Callable[..., Any] = action(description=_wording(name).title, permissions=["operate"])(run)
    return decorated


def _page_action(name: str) -> Callable[..., Any]:
    def run(admin: ModelAdmin[Object], request: HttpRequest, object_id: str) -> HttpResponse:
        rows = admin.get_queryset(request).filter(pk=object_id)
        back = redirect(reverse(f"admin:core_{admin.model._meta.model_name}_changelist"))
        return ask_or_do(admin, request, name, rows) or back

    run.__name__ = f"open_{name}"
    wording = _wording(name)
    decorate = action(description=wording.title, url_path=name, icon=wording.icon, permissions=["operate"])
    decorated: Callable[..., Any] = decorate(run)
    return decorated


def ask_or_do(
    admin: ModelAdmin[Object], request: HttpRequest, name: str, rows: QuerySet[Object]
) -> HttpResponse | None:
    """The page that asks once more; when that was answered, do it and say what was done."""
    if not admin.has_operate_permission(request):  # type: ignore[attr-defined]  # Django's name for the permission
        raise PermissionDenied
    form = PARAMETERS.get(name, Parameters)(request.POST if "confirmed" in request.POST else None)
    if form.is_bound and form.is_valid():
        do_all(request, name, form.cleaned_data, rows.select_related("cluster"))
        return None
    return TemplateResponse(request, "admin/core/operation.html", _context(admin, request, name, form, rows))


def do_all(request: HttpRequest, name: str, params: dict[str, Any], rows: Iterable[Object]) -> None:
    """Do the operation to each object by itself: what is refused for one does not keep it from the others."""
    done: list[str] = []
    for row in rows:
        key = Key(row.resource, row.namespace, row.name)
        audit.begin(request, row.cluster)
        audit.about(request, key, name)
        caller = caller_of(request.user, row.cluster)
        try:
            done.append(operate(row.cluster, caller, name, key, params))
            audit.finish(request, 200)
        except (StatusError, Refused) as error:
            messages.error(request, f"{row}: {error}")
            audit.finish(request, getattr(error, "code", 409), str(error))
        for warning in caller.warnings:
            messages.warning(request, f"{row}: {warning}")
    if len(done) == 1:
        messages.success(request, done[0])
    elif done:
        text = ngettext("%(title)s: %(count)d object.", "%(title)s: %(count)d objects.", len(done))
        messages.success(request, text % {"title": _wording(name).title, "count": len(done)})


def _context(
    admin: ModelAdmin[Object], request: HttpRequest, name: str, form: Parameters, rows: QuerySet[Object]
) -> dict[str, Any]:
    chosen = list(rows.select_related("cluster").order_by("cluster", "namespace", "name"))
    return {
        **admin.admin_site.each_context(request),
        "opts": admin.model._meta,
        "title": _wording(name).title,
        "question": _("Do this to the following objects?"),
        "form": form,
        "operation": name,
        "rows": chosen[:SHOWN],
        "more": max(0, len(chosen) - SHOWN),
        "chosen": [row.pk for row in chosen],
        "checkbox": ACTION_CHECKBOX_NAME,
        "back": reverse(f"admin:core_{admin.model._meta.model_name}_changelist"),
    }


def _wording(name: str) -> Wording:
    return WORDINGS.get(name) or Wording(name.capitalize(), "play_arrow")
