"""FlowSchemas and PriorityLevelConfigurations.

Source: pkg/apis/flowcontrol/validation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.machinery.validate import scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_GREATEST_PRECEDENCE: Final = 10000
_MOST_QUEUES: Final = 10**7
_HASH_BITS: Final = 60
_VERBS: Final = {"create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"}
_SUBJECTS: Final = {"ServiceAccount": "serviceAccount", "User": "user", "Group": "group"}
"""Kinds of subjects, and the field that describes each."""
_NAMESPACES: Final = "each member of this list must be '*' or a DNS-1123 label; "


def check_schema(doc: Doc) -> list[FieldError]:
    """Judge a FlowSchema."""
    spec, path = doc.get("spec") or {}, "spec.matchingPrecedence"
    precedence = spec.get("matchingPrecedence", 0)
    found: list[FieldError] = []
    if precedence <= 0:
        found.append(invalid(path, precedence, "must be a positive value"))
    if precedence > _GREATEST_PRECEDENCE:
        found.append(invalid(path, precedence, f"must not be greater than {_GREATEST_PRECEDENCE}"))
    if precedence == 1 and doc["metadata"].get("name") != "exempt":
        found.append(invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"))
    method = spec.get("distinguisherMethod")
    if method is not None and method.get("type") not in ("ByNamespace", "ByUser"):
        known = {"ByNamespace", "ByUser"}
        found.append(fields.not_supported("spec.distinguisherMethod.type", fields.Raw("…"), known))
    found += _level((spec.get("priorityLevelConfiguration") or {}).get("name") or "")
    for at, rule in enumerate(spec.get("rules") or ()):
        found += _rules(rule, index("spec.rules", at))
    return found


def _level(name: str) -> list[FieldError]:
    path = "spec.priorityLevelConfiguration.name"
    if not name:
        return [fields.required(path, "must reference a priority level")]
    return scalars.named(name, path, names.dns1123_subdomain)


def _rules(rule: Doc, path: str) -> list[FieldError]:
    """Whom a rule means, and which of their requests."""
    found: list[FieldError] = []
    if not rule.get("subjects"):
        found.append(fields.required(child(path, "subjects"), "subjects must contain at least one value"))
    for at, subject in enumerate(rule.get("subjects") or ()):
        found += _subject(subject, index(child(path, "subjects"), at))
    resources, others = rule.get("resourceRules") or [], rule.get("nonResourceRules") or []
    if not resources and not others:
        why = "at least one of resourceRules and nonResourceRules has to be non-empty"
        found.append(fields.required(path, why))
    for at, one in enumerate(resources):
        found += _resource_rule(one, index(child(path, "resourceRules"), at))
    for at, one in enumerate(others):
        found += _other_rule(one, index(child(path, "nonResourceRules"), at))
    return found


def _subject(subject: Doc, path: str) -> list[FieldError]:
    kind = subject.get("kind") or ""
    if kind not in _SUBJECTS:
        return [fields.not_supported(child(path, "kind"), kind, set(_SUBJECTS))]
    own = _SUBJECTS[kind]
    place, held = child(path, own), subject.get(own)
    if held is None:
        found = [fields.required(place, f"{own} is required when subject kind is '{kind}'")]
    elif kind == "ServiceAccount":
        found = _account(held, place)
    else:
        found = [] if held.get("name") else [fields.required(child(place, "name"))]
    return found + [
        fields.forbidden(child(path, field), f"{field} is forbidden when subject kind is not '{other}'")
        for other, field in _SUBJECTS.items()
        if other != kind and subject.get(field) is not None
    ]


def _account(account: Doc, path: str) -> list[FieldError]:
    name, namespace = account.get("name") or "", account.get("namespace") or ""
    found = scalars.required_name(name, child(path, "name"), names.dns1123_subdomain) if name != "*" else []
    if not namespace:
        return [*found, fields.required(child(path, "namespace"), "must specify namespace for service account")]
    return found + scalars.named(namespace, child(path, "namespace"), names.dns1123_label)


def _verbs(rule: Doc, path: str) -> list[FieldError]:
    verbs, place = rule.get("verbs") or [], child(path, "verbs")
    if not verbs:
        return [fields.required(place, "verbs must contain at least one value")]
    if "*" in verbs:
        return _alone(verbs, place, "verbs")
    return [] if set(verbs) <= _VERBS else [fields.not_supported(place, verbs, _VERBS)]


def _alone(values: list[str], path: str, what: str) -> list[FieldError]:
    if len(values) < 2 or "*" not in values:
        return []
    return [invalid(path, values, f"if '*' is present, must not specify other {what}")]


def _resource_rule(rule: Doc, path: str) -> list[FieldError]:
    found = _verbs(rule, path)
    for field, one, many in (("apiGroups", "api group", "api groups"), ("resources", "resource", "resources")):
        values, place = rule.get(field) or [], child(path, field)
        if not values:
            found.append(fields.required(place, f"resource rules must supply at least one {one}"))
        found += _alone(values, place, many)
    namespaces, place = rule.get("namespaces") or [], child(path, "namespaces")
    if not namespaces and not rule.get("clusterScope"):
        why = "resource rules that are not cluster scoped must supply at least one namespace"
        return [*found, fields.required(place, why)]
    if "*" in namespaces:
        return found + _alone(namespaces, place, "namespaces")
    for at, namespace in enumerate(namespaces):
        found += [invalid(index(place, at), namespace, _NAMESPACES + why) for why in names.dns1123_label(namespace)]
    return found


def _other_rule(rule: Doc, path: str) -> list[FieldError]:
    urls, place = rule.get("nonResourceURLs") or [], child(path, "nonResourceURLs")
    found = _verbs(rule, path)
    if not urls:
        return [*found, fields.required(place, "nonResourceURLs must contain at least one value")]
    if "*" in urls:
        return found + _alone(urls, place, "non-resource URLs")
    problems = ((at, url, _url_problem(url)) for at, url in enumerate(urls))
    return found + [invalid(index(place, at), url, problem) for at, url, problem in problems if problem]


def _url_problem(url: str) -> str:
    """A path begins with one slash, and a wildcard ends it."""
    stars = url.count("*")
    tests: tuple[tuple[bool, str], ...] = (
        (not url, "must not be empty"),
        (not url.startswith("/"), "must start with slash"),
        (" " in url, "must not contain white-space"),
        ("//" in url, "must not contain double slash"),
        (stars > 1 or (stars == 1 and not url.endswith("/*")), "wildcard can only do suffix matching"),
    )
    return next((problem for is_wrong, problem in tests if is_wrong), "")


def check_level(doc: Doc) -> list[FieldError]:
    """Judge a PriorityLevelConfiguration."""
    spec = doc.get("spec") or {}
    type_ = spec.get("type") or ""
    found: list[FieldError] = []
    if (doc["metadata"].get("name") == "exempt") != (type_ == "Exempt"):
        why = "type must be 'Exempt' if and only if name is 'exempt'"
        found.append(invalid("spec.type", type_, why))
    if type_ not in _PARTS:
        return found + scalars.one_of(type_, "spec.type", {"Exempt", "Limited"})
    for other, (field, rule) in _PARTS.items():
        held, path = spec.get(field), f"spec.{field}"
        if other != type_ and held is not None:
            found.append(fields.forbidden(path, f"must be nil if the type is not {other}"))
        elif other == type_ and held is None:
            found.append(fields.required(path, f"must not be empty when type is {type_}"))
        elif other == type_:
            found += rule(held or {}, path)
    return found


def _shares(part: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    shares, lendable = part.get("nominalConcurrencyShares"), part.get("lendablePercent")
    if shares is not None and shares < 0:
        found.append(invalid(child(path, "nominalConcurrencyShares"), shares, "must be a non-negative integer"))
    if lendable is not None and not 0 <= lendable <= 100:
        found.append(invalid(child(path, "lendablePercent"), lendable, "must be between 0 and 100, inclusive"))
    return found


def _limited(part: Doc, path: str) -> list[FieldError]:
    response, place = part.get("limitResponse") or {}, child(path, "limitResponse")
    type_, queuing = response.get("type") or "", response.get("queuing")
    found = _shares(part, path)
    if type_ == "Queue" and queuing is None:
        why = "must not be empty if limited.limitResponse.type is Limited"
        found.append(fields.required(child(place, "queuing"), why))
    elif type_ == "Queue":
        found += _queuing(queuing or {}, child(place, "queuing"))
    elif type_ == "Reject" and queuing is not None:
        why = "must be nil if limited.limitResponse.type is not Limited"
        found.append(fields.forbidden(child(place, "queuing"), why))
    elif type_ != "Reject":
        found += scalars.one_of(type_, child(place, "type"), {"Queue", "Reject"})
    borrowing = part.get("borrowingLimitPercent")
    if borrowing is not None and borrowing < 0:
        why = "if specified, must be a non-negative integer"
        found.append(invalid(child(path, "borrowingLimitPercent"), borrowing, why))
    return found


def _queuing(queuing: Doc, path: str) -> list[FieldError]:
    queues, hand, limit = (queuing.get(field, 0) for field in ("queues", "handSize", "queueLengthLimit"))
    found: list[FieldError] = []
    if limit <= 0:
        found.append(invalid(child(path, "queueLengthLimit"), limit, "must be positive"))
    if queues <= 0:
        found.append(invalid(child(path, "queues"), queues, "must be positive"))
    elif queues > _MOST_QUEUES:
        found.append(invalid(child(path, "queues"), queues, f"must not be greater than {_MOST_QUEUES}"))
    place = child(path, "handSize")
    if hand <= 0:
        found.append(invalid(place, hand, "must be positive"))
    elif hand > queues:
        found.append(invalid(place, hand, f"should not be greater than queues ({queues})"))
    elif _entropy(queues, hand) > _HASH_BITS:
        why = f"required entropy bits of deckSize {queues} and handSize {hand} should not be greater than {_HASH_BITS}"
        found.append(invalid(place, hand, why))
    return found


def _entropy(deck: int, hand: int) -> int:
    """The bits that tell the hands of a deck apart (apiserver pkg/util/shufflesharding)."""
    hands = 1
    for drawn in range(hand):
        hands *= deck - drawn
    return (hands - 1).bit_length()


_PARTS: Final[dict[str, tuple[str, Callable[[Doc, str], list[FieldError]]]]] = {
    "Limited": ("limited", _limited),
    "Exempt": ("exempt", _shares),
}
"""A level's types, the field of each, and its rule."""
