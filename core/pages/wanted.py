"""What people decide of an object, apart from what the server and the controllers write into it."""

import hashlib

import orjson

from core.machinery.merge import LAST_APPLIED
from core.meta.objects import Doc, with_annotations

OBSERVED = ("resourceVersion", "generation", "managedFields")
REVISION = "deployment.kubernetes.io/revision"


def wanted_of(doc: Doc) -> Doc:
    """The document without its status and without what changes with every write."""
    doc = with_annotations(doc, {LAST_APPLIED: None, REVISION: None})
    metadata = {name: value for name, value in doc["metadata"].items() if name not in OBSERVED}
    return {name: value for name, value in doc.items() if name != "status"} | {"metadata": metadata}


def fingerprint(doc: Doc | None) -> str:
    """Changes when somebody changes what is wanted; empty for no object."""
    if doc is None:
        return ""
    return hashlib.sha256(orjson.dumps(wanted_of(doc), option=orjson.OPT_SORT_KEYS)).hexdigest()
