"""What the first start makes: the database's tables, the administrator and the cluster `demo`."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from clusterviz import contexts
from clusterviz.supervisor.failure import StartFailure
from core.models import Cluster

ADMINISTRATOR = "admin"


def prepare_database() -> None:
    """Bring the tables up to date; nothing is run when they are."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise StartFailure(f"The database {_database_name()} cannot be used: {_reason(error)}.") from None


def prepare_administrator() -> User:
    """The administrator, made without a password on the first start: links sign in, a password may be set later."""
    user, _made = User.objects.get_or_create(
        username=ADMINISTRATOR,
        defaults={"is_staff": True, "is_superuser": True, "password": "!"},
    )
    return user


def prepare_demo() -> None:
    """The cluster `demo`, when there is no cluster at all."""
    if not Cluster.objects.exists():
        call_command("cluster", "create", "demo", "--template", "demo", verbosity=0)


def prepare_kubeconfig(var: Path) -> None:
    """`kubeconfig` in ``var``: the administrator's way into every cluster."""
    try:
        (var / contexts.PORT_FILE).write_text(str(settings.API_PORT))
        contexts.write(var)
    except OSError as error:
        raise StartFailure(f"ClusterViz cannot write {var / contexts.FILE}: {error.strerror}.") from None


def _reason(error: DatabaseError) -> str:
    """The end of the driver's first line, as `Connection refused` of psycopg's long sentence."""
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line.rpartition(": ")[2].strip().rstrip(".")


def _database_name() -> str:
    settings = connection.settings_dict
    host = f" at {settings['HOST']}:{settings['PORT'] or 5432}" if settings["HOST"] else ""
    return f"{settings['NAME']}{host}"
