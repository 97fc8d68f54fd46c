"""Prints a kubeconfig for a user of a cluster."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clusterviz.contexts import address
from core import authority
from core.api import kubeconfig
from core.api.tokens import MASTERS
from core.models import Cluster

ADMINISTRATOR = "admin"


class Command(BaseCommand):
    """`manage.py kubeconfig --cluster C --user U [--group G]`."""

    help = "Print a kubeconfig; without --user that of the administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """All clusters unless one is named; the administrator unless a user is."""
        parser.add_argument("--cluster", help="only this cluster")
        parser.add_argument("--user", help="the user's name, as RBAC knows it")
        parser.add_argument("--group", action="append", default=[], help="a group of the user; may be repeated")

    def handle(self, *args: object, **options: object) -> None:
        """The YAML on standard output."""
        clusters = Cluster.objects.all()
        if options["cluster"]:
            clusters = clusters.filter(name=options["cluster"])
            if not clusters:
                raise CommandError(f"There is no cluster {options['cluster']!r}.")
        user, groups = options["user"], options["group"]
        assert isinstance(groups, list)
        if not user:
            user, groups = ADMINISTRATOR, [MASTERS, *groups]
        var = Path(settings.VAR)
        found = kubeconfig.document(clusters, address(var), authority.installed(var), str(user), groups)
        self.stdout.write(kubeconfig.text(found), ending="")
