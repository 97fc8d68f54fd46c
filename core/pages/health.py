"""Says whether this process reaches its database and its broker."""

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError


@login_not_required
async def health(request: HttpRequest) -> JsonResponse:
    """200 when everything answers, else 503; the body names each part."""
    parts = {"database": await sync_to_async(_ask_database)(), "broker": await _ask_broker()}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _ask_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


async def _ask_broker() -> bool:
    try:
        await cache.aset("health", 1, timeout=60)
    except (RedisError, OSError):
        return False
    return True
