"""Label selectors: read from documents and query text, compiled, matched, printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

Labels = Mapping[str, str]
Doc = dict[str, Any]

IN: Final = "In"
NOT_IN: Final = "NotIn"
EXISTS: Final = "Exists"
ABSENT: Final = "DoesNotExist"
GREATER: Final = "Gt"
LESS: Final = "Lt"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on one label."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def matches(self, labels: Labels) -> bool:
        """Whether a map of labels meets the condition; NotIn is met by an absent key."""
        value = labels.get(self.key)
        operator = self.operator
        if operator == IN:
            return value in self.values
        if operator == NOT_IN:
            return value not in self.values
        if operator == EXISTS:
            return value is not None
        if operator == ABSENT:
            return value is None
        return _compares(value, operator, self.values)

    def __str__(self) -> str:
        values = sorted(self.values)
        if self.operator == IN:
            return f"{self.key}={values[0]}" if len(values) == 1 else f"{self.key} in ({','.join(values)})"
        if self.operator == NOT_IN:
            return f"{self.key}!={values[0]}" if len(values) == 1 else f"{self.key} notin ({','.join(values)})"
        if self.operator == EXISTS:
            return self.key
        if self.operator == ABSENT:
            return f"!{self.key}"
        return f"{self.key}{'>' if self.operator == GREATER else '<'}{values[0]}"


def _compares(value: str | None, operator: str, values: frozenset[str]) -> bool:
    """Compare as integers; a label or a bound that is no integer never matches."""
    try:
        have, bound = int(value or ""), int(next(iter(values), ""))
    except ValueError:
        return False
    return have > bound if operator == GREATER else have < bound


class Selector:
    """A compiled conjunction of requirements; no requirement matches everything."""

    __slots__ = ("_exact", "_hash", "_rest", "requirements")

    def __init__(self, requirements: Iterable[Requirement]) -> None:
        self.requirements = tuple(requirements)
        # Equality is what nearly every selector asks: compare those first, without calls.
        self._exact = tuple(
            (r.key, next(iter(r.values))) for r in self.requirements if r.operator == IN and len(r.values) == 1
        )
        self._rest = tuple(r for r in self.requirements if not (r.operator == IN and len(r.values) == 1))
        self._hash = hash(self.requirements)

    def matches(self, labels: Labels | None) -> bool:
        """Whether a map of labels meets every requirement."""
        have = labels or {}
        for key, value in self._exact:
            if have.get(key) != value:
                return False
        return all(requirement.matches(have) for requirement in self._rest)

    @property
    def exact(self) -> tuple[tuple[str, str], ...]:
        """The (key, value) pairs that must be present: what an index can look up."""
        return self._exact

    @property
    def is_empty(self) -> bool:
        """Whether it matches everything."""
        return not self.requirements

    def __str__(self) -> str:
        return ",".join(str(r) for r in self.requirements)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Selector) and self.requirements == other.requirements

    def __hash__(self) -> int:
        return self._hash


class _Nothing(Selector):
    """The selector of an absent LabelSelector: it matches nothing."""

    __slots__ = ()

    def matches(self, labels: Labels | None) -> bool:
        return False

    def __str__(self) -> str:
        return "<none>"


NOTHING: Final[Selector] = _Nothing(())
EVERYTHING: Final = Selector(())


def of_map(labels: Labels | None) -> Selector:
    """The selector of a plain map (Services, ReplicationControllers); empty or absent matches nothing."""
    if not labels:
        return NOTHING
    return _of_pairs(tuple(sorted(labels.items())))


@lru_cache(maxsize=8192)
def _of_pairs(pairs: tuple[tuple[str, str], ...]) -> Selector:
    return Selector(Requirement(key, IN, frozenset((value,))) for key, value in pairs)


def of(selector: Doc | None) -> Selector:
    """Compile a LabelSelector document: absent matches nothing, empty matches everything.

    Requirements come in key order, as upstream prints them.
    """
    if selector is None:
        return NOTHING
    expressions = selector.get("matchExpressions")
    if not expressions:
        return _of_pairs(tuple(sorted((selector.get("matchLabels") or {}).items())))
    found = [Requirement(key, IN, frozenset((value,))) for key, value in (selector.get("matchLabels") or {}).items()]
    found += [expression(item) for item in expressions]
    return Selector(sorted(found, key=lambda r: r.key))


def expression(item: Doc) -> Requirement:
    """Read one entry of matchExpressions (of label selectors and of node selector terms)."""
    return Requirement(item["key"], item["operator"], frozenset(item.get("values") or ()))


def format_selector(selector: Doc | None) -> str:
    """Print a LabelSelector as kubectl's SELECTOR column does; empty is `<none>`."""
    text = str(of(selector))
    return text or "<none>"


def format_map(labels: Labels | None) -> str:
    """Print a map of labels as kubectl does: sorted, joined by commas; empty is `<none>`."""
    if not labels:
        return "<none>"
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
