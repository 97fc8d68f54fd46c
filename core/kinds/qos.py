"""A pod's quality of service, from what its containers request and may use.

Source: pkg/apis/core/v1/helper/qos/qos.go.
"""

from __future__ import annotations

from typing import Final

from core.meta import quantity
from core.meta.objects import Doc

GUARANTEED: Final = "Guaranteed"
BURSTABLE: Final = "Burstable"
BEST_EFFORT: Final = "BestEffort"
COMPUTE: Final = ("cpu", "memory")


def class_of(spec: Doc) -> str:
    """Guaranteed: every container's limits equal its requests; BestEffort: nothing is asked for.

    Resources of the pod as a whole, where given, decide alone.
    """
    whole = spec.get("resources")
    if whole and (whole.get("requests") or whole.get("limits")):
        asked = [_compute(whole)]
    else:
        containers = [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
        asked = [_compute(container.get("resources") or {}) for container in containers]
    if not any(requests or limits for requests, limits in asked):
        return BEST_EFFORT
    if all(len(limits) == len(COMPUTE) and requests in ({}, limits) for requests, limits in asked):
        return GUARANTEED
    return BURSTABLE


def _compute(resources: Doc) -> tuple[dict[str, int], dict[str, int]]:
    return _positive(resources.get("requests")), _positive(resources.get("limits"))


def _positive(amounts: Doc | None) -> dict[str, int]:
    found = {name: quantity.milli((amounts or {}).get(name)) for name in COMPUTE}
    return {name: amount for name, amount in found.items() if amount > 0}
