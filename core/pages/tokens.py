"""One-time sign-in tokens: used once, short-lived, and kept only as a hash."""

import hashlib
import secrets

from django.contrib.auth.models import User
from django.core.cache import cache

LIFETIME = 3600  # seconds between the ready line and the last moment at which its link works


def _key(token: str) -> str:
    return "sign-in:" + hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def make_token(user: User, lifetime: int = LIFETIME) -> str:
    """A new token that signs `user` in once within `lifetime` seconds."""
    token = secrets.token_urlsafe(24)
    cache.set(_key(token), user.pk, timeout=lifetime)
    return token


def take_token(token: str) -> User | None:
    """The user whom `token` signs in, or None when it was used, has expired or never was; it is used up by this."""
    user_id = cache.get(_key(token))
    # Of two who come at once, both may read; only one finds something to delete.
    if user_id is None or not cache.delete(_key(token)):
        return None
    return User.objects.filter(pk=user_id, is_active=True).first()
