"""`errors/`: bad objects that are created, and bad updates of objects that are there."""

from __future__ import annotations

import re
from typing import Any

from core.meta.objects import Doc
from tests.api.client import Api, Response
from tests.parity import served
from tests.parity.recordings import Recordings, Report

CREATE, UPDATE = "errors/create.jsonl", "errors/update.jsonl"
_DRAWN = re.compile(r"(?<=nodePort: Duplicate value: )\d+|(?<=^Duplicate value: )3[0-2]\d{3}$")
BASE = "errors/update-base.json"


def create(recordings: Recordings) -> Report:
    """Replay `errors/create.jsonl`."""
    return _replay("created", recordings.cases(CREATE), "POST", fieldValidation="Strict")


def update(recordings: Recordings) -> Report:
    """Replay `errors/update.jsonl` over the objects of `errors/update-base.json`."""
    base = recordings.read(BASE) if recordings.has(BASE) else []
    seeds = [_born(found["object"]) for found in base]
    return _replay("updated", recordings.cases(UPDATE), "PUT", seeds)


def _replay(title: str, cases: list[Any], method: str, seeds: list[Doc] | None = None, **options: str) -> Report:
    async def play(api: Api) -> Report:
        report = Report()
        for case in cases:
            path = served.query(case["path"], dryRun="All", **options)
            report.add(case["case"], difference(case, await api.send(method, path, case["input"])))
        return report

    return served.replay(title, (case["path"] for case in cases), play, seeds or ())


def _born(doc: Doc) -> Doc:
    """The object with a uid: a job's is that of its label, which its selector repeats."""
    meta = doc["metadata"]
    uid = (meta.get("labels") or {}).get("controller-uid") or f"00000000-0000-0000-0000-{abs(hash_of(doc)):012d}"
    return {**doc, "metadata": {"uid": uid, **meta}}


def hash_of(doc: Doc) -> int:
    return sum(ord(letter) * at for at, letter in enumerate(doc["kind"] + doc["metadata"]["name"], 1))


def difference(case: Any, response: Response) -> str:
    """What of an answer is not as recorded: status, reason, message and causes, the latter in their order."""
    told = response.doc
    if response.status < 300:
        return f"accepted, for {case['message']}"
    if (response.status, told.get("reason")) != (case["status"], case["reason"]):
        return f"{response.status} {told.get('reason')}: {told.get('message')}, for {case['status']} {case['message']}"
    if not is_alike(told["message"], case["message"]):
        return f"{told['message']}, for {case['message']}"
    ours, theirs = (told.get("details") or {}).get("causes") or [], case["causes"] or []
    if len(ours) != len(theirs) or not all(map(_same_cause, ours, theirs)):
        return f"causes {ours}, for {theirs}"
    return ""


def _same_cause(ours: dict[str, str], theirs: dict[str, str]) -> bool:
    return ours.keys() == theirs.keys() and all(is_alike(ours[key], theirs[key]) for key in theirs)


def is_alike(found: str, told: str) -> bool:
    """Whether two texts are equal where the recording has no dump of Go's types (`…`) and no drawn port."""
    pattern = ".*".join(map(re.escape, _DRAWN.sub("…", told).split("…")))
    return re.fullmatch(pattern, found, re.DOTALL) is not None
