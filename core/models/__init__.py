"""The rows in which clusters, their objects and their logs are kept; written by `core.store`, read by the admin too."""

from core.models.audit import AuditEntry, AuditTally
from core.models.change import Change, Event
from core.models.cluster import Cluster
from core.models.decision import Decision
from core.models.dictionary import Dictionary
from core.models.keyframe import Keyframe
from core.models.object import Object
from core.models.proxies import PROXIES
from core.models.turn import EngineTurn

__all__ = [
    "PROXIES",
    "AuditEntry",
    "AuditTally",
    "Change",
    "Cluster",
    "Decision",
    "Dictionary",
    "EngineTurn",
    "Event",
    "Keyframe",
    "Object",
]
