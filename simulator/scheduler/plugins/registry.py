"""The default profile: which plugins, in which order; order decides who refuses first."""

from __future__ import annotations

from simulator.scheduler.plugins.framework import FilterPlugin, ScorePlugin
from simulator.scheduler.plugins.image_locality import ImageLocality
from simulator.scheduler.plugins.inter_pod_affinity import InterPodAffinity
from simulator.scheduler.plugins.node_affinity import NodeAffinity, NodeNames
from simulator.scheduler.plugins.node_name import NodeName
from simulator.scheduler.plugins.node_ports import NodePorts
from simulator.scheduler.plugins.node_resources import NodeResourcesBalancedAllocation, NodeResourcesFit
from simulator.scheduler.plugins.node_unschedulable import NodeUnschedulable
from simulator.scheduler.plugins.pod_topology_spread import PodTopologySpread
from simulator.scheduler.plugins.taint_toleration import TaintToleration

FILTERS: tuple[FilterPlugin, ...] = (
    NodeNames(),
    NodeUnschedulable(),
    NodeName(),
    TaintToleration(),
    NodeAffinity(),
    NodePorts(),
    NodeResourcesFit(),
    PodTopologySpread(),
    InterPodAffinity(),
)
"""In the order of upstream's default_plugins.go."""

SCORERS: tuple[ScorePlugin, ...] = (
    TaintToleration(),
    NodeAffinity(),
    NodeResourcesFit(),
    PodTopologySpread(),
    InterPodAffinity(),
    NodeResourcesBalancedAllocation(),
    ImageLocality(),
)
