"""Kinds that are never stored: questions about users and access, old component statuses, bindings by their own path."""

from __future__ import annotations

from core import serviceaccounts
from core.api import answer, authorization, body, representation, subresources, tokens
from core.api.answer import Answer
from core.api.request import Request, User
from core.api.roles import roles_of
from core.api.route import Target
from core.machinery import rbac, validate
from core.meta import errors
from core.meta.objects import Doc


def respond(request: Request, target: Target) -> Answer:
    """The answer to a question. Raises `StatusError`, 404 for a single component status."""
    kind = target.kind
    if kind.plural == "componentstatuses":
        return _component_statuses(request, target)
    if kind.plural == "bindings":
        subresources.bind(request, target, "")
        return answer.of_doc({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}, 201)
    if representation.form_of(request).style:
        raise representation.not_acceptable()
    asked = body.document(request, target)
    wrong = validate.question(kind, asked)
    if wrong:
        raise errors.invalid(kind.kind, kind.group, "", wrong)
    status = _status(request, kind.plural, asked.get("spec") or {})
    found = {"kind": kind.kind, "apiVersion": kind.api_version, "metadata": {}, **_spec(asked), "status": status}
    return answer.of_doc(found, 201)


def _spec(asked: Doc) -> Doc:
    return {"spec": asked["spec"]} if "spec" in asked else {}


def _status(request: Request, plural: str, spec: Doc) -> Doc:
    if plural == "selfsubjectreviews":
        return {"userInfo": _info(request.user)}
    if plural == "tokenreviews":
        return _token(request, str(spec.get("token") or ""), spec.get("audiences") or [])
    if plural == "selfsubjectrulesreviews":
        return _rules(request, str(spec.get("namespace", "")))
    return _access(request, request.user if plural.startswith("self") else _subject(spec), spec)


def _token(request: Request, token: str, audiences: list[str]) -> Doc:
    """Whom a token stands for, and for which of ``audiences`` (none: the API itself). Raises `StatusError` (400)."""
    if not token:
        raise errors.bad_request("token is required for TokenReview in authentication")
    wanted = audiences or [serviceaccounts.ISSUER]
    meant = [one for one in wanted if tokens.read(token, request.cluster, one) is not None]
    if not meant:
        return {"user": {}, "error": "invalid bearer token"}
    user = tokens.read(token, request.cluster, meant[0])
    assert user is not None
    return {"authenticated": True, "user": _info(user), "audiences": meant}


def _rules(request: Request, namespace: str) -> Doc:
    """All that the user may do in a namespace. Raises `StatusError` (400) without one."""
    if not namespace:
        raise errors.bad_request("no namespace on request")
    user = request.user
    found = [rule for rule, _ in rbac.rules_of(roles_of(request.cluster), user.name, user.groups, namespace)]
    resources, paths = ("verbs", "apiGroups", "resources", "resourceNames"), ("verbs", "nonResourceURLs")
    return {
        "resourceRules": [_part(rule, resources) for rule in found if rule.get("resources")],
        "nonResourceRules": [_part(rule, paths) for rule in found if rule.get("nonResourceURLs")],
        "incomplete": False,
    }


def _part(rule: Doc, fields: tuple[str, ...]) -> Doc:
    return {field: rule[field] for field in fields if field in rule}


def _access(request: Request, user: User, spec: Doc) -> Doc:
    held, path = spec.get("resourceAttributes") or {}, spec.get("nonResourceAttributes") or {}
    resource, sub = held.get("resource", ""), held.get("subresource", "")
    question = rbac.Question(
        user.name,
        user.groups,
        held.get("verb") or path.get("verb", ""),
        held.get("group", ""),
        f"{resource}/{sub}" if sub else resource,
        held.get("namespace", ""),
        held.get("name", ""),
        path.get("path", ""),
    )
    why = authorization.why_allowed(request.cluster, question)
    return {"allowed": True, "reason": why} if why else {"allowed": False}


def _subject(spec: Doc) -> User:
    return User(str(spec.get("user", "")), tuple(spec.get("groups") or ()))


def _info(user: User) -> Doc:
    more: Doc = {"uid": user.uid} if user.uid else {}
    if user.extra:
        more["extra"] = {key: list(values) for key, values in user.extra.items()}
    return {"username": user.name, **more, "groups": list(user.groups)}


def _component_statuses(request: Request, target: Target) -> Answer:
    """The parts of a control plane that upstream would probe; none of them is a process here."""
    if target.verb == "get":
        raise errors.not_found("componentstatuses", target.name)
    form = representation.form_of(request)
    found = representation.many(form, target.kind, [], {}, representation.virtual_now(request))
    return answer.of_doc(found, content_type=form.content_type)
