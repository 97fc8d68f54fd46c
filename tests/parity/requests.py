"""`requests/sequences.jsonl`: sequences of requests, over HTTP."""

from __future__ import annotations

from tests.api import sequences
from tests.api.client import Api
from tests.parity import served
from tests.parity.recordings import Recordings, Report

SEQUENCES = "requests/sequences.jsonl"


def replay(recordings: Recordings) -> Report:
    """Send the requests of every sequence; a sequence is equal when all its answers are."""
    cases = recordings.cases(SEQUENCES)

    async def play(api: Api) -> Report:
        report = Report()
        for case in cases:
            report.add(case["case"], "; ".join(await sequences.differences(api, case)))
        return report

    return served.replay("requests", (step["path"] for case in cases for step in case["steps"]), play)
