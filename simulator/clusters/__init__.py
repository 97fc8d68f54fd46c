"""Cluster templates: which nodes and which objects of the system a new cluster begins with. Pure: documents only."""

from simulator.clusters.templates import TEMPLATES, documents, template_of

__all__ = ["TEMPLATES", "documents", "template_of"]
