"""The ReplicaSets of a deployment: which is new, which are old, their sizes and revisions.

Source of the rules: pkg/controller/deployment/util/deployment_util.go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from core.machinery.identity import SUFFIX_ALPHABET
from core.meta.objects import Doc, name
from core.meta.objects import annotations as notes

HASH_LABEL = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
REVISION_HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED = "deployment.kubernetes.io/desired-replicas"
MOST = "deployment.kubernetes.io/max-replicas"
NOT_COPIED = frozenset(
    {
        "kubectl.kubernetes.io/last-applied-configuration",
        "deprecated.deployment.rollback.to",
        REVISION,
        REVISION_HISTORY,
        DESIRED,
        MOST,
    }
)
HISTORY_LENGTH = 2000
"""Characters that the list of earlier revisions may take."""


class Sets(NamedTuple):
    """The new set, if there is one yet, and the others, oldest first."""

    new: Doc | None
    old: list[Doc]

    @property
    def every(self) -> list[Doc]:
        return [*self.old, self.new] if self.new is not None else self.old


def divide(deployment: Doc, found: Iterable[Doc]) -> Sets:
    """Tell the set that has the deployment's template from the others; of several, the oldest is it."""
    ordered = sorted(found, key=by_age)
    new = next((doc for doc in ordered if is_of_template(doc, deployment["spec"]["template"])), None)
    return Sets(new, [doc for doc in ordered if doc is not new])


def by_age(doc: Doc) -> tuple[str, str]:
    return doc["metadata"]["creationTimestamp"], name(doc)


def by_size(doc: Doc) -> int:
    return replicas(doc)


def is_of_template(doc: Doc, template: Doc) -> bool:
    """Whether a set's template is ``template`` but for the hash label."""
    own = doc["spec"]["template"]
    return own.get("spec") == template.get("spec") and _bare(own) == _bare(template)


def _bare(template: Doc) -> Doc:
    meta = template.get("metadata") or {}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != HASH_LABEL}
    return {**{field: value for field, value in meta.items() if value}, "labels": labels}


def replicas(doc: Doc) -> int:
    return int(doc["spec"].get("replicas", 1))


def state(doc: Doc, field: str) -> int:
    """One count of a set's status."""
    return int((doc.get("status") or {}).get(field, 0))


def active(found: Iterable[Doc]) -> list[Doc]:
    """Those that want pods."""
    return [doc for doc in found if replicas(doc) > 0]


def wanted(found: Iterable[Doc]) -> int:
    return sum(replicas(doc) for doc in found)


def actual(found: Iterable[Doc], field: str = "replicas") -> int:
    return sum(state(doc, field) for doc in found)


def revision(doc: Doc) -> int:
    text = notes(doc).get(REVISION, "")
    return int(text) if text.isdigit() else 0


def template_hash(template: Doc, collisions: int | None) -> str:
    """A name for a template in the letters of generated names; ``collisions`` tells apart what would be equal."""
    text = json.dumps(template, sort_keys=True, separators=(",", ":"))
    drawn = int.from_bytes(blake2b(f"{text}\0{collisions}".encode(), digest_size=4).digest(), "big")
    return "".join(SUFFIX_ALPHABET[ord(digit) % len(SUFFIX_ALPHABET)] for digit in str(drawn))


def renumbered(held: dict[str, str], number: int) -> dict[str, str]:
    """A set's annotations once it is revision ``number``: the number it had goes to its history."""
    text = held.get(REVISION, "")
    before = int(text) if text.isdigit() else 0
    if before >= number:
        return held
    made = {**held, REVISION: str(number)}
    if text:
        earlier = [part for part in held.get(REVISION_HISTORY, "").split(",") if part]
        made[REVISION_HISTORY] = _shortened([*earlier, text])
    return made


def _shortened(revisions: Sequence[str]) -> str:
    kept = list(revisions)
    while len(",".join(kept)) > HISTORY_LENGTH:
        kept.pop(0)
    return ",".join(kept)


def inherited(deployment: Doc) -> dict[str, str]:
    """The annotations that a deployment hands to its sets."""
    return {key: value for key, value in notes(deployment).items() if key not in NOT_COPIED}


def sized(held: dict[str, str], desired: int, most: int) -> dict[str, str]:
    """Annotations that say for which size of the deployment a set was scaled."""
    return {**held, DESIRED: str(desired), MOST: str(most)}


def expired(old: Iterable[Doc], limit: int) -> list[Doc]:
    """Old sets beyond the history limit, lowest revision first; those that still have pods stay."""
    alive = [doc for doc in old if "deletionTimestamp" not in doc["metadata"]]
    surplus = sorted(alive, key=lambda doc: (revision(doc), by_age(doc)))[: max(0, len(alive) - limit)]
    return [doc for doc in surplus if _is_idle(doc)]


def is_observed(doc: Doc) -> bool:
    """Whether the set's own loop has acted on its present size."""
    return bool(doc["metadata"].get("generation", 0) <= state(doc, "observedGeneration"))


def _is_idle(doc: Doc) -> bool:
    return replicas(doc) == 0 and state(doc, "replicas") == 0 and is_observed(doc)
