"""The Content-Security-Policy of every page: nothing is loaded from, or sent to, another host."""

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

STRICT = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# The admin's theme evaluates its Alpine.js expressions and styles elements in place; nothing comes from elsewhere.
ADMIN = STRICT | {
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
}


def policy(path: str) -> str:
    """The header's value for a page at `path`."""
    rules = ADMIN if path.startswith("/admin/") else STRICT
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@sync_and_async_middleware
def content_security_policy(get_response):  # type: ignore[no-untyped-def]  # one of two shapes, as Django asks for
    """Add the policy to every response that does not bring its own."""

    def mark(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Security-Policy", policy(request.path))
        return response

    async def answer_async(request: HttpRequest) -> HttpResponseBase:
        return mark(request, await get_response(request))

    def answer(request: HttpRequest) -> HttpResponseBase:
        return mark(request, get_response(request))

    return answer_async if iscoroutinefunction(get_response) else answer
