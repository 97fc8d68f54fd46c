"""Nobody is answered without having signed in, except by views that say so."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _


class SignInRequired(LoginRequiredMiddleware):
    """Django's own rule, with an answer that a script understands under `/ui/`."""

    def handle_no_permission(  # type: ignore[override]  # the stubs allow a redirect only
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """401 with the dashboard's error form for its JSON, and the sign-in page for people."""
        if request.path.startswith("/ui/"):
            return JsonResponse({"error": {"message": _("Sign in first."), "status": None}}, status=401)
        return super().handle_no_permission(request, view_func)
