"""A verdict as the JSON value that the dashboard shows: why a pod waits, node by node, and what would admit it."""

from __future__ import annotations

from typing import Any

from core.meta.objects import Doc
from simulator.scheduler.admit import admit
from simulator.scheduler.nodes import Nodes
from simulator.scheduler.verdict import Verdict

MOST_NODES = 200


def describe(verdict: Verdict, pod: Doc, nodes: Nodes, message: str) -> dict[str, Any]:
    """``{message, plugins, nodes, counts, admit}``.

    ``nodes``: [name, index of the refusing plugin in ``plugins`` or −1, reason], 200 at most; ``counts``: [reason,
    nodes] over all of them, the most frequent first; ``admit``: [{text, node}].
    """
    listed = sorted(range(len(verdict.nodes)), key=verdict.nodes.__getitem__)[:MOST_NODES]
    return {
        "message": message,
        "plugins": list(verdict.plugins),
        "nodes": [[verdict.nodes[at], int(verdict.plugin[at]), _reason(verdict, at)] for at in listed],
        "counts": [
            [text, count] for text, count in sorted(verdict.histogram().items(), key=lambda one: (-one[1], one[0]))
        ],
        "admit": [one._asdict() for one in admit(verdict, pod, nodes)],
    }


def _reason(verdict: Verdict, at: int) -> str:
    index = int(verdict.reason[at])
    return ", ".join(verdict.reasons[index].texts) if index >= 0 else ""
