"""Prints a link that signs a user in once."""

from argparse import ArgumentParser

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from clusterviz.supervisor.preparation import ADMINISTRATOR
from core.pages.tokens import make_token


class Command(BaseCommand):
    """`manage.py signin [user]`, while ClusterViz runs."""

    help = "Print a link that signs in once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The user is the administrator when none is named."""
        parser.add_argument("user", nargs="?", default=ADMINISTRATOR)

    def handle(self, *args: object, **options: object) -> None:
        """The link on standard output."""
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {options['user']!r}.")
        self.stdout.write(f"http://127.0.0.1:{settings.PORT}/?token={make_token(user)}")
