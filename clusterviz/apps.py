"""The project as a Django app, so that its commands are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Holds commands only: no models."""

    name = "clusterviz"
