"""JSON values as Go's fmt package prints them, which is how they stand in upstream's sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from core.meta.fields import quote

_TYPES: Final[dict[type, str]] = {
    str: "string",
    bool: "bool",
    int: "int64",
    float: "float64",
    list: "[]interface {}",
    dict: "map[string]interface {}",
}


def type_name(value: Any) -> str:
    """The Go type of a value (`%T`)."""
    return _TYPES[type(value)]


def plain(value: Any) -> str:
    """A value by `%v`: `map[image:q:1]`; texts are not quoted."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{name}:{plain(value[name])}" for name in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(plain, value)) + "]"
    return "<nil>" if value is None else _scalar(value)


def literal(value: Any) -> str:
    """A value by `%#v`, as it would stand in a program: `map[string]interface {}{"a":1}`."""
    if isinstance(value, dict):
        inner = ", ".join(f"{quote(name)}:{literal(value[name])}" for name in sorted(value))
        return f"{type_name(value)}{{{inner}}}"
    if isinstance(value, list):
        return f"{type_name(value)}{{{', '.join(map(literal, value))}}}"
    if isinstance(value, str):
        return quote(value)
    return "interface {}(nil)" if value is None else _scalar(value)


def text(value: Any) -> str:
    """A value by `%s`, which Go means for texts: of anything else it tells the type too, `%!s(int64=1)`."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{name}:{text(value[name])}" for name in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(text, value)) + "]"
    if isinstance(value, str):
        return value
    return "%!s(<nil>)" if value is None else f"%!s({type_name(value)}={_scalar(value)})"


def floating(value: Any) -> Any:
    """A value as Go's JSON decoder leaves it where no type asks for whole numbers: all of them are floats."""
    if isinstance(value, dict):
        return {name: floating(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [floating(inner) for inner in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _float(value) if isinstance(value, float) else str(value)


def _float(value: float) -> str:
    """The shortest digits that are this number, with an exponent below 1e-4 and from 1e+06 on (`%g`)."""
    _, digits, _ = Decimal(repr(value)).normalize().as_tuple()
    exponent = Decimal(repr(value)).adjusted()
    if value and not -4 <= exponent < 6:
        sign, first, rest = "-" * (value < 0), digits[0], "".join(map(str, digits[1:]))
        return f"{sign}{first}{'.' * bool(rest)}{rest}e{exponent:+03d}"
    return repr(value).removesuffix(".0")
