"""Create, update and delete: a person's writes, each admitted in one transaction at one virtual moment."""

from __future__ import annotations

from typing import Any, Final, cast

from core.api import answer, body, representation, selection
from core.api.answer import Answer
from core.api.request import LONGEST_MANAGER, Request
from core.api.route import Target
from core.kinds.kind import Kind
from core.machinery import advice
from core.machinery.deletion import Propagation
from core.machinery.door import Door
from core.meta import errors, fields
from core.meta.fields import quote
from core.meta.objects import Doc, Key

_OPTIONS: Final = Kind(kind="DeleteOptions", plural="deleteoptions", verbs=())
_ORPHANING: Final = frozenset({"jobs.batch", "replicationcontrollers"})
"""Kinds whose dependants stay when nobody says otherwise (their strategies' DefaultGarbageCollectionPolicy)."""
_RETURNED: Final = frozenset(
    {
        "pods", "services", "persistentvolumes", "persistentvolumeclaims", "podtemplates", "resourcequotas",
        "serviceaccounts", "storageclasses.storage.k8s.io", "csidrivers.storage.k8s.io", "csinodes.storage.k8s.io",
        "volumeattachments.storage.k8s.io",
    }
)  # fmt: skip
"""Kinds of which the answer to a deletion is the object, also when it is gone at once (`ReturnDeletedObject`)."""
_VALIDATIONS: Final = ("Ignore", "Warn", "Strict")
JOB_WARNING: Final = (
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or "
    "set propagationPolicy=Orphan to suppress this warning"
)


def create(request: Request, target: Target) -> Answer:
    """Store a new object; 201 and the object."""
    check_options(request, "CreateOptions")
    doc = body.document(request, target)
    with request.door(target) as door:
        stored = door.create(doc, dry_run=request.is_dry_run)
    request.warnings.extend(advice.warnings(target.kind, stored))
    return shaped(request, target, without_version(stored) if request.is_dry_run else stored, 201)


def update(request: Request, target: Target) -> Answer:
    """Replace an object."""
    check_options(request, "UpdateOptions")
    doc = body.document(request, target)
    with request.door(target) as door:
        stored = door.update(doc, dry_run=request.is_dry_run)
    request.warnings.extend(advice.warnings(target.kind, stored))
    return shaped(request, target, stored)


def delete(request: Request, target: Target) -> Answer:
    """Ask for an object's end: a Status when it is gone, else the object as it then is."""
    options = delete_options(request)
    with request.door() as door:
        gone, doc = _delete(door, request, target, options)
    if gone and target.kind.resource not in _RETURNED:
        return answer.of_doc(_success(target, doc))
    return shaped(request, target, doc)


def delete_many(request: Request, target: Target) -> Answer:
    """Delete what the selectors choose in a namespace; the list of what was there."""
    options = delete_options(request)
    test = selection.selection_of(request, target)
    with request.door() as door:
        found = [doc for doc in door.reader.list(target.kind.resource, target.namespace) if test is None or test(doc)]
        for doc in found:
            one = Target(target.kind, "delete", target.namespace, doc["metadata"]["name"])
            _delete(door, request, one, options)
    form, now = representation.form_of(request), representation.virtual_now(request)
    return answer.of_doc(representation.many(form, target.kind, found, {"resourceVersion": ""}, now))


def delete_options(request: Request) -> Doc:
    """The options of the body and of the query, which wins where the body is empty. Raises `StatusError`."""
    options: Doc = {}
    if request.body.strip():
        options = body.checked(request, _OPTIONS, body.parse(request, _OPTIONS))
    if not options:
        options = _options_of_query(request)
    _check_options(options)
    return options


def check_options(request: Request, kind: str, *, is_apply: bool = False) -> None:
    """Raises `StatusError` (422) for options of a write that are none.

    Source of the rules: apimachinery's apis/meta/v1/validation/validation.go.
    """
    found = []
    manager = request.one("fieldManager")
    if is_apply and not manager:
        found.append(fields.required("fieldManager", "is required for apply patch"))
    if kind == "PatchOptions" and not is_apply and "force" in request.query:
        found.append(fields.forbidden("force", "may not be specified for non-apply patch"))
    found += _wrong_manager(manager)
    values = request.query.get("dryRun", [])
    if any(value != "All" for value in values):
        found.append(_wrong_dry_run(values))
    mode = request.one("fieldValidation")
    if mode not in ("", *_VALIDATIONS):
        found.append(fields.not_supported("fieldValidation", mode, list(_VALIDATIONS)))
    if found:
        raise errors.invalid(kind, "meta.k8s.io", "", found)


