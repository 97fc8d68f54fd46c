"""The fake server's addresses, the same as the real one's where they are asked for."""

from collections.abc import Callable

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from tests.browser.fake import inspected, security, server, uploads

ui = [
    path("snapshot", server.snapshot),
    path("history", server.history),
    path("clock", server.clock),
    path("actions", inspected.act),
    path("objects/<str:resource>/<str:namespace>/<str:key>", inspected.one),
    path("objects/<str:resource>/<str:namespace>/<str:key>/history", inspected.history),
    path("objects/<str:resource>/<str:namespace>/<str:key>/events", inspected.events),
    path("objects/<str:resource>/<str:namespace>/<str:key>/why", inspected.why),
    path("objects/pods/<str:namespace>/<str:key>/logs", inspected.logs),
    path("rollout/<str:namespace>/<str:deployment>", inspected.rollout),
    path("security/choices", security.choices),
    path("security/who-can", security.who_can),
    path("security/what-may", security.what_may),
    path("security/accounts", security.accounts),
    path("security/namespaces", security.namespaces),
    path("security/pod-security", security.pod_security),
    path("security/configuration", security.configuration),
    path("security/reveal", security.reveal),
    path("security/audit", security.audit),
    path("security/audit/choices", security.audit_choices),
    path("manifests/check", uploads.check),
    path("manifests/apply", uploads.apply),
]
urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("sign-in/", server.template, {"path": "sign_in/page.html"}, name="sign-in"),
    path("sign-out/", server.template, {"path": "sign_in/page.html"}, name="sign-out"),
    path("", server.template, {"path": "clusters.html"}, name="home"),
    path("clusters/<str:name>/", server.page),
    path("clusters/<str:name>/<str:page>/", server.page),
    path("ui/clusters", server.clusters),
    path("ui/clusters/<str:name>/", include(ui)),
    path("fake/asked", inspected.asked),
    path("fake/looked", security.looked),
    path("fake/<str:what>", server.control),
]


def signed_in(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Everybody is the administrator here."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.user = User(username="admin", is_staff=True)
        return get_response(request)

    return answer
