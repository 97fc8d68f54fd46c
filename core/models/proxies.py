"""A proxy model of `Object` for every stored kind, made from the registry: `Pod.objects` are all clusters' pods."""

from __future__ import annotations

from typing import Any

from django.db import models

from core.kinds.kind import Kind
from core.kinds.registry import KINDS
from core.models.change import EVENTS
from core.models.object import Object


class KindManager(models.Manager["Object"]):
    """The rows of one resource."""

    def __init__(self, resource: str) -> None:
        super().__init__()
        self.resource = resource

    def get_queryset(self) -> models.QuerySet[Object]:
        return super().get_queryset().filter(resource=self.resource)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KindManager) and other.resource == self.resource

    def __hash__(self) -> int:
        return hash(self.resource)


def _proxy(kind: Kind) -> type[Object]:
    words = _spaced(kind.kind)
    meta = type("Meta", (), {"proxy": True, "verbose_name": words, "verbose_name_plural": _plural(words)})
    body: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": f"The {_plural(words)} among the objects.",
        "kind": kind,
        "objects": KindManager(kind.resource),
        "Meta": meta,
    }
    return type(kind.kind, (Object,), body)


def _spaced(kind: str) -> str:
    """``PersistentVolumeClaim`` → ``persistent volume claim``; runs of capitals (``CSIDriver``) stay together."""
    words = [kind[0]]
    for before, letter, after in zip(kind, kind[1:], kind[2:] + "a", strict=False):
        if letter.isupper() and (before.islower() or after.islower()):
            words.append(" ")
        words.append(letter)
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in "".join(words).split())


def _plural(words: str) -> str:
    if words.endswith("s"):
        return words if words.endswith("endpoints") else f"{words}es"
    if words.endswith("y") and words[-2] not in "aeiou":
        return f"{words[:-1]}ies"
    return f"{words}s"


PROXIES: dict[str, type[Object]] = {
    resource: _proxy(kind) for resource, kind in KINDS.items() if kind.is_stored and resource != EVENTS
}
"""Resource → its proxy model."""
globals().update({model.__name__: model for model in PROXIES.values()})
