"""CustomResourceDefinitions: group, names, versions, columns, and a schema for every version.

Source: apiextensions-apiserver pkg/apis/apiextensions/validation. What all versions share is judged once, as a field
of the spec (v1's conversion to the internal type).
"""

from __future__ import annotations

from typing import Any, Final

from core.machinery.validate import openapi, scalars
from core.meta import fields, names
from core.meta.fields import FieldError, child, index, invalid
from core.meta.objects import Doc

_COLUMN_TYPES: Final = ("boolean", "date", "integer", "number", "string")
_FORMATS: Final = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")
_MIXED: Final = "may have mixed case, but should otherwise match: "
_SHARED: Final = ("schema", "subresources", "additionalPrinterColumns")


def check(doc: Doc) -> list[FieldError]:
    """Judge a CustomResourceDefinition."""
    spec = doc.get("spec") or {}
    have, name = spec.get("names") or {}, doc["metadata"].get("name", "")
    found: list[FieldError] = []
    if name and name != f"{have.get('plural', '')}.{spec.get('group', '')}":
        found.append(invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group'))
    found += _group(spec.get("group") or "")
    scope = spec.get("scope") or ""
    known = {"Cluster", "Namespaced"}
    found += scalars.one_of(scope, "spec.scope", known) if scope else [fields.required("spec.scope")]
    found += _versions(spec.get("versions") or [], spec.get("versions"))
    found += _names(have, "spec.names")
    found += _parts(spec.get("versions") or [])
    stored = (doc.get("status") or {}).get("storedVersions")
    if not stored:
        found.append(invalid("status.storedVersions", None, "must have at least one stored version"))
    return found


def _group(group: str) -> list[FieldError]:
    if not group:
        return [fields.required("spec.group")]
    problems = names.dns1123_subdomain(group)
    if problems:
        return [invalid("spec.group", group, ",".join(problems))]
    return [] if "." in group else [invalid("spec.group", group, "should be a domain with at least one dot")]


def _versions(versions: list[Doc], given_as: Any) -> list[FieldError]:
    """Each version's name and schema, and that exactly one is stored; errors show the list as it was given."""
    found = [
        fields.required(f"spec.versions[{at}].schema.openAPIV3Schema")
        for at, version in enumerate(versions)
        if (version.get("schema") or {}).get("openAPIV3Schema") is None
    ]
    given = [version.get("name") or "" for version in versions]
    for at, name in enumerate(given):
        problems = names.dns1035_label(name)
        if problems:
            found.append(invalid(f"spec.versions[{at}].name", name, ",".join(problems)))
    shown = fields.Raw("…") if versions else given_as
    if len(set(given)) < len(given):
        found.append(invalid("spec.versions", shown, "must contain unique version names"))
    if sum(1 for version in versions if version.get("storage")) != 1:
        found.append(invalid("spec.versions", shown, "must have exactly one version marked as storage version"))
    if given and given[0] and names.dns1035_label(given[0]):
        # The first version is the spec's own `version` in the internal type.
        found.append(invalid("spec.version", given[0], ",".join(names.dns1035_label(given[0]))))
    return found


def _names(have: Doc, path: str) -> list[FieldError]:
    found = [
        fields.required(child(path, field))
        for field in ("plural", "singular", "kind", "listKind")
        if not have.get(field)
    ]
    for field in ("plural", "singular"):
        found += _label(have.get(field) or "", child(path, field))
    for field in ("kind", "listKind"):
        found += _label(have.get(field) or "", child(path, field), mixed=True)
    for at, name in enumerate(have.get("shortNames") or ()):
        found += _label(name, index(child(path, "shortNames"), at), required=True)
    if have.get("kind") and have["kind"] == have.get("listKind"):
        found.append(invalid(child(path, "listKind"), have["listKind"], "kind and listKind may not be the same"))
    for at, name in enumerate(have.get("categories") or ()):
        found += _label(name, index(child(path, "categories"), at), required=True)
    return found


def _label(name: str, path: str, *, mixed: bool = False, required: bool = False) -> list[FieldError]:
    if not name and not required:
        return []
    problems = names.dns1035_label(name.lower() if mixed else name)
    return [invalid(path, name, (_MIXED if mixed else "") + ",".join(problems))] if problems else []


def _parts(versions: list[Doc]) -> list[FieldError]:
    """Schemas, subresources and columns: once where all versions have the same, else version by version."""
    if not versions:
        return []
    found: list[FieldError] = []
    shared = {field for field in _SHARED if all(one.get(field) == versions[0].get(field) for one in versions)}
    for at, version in enumerate(versions):
        found += _version({field: version.get(field) for field in _SHARED if field not in shared}, version, at)
    top = {field: versions[0].get(field) for field in shared}
    return found + _part(top, versions[0], "spec", "validation")


def _version(own: Doc, version: Doc, at: int) -> list[FieldError]:
    return _part(own, version, f"spec.versions[{at}]", "schema")


def _part(part: Doc, version: Doc, path: str, schema_field: str) -> list[FieldError]:
    has_status = (version.get("subresources") or {}).get("status") is not None
    found: list[FieldError] = []
    schema = (part.get("schema") or {}).get("openAPIV3Schema")
    if schema is not None:
        found += openapi.check(schema, child(path, schema_field, "openAPIV3Schema"), has_status=has_status)
    scale = (part.get("subresources") or {}).get("scale")
    if scale is not None:
        found += _scale(scale, child(path, "subresources", "scale"))
    for at, column in enumerate(part.get("additionalPrinterColumns") or ()):
        found += _column(column, index(child(path, "additionalPrinterColumns"), at))
    return found


def _scale(scale: Doc, path: str) -> list[FieldError]:
    found: list[FieldError] = []
    for field, root in (("specReplicasPath", ".spec"), ("statusReplicasPath", ".status")):
        place, value = child(path, field), scale.get(field) or ""
        if not value:
            found.append(fields.required(place))
            continue
        found += _json_path(value, place)
        if not value.startswith(f"{root}."):
            found.append(invalid(place, value, f"should be a json path under {root}"))
    return found


def _column(column: Doc, path: str) -> list[FieldError]:
    type_, format_, where = (column.get(field) or "" for field in ("type", "format", "jsonPath"))
    listed = f"must be one of {','.join(_COLUMN_TYPES)}"
    found = [] if column.get("name") else [fields.required(child(path, "name"))]
    if not type_:
        found.append(fields.required(child(path, "type"), listed))
    elif type_ not in _COLUMN_TYPES:
        found.append(invalid(child(path, "type"), type_, listed))
    if format_ and format_ not in _FORMATS:
        found.append(invalid(child(path, "format"), format_, f"must be one of {','.join(_FORMATS)}"))
    # Errors spell this field as the internal type does.
    place = child(path, "JSONPath")
    return found + (_json_path(where, place) if where else [fields.required(place)])


def _json_path(path: str, place: str) -> list[FieldError]:
    return [] if path.startswith(".") else [invalid(place, path, "must be a simple json path starting with .")]


def check_update(new: Doc, old: Doc) -> list[FieldError]:
    """Judge what may not change: group and plural ever, scope and kind once the names are accepted."""
    spec, before = new.get("spec") or {}, old.get("spec") or {}
    conditions: list[Any] = (old.get("status") or {}).get("conditions") or []
    established = any(one.get("type") == "Established" and one.get("status") == "True" for one in conditions)
    kept = [("scope",), ("names", "kind")] if established else []
    found: list[FieldError] = []
    for place in (*kept, ("group",), ("names", "plural")):
        value, held = (_at(part, place) for part in (spec, before))
        if value != held:
            found.append(invalid(child("spec", *place), value, "field is immutable"))
    return found


def _at(spec: Doc, place: tuple[str, ...]) -> Any:
    found: Any = spec
    for field in place:
        found = (found or {}).get(field)
    return found or ""
