"""Probes: what one asks, what it meets, and when the kubelet runs it.

Source of the timing: pkg/kubelet/prober/worker.go. Startup and liveness probes tick every period from the pod's start;
a readiness probe runs as soon as its container has started, and every period after that; none runs within
``initialDelaySeconds`` of the container's start.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.meta.objects import Doc
from core.meta.time import SECOND
from simulator.kubelet.vitality import Window, window_of

HTTP, TCP, GRPC, EXEC = "httpGet", "tcpSocket", "grpc", "exec"


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe; delays in µs. ``port`` 0 for exec; ``host`` when it is not the pod's own address."""

    how: str
    port: int
    period: int
    delay: int
    failures: int
    successes: int
    scheme: str = "http"
    path: str = "/"
    host: str = ""
    timeout: int = 1
    window: Window | None = None
    """µs after the container's start between which alone it succeeds."""
    grace: int | None = None
    """Seconds that the container gets to end when it fails, if the pod's own are not meant."""

    def succeeds(self, served: frozenset[int]) -> bool:
        """Whether it meets something: the port is served, or it asks no port of the pod."""
        return self.how == EXEC or bool(self.host) or self.port in served

    def is_outside(self, age: int) -> bool:
        """Whether a container of this age (µs) no longer makes it succeed, or not yet."""
        if self.window is None:
            return False
        begin, end = self.window
        return age < begin or (end is not None and age >= end)

    def ends_at(self, start: int) -> int:
        """When (µs) it begins to fail in a container that started at ``start``; 0 when it does not by itself."""
        return start + self.window[1] if self.window and self.window[1] is not None else 0

    def first_after(self, origin: int, start: int) -> int:
        """The first tick, counted from ``origin``, that is not within the delay after ``start`` (µs)."""
        earliest = max(start + self.delay, origin)
        return origin + -(-(earliest - origin) // self.period) * self.period

    def refusal(self, address: str) -> str:
        """What the probe says when nobody serves its port."""
        target = f"[{address}]:{self.port}" if ":" in address else f"{address}:{self.port}"
        if self.how == GRPC:
            return f'timeout: failed to connect service "{target}" within {self.timeout}s: context deadline exceeded'
        refused = f"dial tcp {target}: connect: connection refused"
        return f'Get "{self.scheme}://{target}{self.path}": {refused}' if self.how == HTTP else refused

    def unhappiness(self, status: int = 503) -> str:
        """What the probe says when its container is there but made to fail."""
        if self.how == HTTP:
            return f"HTTP probe failed with statuscode: {status}"
        if self.how == GRPC:
            return 'service unhealthy (responded with "NOT_SERVING")'
        return "command failed" if self.how == EXEC else "i/o timeout"


def read_probe(doc: Doc, container: Doc, command: str = "") -> Probe:
    """Read a probe with the API's defaults (1 s, 10 s, 3, 1)."""
    how = next((form for form in (HTTP, TCP, GRPC) if doc.get(form)), EXEC)
    action = doc.get(how) or {}
    path = str(action.get("path") or "/")
    return Probe(
        how=how,
        port=_port(action.get("port", 0), container),
        period=(doc.get("periodSeconds") or 10) * SECOND,
        delay=(doc.get("initialDelaySeconds") or 0) * SECOND,
        failures=doc.get("failureThreshold") or 3,
        successes=doc.get("successThreshold") or 1,
        scheme=str(action.get("scheme") or "HTTP").lower(),
        path=path if path.startswith("/") else f"/{path}",
        host=str(action.get("host") or ""),
        timeout=doc.get("timeoutSeconds") or 1,
        window=window_of(doc, container, command),
        grace=doc.get("terminationGracePeriodSeconds"),
    )


def _port(port: int | str, container: Doc) -> int:
    """A port by number, or by the name that the container gives it; 0 when it has no such port."""
    if isinstance(port, int):
        return port
    if port.isascii() and port.isdigit() and len(port) < 6:
        return int(port)
    return next((held["containerPort"] for held in container.get("ports") or () if held.get("name") == port), 0)
