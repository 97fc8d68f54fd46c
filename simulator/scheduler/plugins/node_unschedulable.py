"""NodeUnschedulable: a cordoned node takes only pods that tolerate being there."""

from __future__ import annotations

from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import Filtered, Reason, refused
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.terms import NO_SCHEDULE, Taint

CORDON = Taint("node.kubernetes.io/unschedulable", "", NO_SCHEDULE)
REASON = Reason(("node(s) were unschedulable",), resolvable=False)


class NodeUnschedulable:
    name = "NodeUnschedulable"

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        if any(one.tolerates(CORDON) for one in pod.template.rules.tolerations):
            return None
        return refused(~nodes.unschedulable, REASON)
