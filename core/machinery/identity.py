"""What the API server gives a new object: its uid and, after ``generateName``, its name; both from the seed alone."""

from __future__ import annotations

from hashlib import blake2b

from core.meta.objects import Key

SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
"""The letters of generated names (k8s.io/apimachinery/pkg/util/rand): no vowels, no look-alikes."""

SUFFIX_LENGTH = 5
LONGEST_STEM = 63 - SUFFIX_LENGTH
"""A longer ``generateName`` is cut (k8s.io/apiserver/pkg/storage/names)."""


def make_uid(seed: str, key: Key, revision: int) -> str:
    """A version-4 shaped uid for the object that ``revision`` creates under ``key``."""
    text = blake2b(
        f"{seed}\0uid\0{key.resource}/{key.namespace}/{key.name}\0{revision}".encode(), digest_size=16
    ).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[int(text[16], 16) & 3]}{text[17:20]}-{text[20:]}"


def make_name(seed: str, stem: str, revision: int, attempt: int = 0) -> str:
    """``stem`` and five drawn letters, for the object that ``revision`` creates."""
    drawn = int.from_bytes(
        blake2b(f"{seed}\0name\0{stem}\0{revision}\0{attempt}".encode(), digest_size=8).digest(), "big"
    )
    letters = []
    for _ in range(SUFFIX_LENGTH):
        drawn, letter = divmod(drawn, len(SUFFIX_ALPHABET))
        letters.append(SUFFIX_ALPHABET[letter])
    return stem[:LONGEST_STEM] + "".join(letters)
