"""The project as a Django app, so that its commands are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds commands only: no models."""

    name = "clusterviz"

    def ready(self) -> None:
        """Make our Celery application the one that every process sends its tasks with; keep the kubeconfig current."""
        import clusterviz.celery  # noqa: F401  # the import itself sets Celery up
        from clusterviz import contexts

        contexts.follow_clusters()
