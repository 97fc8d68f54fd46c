"""Virtual time: whole microseconds since the Unix epoch, and Kubernetes' two spellings of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

MICROSECOND = 1
MILLISECOND = 1_000
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

LAST = 253_402_300_799 * SECOND
"""The end of the year 9999, beyond which RFC 3339 has no spelling."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4096)
def _whole_second(seconds: int) -> str:
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc3339(us: int) -> str:
    """``metav1.Time``: RFC 3339 in UTC, cut to the second."""
    return _whole_second(us // SECOND)


def rfc3339_micro(us: int) -> str:
    """``metav1.MicroTime``: RFC 3339 in UTC with six decimals."""
    return f"{_whole_second(us // SECOND)[:-1]}.{us % SECOND:06d}Z"


@lru_cache(maxsize=4096)
def parse(text: str) -> int:
    """Microseconds of an RFC 3339 time. Raises ``ValueError`` when ``text`` is none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def ceil_second(us: int) -> int:
    """The first whole second at or after ``us``."""
    return -(-us // SECOND) * SECOND
