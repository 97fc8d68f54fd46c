"""The dashboard's one HTML page; what it shows is fetched by its script."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from core.pages.signin import sign_in_by_link


@login_not_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The link with a token signs in; everybody else is taken to their first cluster."""
    if "token" in request.GET:
        return sign_in_by_link(request, request.GET["token"])
    if not request.user.is_authenticated:
        return redirect_to_login("/")
    return redirect("/clusters/demo/topology/")


@never_cache
def page(request: HttpRequest, name: str, page: str = "topology") -> HttpResponse:
    """The frame of one page of the cluster `name`."""
    return render(request, "dashboard.html", {"cluster_name": name, "page": page})
