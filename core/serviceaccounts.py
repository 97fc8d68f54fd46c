"""Tokens of ServiceAccounts: JSON web tokens signed with a cluster's own key, and that key for whoever checks them.

Source: pkg/serviceaccount's claims.go, jwt.go and openidmetadata.go. They end by the wall clock, in which clients live,
whatever the cluster's virtual time is. The key follows from the installation's secret key, so nothing is stored.
"""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_OID, uuid4, uuid5

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.utils.crypto import salted_hmac
from jwt.algorithms import ECAlgorithm
from jwt.utils import der_to_raw_signature

from core import clock
from core.clients import open_store
from core.machinery.caller import AUTHENTICATED, User
from core.meta.objects import Doc, Key
from core.meta.time import SECOND, parse
from core.models import Cluster

ISSUER: Final = "https://kubernetes.default.svc.cluster.local"
"""Also the audience of tokens that open the API."""
ACCOUNTS: Final = "system:serviceaccounts"
ALGORITHM: Final = "ES256"
USUAL: Final = 3600
"""Seconds for which a token is good where nobody says it."""
LEEWAY: Final = 60
"""Seconds by which clocks may differ, and after which an object that is going no longer counts."""
BOUND: Final = {"pod": "pods", "secret": "secrets", "node": "nodes"}
"""What a token may be bound to: the name of the claim, and the resource."""
_CLUSTER: Final = "clusterviz.io/cluster"
_CURVE: Final = ec.SECP256R1()


class _Repeatable(ECAlgorithm):
    """Signs equal texts equally (RFC 6979)."""

    def sign(self, msg: bytes, key: Any) -> bytes:
        return der_to_raw_signature(key.sign(msg, ec.ECDSA(SHA256(), deterministic_signing=True)), key.curve)


_SEAL: Final = jwt.PyJWS()
_SEAL.unregister_algorithm(ALGORITHM)
_SEAL.register_algorithm(ALGORITHM, _Repeatable(ECAlgorithm.SHA256))


class Account(NamedTuple):
    """A ServiceAccount as a token names it."""

    namespace: str
    name: str
    uid: str


class Issued(NamedTuple):
    """A token, and what the audit calls it."""

    token: str
    credential: str


def issue(cluster: Cluster, account: Account, bound: Doc, seconds: int, audiences: Sequence[str]) -> Issued:
    """A token for an account and what it is bound to (`{"pod": {"name", "uid"}}`), good for some ``seconds``."""
    now, identity = int(time.time()), str(uuid4())
    return Issued(_signed(cluster.pk, account, bound, (now, seconds, identity), audiences), f"JTI={identity}")


def projected(cluster_id: int, account: Account, bound: Doc, begun: int, wanted: Doc) -> str:
    """The token that a kubelet puts into a volume at virtual ``begun`` (s): the same whenever it is looked at.

    ``wanted`` is the volume's source; it ends by the virtual time, in which the container lives.
    """
    audience, seconds = wanted.get("audience") or ISSUER, wanted.get("expirationSeconds") or USUAL
    identity = str(uuid5(NAMESPACE_OID, f"{bound} {begun} {audience} {seconds}"))
    return _signed(cluster_id, account, bound, (begun, seconds, identity), [audience])


def _signed(cluster_id: int, account: Account, bound: Doc, made: tuple[int, int, str], audiences: Sequence[str]) -> str:
    """A token, ``made`` at a time (s), for some seconds, with an identity."""
    now, seconds, identity = made
    claims = {
        "aud": list(audiences),
        "exp": now + seconds,
        "iat": now,
        "iss": ISSUER,
        "jti": identity,
        "kubernetes.io": {
            "namespace": account.namespace,
            **bound,
            "serviceaccount": {"name": account.name, "uid": account.uid},
        },
        "nbf": now,
        "sub": f"system:serviceaccount:{account.namespace}:{account.name}",
    }
    headers = {"kid": _key_id(cluster_id), _CLUSTER: cluster_id}
    return _SEAL.encode(json.dumps(claims).encode(), _key(cluster_id), algorithm=ALGORITHM, headers=headers)


