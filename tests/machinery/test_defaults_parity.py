"""Every object is stored with the defaults and admission of a real control plane."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core.kinds import registry
from core.machinery import admission, defaults, schema, strategy
from core.meta.objects import Doc
from core.store.memory import MemoryStore
from tests import reference

SUFFIX = re.compile(r"kube-api-access-[a-z0-9]{5}")
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DRAWN = {"clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort", "lastPhaseTransitionTime"}
BORN = {"uid": "12345678-1234-1234-1234-123456789abc", "creationTimestamp": "2026-01-01T00:00:00Z"}


def recorded() -> list[Doc]:
    return reference.read("defaults/created.json") if reference.REFERENCE.is_dir() else []


def plain(value: Any, field: str = "") -> Any:
    """A document without what differs from run to run."""
    if isinstance(value, dict):
        return {key: plain(item, key) for key, item in value.items() if key not in BORN}
    if field in DRAWN and value not in ("None", ["None"]):
        return "drawn"
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return UID.sub("<uid>", SUFFIX.sub("kube-api-access-", value))
    return value


def cluster() -> MemoryStore:
    store = MemoryStore()
    docs: list[Doc] = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "rec"}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "rec"}},
    ]
    store.load([(registry.key_of(doc), doc) for doc in docs], 1)
    return store


def store_one(doc: Doc) -> Doc:
    kind = registry.kind_of(doc)
    doc = schema.accept(kind, doc)
    born = {**doc, "metadata": {**doc["metadata"], **BORN}}
    prepared = strategy.prepare_create(kind, defaults.apply(kind, born))
    return admission.admit_create(kind, prepared, cluster(), "seed")


@reference.needs_reference
@pytest.mark.parametrize("case", [pytest.param(case, id=case["case"]) for case in recorded()])
def test_an_object_is_stored_as_a_real_control_plane_stores_it(case: Doc) -> None:
    assert plain(store_one(case["input"])) == plain(case["stored"])
