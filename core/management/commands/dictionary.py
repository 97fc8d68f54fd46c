"""`dictionary`: train what documents are compressed with from the logs of this database."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

import zstandard
from django.core.management.base import BaseCommand, CommandError

from core.models import Change
from core.store.codec import LEVEL, SHIPPED, current_codec

SIZE = 64 * 1024
EACH = 400
"""Samples of one resource, verb and actor: what is frequent shall not crowd out what is rare."""
FEWEST = 1000


class Command(BaseCommand):
    """For developers: a version ships the dictionary, and databases keep every one that they were packed with."""

    help = "Train the dictionary that documents are compressed with from all logs of this database (for developers)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Where to write it."""
        parser.add_argument("--output", type=Path, default=SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        """Sample, train, write, and say what it gains."""
        samples: list[bytes | bytearray | memoryview] = list(_samples())
        if len(samples) < FEWEST:
            raise CommandError(f"{len(samples)} documents are too few to learn from; run some clusters first.")
        trained = zstandard.train_dictionary(SIZE, samples, level=LEVEL, notifications=0)
        options["output"].write_bytes(trained.as_bytes())
        packed = zstandard.ZstdCompressor(level=LEVEL, dict_data=trained, write_checksum=False)
        before = sum(map(len, samples)) / len(samples)
        after = sum(len(packed.compress(sample)) for sample in samples) / len(samples)
        self.stdout.write(f"{len(samples)} documents: {before:.0f} bytes each, {after:.0f} packed")


def _samples() -> list[bytes]:
    """Texts of documents, up to `EACH` of a sort, spread over the logs."""
    sorts: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for pk, *sort in Change.objects.values_list("pk", "resource", "verb", "actor"):
        sorts[sort[0], sort[1], sort[2]].append(pk)
    chosen = [pk for found in sorts.values() for pk in found[:: max(1, len(found) // EACH)]]
    text = current_codec().text
    rows = (Change.objects.get(pk=pk) for pk in chosen)
    return [text(row.dictionary_id or 0, bytes(row.doc)) for row in rows]
