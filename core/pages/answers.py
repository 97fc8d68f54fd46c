"""The form of every answer under `/ui/`: JSON, and for what is refused an error with the right code."""

import functools
import json
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

import orjson
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.audit import web as audit
from core.clients import for_user
from core.meta.errors import StatusError
from core.models import Cluster
from core.store.protocol import Compacted

logger = logging.getLogger(__name__)

P = ParamSpec("P")
Answer = dict[str, Any] | bytes
"""What a view returns: a dict, or JSON text that is encoded already."""
View = Callable[Concatenate[HttpRequest, P], Answer]
ClusterView = Callable[Concatenate[HttpRequest, Cluster, P], Answer]
Page = Callable[..., HttpResponse]
"""What Django calls."""


class Refusal(Exception):
    """A request that is answered with `code` and `message`; `more` is laid beside the error."""

    def __init__(self, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.more = more


def answer(body: Answer, code: int = 200) -> HttpResponse:
    """`body` as JSON that nobody keeps."""
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(_dump(body), status=code, content_type="application/json", headers=headers)


def _dump(body: Answer) -> bytes:
    if isinstance(body, bytes):
        return body
    try:
        return orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # an integer beyond 64 bits or half a surrogate pair: rare, and the slow way can say it
        return json.dumps(body).encode()


def refuse(code: int, message: str, status: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
    """The error form; `status` is the Kubernetes Status when the API itself refused."""
    return answer({"error": {"message": message, "status": status}, **more}, code)


def json_view(*methods: str) -> Callable[[View[P]], Page]:
    """A view that returns a dict or raises; other methods are answered 405."""

    def decorate(view: View[P]) -> Page:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                return refuse(405, _("This address does not take %(method)s.") % {"method": request.method})
            return _run(lambda: view(request, *args, **kwargs))

        return wrapped

    return decorate


def cluster_view(*methods: str) -> Callable[[ClusterView[P]], Page]:
    """As `json_view`, for a view of one cluster that the user may see."""

    def decorate(view: ClusterView[P]) -> Page:
        found: Callable[..., Answer] = view

        @json_view(*methods)
        def answered(request: HttpRequest, /, cluster: str, **kwargs: Any) -> Answer:
            if "\0" in cluster:  # PostgreSQL would refuse the question
                raise Cluster.DoesNotExist
            row = for_user(request.user, cluster)
            if request.method != "GET":
                audit.begin(request, row)
            return found(request, row, **kwargs)

        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = answered(request, *args, **kwargs)
            audit.finish(request, response.status_code)
            return response

        return wrapped

    return decorate


def _run(view: Callable[[], Answer]) -> HttpResponse:
    try:
        return answer(view())
    except Refusal as refusal:
        return refuse(refusal.code, refusal.message, **refusal.more)
    except StatusError as error:
        return refuse(error.code, error.message, error.status())
    except Cluster.DoesNotExist:
        return refuse(404, _("There is no such cluster, or it is not yours."))
    except Compacted:
        return refuse(410, _("That moment is no longer kept."))
    except OperationalError:
        logger.warning("the database did not answer", exc_info=True)
        return refuse(503, _("The database is busy or away. Try again in a moment."))
