"""Kinds that are never stored: questions about users and access, old component statuses, bindings by their own path."""

from __future__ import annotations

from core.api import answer, body, representation, subresources, tokens
from core.api.answer import Answer
from core.api.request import Request, User
from core.api.route import Target
from core.meta import errors
from core.meta.objects import Doc

_ALL = ["*"]


def respond(request: Request, target: Target) -> Answer:
    """The answer to a question. Raises `StatusError`, 404 for a single component status."""
    kind = target.kind
    if kind.plural == "componentstatuses":
        return _component_statuses(request, target)
    if kind.plural == "bindings":
        subresources.bind(request, target, "")
        return answer.of_doc({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}, 201)
    asked = body.document(request, target)
    status = _status(request, kind.plural, asked.get("spec") or {})
    form = representation.form_of(request)
    found = {"kind": kind.kind, "apiVersion": kind.api_version, "metadata": {}, **_spec(asked), "status": status}
    if form.style == "Table":
        now = representation.virtual_now(request)
        return answer.of_doc(representation.one(form, kind, {**found, "metadata": {"name": ""}}, now), 201)
    return answer.of_doc(found, 201)


def _spec(asked: Doc) -> Doc:
    return {"spec": asked["spec"]} if "spec" in asked else {}


def _status(request: Request, plural: str, spec: Doc) -> Doc:
    if plural == "selfsubjectreviews":
        return {"userInfo": _info(request.user)}
    if plural == "tokenreviews":
        user = tokens.read(str(spec.get("token", "")), request.cluster)
        return {"authenticated": True, "user": _info(user)} if user else {"user": {}}
    if plural == "selfsubjectrulesreviews":
        rule = {"verbs": _ALL, "apiGroups": _ALL, "resources": _ALL}
        return {
            "resourceRules": [rule],
            "nonResourceRules": [{"verbs": _ALL, "nonResourceURLs": _ALL}],
            "incomplete": False,
        }
    return _access(request.user if plural.startswith("self") else _subject(spec))


def _access(user: User) -> Doc:
    """What `authorization.require` decides: administrators may do all."""
    if tokens.MASTERS in user.groups:
        return {"allowed": True}
    return {"allowed": False, "reason": "only administrators are admitted to this cluster"}


def _subject(spec: Doc) -> User:
    return User(str(spec.get("user", "")), tuple(spec.get("groups") or ()))


def _info(user: User) -> Doc:
    return {"username": user.name, "groups": list(user.groups)}


def _component_statuses(request: Request, target: Target) -> Answer:
    """The parts of a control plane that upstream would probe; none of them is a process here."""
    if target.verb == "get":
        raise errors.not_found("componentstatuses", target.name)
    form = representation.form_of(request)
    found = representation.many(form, target.kind, [], {}, representation.virtual_now(request))
    return answer.of_doc(found, content_type=form.content_type)
