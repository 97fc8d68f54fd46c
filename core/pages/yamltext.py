"""Documents as the YAML text that people read and edit: sorted as kubectl prints it, secrets masked."""

import re
from typing import Any

import yaml

from core.meta.objects import Doc

MASK = "••••••••"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

# Plain words that a reader of YAML 1.2 takes for numbers and PyYAML, of 1.1, for text: they need quotes.
_NUMBER_LIKE = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")


class _Dumper(yaml.CSafeDumper):
    """Indents lists as kubectl does not, but people do; never writes anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.CSafeDumper, value: str) -> yaml.ScalarNode:
    if "\n" in value and not any(line != line.rstrip() for line in value.split("\n")):
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|")
    style = "'" if _NUMBER_LIKE.fullmatch(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _represent_text)


def write_yaml(doc: Doc) -> str:
    """The document as text, keys sorted."""
    return str(yaml.dump(doc, Dumper=_Dumper, default_flow_style=False, allow_unicode=True, width=2**20))


def shown(doc: Doc) -> Doc:
    """The document as people may see it: without managed fields, with the values of a Secret masked."""
    metadata = {name: value for name, value in doc["metadata"].items() if name != "managedFields"}
    if doc.get("kind") != "Secret":
        return {**doc, "metadata": metadata}
    annotations = metadata.get("annotations") or {}
    if LAST_APPLIED in annotations:
        metadata["annotations"] = {**annotations, LAST_APPLIED: MASK}
    masked = {field: dict.fromkeys(doc[field], MASK) for field in ("data", "stringData") if doc.get(field)}
    return {**doc, **masked, "metadata": metadata}


def unmasked(doc: Doc, old: Doc | None) -> Doc:
    """What a person sent back after seeing `shown(old)`, with the values that are still masked as they were."""
    if old is None or doc.get("kind") != "Secret":
        return doc
    metadata = doc["metadata"]
    annotations = metadata.get("annotations") or {}
    before = (old["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if annotations.get(LAST_APPLIED) == MASK and before is not None:
        metadata = {**metadata, "annotations": {**annotations, LAST_APPLIED: before}}
    data = _restored(doc.get("data"), old.get("data") or {})
    return {**doc, "metadata": metadata, **({"data": data} if data is not None else {})}


def _restored(data: Any, before: Doc) -> Any:
    if not isinstance(data, dict):
        return data
    return {name: before.get(name, value) if value == MASK else value for name, value in data.items()}
