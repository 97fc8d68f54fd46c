"""The TARGETS column of a HorizontalPodAutoscaler: what each metric is, and should be.

Source: formatHPAMetrics in pkg/printers/internalversion/printers.go.
"""

from __future__ import annotations

from typing import Any, Final

from core.kinds.printing import NONE, UNKNOWN
from core.meta.objects import Doc

_MOST: Final = 2
_SOURCES: Final = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}


def percent(value: Any) -> str:
    """Print a utilisation; unknown while nobody measured it."""
    return UNKNOWN if value is None else f"{value}%"


def describe(doc: Doc) -> str:
    """Print current and wanted value of the first two metrics, and how many more there are."""
    metrics = doc["spec"].get("metrics") or []
    if not metrics:
        return NONE
    current = (doc.get("status") or {}).get("currentMetrics") or []
    shown = [_metric(metric, current[at] if at < len(current) else {}) for at, metric in enumerate(metrics)]
    if len(shown) > _MOST:
        return f"{', '.join(shown[:_MOST])} + {len(shown) - _MOST} more..."
    return ", ".join(shown)


def _metric(metric: Doc, current: Doc) -> str:
    type_ = metric.get("type", "")
    source = _SOURCES.get(type_, "")
    wanted = (metric.get(source) or {}).get("target") or {}
    have = (current.get(source) or {}).get("current") or {} if current.get("type") == type_ else {}
    if wanted.get("averageUtilization") is not None:
        pair = f"{percent(have.get('averageUtilization'))}/{wanted['averageUtilization']}%"
    elif wanted.get("averageValue") is not None:
        suffix = " (avg)" if type_ in ("Object", "External") else ""
        pair = f"{have.get('averageValue') or UNKNOWN}/{wanted['averageValue']}{suffix}"
    else:
        pair = f"{have.get('value') or UNKNOWN}/{wanted.get('value')}"
    return _label(metric, type_, pair)


def _label(metric: Doc, type_: str, pair: str) -> str:
    """Resource metrics are named in front of their values."""
    if type_ not in ("Resource", "ContainerResource"):
        return pair
    name = metric[_SOURCES[type_]].get("name", "")
    return f"{name}: {pair}"
