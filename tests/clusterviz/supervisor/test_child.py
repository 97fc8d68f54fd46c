"""One watched process, with commands that end quickly."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clusterviz.supervisor.child import Child
from clusterviz.supervisor.failure import StartFailure
from clusterviz.supervisor.logs import last_line, open_log, trim
from clusterviz.supervisor.watch import Watch

LASTING = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something outside of this process."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def said() -> list[str]:
    """What the watch said."""
    return []


@pytest.fixture
def watch(said: list[str]) -> Iterator[Watch]:
    """A watch whose processes are gone after the test, and the signal handlers as they were."""
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    watch = Watch(said.append)
    yield watch
    watch.stop()
    for number, handler in zip((signal.SIGINT, signal.SIGTERM), handlers, strict=True):
        signal.signal(number, handler)


def python(code: str, folder: Path, **options: bool) -> Child:
    """A child that runs `code`."""
    return Child("thing", [sys.executable, "-c", code], folder / "log" / "thing.log", **options)


def is_up(child: Child) -> bool:
    """Whether it has said so."""
    return child.log.exists() and "up" in child.log.read_text()


def test_a_killed_process_is_started_again_at_once_and_said_so(watch: Watch, said: list[str], tmp_path: Path) -> None:
    child = python(LASTING, tmp_path)
    watch.add(child)
    assert child.process
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    watch.tend()
    watch.tend()
    assert child.process and child.process.pid != first
    assert said == ["thing ended (SIGKILL) and is started again."]


def test_a_process_that_keeps_dying_waits_longer_each_time(tmp_path: Path) -> None:
    child = python("", tmp_path)
    pauses = []
    for _ in range(6):
        child.start()
        assert child.process
        child.process.wait()
        child.tend()
        pauses.append(round(child.due - time.monotonic(), 1))
    assert pauses == [0, 1, 2, 4, 5, 5]


def test_a_process_that_never_starts_is_reported_with_its_last_words(watch: Watch, tmp_path: Path) -> None:
    watch.add(python("raise SystemExit('no such table')", tmp_path))
    with pytest.raises(StartFailure, match="thing does not start: no such table"):
        watch.wait_for(lambda: False, "It", 60)


def test_what_does_not_answer_in_time_is_named(watch: Watch, tmp_path: Path) -> None:
    watch.add(python(LASTING, tmp_path))
    with pytest.raises(StartFailure, match=r"^It did not answer within 0 seconds; the log files are in .*log\.$"):
        watch.wait_for(lambda: False, "It", 0.01)


def test_stopping_ends_also_who_ignores_the_request(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clusterviz.supervisor.watch.GRACE", 0.2)
    child = python(STUBBORN, tmp_path)
    watch.add(child)
    until(lambda: is_up(child))
    watch.stop()
    assert not child.is_running()


def test_what_others_need_ends_last(watch: Watch, tmp_path: Path) -> None:
    ended: list[str] = []

    class Recorded(Child):
        def signal(self, number: int) -> None:
            if number == signal.SIGTERM:
                ended.append(self.name)
            super().signal(number)

    for name, last in (("broker", True), ("worker", False)):
        watch.add(Recorded(name, [sys.executable, "-c", LASTING], tmp_path / name, needed_last=last))
    watch.stop()
    assert ended == ["worker", "broker"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_a_killed_supervisor_leaves_no_process(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path; import sys, time
from clusterviz.supervisor.child import Child
child = Child("thing", [sys.executable, "-c", {LASTING!r}], Path({str(tmp_path)!r}) / "thing.log")
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout
        orphan = Path("/proc", supervisor.stdout.readline().strip(), "stat")
        assert orphan.exists()
        supervisor.kill()
    until(lambda: not orphan.exists() or orphan.read_text().split()[2] == "Z")


def test_a_log_file_stays_short_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with open_log(path) as log:
        log.write(b"a" * 100)
        trim(path, limit=99)
        log.write(b"later\n")
    assert path.read_bytes() == b"later\n"
    assert (tmp_path / "log.1").read_bytes() == b"a" * 100


def test_the_last_words_are_the_last_line_that_says_something(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("Traceback\n  ValueError: why\n\n  \n")
    assert last_line(tmp_path / "log") == "ValueError: why"
