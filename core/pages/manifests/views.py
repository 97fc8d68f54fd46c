"""The addresses of the upload: check, then apply what was checked."""

from collections import Counter
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from core.inputs import caller_of
from core.models import Cluster
from core.pages import asking
from core.pages.answers import Answer, Refusal, cluster_view
from core.pages.manifests.check import check_items
from core.pages.manifests.items import Item, read_items
from core.pages.manifests.plan import Stale, apply_plan, keep_plan
from core.pages.manifests.upload import Upload, read_upload


@cluster_view("POST")
def check(request: HttpRequest, cluster: Cluster) -> Answer:
    """Every document with its verdict, and a token for applying all of them when none has an error."""
    upload = _upload(request)
    items = read_items(upload.sources)
    room = check_items(cluster, caller_of(request.user, cluster), items)
    errors = sum(len(item.errors) for item in items)
    is_sound = bool(items) and not errors
    return {
        "token": keep_plan(cluster, request.user.pk, items) if is_sound else "",  # type: ignore[arg-type]  # every page asks to sign in
        "files": [{"name": source.path, "bytes": source.size} for source in upload.sources],
        "ignored": upload.ignored,
        "documents": [item.row(index) for index, item in enumerate(items)],
        "summary": _summary(items, errors),
        "capacity": room,
    }


def _upload(request: HttpRequest) -> Upload:
    try:
        upload = read_upload(request)
    except (MultiPartParserError, UnicodeError):
        raise Refusal(400, _("The upload cannot be read; send it as multipart/form-data.")) from None
    except (RequestDataTooBig, SuspiciousOperation):
        raise Refusal(413, _("The upload is too large, or has too many parts.")) from None
    if not upload.sources and not upload.ignored:
        raise Refusal(400, _("Nothing was sent: add YAML or JSON files, a zip archive, or paste text."))
    return upload


def _summary(items: list[Item], errors: int) -> dict[str, int]:
    verdicts = Counter(item.verdict for item in items if not item.errors)
    told: dict[str, Any] = {verdict: verdicts[verdict] for verdict in ("new", "changed", "same")}
    return told | {"errors": errors, "warnings": sum(len(item.warnings) for item in items)}


@cluster_view("POST")
def apply(request: HttpRequest, cluster: Cluster) -> Answer:
    """Apply what was checked under `token`, all of it or nothing."""
    token = asking.text_in(asking.body_of(request), "token")
    try:
        count, revision = apply_plan(cluster, request.user, token)  # type: ignore[arg-type]  # every page asks to sign in
    except Stale as stale:
        raise Refusal(409, f"{stale} {_('Check again.')}") from None
    return {"applied": count, "revision": revision}
