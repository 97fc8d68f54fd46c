"""Small rules that many fields share: ranges, ports, addresses, enumerations, selectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from ipaddress import ip_address, ip_network
from typing import Any, Final

from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

INT32_MAX: Final = 2**31 - 1
NOT_NEGATIVE: Final = "must be greater than or equal to 0"
Rule = Callable[[str], list[str]]


def named(value: str, path: str, rule: Rule) -> list[FieldError]:
    """Hold text against a naming rule."""
    return [invalid(path, value, problem) for problem in rule(value)]


def required_name(value: str | None, path: str, rule: Rule) -> list[FieldError]:
    """A name that must be there and keep a rule."""
    return named(value, path, rule) if value else [fields.required(path)]


def fully_qualified(value: str, path: str) -> list[FieldError]:
    """A domain of three parts at least (IsFullyQualifiedName)."""
    if not value:
        return [fields.required(path)]
    problems = names.dns1123_subdomain(value)
    if problems:
        return [invalid(path, value, ",".join(problems))]
    if value.count(".") >= 2:
        return []
    return [invalid(path, value, "should be a domain with at least three segments separated by dots")]


def not_negative(doc: Doc, path: str, *wanted: str) -> list[FieldError]:
    """Whole numbers of a struct that may not be below zero."""
    return [
        invalid(child(path, field), doc[field], NOT_NEGATIVE)
        for field in wanted
        if isinstance(doc.get(field), int) and doc[field] < 0
    ]


def one_of(value: Any, path: str, supported: Iterable[str]) -> list[FieldError]:
    """A value of an enumeration; a set is told sorted, a tuple in its order."""
    allowed = supported if isinstance(supported, Set) else tuple(supported)
    return [] if value in allowed else [fields.not_supported(path, value, allowed)]


def port(value: Any, path: str) -> list[FieldError]:
    """A port by number."""
    number = value if isinstance(value, int) else 0
    return [invalid(path, number, problem) for problem in names.port_number(number)]


def port_or_name(value: Any, path: str) -> list[FieldError]:
    """A port by number, or by the name a container gives it."""
    if isinstance(value, str):
        return named(value, path, names.port_name)
    return port(value, path)


def address(value: str, path: str) -> list[FieldError]:
    """An IP address."""
    try:
        ip_address(value)
    except ValueError:
        return [invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    return []


def network(value: str, path: str) -> list[FieldError]:
    """A range of addresses, with its prefix length."""
    try:
        ip_network(value, strict=False)
        sound = "/" in value
    except ValueError:
        sound = False
    return [] if sound else [invalid(path, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]


def within(value: Any, path: str, least: int, most: int) -> list[FieldError]:
    """A number between two bounds."""
    if value is None or least <= value <= most:
        return []
    return [invalid(path, value, f"must be between {least} and {most}, inclusive")]


def count_or_percent(value: Any, path: str) -> list[FieldError]:
    """A count, or a percentage such as `25%`."""
    if isinstance(value, str):
        return named(value, path, names.percent)
    return [invalid(path, value, NOT_NEGATIVE)] if isinstance(value, int) and value < 0 else []


def is_percent_over(value: Any, most: int) -> bool:
    """Whether a percentage is greater than `most`."""
    return isinstance(value, str) and not names.percent(value) and int(value[:-1]) > most


_OPERATORS: Final = {"In", "NotIn", "Exists", "DoesNotExist"}


def selector(found: Doc | None, path: str) -> list[FieldError]:
    """A label selector; source: apimachinery pkg/apis/meta/v1/validation."""
    if not found:
        return []
    errors = names.check_labels(found.get("matchLabels"), child(path, "matchLabels"))
    for at, item in enumerate(found.get("matchExpressions") or ()):
        errors += _requirement(item, index(child(path, "matchExpressions"), at))
    return errors


def _requirement(item: Doc, path: str) -> list[FieldError]:
    operator, values = item.get("operator", ""), item.get("values") or []
    errors: list[FieldError] = []
    if operator in ("In", "NotIn") and not values:
        why = "must be specified when `operator` is 'In' or 'NotIn'"
        errors.append(fields.required(child(path, "values"), why))
    elif operator in ("Exists", "DoesNotExist") and values:
        why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        errors.append(fields.forbidden(child(path, "values"), why))
    elif operator not in _OPERATORS:
        errors.append(invalid(child(path, "operator"), operator, "not a valid selector operator"))
    errors += named(item.get("key", ""), child(path, "key"), names.qualified_name)
    for at, value in enumerate(values):
        errors += named(value, index(child(path, "values"), at), names.label_value)
    return errors


def is_sound_selector(found: Doc) -> bool:
    """Whether a selector can be compiled at all."""
    return not selector(found, "")


def is_inside(inner: str, outer: str) -> bool:
    """Whether one range of addresses is a strict part of another."""
    small, great = ip_network(inner, strict=False), ip_network(outer, strict=False)
    same_family = small.version == great.version
    return same_family and small != great and small.subnet_of(great)  # type: ignore[arg-type]  # both are of one family here
