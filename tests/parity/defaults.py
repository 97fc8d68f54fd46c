"""`defaults/created.json`: objects as they are stored, with all defaults, admission and warnings, over HTTP."""

from __future__ import annotations

import re
from typing import Any

from tests.api.client import Api, Response
from tests.parity import served
from tests.parity.recordings import Recordings, Report, first_difference

CREATED = "defaults/created.json"
_SUFFIX = re.compile(r"kube-api-access-[a-z0-9]{5}")
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DRAWN = {"clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort", "lastPhaseTransitionTime"}
_VARIES = {"uid", "creationTimestamp", "resourceVersion", "managedFields"}
"""What differs from run to run; managedFields were not recorded here."""


def replay(recordings: Recordings) -> Report:
    """Create every recorded object without storing it."""
    cases = recordings.cases(CREATED)

    async def play(api: Api) -> Report:
        report = Report()
        for case in cases:
            path = served.query(case["path"], dryRun="All", fieldValidation="Strict")
            report.add(case["case"], difference(case, await api.send("POST", path, case["input"])))
        return report

    return served.replay("defaults", (case["path"] for case in cases), play)


def difference(case: Any, response: Response) -> str:
    """What of the stored object or of the warnings is not as recorded."""
    if response.status != 201:
        return f"{response.status}: {response.doc.get('message')}"
    warnings = ", ".join(response.header("warning"))
    told = case.get("warnings") or ""
    return first_difference(plain(case["stored"]), plain(response.doc)) or first_difference(told, warnings, "warnings")


def plain(value: Any, field: str = "") -> Any:
    """A document without what differs from run to run."""
    if isinstance(value, dict):
        return {key: plain(item, key) for key, item in value.items() if key not in _VARIES}
    if field in _DRAWN and value not in ("None", ["None"]):
        return "drawn"
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return _UID.sub("<uid>", _SUFFIX.sub("kube-api-access-", value))
    return value
