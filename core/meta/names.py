"""Rules for names, labels and annotations, with the exact words of Kubernetes' refusals."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final

from core.meta.fields import FieldError, child, forbidden, invalid

LABEL_LENGTH: Final = 63
SUBDOMAIN_LENGTH: Final = 253
ANNOTATIONS_SIZE: Final = 256 * 1024

_LABEL: Final = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN: Final = rf"{_LABEL}(\.{_LABEL})*"
_LABEL_1035: Final = "[a-z]([-a-z0-9]*[a-z0-9])?"
_QUALIFIED: Final = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_LABEL_VALUE: Final = f"({_QUALIFIED})?"
_ENV_NAME: Final = "[-._a-zA-Z][-._a-zA-Z0-9]*"
_CONFIG_KEY: Final = "[-._a-zA-Z0-9]+"
_PERCENT: Final = "[0-9]+%"
_C_IDENTIFIER: Final = "[A-Za-z_][A-Za-z0-9_]*"


def _matcher(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_LABEL_RE: Final = _matcher(_LABEL)
_SUBDOMAIN_RE: Final = _matcher(_SUBDOMAIN)
_LABEL_1035_RE: Final = _matcher(_LABEL_1035)
_QUALIFIED_RE: Final = _matcher(_QUALIFIED)
_LABEL_VALUE_RE: Final = _matcher(_LABEL_VALUE)
_ENV_NAME_RE: Final = _matcher(_ENV_NAME)
_CONFIG_KEY_RE: Final = _matcher(_CONFIG_KEY)
_PERCENT_RE: Final = _matcher(_PERCENT)


def explain(rule: str, pattern: str, *examples: str) -> str:
    """Word a pattern's rule as upstream's RegexError does."""
    if not examples:
        return f"{rule} (regex used for validation is '{pattern}')"
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{rule} (e.g. {shown}regex used for validation is '{pattern}')"


_ALNUM: Final = "alphanumeric characters"
_LABEL_RULE: Final = explain(
    f"a lowercase RFC 1123 label must consist of lower case {_ALNUM} or '-', and must start and end "
    "with an alphanumeric character",
    _LABEL,
    "my-name",
    "123-abc",
)
_SUBDOMAIN_RULE: Final = explain(
    f"a lowercase RFC 1123 subdomain must consist of lower case {_ALNUM}, '-' or '.', and must start "
    "and end with an alphanumeric character",
    _SUBDOMAIN,
    "example.com",
)
_LABEL_1035_RULE: Final = explain(
    f"a DNS-1035 label must consist of lower case {_ALNUM} or '-', start with an alphabetic "
    "character, and end with an alphanumeric character",
    _LABEL_1035,
    "my-name",
    "abc-123",
)
_QUALIFIED_RULE: Final = explain(
    f"must consist of {_ALNUM}, '-', '_' or '.', and must start and end with an alphanumeric character",
    _QUALIFIED,
    "MyName",
    "my.name",
    "123-abc",
)
_LABEL_VALUE_RULE: Final = explain(
    f"a valid label must be an empty string or consist of {_ALNUM}, '-', '_' or '.', and must start "
    "and end with an alphanumeric character",
    _LABEL_VALUE,
    "MyValue",
    "my_value",
    "12345",
)
_PERCENT_RULE: Final = explain(
    "a valid percent string must be a numeric string followed by an ending '%'", _PERCENT, "1%", "93%"
)


_ADDRESS_RULE: Final = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"


def _longer(limit: int, unit: str = "characters") -> str:
    return f"must be no more than {limit} {unit}"


def _check(text: str, limit: int, pattern: re.Pattern[str], rule: str) -> list[str]:
    problems = [_longer(limit)] if len(text.encode()) > limit else []
    return problems if pattern.fullmatch(text) else [*problems, rule]


def dns1123_label(text: str) -> list[str]:
    """What is wrong with a name that must be one DNS label; empty when nothing is."""
    return _check(text, LABEL_LENGTH, _LABEL_RE, _LABEL_RULE)


def dns1123_subdomain(text: str) -> list[str]:
    """What is wrong with a name that must be a DNS name; empty when nothing is."""
    return _check(text, SUBDOMAIN_LENGTH, _SUBDOMAIN_RE, _SUBDOMAIN_RULE)


def dns1035_label(text: str) -> list[str]:
    """What is wrong with a Service's name; empty when nothing is."""
    return _check(text, LABEL_LENGTH, _LABEL_1035_RE, _LABEL_1035_RULE)


def path_segment(text: str) -> list[str]:
    """What is wrong with a name that only has to fit into a URL path (RBAC)."""
    if text in (".", ".."):
        return [f"may not be '{text}'"]
    return [f"may not contain '{char}'" for char in "/%" if char in text]


