"""What a filter plugin answers for all nodes: who passes, and for the others a reason as a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
Numbers = NDArray[np.float64]
"""Whole numbers where arithmetic on columns is fastest; exact, since all are far below 2⁵³."""
Scores = Ints | Numbers
Codes = NDArray[np.int16]

MOST = 100
"""framework.MaxNodeScore."""


class Reason(NamedTuple):
    """Why a plugin refuses a node: upstream's texts, and whether removing pods from the node could help."""

    texts: tuple[str, ...]
    resolvable: bool


class Refusals(NamedTuple):
    """``codes[row]`` is 0 where the node passes, else 1 + the index in ``reasons``."""

    codes: Codes
    reasons: tuple[Reason, ...]


class Filtered(NamedTuple):
    """``mask``: the rows that pass. ``explain`` names the reasons and is asked only when somebody wants to know."""

    mask: Mask
    explain: Callable[[], Refusals]


def refused(mask: Mask, reason: Reason) -> Filtered:
    """All that do not pass are refused for one reason."""
    return Filtered(mask, lambda: Refusals((~mask).astype(np.int16), (reason,)))


def normalize(raw: Ints, feasible: Mask, *, reverse: bool = False) -> Ints:
    """Scale raw scores to 0…100 by the largest among feasible nodes (plugins/helper/normalize_score.go)."""
    most = int(raw.max(initial=0, where=feasible))
    if most == 0:
        return np.full(len(raw), MOST if reverse else 0, np.int64)
    scaled = raw * MOST // most
    return MOST - scaled if reverse else scaled
