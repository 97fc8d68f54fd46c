"""The addresses of the dashboard."""

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import JavaScriptCatalog

from core.pages import dashboard, health, signin

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("health", health.health, name="health"),
    path("sign-in/", signin.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("clusters/<str:name>/", dashboard.page, name="cluster"),
    path("clusters/<str:name>/<str:page>/", dashboard.page, name="page"),
]
