"""The cluster's virtual clock: pause, play, speed, advance, until stable, step."""

import math
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core import clock, notify
from core.models import Cluster
from core.pages import asking
from core.pages.answers import Answer, Refusal, cluster_view
from core.projection.clockface import clock_face

Change = Callable[[Cluster, int], clock.Fields]


@cluster_view("POST")
def set_clock(request: HttpRequest, cluster: Cluster) -> Answer:
    """One of `paused`, `speed`, `advance` (virtual µs), `until` (`stable`) or `step`."""
    change = _change_of(asking.body_of(request))
    wall = time.time_ns() // 1000
    with transaction.atomic():
        row = Cluster.objects.select_for_update().get(pk=cluster.pk)
        try:
            fields = change(row, wall)
        except ValueError as error:
            raise Refusal(400, str(error)) from None
        Cluster.objects.filter(pk=row.pk).update(**fields)
    notify.announce_clock(cluster.pk)
    notify.nudge(cluster.pk)
    return {"clock": clock_face(Cluster.objects.get(pk=cluster.pk), wall)}


def _change_of(body: dict[str, Any]) -> Change:
    """What the body asks for, as a function of the clock. Raises `Refusal`."""
    readers: dict[str, Callable[[dict[str, Any]], Change]] = {
        "paused": lambda body: clock.pause if asking.flag_in(body, "paused") else clock.play,
        "speed": _speed,
        "advance": _advance,
        "until": _until,
        "step": lambda body: clock.step,
    }
    asked = [name for name in readers if name in body]
    if len(asked) != 1:
        raise Refusal(400, _("Give exactly one of %(names)s.") % {"names": ", ".join(readers)})
    return readers[asked[0]](body)


def _speed(body: dict[str, Any]) -> Change:
    speed = body["speed"]
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not math.isfinite(speed):
        raise Refusal(400, _("“%(name)s” must be a number.") % {"name": "speed"})
    return lambda row, wall: clock.set_speed(row, wall, float(speed))


def _advance(body: dict[str, Any]) -> Change:
    by = asking.number_in(body, "advance")
    return lambda row, wall: clock.advance(row, wall, by)


def _until(body: dict[str, Any]) -> Change:
    if body["until"] != "stable":
        raise Refusal(400, _("“until” can only be “stable”."))
    return clock.run_until_stable
