"""People who are signed in to the dashboard may ask the API with the browser's session.

Cookies know no ports, so the browser sends it here too. Whatever may change something, and every WebSocket, must come
from a page of this very address: a page elsewhere could make the browser send the cookie, but cannot choose `Origin`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, parse_cookie

from core.api.request import User
from core.clients import visible_to
from core.inputs import user_of
from core.models import Cluster

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def read(headers: Mapping[str, str], method: str, cluster: Cluster) -> User | None:
    """Who is signed in (`user_of`).

    ``None`` for nobody, and for somebody who may not see the cluster. ``method`` is HTTP's; a WebSocket's is none of
    the safe ones.
    """
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if not key or (method not in SAFE and not _is_from_here(headers)):
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    person = get_user(request)
    if not isinstance(person, AbstractUser) or not person.is_active:
        return None
    if not visible_to(person).filter(pk=cluster.pk).exists():
        return None
    return user_of(person, cluster)


def _is_from_here(headers: Mapping[str, str]) -> bool:
    return headers.get("origin") == f"https://{headers.get('host', '')}"
