"""The list of clusters; making one from a template, and deleting one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core import templates
from core.clients import for_user, visible_to
from core.founding import found
from core.models import Cluster, Object
from core.pages import asking
from core.pages.answers import Answer, Refusal, cluster_view, json_view
from core.projection.frames import VERSION


@json_view("GET", "POST")
def many(request: HttpRequest) -> Answer:
    """GET: the clusters that the user may see, and the templates. POST: a new one from `name` and `template`."""
    if request.method == "POST":
        return _create(request)
    clusters = list(visible_to(request.user))
    counts = _counts(clusters)
    return {
        "clusters": [_row(cluster, counts) for cluster in clusters],
        "templates": [{"name": one.name, "title": one.title, "nodes": one.nodes} for one in templates.offered()],
    }


def _counts(clusters: list[Cluster]) -> dict[tuple[int, str], int]:
    """(cluster, resource) → how many."""
    rows = Object.objects.filter(cluster__in=clusters, resource__in=("nodes", "pods"))
    found = rows.values_list("cluster_id", "resource").annotate(count=Count("id")).order_by()
    return {(cluster_id, resource): count for cluster_id, resource, count in found}


def _row(cluster: Cluster, counts: dict[tuple[int, str], int]) -> dict[str, Any]:
    return {
        "name": cluster.name,
        "nodes": counts.get((cluster.pk, "nodes"), 0),
        "pods": counts.get((cluster.pk, "pods"), 0),
        "version": VERSION,
        "url": f"/clusters/{cluster.name}/topology/",
    }


def _create(request: HttpRequest) -> Answer:
    body = asking.body_of(request)
    name, wanted = asking.text_in(body, "name"), asking.text_in(body, "template", "demo")
    template = next((one for one in templates.offered() if one.name == wanted), None)
    if template is None:
        raise Refusal(400, _("There is no template “%(name)s”.") % {"name": wanted})
    seed = asking.text_in(body, "seed", "1")
    if not seed.isprintable():
        raise Refusal(400, _("“%(name)s” must be printable text.") % {"name": "seed"})
    fields: dict[str, Any] = {"owner": request.user, "template": wanted, "seed": seed}
    try:
        cluster = found(name, template.documents(seed), **fields)
    except ValidationError as error:
        raise Refusal(400, " ".join(error.messages)) from None
    return _row(cluster, _counts([cluster]))


@cluster_view("DELETE")
def one(request: HttpRequest, cluster: Cluster) -> Answer:
    """Delete the cluster with its history; its owner and staff may."""
    if cluster.owner_id != request.user.pk and not request.user.is_staff:
        raise Refusal(403, _("Only its owner and administrators may delete this cluster."))
    for_user(request.user, cluster.name).delete()
    return {"message": _("The cluster %(name)s was deleted.") % {"name": cluster.name}}
