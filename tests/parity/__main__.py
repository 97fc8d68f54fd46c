"""`python -m tests.parity DIR [--json]`: replay the recordings of a folder, and say what came out equal."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.parity.recordings import SHOWN, Recordings, Report


def main() -> int:
    """Replay and print; 0 when it could be done, whatever came out."""
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of recordings, or a part of one")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--only", action="append", metavar="FILE", help="replay this file alone (may be repeated)")
    parser.add_argument("--all", action="store_true", help="tell all differences, not the first twenty of a file")
    given = parser.parse_args()
    if not given.folder.is_dir():
        parser.error(f"{given.folder} is no folder")
    with tempfile.TemporaryDirectory(prefix="clusterviz-parity-") as var:
        os.environ["CLUSTERVIZ_TEST_VAR"] = var
        reports = _replay(Recordings(given.folder), given.only)
    shown = None if given.all else SHOWN
    if given.json:
        print(json.dumps({name: report.summary(shown) for name, report in reports.items()}, ensure_ascii=False))
    else:
        _print(reports, shown)
    return 0


def _replay(recordings: Recordings, only: list[str] | None) -> dict[str, Report]:
    """Replay each file that is there, in a database that is made for it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.db import connection

    django.setup()
    from tests.parity.files import REPLAYS

    connection.creation.create_test_db(verbosity=0)
    wanted = [name for name in REPLAYS if recordings.has(name) and (only is None or name in only)]
    return {name: _one(REPLAYS[name], recordings) for name in wanted}


def _one(replay: Callable[[Recordings], Report], recordings: Recordings) -> Report:
    """One file's report; a recording that cannot be read hides no other's."""
    try:
        return replay(recordings)
    except Exception as failure:  # whatever it is, the other files are to be replayed
        report = Report()
        report.add("the whole file", f"could not be replayed: {type(failure).__name__}: {failure}")
        return report


def _print(reports: dict[str, Report], shown: int | None) -> None:
    for name, report in reports.items():
        print(f"{name:32} {report.equal:6} of {report.cases:6} equal")
    for name, report in reports.items():
        for difference in report.differences[:shown]:
            print(f"\n{name}: {difference}")


if __name__ == "__main__":
    raise SystemExit(main())
