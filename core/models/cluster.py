"""One simulated cluster: its name, its clock, the head of its log, and which engine may advance it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction

from core.models.audit import AuditEntry, AuditTally
from core.models.change import Change
from core.models.decision import Decision
from core.models.keyframe import Keyframe
from core.models.object import Object
from core.models.turn import EngineTurn

DNS_LABEL = RegexValidator(
    r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    "A name of at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit.",
)


class Cluster(models.Model):
    """All times named ``…_wall`` are wall-clock µs since the epoch; all others are virtual µs.

    In paced mode the virtual time that should be reached is ``anchor_time + (wall - anchor_wall) * speed``.
    """

    name = models.CharField(max_length=63, unique=True, validators=[DNS_LABEL])
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="clusters")
    created = models.DateTimeField(auto_now_add=True)
    seed = models.CharField(max_length=64, default="1", help_text="Same seed and same inputs give the same log.")
    template = models.CharField(max_length=63, default="", blank=True)

    revision = models.BigIntegerField(default=0, help_text="The head of the log.")
    first_revision = models.BigIntegerField(default=0, help_text="The oldest moment that can still be read.")
    first_time = models.BigIntegerField(default=0)

    time = models.BigIntegerField(default=0, help_text="Virtual µs that the engine has reached.")
    step = models.BigIntegerField(default=0, help_text="Items that the engine has done.")
    speed = models.FloatField(default=1.0, help_text="Virtual seconds per second; 0 is as fast as can be.")
    paused = models.BooleanField(default=False)
    target = models.BigIntegerField(null=True, blank=True, help_text="Virtual µs to run to at full speed.")
    until_stable = models.BooleanField(default=False)
    anchor_time = models.BigIntegerField(default=0)
    anchor_wall = models.BigIntegerField(default=0)
    next_due = models.BigIntegerField(null=True, blank=True, help_text="Virtual µs of the engine's next item.")

    lease_holder = models.CharField(max_length=200, default="", blank=True)
    lease_epoch = models.BigIntegerField(default=0, help_text="Goes up with each holder; an older one cannot write.")
    lease_wall = models.BigIntegerField(default=0, help_text="When the lease expires.")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the cluster with all its rows, which are too many to be collected in Python."""
        with transaction.atomic():
            Change.objects.of(self.pk).delete()
            for rows in (Object, Decision, EngineTurn, Keyframe, AuditEntry, AuditTally):
                rows.objects.filter(cluster_id=self.pk)._raw_delete(using=self._state.db or "default")
            return super().delete(*args, **kwargs)
