"""Selector text as in `kubectl -l` and `--field-selector`, read by upstream's grammar."""

from __future__ import annotations

import re
from typing import Final, NamedTuple, NoReturn

from core.meta import labels, names
from core.meta.labels import Requirement, Selector


class SelectorError(ValueError):
    """Text that is no selector; the message is upstream's."""


class _Token(NamedTuple):
    kind: str
    text: str


_TOKEN: Final = re.compile(r"\s*(==|!=|=|,|\(|\)|!|>|<|[^\s=!,()<>]+)")
_SYMBOLS: Final = frozenset({"==", "!=", "=", ",", "(", ")", "!", ">", "<"})


def _scan(text: str) -> list[_Token]:
    found = [match[1] for match in _TOKEN.finditer(text)]
    tokens = [
        _Token(piece if piece in _SYMBOLS or piece in ("in", "notin") else "identifier", piece) for piece in found
    ]
    return [*tokens, _Token("end", "")]


class _Parser:
    """Reads tokens left to right; a keyword is an identifier where a value is expected."""

    def __init__(self, text: str) -> None:
        self.tokens = _scan(text)
        self.at = 0

    def peek(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def requirements(self) -> list[Requirement]:
        found: list[Requirement] = []
        while self.peek().kind != "end":
            found.append(self.requirement())
            token = self.take()
            if token.kind == "end":
                return found
            if token.kind != ",":
                raise SelectorError(f"found '{token.text}', expected: ',' or 'end of string'")
            if self.peek().kind not in ("identifier", "!", "in", "notin"):
                raise SelectorError(f"found '{self.peek().text}', expected: identifier after ','")
        return found

    def requirement(self) -> Requirement:
        negated = self.peek().kind == "!"
        if negated:
            self.take()
        key = self.identifier()
        _check_key(key)
        if negated:
            return Requirement(key, labels.ABSENT)
        if self.peek().kind in ("end", ","):
            return Requirement(key, labels.EXISTS)
        return self.comparison(key)

    def identifier(self) -> str:
        token = self.take()
        if token.kind not in ("identifier", "in", "notin"):
            _refuse(f"found '{token.text}', expected: identifier")
        return token.text

    def comparison(self, key: str) -> Requirement:
        operator = self.take()
        if operator.kind in ("in", "notin"):
            values = self.value_set()
            return _require(key, labels.IN if operator.kind == "in" else labels.NOT_IN, values)
        if operator.kind in ("=", "=="):
            return _require(key, labels.IN, {self.exact_value()})
        if operator.kind == "!=":
            return _require(key, labels.NOT_IN, {self.exact_value()})
        if operator.kind in (">", "<"):
            return _bound(key, operator.kind, self.exact_value())
        return _refuse(f"found '{operator.text}', expected: in, notin, =, ==, !=, gt, lt")

    def exact_value(self) -> str:
        if self.peek().kind in ("end", ","):
            return ""
        return self.identifier()

    def value_set(self) -> set[str]:
        opening = self.take()
        if opening.kind != "(":
            _refuse(f"found '{opening.text}' expected: '('")
        values: set[str] = set()
        expecting = True
        while self.peek().kind != ")":
            token = self.take()
            if token.kind == "end":
                _refuse("found '', expected: ',' or ')'")
            if token.kind == ",":
                if expecting:
                    values.add("")
                expecting = True
                continue
            values.add(token.text)
            expecting = False
        self.take()
        return values | {""} if expecting else values


def _refuse(why: str) -> NoReturn:
    raise SelectorError(f"unable to parse requirement: {why}")


def _check_key(key: str) -> None:
    for problem in names.qualified_name(key):
        _refuse(f'key: Invalid value: "{key}": {problem}')


def _require(key: str, operator: str, values: set[str]) -> Requirement:
    for value in sorted(values):
        for problem in names.label_value(value):
            _refuse(f'values[0][{key}]: Invalid value: "{value}": {problem}')
    return Requirement(key, operator, frozenset(values))


def _bound(key: str, symbol: str, value: str) -> Requirement:
    if not re.fullmatch("[-+]?[0-9]+", value):
        why = "for 'Gt', 'Lt' operators, the value must be an integer"
        _refuse(f'values[0]: Invalid value: "{value}": {why}')
    return Requirement(key, labels.GREATER if symbol == ">" else labels.LESS, frozenset((value,)))


def label_selector(text: str) -> Selector:
    """Compile `app=web,tier in (a,b),!legacy`; empty text matches everything.

    Raises SelectorError with upstream's message.
    """
    found = _Parser(text).requirements()
    return Selector(sorted(found, key=lambda r: r.key)) if found else labels.EVERYTHING


class FieldTerm(NamedTuple):
    """One term of a field selector: `path` equal (or not) to `value`."""

    path: str
    equal: bool
    value: str


_FIELD: Final = re.compile(r"([^=!]*?)(==|!=|=)(.*)", re.DOTALL)


def field_selector(text: str) -> list[FieldTerm]:
    """Read `metadata.name=a,status.phase!=Running`; values may escape `,`, `=` and backslash.

    Raises SelectorError with upstream's message.
    """
    terms: list[FieldTerm] = []
    for piece in re.findall(r"(?:[^,\\]|\\.)+", text):
        match = _FIELD.fullmatch(piece)
        if not match:
            raise SelectorError(f"invalid selector: '{text}'; can't understand '{piece}'")
        value = re.sub(r"\\([,=\\])", r"\1", match[3])
        terms.append(FieldTerm(match[1], match[2] != "!=", value))
    return terms
