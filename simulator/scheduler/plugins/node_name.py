"""NodeName: a pod that names its node goes nowhere else."""

from __future__ import annotations

import numpy as np

from simulator.scheduler.nodes import Nodes
from simulator.scheduler.outcome import Filtered, Reason, refused
from simulator.scheduler.plugins.framework import Incoming

REASON = Reason(("node(s) didn't match the requested node name",), resolvable=False)


class NodeName:
    name = "NodeName"

    def filter(self, pod: Incoming, nodes: Nodes) -> Filtered | None:
        wanted = pod.template.rules.node_name
        if not wanted:
            return None
        mask = np.zeros(nodes.size, np.bool_)
        if wanted in nodes.rows:
            mask[nodes.rows[wanted]] = True
        return refused(mask, REASON)
