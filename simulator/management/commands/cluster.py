"""`cluster`: make, list and delete clusters."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from core.founding import found
from core.models import Cluster
from simulator import clusters


class Command(BaseCommand):
    help = "Make, list and delete clusters."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make a cluster from a template")
        create.add_argument("name")
        create.add_argument("--template", default="demo", help="see 'cluster templates'")
        create.add_argument("--seed", default="1")
        create.add_argument("--speed", type=float, default=1.0, help="virtual seconds a second; 0 is as fast as can be")
        create.add_argument("--paused", action="store_true")
        actions.add_parser("delete", help="delete a cluster and all it holds").add_argument("name")
        actions.add_parser("list", help="list the clusters")
        actions.add_parser("templates", help="list the templates")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["action"])(options)

    def create(self, options: dict[str, Any]) -> None:
        template, seed = options["template"], options["seed"]
        try:
            documents = clusters.documents(template, seed)
        except KeyError:
            raise CommandError(f"no template {template!r}; there are: {', '.join(clusters.TEMPLATES)}") from None
        try:
            fields = {"seed": seed, "template": template, "speed": options["speed"], "paused": options["paused"]}
            cluster = found(options["name"], documents, **fields)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if options["verbosity"]:
            self.stdout.write(f"cluster {cluster.name} made at revision {Cluster.objects.get(pk=cluster.pk).revision}")

    def delete(self, options: dict[str, Any]) -> None:
        try:
            Cluster.objects.get(name=options["name"]).delete()
        except Cluster.DoesNotExist:
            raise CommandError(f"no cluster {options['name']!r}") from None

    def list(self, options: dict[str, Any]) -> None:
        for cluster in Cluster.objects.all():
            self.stdout.write(f"{cluster.name}\t{cluster.template}\trevision {cluster.revision}")

    def templates(self, options: dict[str, Any]) -> None:
        for name, template in clusters.TEMPLATES.items():
            self.stdout.write(f"{name}\t{template.title}")
