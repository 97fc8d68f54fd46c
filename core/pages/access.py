"""Nobody is answered without having signed in, except by views that say so."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views import View


class SignInRequired(LoginRequiredMiddleware):
    """Django's own rule, with an answer that a script understands under `/ui/`."""

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseBase:
        """401 with the dashboard's error form for its JSON, and the sign-in page for people."""
        if request.path.startswith("/ui/"):
            return JsonResponse({"error": {"message": _("Sign in first."), "status": None}}, status=401)
        return super().handle_no_permission(request, view_func)
