"""One process of the application: started, started again when it dies, stopped."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from clusterviz.supervisor.logs import open_log

PR_SET_PDEATHSIG = 1  # linux/prctl.h: the signal that this process gets when its parent dies
STEADY = 5.0  # seconds after which a process counts as having started well
LONGEST_PAUSE = 5.0  # seconds before starting a process again that keeps dying


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None]:
    """A function to run in a new process: it gets the signal when its parent dies, kill -9 included (Linux)."""
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up here: after fork is no place to load a library
    return lambda: prctl(PR_SET_PDEATHSIG, number) and None


@dataclass
class Child:
    """A command with a log file. `needed_last` is stopped after the others, because they use it to end well."""

    name: str
    command: list[str]
    log: Path
    needed_last: bool = False
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0  # in a row, each soon after its start
    started: float = 0.0
    due: float = field(default=0.0)  # when it may be started again (monotonic seconds)

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl-C reaches only the supervisor."""
        with open_log(self.log) as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(),  # the supervisor has one thread while it starts processes
            )
        self.started = time.monotonic()

    def tend(self) -> int | None:
        """Start it again when it has died and is due; the exit code of a death noticed by this call, else None."""
        if self.process is None:
            if time.monotonic() >= self.due:
                self.start()
            return None
        code = self.process.poll()
        if code is not None:
            self._plan_restart()
        return code

    def _plan_restart(self) -> None:
        """At once the first time, then after pauses that double."""
        now = time.monotonic()
        self.deaths = self.deaths + 1 if now - self.started < STEADY else 0
        pause = min(LONGEST_PAUSE, 0.25 * 2**self.deaths) if self.deaths > 1 else 0.0
        self.due = now + pause
        self.process = None

    def signal(self, number: int) -> None:
        """Send a signal to the process and all that it started."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def is_running(self) -> bool:
        """Whether the process is there now."""
        return self.process is not None and self.process.poll() is None
