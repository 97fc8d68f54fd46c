"""Container images: how big they are, how long a pull takes, and which ones cannot be pulled, with what words.

An image cannot be pulled when its form is invalid, when its registry's host ends in ``.invalid`` (RFC 2606: such a name
never resolves) or its tag or last name part is one of `MISSING`. Every other image exists. Its size is looked up in
`KNOWN_MIB`, and otherwise drawn from its name.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from core.meta.time import MILLISECOND, SECOND
from simulator.kubelet import references
from simulator.kubelet.references import HUB, Reference

MIB: Final = 1024 * 1024
MISSING: Final = frozenset(
    {"404", "does-not-exist", "doesnotexist", "nonexistent", "non-existent", "not-found", "notfound", "nope"}
)
"""Tags and repository names that no registry has."""

KNOWN_MIB: Final = {
    "alpine": 4, "busybox": 2, "hello-world": 1, "pause": 1, "nginx": 70, "httpd": 57, "redis": 45, "postgres": 155,
    "mysql": 230, "mariadb": 125, "mongo": 290, "cassandra": 140, "node": 380, "python": 360, "ubuntu": 29,
    "debian": 48,
    "coredns": 23, "kube-proxy": 33, "metrics-server": 22,
}  # fmt: skip
"""Compressed size of well-known images, by the last part of their name, without a tag that says otherwise."""
SMALL_TAGS: Final = ("alpine", "slim", "distroless", "scratch")
SMALLEST, LARGEST = 12, 420
"""MiB between which other images' sizes lie."""

BANDWIDTH: Final = 60 * MIB
"""Bytes a second that a node pulls and unpacks."""
CHECK: Final = 350 * MILLISECOND
"""Time to ask the registry for the manifest: all that a pull of a present image takes."""
REFUSAL: Final = 900 * MILLISECOND
"""Time until a pull that cannot succeed has failed."""


class Failure(NamedTuple):
    """Why an image cannot be had: the container's waiting reason and the runtime's message."""

    reason: str
    message: str


@lru_cache(maxsize=4096)
def size_of(image: str) -> int:
    """Bytes of an image."""
    reference = references.parse(image)
    name = reference.repository.rsplit("/", 1)[-1] if reference else image
    digest = blake2b(f"{reference.full if reference else image}".encode(), digest_size=8).digest()
    drawn = int.from_bytes(digest, "big")
    known = KNOWN_MIB.get(name)
    if known is None:
        share = (drawn >> 11) / (1 << 53)
        size = int(SMALLEST * (LARGEST / SMALLEST) ** share * MIB)
    else:
        size = known * MIB + drawn % (MIB // 2)
    if reference and known != 4 and any(word in reference.tag for word in SMALL_TAGS):
        size //= 3
    return size


def pull_time(image: str, is_present: bool) -> int:
    """µs that a pull that succeeds takes once it is its turn."""
    return CHECK if is_present else CHECK + size_of(image) * SECOND // BANDWIDTH


@lru_cache(maxsize=4096)
def failure_of(image: str) -> Failure | None:
    """Why a pull of ``image`` fails; ``None`` when it succeeds. Words of containerd 2."""
    reference = references.parse(image)
    if reference is None:
        return Failure(
            "InvalidImageName",
            f'Failed to apply default image tag "{image}": '
            f'couldn\'t parse image name "{image}": invalid reference format',
        )
    host = reference.registry.partition(":")[0]
    if host.endswith(".invalid") or host == "invalid":
        return Failure("ErrImagePull", _unresolved(reference, "Unknown", _no_such_host(reference, host)))
    if reference.tag in MISSING:
        return missing(image)
    if reference.repository.rsplit("/", 1)[-1] in MISSING:
        return Failure("ErrImagePull", _unresolved(reference, "Unknown", _no_repository(reference)))
    return None


def missing(image: str) -> Failure:
    """How a pull of an image fails that its registry does not have."""
    reference = references.parse(image)
    if reference is None:
        return Failure("ErrImagePull", "invalid reference format")
    return Failure("ErrImagePull", _unresolved(reference, "NotFound", f"{reference.full}: not found"))


@lru_cache(maxsize=4096)
def digest_of(image: str) -> str:
    """The image's id as a pod's status names it: repository and digest."""
    reference = references.parse(image)
    if reference is None:
        return image
    digest = reference.digest or "sha256:" + blake2b(reference.full.encode(), digest_size=32).hexdigest()
    return f"{reference.name}@{digest}"


@lru_cache(maxsize=4096)
def names_of(image: str) -> tuple[str, ...]:
    """The names under which a node reports the image: by digest, and by tag if it has one."""
    reference = references.parse(image)
    if reference is None:
        return (image,)
    by_tag = (f"{reference.name}:{reference.tag}",) if reference.tag else ()
    return (digest_of(image), *by_tag)


def _unresolved(reference: Reference, code: str, why: str) -> str:
    return (
        f'rpc error: code = {code} desc = failed to pull and unpack image "{reference.full}": '
        f"failed to resolve image: {why}"
    )


def _no_such_host(reference: Reference, host: str) -> str:
    url = f"https://{reference.registry}/v2/{reference.repository}/manifests/{reference.tag or reference.digest}"
    return f'failed to do request: Head "{url}": dial tcp: lookup {host}: no such host'


def _no_repository(reference: Reference) -> str:
    if reference.registry != HUB:
        return f"{reference.full}: not found"
    return (
        "pull access denied, repository does not exist or may require authorization: "
        "server message: insufficient_scope: authorization failed"
    )
