"""The fake server's verdict on manifests: enough of the real one's form to see every state of the page."""

import io
import re
import zipfile
from typing import Any

import orjson
import yaml
from django.http import HttpRequest, JsonResponse

from core.pages.differences import diff_lines
from tests.browser.fake.server import Stage

applied: list[str] = []
BAD = {
    "replica": ("replicas", 'unknown field "spec.replica"', "spec.replica"),
    "imagePullpolicy": ("imagePullPolicy", 'unknown field "imagePullpolicy"', "imagePullpolicy"),
}


def _files(request: HttpRequest) -> list[tuple[str, str]]:
    found = []
    for file, path in zip(request.FILES.getlist("files"), request.POST.getlist("paths"), strict=True):
        data = file.read()
        if path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                found += [(f"{path}/{name}", archive.read(name).decode()) for name in archive.namelist()]
        else:
            found.append((path, data.decode(errors="replace")))
    return found


def check(request: HttpRequest, name: str) -> JsonResponse:
    """Every document: new, changed when its name says `frontend`, same when `redis`, error when it has a misspelt field."""
    files = _files(request)
    documents: list[dict[str, Any]] = []
    for path, text in files:
        line = 1
        for piece in re.split(r"^---\s*$", text, flags=re.MULTILINE):
            body, length = piece.strip("\n"), piece.count("\n")
            first = line + (len(piece) - len(piece.lstrip("\n")))
            if re.sub(r"^#.*$", "", body, flags=re.MULTILINE).strip():
                documents.append(_document(len(documents), path, first, body))
            line += length
    verdicts = [document["verdict"] for document in documents]
    summary = {word: verdicts.count(word) for word in ("new", "changed", "same")}
    summary |= {"errors": verdicts.count("error"), "warnings": sum(len(document["warnings"]) for document in documents)}
    capacity = {
        "cpu": 2400,
        "memory": 3113851289,
        "pods": 24,
        "free_cpu": 5100,
        "free_memory": 10307921510,
        "fits": True,
    }
    listed = [{"name": path, "bytes": len(text)} for path, text in files]
    return JsonResponse(
        {"token": "t1", "files": listed, "documents": documents, "summary": summary, "capacity": capacity}
    )


def _document(index: int, path: str, first: int, body: str) -> dict[str, Any]:
    lines = body.split("\n")
    made = {
        "index": index,
        "file": path,
        "line": first,
        "end_line": first + len(lines) - 1,
        "source": body,
        "errors": [],
        "warnings": [],
        "diff": [],
    }
    try:
        doc = yaml.safe_load(body)
        metadata = doc["metadata"]
        made |= {
            "kind": doc["kind"],
            "name": metadata["name"],
            "namespace": metadata.get("namespace", "default"),
            "resource": doc["kind"].lower() + "s",
        }
    except (yaml.YAMLError, TypeError, KeyError) as error:
        mark = getattr(error, "problem_mark", None)
        fault = {
            "line": first + (mark.line if mark else 0),
            "column": (mark.column if mark else 0) + 1,
            "path": "",
            "message": str(getattr(error, "problem", error)),
            "suggestion": None,
        }
        return made | {"kind": "", "name": "", "namespace": "", "resource": "", "verdict": "error", "errors": [fault]}
    for number, line in enumerate(lines):
        word = line.strip().split(":")[0].lstrip("- ")
        if word in BAD:
            suggestion, message, where = BAD[word]
            made["errors"].append(
                {
                    "line": first + number,
                    "column": line.index(word) + 1,
                    "path": where,
                    "message": message,
                    "suggestion": suggestion,
                }
            )
        if re.search(r"image: .*:latest", line):
            made["warnings"].append(
                {
                    "line": first + number,
                    "column": 1,
                    "path": "spec.containers[0].image",
                    "message": "the tag `latest` moves: pods may run different images",
                }
            )
    verdict = (
        "error"
        if made["errors"]
        else "changed"
        if metadata["name"] == "frontend" and doc["kind"] == "Deployment"
        else "same"
        if "redis" in metadata["name"]
        else "new"
    )
    if verdict == "changed":
        made["diff"] = diff_lines(body.replace("v0.10.2", "v0.10.1").replace("replicas: 5", "replicas: 3"), body)
    return made | {"verdict": verdict}


def apply(request: HttpRequest, name: str) -> JsonResponse:
    """All of it, at the next revision."""
    applied.append(orjson.loads(request.body)["token"])
    return JsonResponse({"applied": 24, "revision": Stage.get(name).world.revision + 24})
