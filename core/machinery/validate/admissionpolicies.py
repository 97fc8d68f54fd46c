"""Admission policies and their bindings.

Source: pkg/apis/admissionregistration/validation.
"""

from __future__ import annotations

import re
from typing import Final

from core.machinery.validate import expressions, matchconditions, scalars, webhooks
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_FAILURE: Final = {"Fail", "Ignore"}
_REASONS: Final = {"Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"}
_ACTIONS: Final = {"Audit", "Deny", "Warn"}
_VARIABLES: Final = ("object", "oldObject", "request", "params", "namespaceObject", "authorizer", "variables")
_IDENTIFIER: Final = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*", re.ASCII)


def check_validating(doc: Doc) -> list[FieldError]:
    """Judge a ValidatingAdmissionPolicy."""
    spec = doc.get("spec") or {}
    found = _common(spec)
    rules, notes = spec.get("validations") or [], spec.get("auditAnnotations") or []
    if not rules and not notes:
        why = "validations or auditAnnotations must contain at least one item"
        return [*found, *(fields.required(f"spec.{field}", why) for field in ("validations", "auditAnnotations"))]
    for at, rule in enumerate(rules):
        found += _validation(rule, index("spec.validations", at))
    for at, note in enumerate(notes):
        found += _annotation(note, index("spec.auditAnnotations", at))
    return found


def check_mutating(doc: Doc) -> list[FieldError]:
    """Judge a MutatingAdmissionPolicy."""
    spec = doc.get("spec") or {}
    found = _common(spec)
    if not spec.get("mutations"):
        found.append(fields.required("spec.mutations", "mutations must contain at least one item"))
    return found


def _common(spec: Doc) -> list[FieldError]:
    policy = spec.get("failurePolicy")
    path = "spec.failurePolicy"
    found = [fields.required(path)] if policy is None else scalars.one_of(policy, path, _FAILURE)
    if spec.get("paramKind") is not None:
        found += _param_kind(spec["paramKind"], "spec.paramKind")
    constraints = spec.get("matchConstraints")
    if constraints is None:
        found.append(fields.required("spec.matchConstraints"))
    else:
        found += webhooks.check_constraints(constraints, "spec.matchConstraints")
        if not constraints.get("resourceRules"):
            found.append(fields.required("spec.matchConstraints.resourceRules"))
    found += matchconditions.check(spec.get("matchConditions") or [], "spec.matchConditions", _VARIABLES)
    for at, variable in enumerate(spec.get("variables") or ()):
        found += _variable(variable, index("spec.variables", at))
    return found


def _param_kind(kind: Doc, path: str) -> list[FieldError]:
    version, place = kind.get("apiVersion") or "", child(path, "apiVersion")
    found: list[FieldError] = []
    if not version:
        found.append(fields.required(place))
    elif version.count("/") > 1:
        found.append(invalid(place, version, f"unexpected GroupVersion string: {version}"))
    name = kind.get("kind") or ""
    if not name:
        return [*found, fields.required(child(path, "kind"))]
    problems = names.dns1035_label(name.lower())
    why = f"may have mixed case, but should otherwise match: {','.join(problems)}"
    return [*found, invalid(child(path, "kind"), name, why)] if problems else found


def _expression(held: Doc, path: str, field: str = "expression") -> list[FieldError]:
    text = held.get(field) or ""
    if not text.strip():
        return [fields.required(path, "expression is not specified" if field == "expression" else "")]
    problem = expressions.problem(text, _VARIABLES)
    return [invalid(path, text, problem)] if problem else []


def _variable(variable: Doc, path: str) -> list[FieldError]:
    name = variable.get("name") or ""
    found: list[FieldError] = []
    if not name:
        found.append(fields.required(child(path, "name"), "name is not specified"))
    elif not _IDENTIFIER.fullmatch(name):
        found.append(invalid(child(path, "name"), name, "name is not a valid CEL identifier"))
    return found + _expression(variable, child(path, "expression"))


def _validation(rule: Doc, path: str) -> list[FieldError]:
    found = _expression(rule, child(path, "expression"))
    message, place = rule.get("message") or "", child(path, "message")
    if message and not message.strip():
        found.append(invalid(place, message, "message must be non-empty if specified"))
    elif "\n" in message.strip():
        found.append(invalid(place, message, "message must not contain line breaks"))
    elif "\n" in (rule.get("expression") or "").strip() and not message:
        found.append(fields.required(place, "message must be specified if expression contains line breaks"))
    if rule.get("reason") is not None:
        found += scalars.one_of(rule["reason"], child(path, "reason"), _REASONS)
    return found


def _annotation(note: Doc, path: str) -> list[FieldError]:
    found = scalars.required_name(note.get("key"), child(path, "key"), names.qualified_name)
    if not (note.get("valueExpression") or "").strip():
        found.append(fields.required(child(path, "valueExpression"), "valueExpression is not specified"))
    return found


def check_binding(doc: Doc) -> list[FieldError]:
    """Judge the binding of a policy of either sort; only validating ones have actions."""
    spec = doc.get("spec") or {}
    found = scalars.required_name(spec.get("policyName"), "spec.policyName", names.dns1123_subdomain)
    if spec.get("paramRef") is not None:
        found += _param_reference(spec["paramRef"], "spec.paramRef")
    if spec.get("matchResources") is not None:
        found += webhooks.check_constraints(spec["matchResources"], "spec.matchResources")
    return found if doc.get("kind") == "MutatingAdmissionPolicyBinding" else found + _actions(spec)


def _param_reference(reference: Doc, path: str) -> list[FieldError]:
    name, selector = reference.get("name") or "", reference.get("selector")
    found = scalars.named(name, child(path, "name"), names.path_segment) if name else []
    if name and selector is not None:
        why = "name and selector are mutually exclusive"
        found += [fields.forbidden(child(path, field), why) for field in ("name", "selector")]
    elif not name and selector is None:
        why = "one of name or selector must be specified"
        found += [fields.required(child(path, field), why) for field in ("name", "selector")]
    found += scalars.selector(selector, child(path, "selector"))
    if not reference.get("parameterNotFoundAction"):
        found.append(fields.required(child(path, "parameterNotFoundAction")))
    return found


def _actions(spec: Doc) -> list[FieldError]:
    actions, path = spec.get("validationActions") or [], "spec.validationActions"
    found = [] if actions else [fields.required(path)]
    for at, action in enumerate(actions):
        found += scalars.one_of(action, index(path, at), _ACTIONS)
        if action in actions[:at]:
            found.append(fields.duplicate(index(path, at), action))
    if {"Deny", "Warn"} <= set(actions):
        why = (
            "must not contain both Deny and Warn (repeating the same validation failure information in the API "
            "response and headers serves no purpose)"
        )
        found.append(invalid(path, actions, why))
    return found
