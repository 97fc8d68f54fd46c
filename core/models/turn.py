"""What an engine must remember beside the objects, turn by turn."""

from __future__ import annotations

from django.db import models


class EngineTurn(models.Model):
    """What one turn did to the ledger, or (``whole``) all that it then held; replayed in order they give it back."""

    cluster = models.ForeignKey("core.Cluster", models.CASCADE, db_index=False, related_name="+")
    sequence = models.BigIntegerField()
    revision = models.BigIntegerField()
    whole = models.BooleanField(default=False)
    delta = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "sequence"], name="turn_key")]

    def __str__(self) -> str:
        return f"{self.cluster_id} turn {self.sequence}"
