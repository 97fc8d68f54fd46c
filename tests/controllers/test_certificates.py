"""Certificate signing requests: approved, signed by the cluster's authority, the same for a seed, deleted when old."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core import authority
from core.machinery import certificates
from core.machinery.certificates import Authority
from core.meta.objects import Doc
from simulator.controllers.certificates import (
    REQUESTS,
    CertificateApprover,
    CertificateCleaner,
    CertificateSigner,
)
from tests.controllers.world import World

CLIENT = "kubernetes.io/kube-apiserver-client"
KUBELET = f"{CLIENT}-kubelet"
KEY = ec.derive_private_key(7, ec.SECP256R1())


def request(name: str, *organizations: str, dns: str = "") -> str:
    """A signed request as people send it: base64 of PEM."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    parts += [x509.NameAttribute(NameOID.ORGANIZATION_NAME, one) for one in organizations]
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(parts))
    if dns:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(dns)]), critical=False)
    return b64encode(builder.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)).decode()


def world() -> World:
    ca = Authority(authority.drawn("s"), authority.drawn_key("s"))
    return World(nodes=0, cast=lambda: [CertificateApprover(), CertificateSigner(ca), CertificateCleaner()])


def ask(made: World, text: str, signer: str = CLIENT, *usages: str, **spec: Any) -> Doc:
    wanted = {"request": text, "signerName": signer, "usages": list(usages) or ["client auth"], **spec}
    api = "certificates.k8s.io/v1"
    kind = {"apiVersion": api, "kind": "CertificateSigningRequest"}
    return made.door.create({**kind, "metadata": {"name": "r"}, "spec": wanted})


def decide(made: World, type_: str = "Approved") -> None:
    held = made.get(REQUESTS, "r", "")
    made.door.decide({**held, "status": {"conditions": [{"type": type_, "status": "True", "reason": "Kubectl"}]}})


def issued(made: World) -> x509.Certificate:
    return x509.load_pem_x509_certificate(b64decode(made.get(REQUESTS, "r", "")["status"]["certificate"]))


def test_an_approved_request_gets_a_certificate_of_the_clusters_authority() -> None:
    made = world()
    ask(made, request("ann", "dev"), expirationSeconds=3600)
    made.run(1)
    assert "certificate" not in made.get(REQUESTS, "r", "")["status"], "nobody approved it"
    decide(made)
    made.run(1)
    found = issued(made)
    found.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.drawn("s").encode()))
    assert found.subject.rfc4514_string() == "O=dev,CN=ann"
    assert found.public_key() == KEY.public_key()
    usage = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    with pytest.raises(x509.ExtensionNotFound):
        found.extensions.get_extension_for_class(x509.KeyUsage)
    assert (found.not_valid_after_utc - found.not_valid_before_utc).total_seconds() == 3600 + 300
    made.mark()
    made.run(60)
    assert made.changes() == []


def test_the_same_seed_issues_the_same_certificate() -> None:
    asked, texts = request("ann"), []
    for _ in range(2):
        made = world()
        ask(made, asked)
        decide(made)
        made.run(1)
        texts.append(made.get(REQUESTS, "r", "")["status"]["certificate"])
    assert texts[0] == texts[1]


def test_an_installed_authority_signs_the_same_way_twice(tmp_path: Path) -> None:
    ca = Authority(authority.installed(tmp_path), authority.key(tmp_path))
    asked = certificates.read({"request": request("ann")})
    assert asked is not None
    now = 1_790_000_000_000_000
    first, second = (ca.issue(asked, {"usages": ["client auth"]}, "x", now) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("text", "signer", "usages", "why"),
    [
        pytest.param(
            request("ann"), CLIENT, ["server auth"], "invalid usage for client certificate: server auth", id="usage"
        ),
        pytest.param(
            request("system:node:n", "dev"),
            KUBELET,
            ["client auth"],
            "subject organization is not system:nodes",
            id="group",
        ),
        pytest.param(
            request("system:node:n", "system:nodes"),
            "kubernetes.io/kubelet-serving",
            ["server auth", "digital signature"],
            "DNS or IP subjectAltName is required",
            id="no address",
        ),
        pytest.param(
            request("system:node:n", "system:nodes", dns="n"),
            "kubernetes.io/kubelet-serving",
            ["server auth"],
            "usages did not match [digital signature key encipherment server auth]",
            id="usages of a kubelet",
        ),
    ],
)
def test_what_a_signer_does_not_sign_fails_with_its_reason(text: str, signer: str, usages: list[str], why: str) -> None:
    made = world()
    ask(made, text, signer, *usages)
    decide(made)
    made.run(1)
    failed = made.get(REQUESTS, "r", "")["status"]["conditions"][-1]
    assert (failed["type"], failed["reason"], failed["message"]) == ("Failed", "SignerValidationFailure", why)


def test_other_signers_requests_are_left_to_them() -> None:
    made = world()
    ask(made, request("ann"), "example.com/own")
    decide(made)
    made.run(60)
    assert "certificate" not in made.get(REQUESTS, "r", "")["status"]


def test_a_kubelets_own_request_is_approved_if_its_user_may() -> None:
    for groups in ((), ("system:masters",)):
        made = world()
        who = {"username": "system:node:n", "groups": list(groups)}
        ask(made, request("system:node:n", "system:nodes"), KUBELET, "client auth", "digital signature", **who)
        made.run(1)
        conditions = made.get(REQUESTS, "r", "")["status"].get("conditions") or []
        assert [one["reason"] for one in conditions] == (["AutoApproved"] if groups else [])


@pytest.mark.parametrize(("type_", "hours"), [("Denied", 2), ("Approved", 2), ("", 25)])
def test_old_requests_are_deleted(type_: str, hours: int) -> None:
    made = world()
    ask(made, request("ann"), expirationSeconds=86400)
    if type_:
        decide(made, type_)
    made.run((hours - 2) * 3600 + 1)
    assert made.find(REQUESTS, "r", "") is not None
    made.run(2 * 3600)
    assert made.find(REQUESTS, "r", "") is None
