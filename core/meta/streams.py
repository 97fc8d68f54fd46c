"""Random draws that no other draw can move: each stream is named by (seed, purpose, subject) and starts afresh."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
"""The letters of generated names (k8s.io/apimachinery/pkg/util/rand: no vowels, no look-alikes)."""


class Stream:
    """A sequence of draws, the same on every machine."""

    __slots__ = ("_block", "_name", "_pool")

    def __init__(self, seed: str, purpose: str, subject: str) -> None:
        self._name = f"{seed}\0{purpose}\0{subject}".encode()
        self._block = 0
        self._pool = b""

    def bits(self) -> int:
        """64 random bits."""
        if not self._pool:
            self._pool = blake2b(self._name, salt=self._block.to_bytes(8, "big")).digest()
            self._block += 1
        taken, self._pool = self._pool[:8], self._pool[8:]
        return int.from_bytes(taken, "big")

    def below(self, bound: int) -> int:
        """A whole number in ``[0, bound)``."""
        return self.bits() * bound >> 64

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        return low + (high - low) * (self.bits() >> 11) / (1 << 53)

    def choice(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def suffix(self, length: int = 5) -> str:
        """The random end of a generated name."""
        return "".join(SUFFIX_ALPHABET[self.below(len(SUFFIX_ALPHABET))] for _ in range(length))
