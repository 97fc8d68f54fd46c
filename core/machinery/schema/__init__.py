"""The published schema of every kind: read from `kubernetes-validate`, compiled on first use.

`types` compiles, `gonames` adds what the publication leaves out, `structure` holds a document against it.
"""

from core.machinery.schema.structure import Problem, accept, check, explain, without_empties
from core.machinery.schema.types import of_kind

__all__ = ["Problem", "accept", "check", "explain", "of_kind", "without_empties"]
