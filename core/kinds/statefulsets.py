"""StatefulSets: pods with a stable name and stable storage."""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import each, fill, inside, within
from core.kinds.kind import SCALE, STATUS, Kind, columns
from core.kinds.podspec import complete_claim_spec, complete_template
from core.meta.objects import Doc

_SPEC: Final = {
    "replicas": 1,
    "podManagementPolicy": "OrderedReady",
    "updateStrategy": {},
    "revisionHistoryLimit": 10,
    "persistentVolumeClaimRetentionPolicy": {},
}
_RETENTION: Final = {"whenDeleted": "Retain", "whenScaled": "Retain"}
_CLAIM: Final = {"kind": "PersistentVolumeClaim", "apiVersion": "v1", "metadata": {}, "spec": {}}


def _complete(doc: Doc) -> Doc:
    return inside(doc, "spec", _complete_spec)


def _complete_spec(spec: Doc) -> Doc:
    spec = within(fill(spec, _SPEC), "updateStrategy", _complete_strategy)
    spec = within(spec, "persistentVolumeClaimRetentionPolicy", lambda found: fill(found, _RETENTION))
    spec = each(spec, "volumeClaimTemplates", _complete_claim)
    return inside(spec, "template", complete_template)


def _complete_strategy(strategy: Doc) -> Doc:
    strategy = fill(strategy, {"type": "RollingUpdate"})
    if strategy["type"] != "RollingUpdate":
        return strategy
    strategy = fill(strategy, {"rollingUpdate": {}})
    return within(strategy, "rollingUpdate", lambda found: fill(found, {"partition": 0}))


def _complete_claim(claim: Doc) -> Doc:
    return fill(within(fill(claim, _CLAIM), "spec", complete_claim_spec), {"status": {"phase": "Pending"}})


def _cells(doc: Doc, now: int) -> list[Any]:
    spec, status = doc["spec"], printing.status(doc)
    ready = f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}"
    return [printing.name(doc), ready, printing.age(doc, now), *printing.containers(spec["template"]["spec"])]


STATEFUL_SET = Kind(
    kind="StatefulSet",
    plural="statefulsets",
    group="apps",
    short_names=("sts",),
    categories=("all",),
    subresources=(SCALE, STATUS),
    columns=columns("Name", "Ready", "Age", "Containers+", "Images+"),
    defaults=_complete,
    first_status={"replicas": 0, "availableReplicas": 0},
    has_generation=True,
    cells=_cells,
)

KINDS = (STATEFUL_SET,)
