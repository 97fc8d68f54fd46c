"""ConfigMaps and Secrets: data that pods read."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

CONFIG_MAP = Kind(
    kind="ConfigMap",
    plural="configmaps",
    short_names=("cm",),
    columns=columns("Name", "Data", "Age"),
)

SECRET = Kind(
    kind="Secret",
    plural="secrets",
    columns=columns("Name", "Type", "Data", "Age"),
)

KINDS = (CONFIG_MAP, SECRET)
