"""All operations by name, and doing one of them."""

from core.inputs import admitted
from core.machinery.caller import Caller
from core.machinery.door import Door
from core.meta import errors
from core.meta.objects import Doc, Key
from core.models import Cluster
from core.operations import nodes, pods, removal, workloads
from core.operations.operation import Operation, Params, Refused

ALL: dict[str, Operation] = {
    operation.name: operation for module in (removal, workloads, nodes, pods) for operation in module.OPERATIONS
}


def names_for(kind: str) -> list[str]:
    """The operations that objects of this kind can have done to them."""
    return [name for name, operation in ALL.items() if operation.fits(kind)]


def operate(cluster: Cluster, caller: Caller, name: str, key: Key, params: Params) -> str:
    """Do the operation `name` to the object at `key` for who asks; one sentence about what was done.

    Raises `StatusError`, and `Refused` when the operation is unknown or makes no sense there; then nothing is written.
    """
    operation = ALL.get(name)
    if operation is None:
        raise Refused(f"There is no action {name!r}; there are {', '.join(ALL)}.")
    with admitted(cluster, caller.user.name, caller) as door:
        doc = _present(door, key)
        if not operation.fits(doc["kind"]):
            raise Refused(f"{name!r} cannot be done to a {doc['kind']}.")
        return operation.run(door, doc, params)


def _present(door: Door, key: Key) -> Doc:
    doc = door.reader.get(key)
    if doc is None:
        raise errors.not_found(key.resource, key.name)
    return doc
