"""The form in which a client wants documents: whole, as tables, or their metadata alone."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from core import clock
from core.api.request import Request
from core.kinds.kind import Kind
from core.machinery import table, versions
from core.meta import errors
from core.meta.objects import Doc
from core.store.listing import Item

YAML = "application/yaml"
PROTOBUF = "application/vnd.kubernetes.protobuf"
"""Which is read (`core.api.protobuf`) and not written."""
_META = "meta.k8s.io/v1"
_KNOWN = ("application/json", "application/*", "*/*", YAML)
_VERSIONS = ("v1", "v1beta1")
_FORMS = ("Table", "PartialObjectMetadata", "PartialObjectMetadataList")


@dataclass(frozen=True, slots=True)
class Form:
    """`style` is empty for whole documents, else the kind in which they are wrapped."""

    style: str = ""
    content_type: str = "application/json"
    include: str = "Metadata"
    """What a table's rows hold of their objects: None, Metadata or Object."""
    api_version: str = _META
    """Of what documents are wrapped in."""


def form_of(request: Request) -> Form:
    """The first form that is accepted and known. Raises `StatusError` (406) when there is none."""
    accept = request.headers.get("accept", "") or "*/*"
    for offer in accept.split(","):
        media, *parameters = (part.strip() for part in offer.split(";"))
        if media not in _KNOWN:
            continue
        given = dict(part.partition("=")[::2] for part in parameters)
        style = given.get("as", "")
        if style in _FORMS and given.get("g") == "meta.k8s.io" and given.get("v") in _VERSIONS:
            content_type = f"application/json;as={style};g=meta.k8s.io;v={given['v']}"
            include = request.one("includeObject") or "Metadata"
            return Form(style.removesuffix("List"), content_type, include, f"meta.k8s.io/{given['v']}")
        if not style:
            return Form()
    raise not_acceptable()


def not_acceptable() -> errors.StatusError:
    """406: the client wants a form that there is not."""
    why = "only the following media types are accepted: application/json, application/yaml, " + PROTOBUF
    return errors.StatusError(406, "NotAcceptable", why)


def prefers_yaml(accept: str) -> bool:
    """Whether the first form that is accepted and known is YAML, in which whole answers are told."""
    offers = (offer.partition(";")[0].strip() for offer in accept.split(","))
    return next((media for media in offers if media in _KNOWN), "") == YAML


def one(form: Form, kind: Kind, doc: Doc, now: int) -> Doc:
    """A single document; ``now`` is the virtual time (µs) from which a table counts ages."""
    if form.style == "Table":
        return tabulate(form, kind, [doc], now, {"resourceVersion": _version(doc)})
    return _partial(form, doc) if form.style else versions.shown(kind, doc)


def many(form: Form, kind: Kind, docs: Iterable[Doc], metadata: Doc, now: int) -> Doc:
    """A list of documents; items of a plain list go without kind and apiVersion, as upstream's."""
    if form.style == "Table":
        return tabulate(form, kind, docs, now, metadata)
    if form.style:
        items = [_partial(form, doc) for doc in docs]
        kind_of_list = "PartialObjectMetadataList"
        return {"kind": kind_of_list, "apiVersion": form.api_version, "metadata": metadata, "items": items}
    bare = [_untyped(versions.shown(kind, doc)) for doc in docs]
    return {"kind": f"{kind.kind}List", "apiVersion": kind.api_version, "metadata": metadata, "items": bare}


def listed(form: Form, kind: Kind, items: Iterable[Item], metadata: Doc, now: int) -> bytes:
    """The JSON of a list. Where it holds documents as they are stored, their bytes are passed on unread."""
    if form.style:
        found = many(form, kind, (item.doc() for item in items), metadata, now)
        return orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE)
    told = orjson.dumps({"kind": f"{kind.kind}List", "apiVersion": kind.api_version, "metadata": metadata})
    own = tuple(orjson.dumps(one)[:-1] + b"," for one in _types(kind))
    return told[:-1] + b',"items":[' + b",".join([_bare(kind, item, own) for item in items]) + b"]}\n"


def _types(kind: Kind) -> tuple[Doc, Doc]:
    """What a document of the kind begins with."""
    return {"apiVersion": kind.api_version, "kind": kind.kind}, {"kind": kind.kind, "apiVersion": kind.api_version}


def _bare(kind: Kind, item: Item, own: tuple[bytes, ...]) -> bytes:
    """An item's JSON without kind and apiVersion."""
    text = item.text()
    for types in own:
        if text.startswith(types):
            return b"{" + text[len(types) :]
    return orjson.dumps(_untyped(versions.shown(kind, item.doc())))


def _untyped(doc: Doc) -> Doc:
    return {name: doc[name] for name in doc if name not in ("kind", "apiVersion")}


def tabulate(form: Form, kind: Kind, docs: Iterable[Doc], now: int, metadata: Doc) -> Doc:
    """A table whose rows hold of their objects what was asked for."""
    docs = [versions.shown(kind, doc) for doc in docs]
    found = table.table(kind, docs, now, metadata)
    if form.include == "Object":
        for row, doc in zip(found["rows"], docs, strict=True):
            row["object"] = doc
    elif form.include == "None":
        for row in found["rows"]:
            row["object"] = None
    elif form.api_version != _META:
        for row in found["rows"]:
            row["object"]["apiVersion"] = form.api_version
    return {**found, "apiVersion": form.api_version}


def virtual_now(request: Request) -> int:
    """The cluster's virtual time (µs), from which ages are counted."""
    return clock.now(request.cluster, time.time_ns() // 1000)


def _partial(form: Form, doc: Doc) -> Doc:
    return {"kind": "PartialObjectMetadata", "apiVersion": form.api_version, "metadata": doc["metadata"]}


def _version(doc: Doc) -> str:
    return str(doc.get("metadata", {}).get("resourceVersion", ""))
