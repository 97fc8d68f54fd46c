"""Deleting."""

from core.kinds import registry
from core.machinery.door import Door
from core.meta.objects import Doc
from core.operations.operation import Operation, Params, Refused, described, whole_number

PROPAGATIONS = ("Background", "Foreground", "Orphan")


def delete(door: Door, doc: Doc, params: Params) -> str:
    """Delete the object; `propagation` and `grace` (seconds) as kubectl's `--cascade` and `--grace-period`."""
    propagation = params.get("propagation", "Background")
    if propagation not in PROPAGATIONS:
        raise Refused(f"“propagation” must be one of {', '.join(PROPAGATIONS)}.")
    grace = whole_number(params, "grace") if params.get("grace") is not None else None
    door.delete(registry.key_of(doc), propagation=propagation, grace=grace, uid=doc["metadata"]["uid"])
    return f"{described(doc)} is being deleted."


OPERATIONS = (Operation("delete", delete),)
