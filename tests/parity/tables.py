"""`tables/columns.json`: the columns of `as=Table` for every listable resource, over HTTP."""

from __future__ import annotations

from tests.api.client import Api
from tests.parity import served
from tests.parity.recordings import Recordings, Report, first_difference

COLUMNS = "tables/columns.json"
_TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1"


def replay(recordings: Recordings) -> Report:
    """List every recorded resource over all namespaces."""
    recorded = recordings.read(COLUMNS)

    async def play(api: Api) -> Report:
        report = Report()
        for place, columns in recorded.items():
            response = await api.get(f"/{place}", accept=_TABLE)
            report.add(place, first_difference(columns, response.doc.get("columnDefinitions")))
        return report

    return served.replay("tables", (), play)