def cluster_of(token: str) -> int | None:
    """The id of the cluster that a token says it is for, which only `read` makes sure of."""
    try:
        found = jwt.get_unverified_header(token).get(_CLUSTER)
    except jwt.InvalidTokenError:
        return None
    return found if isinstance(found, int) else None


def read(token: str, cluster: Cluster, audience: str = ISSUER) -> User | None:
    """Whom a token stands for before ``audience``, while it lasts and what it names is what it was made for."""
    try:
        claims = jwt.decode(
            token, _key(cluster.pk).public_key(), [ALGORITHM], audience=audience, issuer=ISSUER, leeway=LEEWAY
        )
    except jwt.InvalidTokenError:
        return None
    named = claims["kubernetes.io"]
    namespace, account = named["namespace"], named["serviceaccount"]
    wanted = [(Key("serviceaccounts", namespace, account["name"]), account["uid"])]
    wanted += [(_place(claim, namespace, ref["name"]), ref["uid"]) for claim, ref in _bound(named)]
    if not all(_is_there(cluster, *one) for one in wanted):
        return None
    groups = (ACCOUNTS, f"{ACCOUNTS}:{namespace}", AUTHENTICATED)
    return User(claims["sub"], groups, account["uid"], _extra(claims["jti"], named))


def issuer_document(address: str) -> Doc:
    """What `/.well-known/openid-configuration` says; ``address`` is the cluster's, `https://host/clusters/NAME`."""
    return {
        "issuer": ISSUER,
        "jwks_uri": f"{address}/openid/v1/jwks",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
    }


def keys_document(cluster: Cluster) -> Doc:
    """The public key in the form of a JSON web key set."""
    key: dict[str, Any] = ECAlgorithm.to_jwk(_key(cluster.pk).public_key(), as_dict=True)
    return {"keys": [{"use": "sig", "kid": _key_id(cluster.pk), "alg": ALGORITHM, **key}]}


def _bound(named: Mapping[str, Any]) -> list[tuple[str, Doc]]:
    """What a token is bound to, of which one is checked: a pod's node is told, and may go before it."""
    return [(claim, named[claim]) for claim in BOUND if claim in named][:1]


def _place(claim: str, namespace: str, name: str) -> Key:
    return Key(BOUND[claim], "" if claim == "node" else namespace, name)


def _is_there(cluster: Cluster, key: Key, uid: str) -> bool:
    held = open_store(cluster).get(key)
    if held is None or held["metadata"]["uid"] != uid:
        return False
    going = held["metadata"].get("deletionTimestamp")
    return going is None or parse(going) + LEEWAY * SECOND >= clock.now(cluster, time.time_ns() // 1000)


def _extra(identity: str, named: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What a user review tells of the token itself, of its pod and its node."""
    prefix = "authentication.kubernetes.io"
    found: dict[str, tuple[str, ...]] = {f"{prefix}/credential-id": (f"JTI={identity}",)}
    for claim in ("node", "pod"):
        for field in ("name", "uid"):
            value = named.get(claim, {}).get(field)
            if value:
                found[f"{prefix}/{claim}-{field}"] = (value,)
    return found


@lru_cache(maxsize=64)
def _key(cluster_id: int) -> ec.EllipticCurvePrivateKey:
    drawn = salted_hmac("core.api.serviceaccounts", str(cluster_id), algorithm="sha512").digest()
    return ec.derive_private_key(int.from_bytes(drawn, "big") % (_CURVE.group_order - 1) + 1, _CURVE)


@lru_cache(maxsize=64)
def _key_id(cluster_id: int) -> str:
    """The hash of the public key (`keyIDFromPublicKey`)."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    packed = _key(cluster_id).public_key().public_bytes(serialization.Encoding.DER, form)
    return urlsafe_b64encode(sha256(packed).digest()).rstrip(b"=").decode()
