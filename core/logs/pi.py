"""The digits of pi, which the Job of Kubernetes' documentation prints (``print bpi(2000)``)."""

from __future__ import annotations

from functools import lru_cache

_GUARD = 10


@lru_cache(maxsize=8)
def digits(count: int) -> str:
    """Pi rounded to ``count`` significant digits, by Machin's formula."""
    count = max(count, 1)
    unit = 10 ** (count + _GUARD)
    scaled = 4 * (4 * _arctangent(5, unit) - _arctangent(239, unit))
    rounded = str((scaled + 10 ** (_GUARD + 1) // 2) // 10 ** (_GUARD + 1))
    return f"{rounded[0]}.{rounded[1:]}" if count > 1 else rounded


def _arctangent(inverse: int, unit: int) -> int:
    """``unit`` times the arctangent of 1/``inverse``."""
    term = total = unit // inverse
    divisor, sign = 3, -1
    while term:
        term //= inverse * inverse
        total += sign * (term // divisor)
        divisor, sign = divisor + 2, -sign
    return total
