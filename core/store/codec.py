"""Documents as bytes: JSON, compressed with a dictionary of what documents have in common.

A dictionary is a row of its own and every packed document names it, so that the shipped one may change.
"""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import orjson
import zstandard

from core.models import Dictionary

LEVEL: Final = 1
"""Of zstd: with a dictionary, more effort saves some bytes in a hundred and costs half the speed."""

SHIPPED: Final = Path(__file__).with_name("documents.zdict")
"""What typical documents have in common, as ``manage.py dictionary`` learned it from simulated clusters."""


class Codec:
    """Packs with one dictionary and unpacks with any. Belongs to one thread, as zstd's contexts do."""

    def __init__(self, dictionary: int, content: bytes) -> None:
        self.dictionary = dictionary
        shared = _shared(content)
        shared.precompute_compress(level=LEVEL)
        self._compressor = zstandard.ZstdCompressor(
            level=LEVEL, dict_data=shared, write_checksum=False, write_dict_id=False
        )
        self._decompressors = {dictionary: zstandard.ZstdDecompressor(dict_data=shared)}

    def pack(self, value: Any) -> bytes:
        """The bytes of any JSON value."""
        return self.compress(dump(value))

    def compress(self, text: bytes) -> bytes:
        """The same of its JSON text."""
        packed: bytes = self._compressor.compress(text)
        return packed

    def unpack(self, dictionary: int, data: bytes) -> Any:
        """The JSON value of what `pack` of any codec made."""
        return orjson.loads(self.text(dictionary, data))

    def text(self, dictionary: int, data: bytes) -> bytes:
        """Its JSON text."""
        found = self._decompressors.get(dictionary)
        if found is None:
            content = bytes(Dictionary.objects.get(pk=dictionary).content)
            found = self._decompressors[dictionary] = zstandard.ZstdDecompressor(dict_data=_shared(content))
        return found.decompress(data)


def dump(value: Any) -> bytes:
    """The JSON text of a value, keys in their order; integers of any size."""
    try:
        return orjson.dumps(value, default=tuple)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def squeeze(value: Any) -> bytes:
    """The bytes of a JSON value that resembles no document: compressed by itself."""
    return squeeze_text(dump(value))


def squeeze_text(text: bytes) -> bytes:
    """The same of its JSON text."""
    return zstandard.compress(text, LEVEL)


def expand(data: bytes) -> Any:
    """What `squeeze` was given."""
    return orjson.loads(zstandard.decompress(data))


@lru_cache(maxsize=1)
def shipped() -> tuple[int, bytes]:
    """The key and the content of the dictionary that comes with this version."""
    content = SHIPPED.read_bytes()
    return int.from_bytes(blake2b(content, digest_size=4).digest(), "big") >> 1, content


_of_thread = threading.local()


def current_codec() -> Codec:
    """This thread's codec of the shipped dictionary."""
    codec: Codec | None = getattr(_of_thread, "codec", None)
    if codec is None:
        codec = _of_thread.codec = Codec(*shipped())
    return codec


def register_dictionary(**_: Any) -> None:
    """Keep the shipped dictionary for later versions; called after each migration and before an engine writes."""
    dictionary, content = shipped()
    Dictionary.objects.get_or_create(pk=dictionary, defaults={"content": content})


def _shared(content: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(content, dict_type=zstandard.DICT_TYPE_AUTO)
