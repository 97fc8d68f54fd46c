"""Kubernetes quantities (`100m`, `1.5Gi`, `1e3`): exact reading, canonical writing, arithmetic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

NANO: Final = 10**9
MILLI: Final = 10**6
_MAX: Final = (2**63 - 1) * NANO

_FORM: Final = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)", re.ASCII)
_BINARY: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_DECIMAL_NAMES: Final = {exponent: name for name, exponent in _DECIMAL.items()}
_EXPONENT: Final = re.compile(r"[eE]([-+]?[0-9]+)", re.ASCII)

FORMAT_ERROR: Final = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
NUMBER_ERROR: Final = "unable to parse numeric part of quantity"
SUFFIX_ERROR: Final = "unable to parse quantity's suffix"


class QuantityError(ValueError):
    """Text that is no quantity; the message is upstream's."""


def _ceil(value: int, unit: int) -> int:
    """Divide away from zero, as quantities round: a trace of a resource is one unit of it."""
    return -(-value // unit) if value >= 0 else value // unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in billionths (`nano`) and the format it is printed in."""

    nano: int
    format: str = "DecimalSI"

    @property
    def value(self) -> int:
        """Whole units, rounded up."""
        return _ceil(self.nano, NANO)

    @property
    def milli(self) -> int:
        """Thousandths, rounded up."""
        return _ceil(self.nano, MILLI)

    def __str__(self) -> str:
        if self.format == "BinarySI" and abs(self.nano) >= 1024 * NANO and not self.nano % NANO:
            return _binary_text(self.nano // NANO)
        return _decimal_text(self.nano, self.format == "DecimalExponent")

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.nano + other.nano, self.format if self.nano else other.format)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.nano - other.nano, self.format if self.nano else other.format)

    def __neg__(self) -> Quantity:
        return Quantity(-self.nano, self.format)

    def __lt__(self, other: Quantity) -> bool:
        return self.nano < other.nano

    def __le__(self, other: Quantity) -> bool:
        return self.nano <= other.nano

    def __bool__(self) -> bool:
        return self.nano != 0


ZERO: Final = Quantity(0)


def _binary_text(value: int) -> str:
    power = 0
    while value and value % 1024 == 0 and power < 60:
        value //= 1024
        power += 10
    name = next((name for name, shift in _BINARY.items() if shift == power), "")
    return f"{value}{name}"


def _decimal_text(nano: int, scientific: bool) -> str:
    if nano == 0:
        return "0"
    exponent = -9
    while nano % 1000 == 0 and (scientific or exponent < 18):
        nano //= 1000
        exponent += 3
    if scientific:
        return f"{nano}e{exponent}" if exponent else str(nano)
    return f"{nano}{_DECIMAL_NAMES[exponent]}"


def _read_suffix(suffix: str) -> tuple[int, int, str]:
    """Return (base, exponent, format) of a suffix."""
    if suffix in _DECIMAL:
        return 10, _DECIMAL[suffix], "DecimalSI"
    if suffix in _BINARY:
        return 2, _BINARY[suffix], "BinarySI"
    match = _EXPONENT.fullmatch(suffix)
    if not match:
        raise QuantityError(SUFFIX_ERROR)
    # int() would read a million digits; no amount needs more than three.
    exponent = int(match[1]) if len(match[1]) < 6 else 10**5
    if abs(exponent) > 2**15:
        raise QuantityError(SUFFIX_ERROR)
    return 10, exponent, "DecimalExponent"


@lru_cache(maxsize=8192)
def parse(text: str) -> Quantity:
    """Read a quantity; finer than a billionth rounds away from zero, beyond 2⁶³−1 is capped.

    Raises QuantityError with upstream's message. Source: apimachinery api/resource quantity.go.
    """
    match = _FORM.fullmatch(text.strip())
    if not text or not match:
        raise QuantityError(FORMAT_ERROR)
    sign, whole, fraction, suffix = match[1], match[2], match[3] or "", match[4]
    if not whole and not fraction:
        raise QuantityError(NUMBER_ERROR)
    base, exponent, style = _read_suffix(suffix)
    if len(whole) + len(fraction) > 4096:
        raise QuantityError(NUMBER_ERROR)
    nano = _scale(int(whole + fraction), base, exponent, 9 - len(fraction))
    if style == "BinarySI" and 0 < nano < NANO:
        style = "DecimalSI"
    return Quantity(-nano if sign == "-" else nano, style)


def _scale(digits: int, base: int, exponent: int, tens: int) -> int:
    """digits × base^exponent × 10^tens, rounded up and capped."""
    if base == 2:
        digits <<= exponent
    else:
        tens += exponent
    if digits == 0:
        return 0
    if tens > 64:
        return _MAX
    amount = digits * 10**tens if tens >= 0 else _ceil(digits, 10 ** min(-tens, 8192))
    return min(amount, _MAX)


def read(value: Any) -> Quantity:
    """Read a quantity as documents hold it: text or a bare number; absent is zero."""
    if value is None:
        return ZERO
    if isinstance(value, str):
        return parse(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise QuantityError(FORMAT_ERROR)
    return parse(repr(value))


@lru_cache(maxsize=8192)
def canonical(text: str) -> str:
    """Rewrite a quantity as the API server stores it: `1000m` → `1`, `0.5` → `500m`."""
    return str(parse(text))


@lru_cache(maxsize=8192)
def milli(text: str | int | float | None) -> int:
    """Thousandths of a quantity, rounded up: the scheduler's unit of CPU."""
    return read(text).milli


@lru_cache(maxsize=8192)
def value(text: str | int | float | None) -> int:
    """Whole units of a quantity, rounded up: bytes of memory, counts of pods."""
    return read(text).value


def of_milli(thousandths: int, style: str = "DecimalSI") -> str:
    """Write thousandths: 1500 → `1500m`, 2000 → `2`."""
    return str(Quantity(thousandths * MILLI, style))


def of_value(units: int, style: str = "DecimalSI") -> str:
    """Write whole units: 1024 in BinarySI → `1Ki`."""
    return str(Quantity(units * NANO, style))


Resources = dict[str, str]


def add(left: Resources, right: Resources) -> Resources:
    """Sum two resource lists name by name."""
    return {**left, **{name: str(read(left.get(name)) + read(more)) for name, more in right.items()}}


def subtract(left: Resources, right: Resources) -> Resources:
    """Take `right` from `left`; names that only `right` has go negative."""
    return {**left, **{name: str(read(left.get(name)) - read(less)) for name, less in right.items()}}


def maximum(left: Resources, right: Resources) -> Resources:
    """The greater of each resource."""
    larger = {name: more for name, more in right.items() if name not in left or read(left[name]) < read(more)}
    return {**left, **larger}
