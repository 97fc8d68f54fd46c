"""What a pod refers to by name: secrets and the other objects that a mirror pod may not have.

Source: plugin/pkg/admission/serviceaccount/admission.go (limitSecretReferences) and pkg/api/pod/util.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.meta.objects import Doc

_KINDS: Final = (("containers", "container"), ("initContainers", "init container"))
_VOLUMES: Final = (
    ("secret", "secrets"),
    ("configMap", "configmaps"),
    ("persistentVolumeClaim", "persistentvolumeclaims"),
    ("projected", "serviceaccounts or other objects by projected volumes"),
)


def forbidden_to_mirrors(spec: Doc) -> str:
    """What a pod that stands for a kubelet's own refers to although it may not; empty when nothing."""
    if spec.get("serviceAccountName"):
        return "serviceaccounts"
    for volume in spec.get("volumes") or ():
        for source, told in _VOLUMES:
            if volume.get(source) is not None:
                return told
    return "secrets" if any(_secrets_of_environments(spec)) else ""


def not_mountable(spec: Doc, account: Doc) -> str:
    """Which secret of a pod its account does not name, in upstream's words; empty when it names all."""
    allowed = {found.get("name") for found in account.get("secrets") or ()}
    name = account["metadata"]["name"]
    why = f"is not allowed because service account {name} does not reference that"
    for volume in spec.get("volumes") or ():
        secret = (volume.get("secret") or {}).get("secretName")
        if secret is not None and secret not in allowed:
            return f'volume with secret.secretName="{secret}" {why} secret'
    for place, secret in _secrets_of_environments(spec):
        if secret not in allowed:
            return f'{place} referencing secret.secretName="{secret}" {why} secret'
    lent = {found.get("name") for found in account.get("imagePullSecrets") or ()}
    for at, found in enumerate(spec.get("imagePullSecrets") or ()):
        if found.get("name") not in lent:
            return f'imagePullSecrets[{at}].name="{found.get("name")}" {why} imagePullSecret'
    return ""


def _secrets_of_environments(spec: Doc) -> Iterator[tuple[str, str]]:
    """Where containers take secrets into their environment, and their names."""
    for field, word in _KINDS:
        for container in spec.get(field) or ():
            who = f"{word} {container.get('name', '')}"
            for variable in container.get("env") or ():
                key = (variable.get("valueFrom") or {}).get("secretKeyRef")
                if key is not None:
                    yield f"{who} with envVar {variable.get('name', '')}", str(key.get("name", ""))
            for source in container.get("envFrom") or ():
                if source.get("secretRef") is not None:
                    yield f"{who} with envFrom", str(source["secretRef"].get("name", ""))
