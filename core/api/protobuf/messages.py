"""The types of `fields.txt`: which field a number means, and how its value reads as JSON."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple


class Member(NamedTuple):
    """One field of a message."""

    name: str
    type: str
    """A letter for plain values, else the name of a message."""
    is_list: bool
    is_map: bool
    is_inline: bool
    """Whether its own fields stand beside the others."""


Message = dict[int, Member]


def of(name: str) -> Message:
    """The fields of a message by number. Raises ``KeyError`` for one that the table lacks."""
    return _message(_lines()[name])


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    text = (files(__package__) / "fields.txt").read_text()
    found = (line.partition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: members for name, _, members in found}


@lru_cache(maxsize=1024)
def _message(line: str) -> Message:
    return dict(_member(note) for note in line.split())


def _member(note: str) -> tuple[int, Member]:
    name, _, rest = note.partition("=")
    number, _, type_ = rest.partition(":")
    plain = type_.removeprefix("[]").removeprefix("{}")
    found = Member(name.removeprefix("^"), plain, type_[:2] == "[]", type_[:2] == "{}", name[:1] == "^")
    return int(number), found
