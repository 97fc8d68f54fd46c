"""ServiceAccount: every pod runs as somebody, and gets that account's token mounted.

Source: plugin/pkg/admission/serviceaccount/admission.go.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from core.kinds.filling import each
from core.machinery.admission import references
from core.machinery.admission.request import Request
from core.machinery.identity import SUFFIX_ALPHABET, SUFFIX_LENGTH
from core.meta import objects
from core.meta.objects import Doc
from core.meta.owners import controller_uid

DEFAULT_ACCOUNT: Final = "default"
TOKEN_PREFIX: Final = "kube-api-access-"
TOKEN_PATH: Final = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_SECONDS: Final = 3607
"""An hour and seven seconds: upstream marks its own tokens so."""
MIRROR: Final = "kubernetes.io/config.mirror"
ENFORCED: Final = "kubernetes.io/enforce-mountable-secrets"
_TRUE: Final = ("1", "t", "T", "true", "TRUE", "True")


def add_account(request: Request) -> Doc:
    """Give a pod its service account, token volume and pull secrets. Raises StatusError (403)."""
    doc = request.doc
    if MIRROR in objects.annotations(doc):
        held = references.forbidden_to_mirrors(doc["spec"])
        if held:
            raise request.refuse(f"a mirror pod may not reference {held}")
        return doc
    name = doc["spec"].get("serviceAccountName") or DEFAULT_ACCOUNT
    spec = {**doc["spec"], "serviceAccountName": name, "serviceAccount": name}
    account = request.find("serviceaccounts", name, request.namespace)
    if account is None:
        where = f"{request.namespace}/{name}"
        raise request.refuse(f'error looking up service account {where}: serviceaccount "{name}" not found')
    if objects.annotations(account).get(ENFORCED) in _TRUE:
        held = references.not_mountable(spec, account)
        if held:
            raise request.refuse(held)
    if _mounts_token(spec, account):
        spec = _with_token(spec, _volume_name(request, spec))
    if account.get("imagePullSecrets") and not spec.get("imagePullSecrets"):
        spec["imagePullSecrets"] = account["imagePullSecrets"]
    return {**doc, "spec": spec}


def _mounts_token(spec: Doc, account: Doc) -> bool:
    for holder in (spec, account):
        wish = holder.get("automountServiceAccountToken")
        if wish is not None:
            return bool(wish)
    return True


def _volume_name(request: Request, spec: Doc) -> str:
    """An existing token volume's name, or one drawn once for all pods of an owner."""
    for volume in spec.get("volumes") or ():
        if volume.get("name", "").startswith(TOKEN_PREFIX):
            return str(volume["name"])
    subject = controller_uid(request.doc) or request.doc["metadata"].get("uid", "")
    text = f"{request.seed}\0token\0{subject}".encode()
    drawn = int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
    letters = []
    for _ in range(SUFFIX_LENGTH):
        drawn, letter = divmod(drawn, len(SUFFIX_ALPHABET))
        letters.append(SUFFIX_ALPHABET[letter])
    return TOKEN_PREFIX + "".join(letters)


def _with_token(spec: Doc, name: str) -> Doc:
    mount = {"name": name, "readOnly": True, "mountPath": TOKEN_PATH}

    def mounted(container: Doc) -> Doc:
        mounts = container.get("volumeMounts") or []
        if any(found.get("mountPath") == TOKEN_PATH for found in mounts):
            return container
        return {**container, "volumeMounts": [*mounts, mount]}

    before = spec
    for field in ("initContainers", "containers"):
        spec = each(spec, field, mounted)
    volumes = spec.get("volumes") or []
    if spec is before or any(volume.get("name") == name for volume in volumes):
        return spec
    return {**spec, "volumes": [*volumes, _token_volume(name)]}


def _token_volume(name: str) -> Doc:
    namespace = {"apiVersion": "v1", "fieldPath": "metadata.namespace"}
    sources = [
        {"serviceAccountToken": {"expirationSeconds": TOKEN_SECONDS, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": namespace}]}},
    ]
    return {"name": name, "projected": {"sources": sources, "defaultMode": 420}}
