"""`simulate`: run manifests on a cluster in memory and print what became of them."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

import click
import orjson
from django.core.management.base import BaseCommand, CommandError

from core import authority
from core.machinery import decode, table
from core.meta.errors import StatusError
from core.meta.objects import Doc
from core.meta.time import MINUTE, SECOND, parse
from core.pages.manifests.check import in_order
from core.pages.manifests.items import read_items
from core.pages.manifests.upload import Source
from simulator import clusters
from simulator.headless import Simulation

BEGINNING = parse("2026-01-01T00:00:00Z")
SETTLING = SECOND
"""How long the empty cluster runs before anything is applied: its service accounts are there by then."""
SUFFIXES = {".yaml", ".yml", ".json"}
UNITS = {"s": SECOND, "m": MINUTE, "h": 60 * MINUTE, "d": 24 * 60 * MINUTE}
SHOWN = ("deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "pods", "nodes")
"""What the summary prints, when there is any."""


class Command(BaseCommand):
    help = "Run manifests on a simulated cluster in memory, in virtual time, and print the final objects."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="manifest files, or folders of them")
        parser.add_argument("--nodes", type=int, default=None, metavar="N", help="nodes in three zones (default: 6)")
        parser.add_argument("--until", default="stable", help="a duration such as 90s, 10m, 2h, or 'stable' (default)")
        parser.add_argument("--seed", default="1", help="same seed and same manifests give the same bytes")
        parser.add_argument("--ca", type=Path, help="the cluster's CA certificate (PEM); default: drawn from the seed")
        parser.add_argument("--output", choices=("table", "json", "yaml"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        until = read_duration(options["until"])
        documents = read_documents(manifest_files(options["paths"]))
        simulation = begin(options)
        first = simulation.store.head()
        try:
            simulation.apply(documents)
        except StatusError as error:
            raise CommandError(str(error)) from error
        stable = run(simulation, until)
        self._print(simulation, first, options["output"])
        if until is None and not stable:
            self.stderr.write("not stable after an hour of virtual time")

    def _print(self, simulation: Simulation, first: int, output: str) -> None:
        if output == "table":
            self.stdout.write(summary(simulation))
            return
        final = {
            "apiVersion": "v1",
            "kind": "List",
            "metadata": {"resourceVersion": ""},
            "items": written_since(simulation, first),
        }
        if output == "json":
            self.stdout.write(orjson.dumps(final, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode())
        else:
            self.stdout.write(decode.encode(final))


def read_duration(text: str) -> int | None:
    """µs of ``90s``, ``10m``, ``1h30m``; ``None`` for ``stable``."""
    if text == "stable":
        return None
    parts = re.findall(r"(\d+)([smhd])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise CommandError(f"--until: expected 'stable' or a duration such as 90s, 10m or 1h30m, not {text!r}")
    return sum(int(number) * UNITS[unit] for number, unit in parts)


def manifest_files(paths: list[Path]) -> list[Path]:
    """The manifest files that ``paths`` name, folders searched through, in order of their names."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path}: no such file or folder")
        inside = sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES) if path.is_dir() else [path]
        if not inside:
            raise CommandError(f"{path}: no .yaml, .yml or .json file in it")
        found.extend(inside)
    return found


def read_documents(paths: list[Path]) -> list[Doc]:
    """The documents of all files in the order of applying; every error in any of them is told with its place."""
    items = read_items([Source(str(path), path.read_bytes()) for path in paths])
    lines = [
        f"{item.file}:{error['line']}:{error['column']}: {error['message']}" for item in items for error in item.errors
    ]
    if lines:
        raise CommandError("\n".join(lines))
    return [item.doc for item in in_order(items)]


def begin(options: dict[str, Any]) -> Simulation:
    template = "demo" if options["nodes"] is None else f"nodes-{options['nodes']}"
    seed = options["seed"]
    ca = options["ca"].read_text() if options["ca"] else authority.drawn(seed)
    documents = clusters.documents(template, seed, BEGINNING)
    key = "" if options["ca"] else authority.drawn_key(seed)
    simulation = Simulation(documents, seed=seed, now=BEGINNING, ca=ca, key=key, keep_log=False)
    simulation.run(BEGINNING + SETTLING)
    return simulation


def run(simulation: Simulation, until: int | None) -> bool:
    """Run for ``until`` µs, or until stable; whether it became stable. A bar shows on a terminal."""
    length = (until or 60 * MINUTE) // SECOND
    start = simulation.engine.now
    with click.progressbar(length=length, label="virtual time", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(now: int) -> None:
            bar.update(max(0, (now - start) // SECOND - bar.pos))

        if until is None:
            return simulation.run_until_stable(progress)
        simulation.run(start + until, progress)
    return True


def written_since(simulation: Simulation, revision: int) -> list[Doc]:
    """All objects that were written after ``revision``, in order of resource, namespace and name."""
    store = simulation.store
    docs = (doc for resource in sorted(store.resources()) for doc in store.list(resource))
    return [doc for doc in docs if int(doc["metadata"]["resourceVersion"]) > revision]


def summary(simulation: Simulation) -> str:
    """The workloads as kubectl prints them."""
    parts = []
    for resource in SHOWN:
        docs = simulation.store.list(resource)
        if docs:
            parts.append(table.text(resource, docs, simulation.engine.now))
    return "\n\n".join(parts)
