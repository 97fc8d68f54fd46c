"""Why a component did, or did not do, something to an object."""

from __future__ import annotations

from django.db import models


class Decision(models.Model):
    """One reason, for the dashboard's "why". ``subject`` is the uid of the object that it is about."""

    cluster = models.ForeignKey("core.Cluster", models.CASCADE, db_index=False, related_name="+")
    revision = models.BigIntegerField()
    time = models.BigIntegerField()
    subject = models.CharField(max_length=36)
    component = models.CharField(max_length=63)
    action = models.CharField(max_length=63)
    reason = models.BinaryField()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["cluster", "subject"], name="decision_subject")]

    def __str__(self) -> str:
        return f"{self.component}: {self.action}"
