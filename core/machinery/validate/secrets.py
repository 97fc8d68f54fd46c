"""Secrets: their keys, their size, and what their type needs.

Source: ValidateSecret in pkg/apis/core/validation.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Final

from core.machinery.validate import scalars
from core.machinery.validate.policies import MAX_DATA
from core.meta import fields, gojson, names, objects
from core.meta.fields import FieldError, index, invalid
from core.meta.objects import Doc

_KEYS: Final = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
_JSON: Final = {
    "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
    "kubernetes.io/dockercfg": ".dockercfg",
}
"""Types whose data holds a JSON object, and under which key."""


def check(doc: Doc) -> list[FieldError]:
    """Judge a Secret: its keys, its size, and the keys that its type needs."""
    data = doc.get("data") or {}
    found = [error for key in sorted(data) for error in scalars.named(key, index("data", key), names.config_key)]
    if sum(len(value or "") * 3 // 4 for value in data.values()) > MAX_DATA:
        found.append(fields.too_long("data", MAX_DATA))
    type_ = doc.get("type", "")
    found += [fields.required(index("data", key)) for key in _KEYS.get(type_, ()) if key not in data]
    key = _JSON.get(type_, "")
    if key in data and (problem := gojson.object_problem(b64decode(data[key] or ""))):
        found.append(invalid(index("data", key), "<secret contents redacted>", problem))
    if type_ == "kubernetes.io/basic-auth" and not {"username", "password"} & data.keys():
        found += [fields.required(index("data", key)) for key in ("username", "password")]
    note = "kubernetes.io/service-account.name"
    if type_ == "kubernetes.io/service-account-token" and not objects.annotations(doc).get(note):
        found.append(fields.required(index("metadata.annotations", note)))
    return found
