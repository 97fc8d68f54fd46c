"""Topology domains: for each label key that somebody spreads over, the number of each node's value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Domains = NDArray[np.int32]

NOWHERE = -1
"""The domain of a node that lacks the label."""


class Topology:
    """Per key a column of domain numbers, made when first asked for. Equal label values have equal numbers."""

    def __init__(self) -> None:
        self._labels: list[dict[str, str]] = []
        self._columns: dict[str, Domains] = {}
        self._numbers: dict[str, dict[str, int]] = {}
        self._samples: dict[str, dict[int, int]] = {}

    def grow(self, size: int) -> None:
        more = size - len(self._labels)
        self._labels += [{} for _ in range(more)]
        for key, column in self._columns.items():
            self._columns[key] = np.concatenate([column, np.full(more, NOWHERE, np.int32)])

    def place(self, row: int, labels: dict[str, str]) -> None:
        """Note a node's labels."""
        self._labels[row] = labels
        self._samples.clear()
        for key, column in self._columns.items():
            column[row] = self._number(key, labels.get(key))

    def domains(self, key: str) -> Domains:
        """The domain number of every row for a label key."""
        column = self._columns.get(key)
        if column is None:
            self._numbers[key] = {}
            found = [self._number(key, labels.get(key)) for labels in self._labels]
            column = self._columns[key] = np.array(found, np.int32)
        return column

    def samples(self, key: str, exists: NDArray[np.bool_]) -> dict[int, int]:
        """Domain → a row in it, over the rows that exist; lacking the label is a domain too. A copy."""
        found = self._samples.get(key)
        if found is None:
            rows = np.flatnonzero(exists)
            numbers, firsts = np.unique(self.domains(key)[rows], return_index=True)
            found = self._samples[key] = dict(zip(numbers.tolist(), rows[firsts].tolist(), strict=True))
        return dict(found)

    def size(self, key: str) -> int:
        """How many numbers a key has used."""
        return len(self._numbers[key])

    def _number(self, key: str, value: str | None) -> int:
        if value is None:
            return NOWHERE
        numbers = self._numbers[key]
        return numbers.setdefault(value, len(numbers))
