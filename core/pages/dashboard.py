"""The dashboard's one HTML page; what it shows is fetched by its script."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.clients import for_user, visible_to
from core.models import Cluster
from core.pages.signin import sign_in_by_link

PAGES = ("topology", "workloads", "security", "events", "manifests")


@login_not_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The link with a token signs in; everybody else is taken to their first cluster, or to making one."""
    if "token" in request.GET:
        return sign_in_by_link(request, request.GET["token"])
    if not request.user.is_authenticated:
        return redirect_to_login("/")
    first = visible_to(request.user).order_by("pk").first()
    if first is None:
        return render(request, "clusters.html")
    return redirect("page", name=first.name, page=PAGES[0])


@never_cache
def page(request: HttpRequest, name: str, page: str = PAGES[0]) -> HttpResponse:
    """The frame of one page of the cluster `name`."""
    try:
        cluster = for_user(request.user, name.replace("\0", " "))
    except Cluster.DoesNotExist:
        raise Http404(_("There is no such cluster, or it is not yours.")) from None
    if page not in PAGES:
        raise Http404(_("There is no such page."))
    return render(request, "dashboard.html", {"cluster_name": cluster.name, "page": page})
