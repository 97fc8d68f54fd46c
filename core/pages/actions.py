"""The operations on objects, by one click."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.audit import web as audit
from core.inputs import caller_of
from core.models import Cluster
from core.operations.catalog import operate
from core.operations.operation import Refused
from core.pages import asking
from core.pages.answers import Answer, Refusal, cluster_view
from core.pages.objects import key_of


@cluster_view("POST")
def act(request: HttpRequest, cluster: Cluster) -> Answer:
    """Do `action` to the object that `resource`, `namespace` and `name` name."""
    body = asking.body_of(request)
    params = body.get("params") or {}
    if not isinstance(params, dict):
        raise Refusal(400, _("“%(name)s” must be a JSON object.") % {"name": "params"})
    key = key_of(
        asking.text_in(body, "resource"),
        asking.text_in(body, "namespace", ""),
        asking.text_in(body, "name"),
    )
    action = asking.text_in(body, "action")
    audit.about(request, key, action)
    caller = caller_of(request.user, cluster)
    try:
        message = operate(cluster, caller, action, key, params)
    except Refused as refused:
        raise Refusal(422, str(refused)) from None
    return {"message": message, "warnings": caller.warnings}
