"""ConfigMaps and Secrets: data that pods read."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from core.kinds import printing
from core.kinds.filling import fill, without
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc


def _map_cells(doc: Doc, now: int) -> list[Any]:
    size = len(doc.get("data") or ()) + len(doc.get("binaryData") or ())
    return [printing.name(doc), str(size), printing.age(doc, now)]


def _secret_cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), doc.get("type", ""), str(len(doc.get("data") or ())), printing.age(doc, now)]


CONFIG_MAP = Kind(
    kind="ConfigMap",
    plural="configmaps",
    short_names=("cm",),
    columns=columns("Name", "Data", "Age"),
    cells=_map_cells,
)


def _complete_secret(doc: Doc) -> Doc:
    """Fold `stringData` into `data`, encoded; it is never stored itself."""
    plain = doc.get("stringData")
    if plain:
        encoded = {key: b64encode(value.encode()).decode() for key, value in plain.items()}
        doc = {**doc, "data": {**(doc.get("data") or {}), **encoded}}
    return fill(without(doc, "stringData"), {"type": "Opaque"})


SECRET = Kind(
    kind="Secret",
    plural="secrets",
    columns=columns("Name", "Type", "Data", "Age"),
    defaults=_complete_secret,
    cells=_secret_cells,
)

KINDS = (CONFIG_MAP, SECRET)
