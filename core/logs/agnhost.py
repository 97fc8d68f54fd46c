"""What agnhost says, the image of Kubernetes' own tests, and how long it runs: it makes logs, and tells what it finds.

Source: test/images/agnhost (entrypoint-tester, logs-generator, mounttest, netexec, pause, serve-hostname).
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final, NamedTuple

from core.logs.files import HOSTS, File
from core.logs.sayings import AFTER, GAP, STDERR, Mark, Piece, Saying
from core.meta.durations import parse_duration
from core.meta.time import MILLISECOND, SECOND

MOST_LINES: Final = 5_000
_RETRY_SECONDS: Final = 180
EVERY_TURN: Final = 2 * SECOND
"""Between two looks at the same file."""
_KLOG: Final = ("I", Mark("%m%d"), " ", Mark("%H:%M:%S.%f"), "       1 ")
_ONCE: Final = {
    "pause": "Paused",
    "netexec": "Started HTTP server on port 8080\nStarted UDP server on port 8081",
    "serve-hostname": "Serving on port 9376.",
}
_SHORT: Final = frozenset(
    {
        "connect", "dns-server-list", "dns-suffix", "entrypoint-tester", "etc-hosts", "logs-generator", "mounttest",
        "net", "test-service-account-issuer-discovery",
    }
)  # fmt: skip
"""Commands that end by themselves; all others serve or wait for good."""
_NEW: Final = re.compile(r"new_file_(0[0-7]{3})")
_NEW_CONTENT: Final = "mount-tester new file\n"


class Found(NamedTuple):
    """What a program finds in its container."""

    files: dict[str, File]
    in_memory: frozenset[str]
    """Mount paths that are a tmpfs."""
    user: tuple[int, int]


def said_by(program: str, words: list[str], found: Found) -> list[Saying]:
    """What it says when ``program`` is started with ``words``; without any it pauses."""
    command = words[0] if words else "pause"
    if command == "logs-generator":
        return list(_generated(_flags(words[1:])))
    if command == "mounttest":
        return _at_once(_found(_flags(words[1:]), found._replace(files=dict(found.files))))
    if command == "etc-hosts":
        return _at_once(found.files[HOSTS].content.rstrip("\n").split("\n")) if HOSTS in found.files else []
    if command == "entrypoint-tester":
        return _at_once([f"[{' '.join([program, *words])}]"])
    return _at_once(_ONCE.get(command, "").split("\n")) if command in _ONCE else []


def repeated(words: list[str], versions: list[tuple[int, Found]]) -> list[Saying]:
    """What `mounttest` says again and again; ``versions``: from when (µs after the start) on it finds what."""
    flags = _flags(words[1:])
    said: list[Saying] = []
    for turn in range(0, lasting(words) or 0, EVERY_TURN):
        found = [held for since, held in versions if since <= turn][-1]
        lines = [line for name, path in flags if name.endswith("_in_loop") for line in _told(name, path, found)]
        said += [Saying(AFTER, turn + 20 * MILLISECOND + at * GAP, (line,)) for at, line in enumerate(lines)]
    return said[:MOST_LINES]


def is_repeating(words: list[str]) -> bool:
    """Whether it looks at files again and again."""
    return words[:1] == ["mounttest"] and any(name.endswith("_in_loop") for name, _ in _flags(words[1:]))


def lasting(words: list[str]) -> int | None:
    """µs for which it runs when it is started with ``words``; ``None`` where it does not end by itself."""
    command, flags = words[0] if words else "pause", dict(_flags(words[1:]))
    if command not in _SHORT:
        return None
    if command == "logs-generator":
        return _duration(flags)
    if any(name.endswith("_in_loop") for name in flags):
        retries = flags.get("retry_time", "")
        return (int(retries[:9]) if retries.isdecimal() else _RETRY_SECONDS) * SECOND
    return 100 * MILLISECOND


def _duration(flags: dict[str, str]) -> int:
    """For how long it generates logs."""
    return parse_duration(flags.get("run-duration", flags.get("d", "1s"))) or SECOND


def _at_once(lines: list[str]) -> list[Saying]:
    return [Saying(AFTER, 20 * MILLISECOND + at * GAP, (line,)) for at, line in enumerate(lines)]


def _flags(words: list[str]) -> list[tuple[str, str]]:
    """`--name=value` and `--name value`."""
    found: list[tuple[str, str]] = []
    for word in words:
        if word.startswith("-"):
            name, _, value = word.lstrip("-").partition("=")
            found.append((name, value))
        elif found:
            found[-1] = (found[-1][0], word)
    return found


def _generated(flags: list[tuple[str, str]]) -> Iterator[Saying]:
    """Lines of made-up requests, evenly over the time."""
    given = dict(flags)
    total = given.get("log-lines-total", given.get("t", "0"))
    lasts = _duration(given)
    count = min(int(total), MOST_LINES) if total.isdecimal() and len(total) < 9 else 0
    for at in range(count):
        drawn = blake2b(f"{at}".encode(), digest_size=4).hexdigest()
        method, space = ("GET", "PUT", "POST")[int(drawn[0], 16) % 3], ("default", "kube-system", "ns")[at % 3]
        line = f"logs_generator.go:76] {at} {method} /api/v1/namespaces/{space}/pods/{drawn[:3]} {200 + at * 7 % 400}"
        pieces: tuple[Piece, ...] = (*_KLOG, line)
        yield Saying(AFTER, lasts * (at + 1) // (count + 1), pieces, STDERR)


def _found(flags: list[tuple[str, str]], found: Found) -> list[str]:
    """What it tells of files, which it may make itself before."""
    for name, path in flags:
        made = _NEW.fullmatch(name)
        if made:
            found.files[path] = File(_NEW_CONTENT, int(made[1], 8))
    return [line for name, path in flags for line in _told(name, path, found)]


def _told(name: str, path: str, found: Found) -> list[str]:
    file = found.files.get(path)
    if name == "fs_type":
        return [f'mount type of "{path}": {"tmpfs" if path.rstrip("/") in found.in_memory else "ext2/ext3"}']
    if name == "file_perm" and file is None:
        return [f'perms of file "{path}": {stat.filemode(stat.S_IFREG | 0o777)}']
    if file is None:
        is_read = name in ("file_content", "file_content_in_loop")
        return [f"Error reading file {path}: open {path}: no such file or directory, retrying"] if is_read else []
    if name in ("file_content", "file_content_in_loop"):
        return f'content of file "{path}": {file.content}'.split("\n")
    if name in ("file_mode", "file_perm"):
        noun = "mode" if name == "file_mode" else "perms"
        return [f'{noun} of file "{path}": {stat.filemode(stat.S_IFREG | file.mode)}']
    if name == "file_owner":
        return [f'owner UID of "{path}": {found.user[0]}', f'owner GID of "{path}": {found.user[1]}']
    return []
