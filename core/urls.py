"""The addresses of the dashboard."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from core.pages import (
    actions,
    clock,
    clusters,
    dashboard,
    health,
    logs,
    objects,
    rollout,
    signin,
    snapshot,
    timebar,
    why,
)
from core.pages.manifests import views as manifests
from core.pages.security import access, audit, configuration

OBJECT = "objects/<str:resource>/<str:namespace>/<str:name>"

of_cluster = [
    path("snapshot", snapshot.snapshot),
    path("history", timebar.history),
    path(OBJECT, objects.one),
    path(f"{OBJECT}/history", objects.history),
    path(f"{OBJECT}/events", objects.events),
    path(f"{OBJECT}/why", why.why),
    path("objects/pods/<str:namespace>/<str:name>/logs", logs.logs),
    path("actions", actions.act),
    path("clock", clock.set_clock),
    path("manifests/check", manifests.check),
    path("manifests/apply", manifests.apply),
    path("rollout/<str:namespace>/<str:name>", rollout.rollout),
    path("security/choices", access.choices),
    path("security/who-can", access.who_can),
    path("security/what-may", access.what_may),
    path("security/accounts", configuration.accounts),
    path("security/namespaces", configuration.namespaces),
    path("security/pod-security", configuration.pod_security),
    path("security/configuration", configuration.configuration),
    path("security/reveal", configuration.reveal),
    path("security/audit", audit.entries),
    path("security/audit/choices", audit.choices),
]

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("health", health.health, name="health"),
    path("sign-in/", signin.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("ui/clusters", clusters.many),
    path("ui/clusters/<str:cluster>", clusters.one),
    path("ui/clusters/<str:cluster>/", include(of_cluster)),
    path("clusters/<str:name>/", dashboard.page, name="cluster"),
    path("clusters/<str:name>/<str:page>/", dashboard.page, name="page"),
]
