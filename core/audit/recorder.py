"""From the request's path to the database: a bounded queue, and a thread that writes what waits in it once a second."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from django.db import OperationalError, close_old_connections

from core.store import audit
from core.store.audit import Entry

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between batches: SQLite's write lock is the engine's too."""
BATCH = 1000
"""Entries in one transaction: short, so that nobody waits for it."""
MOST = 5000
"""Entries that wait at most; what comes beyond is counted as lost."""

Write = Callable[[Sequence[Entry], Mapping[int, int]], None]


class Recorder:
    """Takes entries in any thread without waiting; nothing is written before `start` or `flush`."""

    def __init__(self, write: Write = audit.append, most: int = MOST) -> None:
        self._write = write
        self._most = most
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._some = threading.Event()
        self._waiting: list[Entry] = []
        self._lost: Counter[int] = Counter()
        self._thread: threading.Thread | None = None

    def record(self, entry: Entry) -> None:
        """Have an entry written soon; when too many wait it is counted as lost."""
        with self._lock:
            if len(self._waiting) < self._most:
                self._waiting.append(entry)
            else:
                self._lost[entry.cluster] += 1
        self._some.set()

    def flush(self) -> None:
        """Write what waits. While the database is busy all of it goes on waiting. Raises ``OperationalError``."""
        with self._writing:
            self._some.clear()
            while self._write_some():
                pass

    def _write_some(self) -> bool:
        """Write one batch; whether there was any."""
        with self._lock:
            batch, lost = self._waiting[:BATCH], Counter(self._lost)
        if not batch and not lost:
            return False
        given_up: Counter[int] = Counter()
        try:
            self._write(batch, lost)
        except OperationalError:
            raise
        except Exception:  # whatever it is would come again with the same entries
            log.exception("%s audit entries could not be written", len(batch))
            given_up = Counter(entry.cluster for entry in batch)
            lost = Counter()
        with self._lock:
            del self._waiting[: len(batch)]
            self._lost = self._lost - lost + given_up
        return bool(batch)

    def forget(self) -> None:
        """Drop what waits."""
        with self._lock:
            self._waiting.clear()
            self._lost.clear()

    def start(self) -> None:
        """Write in batches from now on, and what is left when the process ends."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
            self._thread.start()
            atexit.register(self._try_to_flush)

    def _run(self) -> None:
        while True:
            self._some.wait()
            time.sleep(EVERY)
            self._try_to_flush()

    def _try_to_flush(self) -> None:
        try:
            close_old_connections()
            self.flush()
        except OperationalError as error:
            log.warning("the audit waits for the database: %s", error)
            self._some.set()


RECORDER = Recorder()
"""This process's."""
