"""The log: one row for each change of an object, in the order of revisions, compressed."""

from __future__ import annotations

from typing import Any

from django.db import models

EVENTS = "events"
"""The resource under which events of both API groups are logged."""

REVISION_BITS = 40
"""A change's key is its cluster's id above these bits and its revision in them: rows are always appended."""


def change_id(cluster_id: int, revision: int) -> int:
    """The primary key of a cluster's change."""
    return (cluster_id << REVISION_BITS) | revision


class ChangeQuerySet(models.QuerySet["Change"]):
    """Ranges of the log."""

    def of(self, cluster_id: int, since: int = 0, until: int | None = None) -> ChangeQuerySet:
        """The changes of one cluster after revision ``since`` up to and with ``until``."""
        last = (1 << REVISION_BITS) - 1 if until is None else until
        return self.filter(id__gt=change_id(cluster_id, since), id__lte=change_id(cluster_id, last))


class LogKey(models.BigIntegerField):  # type: ignore[type-arg]  # generic in the stubs alone
    """The key of the log: as ``integer`` SQLite keeps it in the table itself, as anything else in an index beside."""

    def db_type(self, connection: Any) -> str:
        """The column's type."""
        return "integer" if connection.vendor == "sqlite" else "bigint"


class Verb(models.TextChoices):
    """What a change did; stored as one letter."""

    ADDED = "A"
    MODIFIED = "M"
    DELETED = "D"


class Change(models.Model):
    """One line of a cluster's log.

    ``subject`` is `core.store.subject.subject_of` of the object, or for an event of the object that it is about:
    one index answers both an object's history and its events.
    """

    id = LogKey(primary_key=True)
    time = models.BigIntegerField()
    wall = models.BigIntegerField(help_text="Wall-clock ms of the commit.")
    actor = models.CharField(max_length=253)
    verb = models.CharField(max_length=1, choices=Verb.choices)
    resource = models.CharField(max_length=253)
    namespace = models.CharField(max_length=253)
    name = models.CharField(max_length=253)
    subject = models.BigIntegerField(db_index=True)
    step = models.BigIntegerField(null=True, help_text="The engine's step at which a person's input was admitted.")
    dictionary = models.ForeignKey("core.Dictionary", models.PROTECT, null=True, db_index=False, db_constraint=False)
    doc = models.BinaryField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["id"], name="change_events", condition=models.Q(resource=EVENTS))]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.resource}/{self.name} at {self.revision}"

    @property
    def revision(self) -> int:
        return int(self.id) & ((1 << REVISION_BITS) - 1)

    @property
    def cluster_id(self) -> int:
        return int(self.id) >> REVISION_BITS


class Event(Change):
    """Events live in the log alone."""

    class Meta:
        proxy = True
