"""Recordings of behaviour that does not exist here yet: their cases are counted, and none is equal."""

from __future__ import annotations

from collections.abc import Callable

from tests.parity.recordings import Recordings, Report


def replay(file: str, missing: str) -> Callable[[Recordings], Report]:
    """What counts the cases of ``file``, and says of each what is missing."""

    def count(recordings: Recordings) -> Report:
        report = Report()
        for case in recordings.cases(file):
            report.add(case["case"], missing)
        return report

    return count
