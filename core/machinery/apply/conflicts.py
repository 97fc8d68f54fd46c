"""Fields that an applier would change and somebody else owns.

Source of the rules: apimachinery's ``util/managedfields/internal``: conflict.go and lastappliedmanager.go.
"""

from __future__ import annotations

from core.machinery import merge
from core.machinery.apply import comparing, fields, validity
from core.machinery.apply.comparing import Misshapen
from core.machinery.apply.fields import Fields
from core.machinery.apply.managed import UPDATE, Owner
from core.machinery.apply.shapes import Members
from core.meta.errors import StatusError
from core.meta.fields import quote
from core.meta.objects import Doc


class Conflicts(Exception):
    """The contested fields, by owner."""

    def __init__(self, contested: dict[Owner, Fields]) -> None:
        super().__init__()
        self.contested = contested

    def refusal(self) -> StatusError:
        """What the applier is told: 409 and a cause for each field."""
        found = [
            (_named(owner), fields.text(path))
            for owner in sorted(self.contested)
            for path in fields.paths(self.contested[owner])
        ]
        causes = [
            {"reason": "FieldManagerConflict", "message": f"conflict with {who}", "field": path} for who, path in found
        ]
        return StatusError(409, "Conflict", _message(found), {"causes": causes})


def beyond_last_applied(found: Conflicts, shape: Members, live: Doc) -> Conflicts:
    """The conflicts without those about fields that `kubectl apply` applied before it was told to do so on the server.

    Its note of what it applied counts where the object still holds that.
    """
    note = merge.last_applied(live)
    if not note or note.get("apiVersion") != live.get("apiVersion"):
        return found
    try:
        validity.check(shape, note)
        changed = comparing.compare(shape, note, live)
        ours = comparing.fields_of(shape, note)
    except (StatusError, Misshapen):
        return found
    for part in changed:
        ours = fields.difference(ours, part)
    left = {owner: fields.difference(contested, ours) for owner, contested in found.contested.items()}
    return Conflicts({owner: contested for owner, contested in left.items() if contested})


def _named(owner: Owner) -> str:
    name = quote(owner.manager)
    if owner.subresource:
        name = f"{name} with subresource {quote(owner.subresource)}"
    return f"{name} using {owner.api_version}" if owner.operation == UPDATE else name


def _message(found: list[tuple[str, str]]) -> str:
    if len(found) == 1:
        return f"Apply failed with 1 conflict: conflict with {found[0][0]}: {found[0][1]}"
    lines = []
    for who in dict.fromkeys(who for who, _ in found):
        lines += [f"conflicts with {who}:", *(f"- {path}" for other, path in found if other == who)]
    return f"Apply failed with {len(found)} conflicts: " + "\n".join(lines)
