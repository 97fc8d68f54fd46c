"""The ways in: the link with a one-time token, and the sign-in page."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from core.pages.tokens import take_token


def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in and come back without the token in the address; a spent link leads to the sign-in page."""
    user = take_token(token)
    if user is not None:
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    elif not request.user.is_authenticated:
        return redirect("/sign-in/?spent=1")
    return redirect("/")


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignIn(LoginView):
    """Name and password, and where to get a link for who has none."""

    template_name = "sign_in/page.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Whether a used or expired link led here."""
        return super().get_context_data(**kwargs) | {"spent": "spent" in self.request.GET}
