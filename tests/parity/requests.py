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

    # A namespace in which nothing was found was not there.
    places = (step["path"] for case in cases for step in case["steps"] if step["status"] != 404)
    return served.replay("requests", places, play)
