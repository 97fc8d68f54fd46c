"""Who can do something, and what somebody may do, by RBAC at a moment."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.machinery.grants import Asked, Subject
from core.models import Cluster
from core.pages.answers import Answer, Refusal, cluster_view
from core.pages.moments import moment_of
from core.pages.security.held import RBAC, held
from core.projection import access


@cluster_view("GET")
def choices(request: HttpRequest, cluster: Cluster) -> Answer:
    """What can be asked."""
    return access.choices(held(moment_of(request, cluster), *RBAC, "namespaces", "serviceaccounts"))


@cluster_view("GET")
def who_can(request: HttpRequest, cluster: Cluster) -> Answer:
    """Who can do what to `group`, `resource`, in `namespace` (none: everywhere), to `name` (none: to all)."""
    asked = Asked(*(request.GET.get(name, "") for name in ("group", "resource", "namespace", "name")))
    return access.matrix(held(moment_of(request, cluster), *RBAC), asked)


@cluster_view("GET")
def what_may(request: HttpRequest, cluster: Cluster) -> Answer:
    """What `kind`, `of` (a ServiceAccount's namespace) and `name` may do in `namespace` (none: anywhere)."""
    subject = Subject(*(request.GET.get(name, "") for name in ("kind", "of", "name")))
    if subject.kind not in access.KINDS_OF_SUBJECTS:
        raise Refusal(400, _("“%(name)s” is no kind of subject.") % {"name": subject.kind})
    return access.rules(held(moment_of(request, cluster), *RBAC), subject, request.GET.get("namespace", ""))
