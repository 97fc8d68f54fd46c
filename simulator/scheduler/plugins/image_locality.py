"""ImageLocality: prefers nodes that hold the pod's images already, the more so the more nodes hold them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from simulator.scheduler.nodes import Change, Nodes
from simulator.scheduler.outcome import MOST, Ints, Mask
from simulator.scheduler.plugins.framework import Incoming
from simulator.scheduler.projection import Projection

MEBIBYTE = 1024 * 1024
LEAST_SIZE = 23 * MEBIBYTE
MOST_SIZE = 1000 * MEBIBYTE
"""Per container."""


class ImageScores(Projection):
    """For one list of images: each node's score."""

    follows_pods = False

    def __init__(self, images: tuple[str, ...]) -> None:
        self._images = images
        self._seen: tuple[int, ...] = ()
        self.scores: Ints = np.zeros(0, np.int64)

    def build(self, nodes: Nodes) -> None:
        self._seen = self._state(nodes)
        self.scores = score_images(self._images, nodes)

    def follow(self, nodes: Nodes, change: Change) -> bool:
        return self._state(nodes) == self._seen

    def _state(self, nodes: Nodes) -> tuple[int, ...]:
        return (nodes.count, *(nodes.images.version(image) for image in self._images))


class ImageLocality:
    name = "ImageLocality"
    weight = 1

    def score(self, pod: Incoming, nodes: Nodes, feasible: Mask) -> Ints | None:
        return image_scores(pod.template.images, nodes)


def image_scores(images: tuple[str, ...], nodes: Nodes) -> Ints:
    """`score_images`, kept while neither nodes nor these images change."""
    return nodes.projections.get(("ImageLocality", images), lambda: ImageScores(images)).scores


def score_images(images: tuple[str, ...], nodes: Nodes) -> Ints:
    """The size of images present, scaled by the share of nodes that hold them, from 23 MiB to 1000 MiB a container.

    Where nodes tell different sizes of an image that of the first by name counts (upstream: the first heard of).
    """
    present = np.zeros(nodes.size, np.int64)
    for image, times in Counter(images).items():
        held = nodes.images.held(image)
        if held:
            size = held[min(held, key=nodes.names.__getitem__)]
            present[np.fromiter(held, np.int64, len(held))] += times * int(size * (len(held) / nodes.count))
    most = MOST_SIZE * len(images)
    return MOST * (np.clip(present, LEAST_SIZE, most) - LEAST_SIZE) // (most - LEAST_SIZE)
