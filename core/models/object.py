"""The current objects of all clusters, of every kind, in one table."""

from __future__ import annotations

from django.db import models


class Object(models.Model):
    """One object as its latest change left it.

    The columns beside ``doc`` are read out of it when it is written, for lists, filters and indexes.
    """

    cluster = models.ForeignKey("core.Cluster", models.CASCADE, db_index=False, related_name="+")
    resource = models.CharField(max_length=253)
    namespace = models.CharField(max_length=253, blank=True)
    name = models.CharField(max_length=253)
    uid = models.CharField(max_length=36)
    revision = models.BigIntegerField()
    created = models.BigIntegerField(help_text="Virtual µs, whole seconds.")
    owner = models.CharField(max_length=36, blank=True, help_text="The uid of the controller, or of the first owner.")
    more_owners = models.TextField(blank=True, help_text="The uids of the other owners, each followed by a space.")
    node = models.CharField(max_length=253, blank=True)
    phase = models.CharField(max_length=63, blank=True)
    labels = models.JSONField(default=dict)
    dictionary = models.ForeignKey("core.Dictionary", models.PROTECT, null=True, db_index=False, db_constraint=False)
    doc = models.BinaryField()

    class Meta:
        verbose_name = "object"
        constraints = [
            models.UniqueConstraint(fields=["cluster", "resource", "namespace", "name"], name="object_key"),
        ]
        indexes = [
            models.Index(fields=["cluster", "owner"], name="object_owner", condition=~models.Q(owner="")),
            models.Index(fields=["cluster"], name="object_more_owners", condition=~models.Q(more_owners="")),
            models.Index(fields=["cluster", "node"], name="object_node", condition=~models.Q(node="")),
        ]

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name