def _wrong_manager(manager: str) -> list[fields.FieldError]:
    if len(manager.encode()) > LONGEST_MANAGER:
        return [fields.too_long("fieldManager", LONGEST_MANAGER)]
    for at, letter in enumerate(manager):
        if not letter.isprintable():
            why = f"invalid character U+{ord(letter):04X} (at index {len(manager[:at].encode())})"
            return [fields.invalid("fieldManager", manager, why)]
    return []


def shaped(request: Request, target: Target, doc: Doc, status: int = 200) -> Answer:
    """A written object in the form that the client wants."""
    form, now = representation.form_of(request), representation.virtual_now(request)
    return answer.of_doc(representation.one(form, target.kind, doc, now), status, form.content_type)


def _options_of_query(request: Request) -> Doc:
    found: Doc = {}
    if "gracePeriodSeconds" in request.query:
        found["gracePeriodSeconds"] = request.integer("gracePeriodSeconds")
    if request.one("propagationPolicy"):
        found["propagationPolicy"] = request.one("propagationPolicy")
    if "orphanDependents" in request.query:
        found["orphanDependents"] = request.is_true("orphanDependents")
    if "dryRun" in request.query:
        found["dryRun"] = request.query["dryRun"]
    return found


def _check_options(options: Doc) -> None:
    found = []
    policy = options.get("propagationPolicy")
    if policy is not None and options.get("orphanDependents") is not None:
        why = "orphanDependents and deletionPropagation cannot be both set"
        found.append(fields.invalid("propagationPolicy", policy, why))
    if policy not in (None, "Foreground", "Background", "Orphan"):
        known = ["Foreground", "Background", "Orphan", "nil"]
        found.append(fields.not_supported("propagationPolicy", policy, known))
    if any(value != "All" for value in options.get("dryRun") or ()):
        found.append(_wrong_dry_run(options["dryRun"]))
    if found:
        raise errors.invalid("DeleteOptions", "meta.k8s.io", "", found)


def _wrong_dry_run(values: Any) -> fields.FieldError:
    return fields.not_supported("dryRun", values, ["All"])


def _delete(door: Door, request: Request, target: Target, options: Doc) -> tuple[bool, Doc]:
    """Whether it is gone, and the object as it then is or last was."""
    key, held = target.key, options.get("preconditions") or {}
    old = door.reader.get(key)
    if old is None:
        raise errors.not_found(target.kind.group_resource, target.name)
    _check_preconditions(target, old, held)
    dry = bool(options.get("dryRun")) or request.is_dry_run
    propagation = _propagation(request, key, options)
    doc = door.delete(key, propagation=propagation, grace=options.get("gracePeriodSeconds"), dry_run=dry)
    return (dry and not _stays(doc)) or door.reader.get(key) is None, doc


def _stays(doc: Doc) -> bool:
    return "deletionTimestamp" in doc["metadata"]


def _check_preconditions(target: Target, old: Doc, held: Doc) -> None:
    uid, version = held.get("uid"), held.get("resourceVersion")
    place, name = target.kind.kind, target.name
    if uid is not None and uid != old["metadata"]["uid"]:
        why = (
            f"the UID in the precondition ({uid}) does not match the UID in record ({old['metadata']['uid']}). "
            "The object might have been deleted and then recreated"
        )
        raise _precondition(target, f"Operation cannot be fulfilled on {place} {quote(name)}: {why}")
    if version is not None and version != old["metadata"]["resourceVersion"]:
        why = (
            f"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record "
            f"({old['metadata']['resourceVersion']}). The object might have been modified"
        )
        raise _precondition(target, f"Operation cannot be fulfilled on {place} {quote(name)}: {why}")


def _precondition(target: Target, message: str) -> errors.StatusError:
    details = errors.describe(target.kind.kind, target.kind.group, target.name)
    return errors.StatusError(409, "Conflict", message, details)


def _propagation(request: Request, key: Key, options: Doc) -> Propagation | None:
    policy = options.get("propagationPolicy")
    if policy is not None:
        return cast(Propagation, policy)
    if options.get("orphanDependents") is not None:
        return "Orphan" if options["orphanDependents"] else "Background"
    if key.resource == "jobs.batch":
        request.warnings.append(JOB_WARNING)
    return "Orphan" if key.resource in _ORPHANING else None


def _success(target: Target, doc: Doc) -> Doc:
    kind = target.kind
    details: Doc = {"name": target.name, "kind": kind.plural, "uid": doc["metadata"]["uid"]}
    if kind.group:
        details["group"] = kind.group
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}


def without_version(doc: Doc) -> Doc:
    """What a dry run answers of an object that would be new."""
    kept = {name: value for name, value in doc["metadata"].items() if name != "resourceVersion"}
    return {**doc, "metadata": kept}
