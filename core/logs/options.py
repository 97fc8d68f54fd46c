"""What a reader asks to see of a log (`PodLogOptions`), and how it is written out.

Source of the rules: `ValidatePodLogOptions` in pkg/apis/core/validation/validation.go (with the feature
PodLogsQuerySplitStreams) and pkg/kubelet/kuberuntime/logs/logs.go.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from core.logs.lines import Line
from core.meta import errors, fields
from core.meta.fields import FieldError
from core.meta.time import rfc3339_micro

ALL, STDOUT, STDERR = "All", "Stdout", "Stderr"


@dataclass(frozen=True, slots=True)
class Options:
    """``None`` stands for what was not asked for."""

    container: str = ""
    follow: bool = False
    previous: bool = False
    since_seconds: int | None = None
    since_time: int | None = None
    """µs."""
    timestamps: bool = False
    tail: int | None = None
    limit: int | None = None
    """Bytes."""
    stream: str = ALL


def check(options: Options, pod: str) -> None:
    """Raises `StatusError` (422) for options that cannot be meant."""
    found: list[FieldError] = []
    if options.tail is not None and options.tail < 0:
        found.append(fields.invalid("tailLines", options.tail, "must be greater than or equal to 0"))
    if options.limit is not None and options.limit < 1:
        found.append(fields.invalid("limitBytes", options.limit, "must be greater than 0"))
    if options.since_seconds is not None and options.since_time is not None:
        found.append(fields.forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified"))
    elif options.since_seconds is not None and options.since_seconds < 1:
        found.append(fields.invalid("sinceSeconds", options.since_seconds, "must be greater than 0"))
    if options.stream not in (ALL, STDOUT, STDERR):
        found.append(fields.not_supported("stream", options.stream, [ALL, STDERR, STDOUT]))
    elif options.stream != ALL and options.tail is not None:
        found.append(fields.forbidden("", "`tailLines` and specific `stream` are mutually exclusive for now"))
    if found:
        raise errors.invalid("PodLogOptions", "", pod, found)


class Writer:
    """Writes lines out as one reader wants them, in as many pieces as they come."""

    def __init__(self, options: Options, now: int) -> None:
        self._options = options
        self._since = options.since_time
        if options.since_seconds is not None:
            self._since = now - options.since_seconds * 1_000_000
        self._left = options.limit

    @property
    def is_full(self) -> bool:
        """Whether the reader has had all the bytes that were asked for."""
        return self._left == 0

    def first(self, lines: Iterable[Line]) -> bytes:
        """What is there: of that the last lines, where only those are wanted."""
        tail = self._options.tail
        return self.more(lines if tail is None else deque(lines, maxlen=tail))

    def more(self, lines: Iterable[Line]) -> bytes:
        """Further lines."""
        text = b"".join(self._written(line) for line in lines if self._is_wanted(line))
        if self._left is not None:
            text = text[: self._left]
            self._left -= len(text)
        return text

    def _is_wanted(self, line: Line) -> bool:
        stream = self._options.stream
        return (self._since is None or line.time >= self._since) and (stream == ALL or stream.lower() == line.stream)

    def _written(self, line: Line) -> bytes:
        moment = f"{rfc3339_micro(line.time)[:-1]}000Z " if self._options.timestamps else ""
        return f"{moment}{line.text}\n".encode("utf-8", "replace")
