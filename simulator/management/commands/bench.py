"""`bench`: run one of the benchmarks and print its figures as one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from types import ModuleType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

import benchmarks

INSIDE = "CLUSTERVIZ_BENCH"
"""Set in the process that measures: its settings then name a database of its own."""


class Command(BaseCommand):
    help = "Run a benchmark and print its figures. With --json, nothing but one JSON object is printed."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        names = parser.add_subparsers(dest="benchmark", required=True, metavar="NAME")
        for name in sorted(found.name for found in pkgutil.iter_modules(benchmarks.__path__) if not found.ispkg):
            module = _module(name)
            one = names.add_parser(name, help=(module.__doc__ or "").strip().splitlines()[0])
            one.add_argument("--json", action="store_true", help="print the figures alone")
            if hasattr(module, "add_arguments"):
                module.add_arguments(one)

    def handle(self, *args: Any, **options: Any) -> None:
        module = _module(options["benchmark"])
        if getattr(module, "NEEDS_DATABASE", False) and INSIDE not in os.environ:
            _rerun_with_own_database(alone=not getattr(module, "STARTS_APPLICATION", False))
            return
        if INSIDE in os.environ:
            call_command("migrate", verbosity=0, interactive=False)
        figures = module.run(options)
        if not options["json"]:
            for name, value in figures.items():
                self.stdout.write(f"{name:>16}  {value}")
        self.stdout.write(json.dumps(figures))
        wanted = getattr(module, "MUST_BE", {})
        wrong = [f"{name} is {figures[name]}" for name in wanted if figures.get(name, wanted[name]) != wanted[name]]
        if wrong:
            raise CommandError(", ".join(wrong))


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"benchmarks.{name}")


def _rerun_with_own_database(*, alone: bool) -> None:
    """Run this very command in a process whose state lives in a new folder, which is then removed.

    ``alone``: without a broker.
    """
    with tempfile.TemporaryDirectory(prefix="clusterviz-bench-") as folder:
        own = {INSIDE: "1", "CLUSTERVIZ_VAR": folder, "DATABASE_URL": ""}
        if alone:
            own["DJANGO_SETTINGS_MODULE"] = "benchmarks.drivers.settings"
        ended = subprocess.run([sys.executable, *sys.argv], env={**os.environ, **own}, check=False)
    if ended.returncode:
        raise CommandError(f"the benchmark ended with exit code {ended.returncode}")
