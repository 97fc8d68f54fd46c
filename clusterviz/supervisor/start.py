"""The whole start in its order, from the first check to the ready line."""

import os
from pathlib import Path

from django.conf import settings

from clusterviz import environment
from clusterviz.supervisor import preconditions, preparation, programs, readiness, secure
from clusterviz.supervisor.watch import Watch
from core.pages.tokens import make_token

PATIENCE = 90.0  # seconds


def start(watch: Watch, port: int) -> str:
    """Start everything; returns the line to print when it is ready.

    Processes are started as early as they can be: they spend their first second importing.
    """
    var = Path(settings.VAR)
    _start_broker(watch, var)
    watch.add(programs.daphne(port, var, _secure_endpoint(watch, port, var)))
    workers = programs.count_workers()
    for number in range(1, workers + 1):
        watch.add(programs.worker(number, var))
    preparation.prepare_database()
    administrator = preparation.prepare_administrator()
    preparation.prepare_demo()
    preparation.prepare_kubeconfig(var)
    watch.add(programs.beat(var))
    watch.wait_for(lambda: readiness.web_answers(port), "The web server", PATIENCE)
    watch.wait_for(lambda: readiness.workers_answer(workers), "A worker", PATIENCE)
    return f"ClusterViz is ready: http://127.0.0.1:{port}/?token={make_token(administrator)}"


def _secure_endpoint(watch: Watch, port: int, var: Path) -> str:
    """Where the Kubernetes API listens; nowhere, with one sentence, when another program is there already."""
    wanted = settings.API_PORT
    found = "" if wanted == port else secure.endpoint(wanted, var)
    if not found:
        advice = f"choose another: make run API_PORT={wanted + 1}"
        watch.say(f"Port {wanted} is taken, so kubectl cannot reach the clusters; {advice}.")
    return found


def _start_broker(watch: Watch, var: Path) -> None:
    """The embedded Valkey, unless `REDIS_URL` names a server."""
    if os.environ.get("REDIS_URL"):
        preconditions.require_broker(settings.REDIS_URL)
        return
    watch.add(programs.valkey(environment.socket_path(var), var))
    watch.wait_for(lambda: preconditions.answers(settings.REDIS_URL), "Valkey", 10)
