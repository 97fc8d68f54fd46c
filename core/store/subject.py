"""What a change is about, as one number that an index holds."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from core.meta.objects import Doc
from core.store.protocol import EVENTS


@lru_cache(maxsize=1 << 16)
def subject_of(cluster_id: int, uid: str) -> int:
    """64 bits of a hash of cluster and uid, signed; who looks up by it compares the uid itself as well."""
    digest = blake2b(f"{cluster_id}/{uid}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def subject_uid(resource: str, doc: Doc) -> str:
    """The uid of the object, or for an event of the object that it is about; empty where there is none."""
    if resource != EVENTS:
        return str(doc["metadata"].get("uid") or "")
    about = doc.get("involvedObject") or doc.get("regarding") or {}
    return str(about.get("uid") or "")
