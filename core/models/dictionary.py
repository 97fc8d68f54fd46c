"""What documents are compressed with: text that they all have in common."""

from __future__ import annotations

from django.db import models


class Dictionary(models.Model):
    """The content of a zstd dictionary. Never changed: rows name the one they were packed with.

    The key is drawn from the content, so that every process knows it without asking.
    """

    id = models.IntegerField(primary_key=True)
    content = models.BinaryField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "dictionaries"

    def __str__(self) -> str:
        return f"{self.id:08x}"
