"""What a plain YAML scalar means to kubectl: YAML 1.1 as the Go library of sigs.k8s.io/yaml reads it.

Timestamps stay text; whole floats become integers, as they do on Go's way through JSON.
"""

from __future__ import annotations

import math
import re
from typing import Any, Final

_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_INTEGER: Final = re.compile(r"[-+]?(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)", re.ASCII)
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NUMERIC_START: Final = frozenset("0123456789+-.")
_LONGEST_NUMBER: Final = 400
_INTEGRAL_BELOW: Final = 1e21
"""From here on Go's JSON prints a float with an exponent."""


def resolve(text: str) -> Any:
    """Return the value of an unquoted scalar: None, bool, int, float or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START or len(text) > _LONGEST_NUMBER:
        return text
    plain = text.replace("_", "")
    if _INTEGER.fullmatch(plain):
        return _integer(plain)
    return _float(plain) if _FLOAT.fullmatch(plain) else text


def _integer(text: str) -> int | float:
    sign = -1 if text[0] == "-" else 1
    digits = text.lstrip("+-").lower()
    if len(digits) > 1 and digits[0] == "0":
        base = {"x": 16, "b": 2, "o": 8}.get(digits[1], 8)
        number = sign * int(digits[2:] if digits[1] in "xbo" else digits[1:], base)
    else:
        number = sign * int(digits)
    return number if -(2**63) <= number < 2**64 else _float(str(number))


def _float(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < _INTEGRAL_BELOW else number


def is_unspeakable(value: Any) -> bool:
    """Whether a value is a number that JSON has no word for: infinite, or none at all."""
    return isinstance(value, float) and not math.isfinite(value)


def spell_key(value: Any) -> str | None:
    """Return a mapping's key as text, the way it becomes a JSON key; None for what cannot be one."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return None
