"""Starts all of ClusterViz and keeps it running until Ctrl-C."""

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from clusterviz.supervisor import preconditions
from clusterviz.supervisor.child import die_with_parent
from clusterviz.supervisor.failure import StartFailure
from clusterviz.supervisor.start import start
from clusterviz.supervisor.watch import Watch


class Command(BaseCommand):
    """`manage.py up`: the broker, the web server, the workers and beat under one supervisor."""

    help = "Start everything, print the address when it is ready, and stop everything on Ctrl-C."
    requires_system_checks = ()  # they cost a start a second; the tests run them

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--stop-with-parent` is for `make run`: killing make must leave nothing behind."""
        parser.add_argument("--stop-with-parent", action="store_true", help="end when the calling process ends (Linux)")

    def handle(self, *args: object, **options: object) -> None:
        """Exit code 0 after Ctrl-C or SIGTERM, 1 with one sentence when it cannot start."""
        if options["stop_with_parent"]:
            die_with_parent()()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to stay when the terminal closes
            signal.signal(signal.SIGHUP, _interrupt)
        watch = Watch(self._say)
        try:
            self._run(watch)
        except KeyboardInterrupt:
            pass
        except StartFailure as failure:
            sys.exit(str(failure))
        finally:
            watch.stop()

    def _run(self, watch: Watch) -> None:
        preconditions.require_writable(Path(settings.VAR))
        _lock = preconditions.require_alone(Path(settings.VAR))
        preconditions.require_free_port(settings.PORT)
        self.stdout.write(start(watch, settings.PORT))
        self.stdout.flush()
        watch.run()

    def _say(self, line: str) -> None:
        self.stderr.write(line)
        self.stderr.flush()


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
