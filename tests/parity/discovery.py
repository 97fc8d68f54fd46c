"""`discovery/`: what the server says that it serves, over HTTP; more may stand beside what was recorded."""

from __future__ import annotations

from typing import Any

from tests.api.client import Api
from tests.parity import served
from tests.parity.recordings import Recordings, Report, first_difference

FOLDER = "discovery"
_AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
_PLACES = {
    "api.json": "/api",
    "apis.json": "/apis",
    "api-aggregated.json": "/api",
    "apis-aggregated.json": "/apis",
    "version.json": "/version",
    "openapi-v3-index.json": "/openapi/v3",
}
_OWN = {"storageVersionHash", "serverAddress", "serverRelativeURL"}
"""Of the recorded server alone: hashes, and its address."""


def replay(recordings: Recordings) -> Report:
    """Ask for every recorded document."""
    names = sorted(path.name for path in (recordings.folder / FOLDER).iterdir())

    async def play(api: Api) -> Report:
        report = Report()
        for name in names:
            accept = _AGGREGATED if name.endswith("-aggregated.json") else "application/json"
            response = await api.get(_place(name), accept=accept)
            wanted = recordings.read(f"{FOLDER}/{name}")
            got = response.doc if response.status == 200 else {}
            report.add(name, first_difference(_plain(wanted), _plain(_recorded_part(wanted, got))))
        return report

    return served.replay("discovery", (), play)


def _place(name: str) -> str:
    if name in _PLACES:
        return _PLACES[name]
    # apis-GROUP-VERSION.json; the version is what follows the last dash.
    prefix, _, version = name.removesuffix(".json").rpartition("-")
    root, _, group = prefix.partition("-")
    return "/".join(["", root, group, version] if group else ["", root, version])


def _recorded_part(wanted: Any, got: Any) -> Any:
    """What was answered, without the groups, kinds and paths that were not recorded."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        if "paths" in wanted:
            got = {**got, "paths": {path: got["paths"][path] for path in wanted["paths"] if path in got["paths"]}}
        return {name: _recorded_part(wanted.get(name), value) for name, value in got.items()}
    if isinstance(wanted, list) and isinstance(got, list) and all(isinstance(one, dict) for one in [*wanted, *got]):
        known = {_name(one): one for one in wanted}
        return [_recorded_part(known[_name(one)], one) for one in got if _name(one) in known]
    return got


def _name(item: Any) -> str:
    named = item.get("name") or (item.get("metadata") or {}).get("name")
    fields = ("resource", "subresource", "groupVersion", "version")
    return str(named or next((item[field] for field in fields if field in item), ""))


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if name not in _OWN}
    return value
