"""The components of a cluster in their order, which is part of determinism: of two due at once the first goes first."""

from __future__ import annotations

from core.machinery.certificates import Authority
from simulator.controllers.aggregation import ClusterRoleAggregation
from simulator.controllers.certificates import CertificateApprover, CertificateCleaner, CertificateSigner
from simulator.controllers.deployment.component import DeploymentController
from simulator.controllers.disruption.component import DisruptionController
from simulator.controllers.endpoints.component import EndpointsController
from simulator.controllers.endpoints.facts import selector
from simulator.controllers.endpoints.mirroring import EndpointSliceMirroringController
from simulator.controllers.endpoints.slicing import EndpointSliceController
from simulator.controllers.garbagecollector.component import GarbageCollector
from simulator.controllers.membership import Membership
from simulator.controllers.namespaces.component import NamespaceController
from simulator.controllers.nodelifecycle.component import NodeLifecycle
from simulator.controllers.nodelifecycle.evicting import TaintEviction
from simulator.controllers.podgc import PodGc
from simulator.controllers.protection import ClaimProtection, ClassProtection, VolumeProtection
from simulator.controllers.replicaset.component import ReplicaSetController, ReplicationController
from simulator.controllers.resourcequotas import ResourceQuotaController
from simulator.controllers.serviceaccounts import RootCaPublisher, ServiceAccountController
from simulator.controllers.tally import Tally
from simulator.engine.component import Component
from simulator.kubelet.component import Kubelet
from simulator.scheduler.component import Scheduler


def components(ca: str, *, key: str = "", is_hollow: bool = False) -> list[Component]:
    """Everything that acts in a cluster; ``ca`` is the certificate (PEM) that its service accounts trust.

    ``key``: that authority's private key (PEM); without it certificates are not signed. ``is_hollow``: containers
    never end by themselves.
    """
    return [*controllers(ca, key), Scheduler(), Kubelet(is_hollow)]


def controllers(ca: str, key: str = "") -> list[Component]:
    """What kube-controller-manager runs."""
    tally, services = Tally(), Membership("services", selector)
    return [
        ServiceAccountController(),
        RootCaPublisher(ca),
        ClusterRoleAggregation(),
        DeploymentController(),
        ReplicaSetController(tally),
        ReplicationController(tally),
        EndpointsController(services),
        EndpointSliceController(services),
        EndpointSliceMirroringController(),
        NamespaceController(),
        GarbageCollector(),
        PodGc(),
        NodeLifecycle(),
        TaintEviction(),
        DisruptionController(),
        ResourceQuotaController(),
        ClaimProtection(),
        VolumeProtection(),
        ClassProtection(),
        CertificateApprover(),
        CertificateSigner(Authority(ca, key) if key else None),
        CertificateCleaner(),
    ]
