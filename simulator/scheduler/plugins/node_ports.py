"""NodePorts: a host port is taken once per node, address and protocol."""

from __future__ import annotations

import numpy as np

from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import Filtered, Reason, refused
from simulator.scheduler.plugins.framework import Incoming

REASON = Reason(("node(s) didn't have free ports for the requested pod ports",), resolvable=True)


class NodePorts:
    name = "NodePorts"

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        wanted = pod.template.ports
        if not wanted:
            return None
        mask = np.ones(nodes.size, np.bool_)
        for row, taken in nodes.ports.items():
            mask[row] = not any(port.clashes(other) for port in wanted for other in taken)
        return refused(mask, REASON)
