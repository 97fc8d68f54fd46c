"""The watch over all processes: keeps them running until told to stop, and leaves none behind."""

import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from clusterviz.supervisor.child import Child
from clusterviz.supervisor.failure import StartFailure
from clusterviz.supervisor.logs import last_line, trim

TICK = 0.05  # seconds between two looks at the processes
GRACE = 6.0  # seconds a process has to end by itself
HOPELESS = 3  # deaths in a row during the start after which it is given up
LOG_CHECK = 30.0  # seconds between two looks at the size of the log files


class Watch:
    """Holds the processes; `say` gets one line about each that died."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.children: list[Child] = []
        self.say = say
        self._logs_checked = 0.0

    def add(self, child: Child) -> None:
        """Start a process and keep it running."""
        self.children.append(child)
        child.start()

    def tend(self) -> None:
        """Start again what has died."""
        for child in self.children:
            code = child.tend()
            if code is not None:
                self.say(f"{child.name} ended ({_describe(code)}) and is started again.")
        self._keep_logs_short()

    def wait_for(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Tend until `ready()`; a process that keeps dying, or too long a wait, is a StartFailure."""
        end = time.monotonic() + seconds
        while not ready():
            self.tend()
            for child in self.children:
                if child.deaths >= HOPELESS:
                    raise StartFailure(f"{child.name} does not start: {last_line(child.log)} (more in {child.log})")
            if time.monotonic() > end:
                where = f"the log files are in {self._logs()}"
                raise StartFailure(f"{what} did not answer within {seconds:.0f} seconds; {where}.")
            time.sleep(TICK / 2)

    def run(self) -> None:
        """Tend for ever; ended by an exception, as KeyboardInterrupt."""
        while True:
            self.tend()
            time.sleep(TICK)

    def stop(self) -> None:
        """End everything, politely first; what others need ends last."""
        signal.signal(signal.SIGINT, lambda *_: self._kill_all())
        signal.signal(signal.SIGTERM, lambda *_: self._kill_all())
        _end([child for child in self.children if not child.needed_last])
        _end([child for child in self.children if child.needed_last])

    def _kill_all(self) -> None:
        """A second Ctrl-C: no more patience."""
        for child in self.children:
            child.signal(signal.SIGKILL)

    def _keep_logs_short(self) -> None:
        now = time.monotonic()
        if now - self._logs_checked > LOG_CHECK:
            self._logs_checked = now
            for child in self.children:
                trim(child.log)

    def _logs(self) -> Path:
        return self.children[0].log.parent


def _end(children: Iterable[Child]) -> None:
    children = list(children)
    for child in children:
        child.signal(signal.SIGTERM)
    end = time.monotonic() + GRACE
    while any(child.is_running() for child in children) and time.monotonic() < end:
        time.sleep(TICK / 5)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def _describe(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
