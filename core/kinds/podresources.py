"""What a pod as a whole asks for and may use.

Source: k8s.io/component-helpers/resource/helpers.go (PodRequests, PodLimits).
"""

from __future__ import annotations

from typing import Final

from core.meta import quantity
from core.meta.objects import Doc
from core.meta.quantity import Resources

_WHOLE: Final = ("cpu", "memory")


def requests(spec: Doc) -> Resources:
    """The sum of what runs side by side, or what one init container needs if that is more; and the overhead."""
    return quantity.add(_total(spec, "requests"), spec.get("overhead") or {})


def limits(spec: Doc) -> Resources:
    """The same of limits; the overhead counts where there is a limit."""
    total = _total(spec, "limits")
    return quantity.add(total, {name: more for name, more in (spec.get("overhead") or {}).items() if name in total})


def _total(spec: Doc, field: str) -> Resources:
    total: Resources = {}
    for container in spec.get("containers") or ():
        total = quantity.add(total, (container.get("resources") or {}).get(field) or {})
    sidecars: Resources = {}
    most: Resources = {}
    for container in spec.get("initContainers") or ():
        own = (container.get("resources") or {}).get(field) or {}
        if container.get("restartPolicy") == "Always":
            sidecars = quantity.add(sidecars, own)
            own = {}
        most = quantity.maximum(most, quantity.add(sidecars, own))
    total = quantity.maximum(quantity.add(total, sidecars), most)
    whole = (spec.get("resources") or {}).get(field) or {}
    return {**total, **{name: more for name, more in whole.items() if name in _WHOLE or name.startswith("hugepages-")}}
