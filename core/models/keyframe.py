"""A moment of a cluster from which later moments are reached with few changes."""

from __future__ import annotations

from django.db import models


class Keyframe(models.Model):
    """The revisions that wrote the objects which existed at ``revision``, as packed by `core.store.keyframes`."""

    cluster = models.ForeignKey("core.Cluster", models.CASCADE, db_index=False, related_name="+")
    revision = models.BigIntegerField()
    time = models.BigIntegerField()
    revisions = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "revision"], name="keyframe_key")]

    def __str__(self) -> str:
        return f"{self.cluster_id} at {self.revision}"
