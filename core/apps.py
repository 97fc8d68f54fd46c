"""The app of the control plane: models, migrations, admin."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Finds the models and, through ``core.admin``, their pages."""

    name = "core"
    verbose_name = "Kubernetes objects"

    def ready(self) -> None:
        """Every migrated database holds the dictionary that this version packs with."""
        from core.store.codec import register_dictionary  # models can be imported only now

        post_migrate.connect(register_dictionary, sender=self)