def address(text: str) -> list[str]:
    """What is wrong with a name that must be an IP address as it is usually written (IPAddress)."""
    plain = text if ":" in text else ".".join(part.lstrip("0") or part[:1] for part in text.split("."))
    try:
        parsed = ip_address(plain)
    except ValueError:
        return [_ADDRESS_RULE]
    if "%" in text:
        return [_ADDRESS_RULE]
    if plain != text:
        return ["must not have leading 0s"]
    return [] if str(parsed) == text else [f'must be in canonical form ("{parsed}")']


def _qualified_part(part: str) -> list[str]:
    if not part:
        return ["name part must be non-empty", f"name part {_QUALIFIED_RULE}"]
    problems = [f"name part {_longer(LABEL_LENGTH, 'bytes')}"] if len(part) > LABEL_LENGTH else []
    return problems if _QUALIFIED_RE.fullmatch(part) else [*problems, f"name part {_QUALIFIED_RULE}"]


def qualified_name(text: str) -> list[str]:
    """What is wrong with a label key or resource name (`prefix/name`); empty when nothing is."""
    parts = text.split("/")
    if len(parts) > 2:
        return [
            explain(
                f"a valid label key must consist of {_ALNUM}, '-', '_' or '.', and must start and end "
                "with an alphanumeric character",
                _QUALIFIED,
                "MyName",
                "my.name",
                "123-abc",
            )
            + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        ]
    if len(parts) == 1:
        return _qualified_part(text)
    if not parts[0]:
        return ["prefix part must be non-empty", *_qualified_part(parts[1])]
    prefix = [f"prefix part {problem}" for problem in dns1123_subdomain(parts[0])]
    return [*prefix, *_qualified_part(parts[1])]


def label_value(text: str) -> list[str]:
    """What is wrong with a label's value; empty when nothing is."""
    problems = [_longer(LABEL_LENGTH, "bytes")] if len(text.encode()) > LABEL_LENGTH else []
    return problems if _LABEL_VALUE_RE.fullmatch(text) else [*problems, _LABEL_VALUE_RULE]


def percent(text: str) -> list[str]:
    """What is wrong with a percentage such as `25%`; empty when nothing is."""
    return [] if _PERCENT_RE.fullmatch(text) else [_PERCENT_RULE]


def config_key(text: str) -> list[str]:
    """What is wrong with a key of a ConfigMap or Secret; empty when nothing is."""
    problems = [_longer(SUBDOMAIN_LENGTH)] if len(text) > SUBDOMAIN_LENGTH else []
    if not _CONFIG_KEY_RE.fullmatch(text):
        rule = f"a valid config key must consist of {_ALNUM}, '-', '_' or '.'"
        problems.append(explain(rule, _CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    return [*problems, *_dots(text)]


def _dots(text: str) -> list[str]:
    if text in (".", ".."):
        return [f"must not be '{text}'"]
    return ["must not start with '..'"] if text.startswith("..") else []


def port_name(text: str) -> list[str]:
    """What is wrong with a port's IANA service name; empty when nothing is."""
    problems = [_longer(15)] if len(text) > 15 else []
    if not re.fullmatch("[-a-z0-9]+", text):
        problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", text):
        problems.append("must contain at least one letter (a-z)")
    if "--" in text:
        problems.append("must not contain consecutive hyphens")
    if text and (text[0] == "-" or text[-1] == "-"):
        problems.append("must not begin or end with a hyphen")
    return problems


def port_number(number: int) -> list[str]:
    """What is wrong with a port number; empty when nothing is."""
    return [] if 1 <= number <= 65535 else ["must be between 1 and 65535, inclusive"]


def check_labels(found: dict[str, str] | None, path: str) -> list[FieldError]:
    """Judge a map of labels, keys then values."""
    errors: list[FieldError] = []
    for key in sorted(found or {}):
        value = (found or {})[key]
        errors += [invalid(path, key, problem) for problem in qualified_name(key)]
        errors += [invalid(path, value, problem) for problem in label_value(value)]
    return errors


def check_annotations(found: dict[str, str] | None, path: str) -> list[FieldError]:
    """Judge a map of annotations: keys by label rules (any case), 256 KiB together."""
    errors: list[FieldError] = []
    size = 0
    for key, value in (found or {}).items():
        errors += [invalid(path, key, problem) for problem in qualified_name(key.lower())]
        size += len(key.encode()) + len(value.encode())
    if size > ANNOTATIONS_SIZE:
        errors.append(FieldError("FieldValueTooLong", path, "", f"may not be more than {ANNOTATIONS_SIZE} bytes"))
    return errors


def immutable(path: str) -> FieldError:
    """The words for a field that cannot change once set."""
    return forbidden(child(path), "field is immutable")
