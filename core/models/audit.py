"""Who asked a cluster's API for what, and how it was answered: the newest entries, and how many there were in all."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One stage of one request. ``doc`` is the whole audit.k8s.io/v1 Event; by the other columns it is found."""

    cluster = models.ForeignKey("core.Cluster", models.CASCADE, db_index=False, related_name="+")
    time = models.BigIntegerField(help_text="Virtual µs at which the request came.")
    wall = models.BigIntegerField(help_text="Wall-clock ms at which the request came.")
    username = models.TextField()
    verb = models.CharField(max_length=32)
    resource = models.TextField(help_text="With group and subresource: deployments.apps/scale.")
    namespace = models.TextField()
    name = models.TextField()
    code = models.IntegerField()
    doc = models.TextField()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["cluster", "id"], name="audit_of_cluster")]

    def __str__(self) -> str:
        return f"{self.username} {self.verb} {self.resource} {self.name}"


class AuditTally(models.Model):
    """How many entries a cluster had: all, those that found no room on their way here, and those deleted for age."""

    cluster = models.OneToOneField("core.Cluster", models.CASCADE, primary_key=True, related_name="+")
    written = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)
    deleted = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.written} written, {self.lost} lost, {self.deleted} deleted"
