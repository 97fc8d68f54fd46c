"""Reading what a request asks for; what cannot be read is refused with 400."""

from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.pages.answers import Refusal

MOST = 2**63 - 1


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body."""
    try:
        body = orjson.loads(request.body)
    except RequestDataTooBig:
        raise Refusal(413, _("The request is too large.")) from None
    except orjson.JSONDecodeError as error:
        raise Refusal(400, _("The body is not JSON: %(why)s") % {"why": error}) from None
    if not isinstance(body, dict):
        raise Refusal(400, _("The body must be a JSON object."))
    return body


def text_in(body: dict[str, Any], name: str, default: str | None = None) -> str:
    """The text at `name`; required when there is no default."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise Refusal(400, _("“%(name)s” must be text.") % {"name": name})
    return value


def number_in(body: dict[str, Any], name: str, most: int = MOST) -> int:
    """The whole number from 0 to `most` at `name`."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Refusal(400, _("“%(name)s” must be a whole number from 0 to %(most)s.") % {"name": name, "most": most})
    return value


def flag_in(body: dict[str, Any], name: str, default: bool = False) -> bool:
    """The true or false at `name`."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise Refusal(400, _("“%(name)s” must be true or false.") % {"name": name})
    return value


def query_number(request: HttpRequest, name: str) -> int | None:
    """The whole number given as `?name=`, or None."""
    value = request.GET.get(name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or int(value[:20]) > MOST:
        raise Refusal(400, _("“%(name)s” must be a whole number from 0 to %(most)s.") % {"name": name, "most": MOST})
    return int(value)
