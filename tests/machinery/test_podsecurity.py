"""Pod Security: what each check says, which versions know it, and what a namespace makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from core.machinery.admission.podsecurity import policy, standards
from core.machinery.admission.podsecurity.plugin import EXEMPTIONS
from core.machinery.admission.podsecurity.policy import LATEST, Standard
from core.machinery.caller import Caller, User
from core.machinery.door import Door
from core.meta.errors import StatusError
from core.meta.objects import Doc, with_metadata
from core.store.memory import MemoryStore

PREFIX = "pod-security.kubernetes.io/"
HARDENED = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}


def container(name: str = "c", **context: Any) -> Doc:
    return {"name": name, "image": "web", "securityContext": context}


def spec(*containers: Doc, **fields: Any) -> Doc:
    return {"containers": list(containers) or [container()], **fields}


def found(level: str, of: Doc, minor: int = LATEST, **notes: str) -> str:
    broken = standards.evaluate(Standard(level, minor), {"annotations": notes}, of)
    return ", ".join(str(finding) for finding in broken)


@pytest.mark.parametrize(
    ("pod", "told"),
    [
        pytest.param(
            spec(container("a", privileged=True), container("b", privileged=True)),
            'privileged (containers "a", "b" must not set securityContext.privileged=true)',
            id="privileged",
        ),
        pytest.param(
            spec(hostNetwork=True, hostIPC=True),
            "host namespaces (hostNetwork=true, hostIPC=true)",
            id="host namespaces",
        ),
        pytest.param(
            spec(volumes=[{"name": "v", "hostPath": {"path": "/"}}, {"name": "w", "emptyDir": {}}]),
            'hostPath volumes (volume "v")',
            id="host paths",
        ),
        pytest.param(
            spec({"name": "c", "ports": [{"hostPort": 90}, {"hostPort": 80}, {"containerPort": 1}]}),
            'hostPort (container "c" uses hostPorts 80, 90)',
            id="host ports",
        ),
        pytest.param(
            spec(container(capabilities={"add": ["SYS_ADMIN", "CHOWN", "NET_RAW"]})),
            'non-default capabilities (container "c" must not include "NET_RAW", "SYS_ADMIN" in '
            "securityContext.capabilities.add)",
            id="capabilities",
        ),
        pytest.param(
            spec(container(procMount="Unmasked")),
            'procMount (container "c" must not set securityContext.procMount to "Unmasked")',
            id="proc mounts",
        ),
        pytest.param(
            spec(
                container(seLinuxOptions={"type": "odd", "role": "r"}),
                securityContext={"seLinuxOptions": {"user": "u"}},
            ),
            'seLinuxOptions (pod and container "c" set forbidden securityContext.seLinuxOptions: type "odd"; '
            "user may not be set; role may not be set)",
            id="SELinux",
        ),
        pytest.param(
            spec(securityContext={"seccompProfile": {"type": "Unconfined"}}),
            'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
            id="seccomp",
        ),
        pytest.param(
            spec(securityContext={"sysctls": [{"name": "kernel.msgmax"}, {"name": "net.ipv4.tcp_rmem"}]}),
            "forbidden sysctls (kernel.msgmax)",
            id="sysctls",
        ),
        pytest.param(
            spec(securityContext={"windowsOptions": {"hostProcess": True}}),
            "hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)",
            id="host processes",
        ),
        pytest.param(
            spec(container(appArmorProfile={"type": "Unconfined"})),
            'forbidden AppArmor profile (container "c" must not set AppArmor profile type to "Unconfined")',
            id="AppArmor",
        ),
        pytest.param(
            spec({"name": "c", "livenessProbe": {"httpGet": {"host": "db", "port": 1}}}),
            'probe or lifecycle host (container "c" uses probe or lifecycle host "db")',
            id="hosts of probes",
        ),
    ],
)
def test_what_baseline_refuses(pod: Doc, told: str) -> None:
    assert found("baseline", pod) == told
    assert found("privileged", pod) == ""


def test_restricted_names_all_that_a_plain_pod_lacks() -> None:
    assert found("baseline", spec()) == ""
    assert found("restricted", spec()) == (
        'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), '
        'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), '
        'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), '
        'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or '
        '"Localhost")'
    )
    assert found("restricted", spec(container(**HARDENED))) == ""


@pytest.mark.parametrize(
    ("pod", "told"),
    [
        pytest.param(
            spec(
                container(**HARDENED),
                volumes=[{"name": "v", "hostPath": {}}, {"name": "n", "nfs": {}}, {"name": "s", "secret": {}}],
            ),
            'restricted volume types (volumes "v", "n" use restricted volume types "hostPath", "nfs")',
            id="volumes, once",
        ),
        pytest.param(
            spec(container(**{**HARDENED, "capabilities": {"drop": ["KILL"], "add": ["SYS_TIME"]}})),
            'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]; '
            'container "c" must not include "SYS_TIME" in securityContext.capabilities.add)',
            id="capabilities, once",
        ),
        pytest.param(
            spec(container(**HARDENED, runAsUser=0), securityContext={"runAsUser": 0}),
            'runAsUser=0 (pod and container "c" must not set runAsUser=0)',
            id="root",
        ),
        pytest.param(
            spec(container(**{**HARDENED, "runAsNonRoot": False}), securityContext={"runAsNonRoot": True}),
            'runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false)',
            id="a container that takes it back",
        ),
    ],
)
def test_what_restricted_refuses(pod: Doc, told: str) -> None:
    assert found("restricted", pod) == told


@pytest.mark.parametrize(
    ("pod", "before", "since"),
    [
        pytest.param(spec({"name": "c", "startupProbe": {"tcpSocket": {"host": "h"}}}), 33, 34, id="hosts of probes"),
        pytest.param(spec(container(**{**HARDENED, "runAsUser": 0})), 22, 23, id="root"),
    ],
)
def test_a_check_begins_with_its_version(pod: Doc, before: int, since: int) -> None:
    assert (found("restricted", pod, before) == "") or "runAsUser" not in found("restricted", pod, before)
    assert len(found("restricted", pod, since)) > len(found("restricted", pod, before))


def test_later_versions_let_more_sysctls_windows_and_user_namespaces_through() -> None:
    calls = spec(securityContext={"sysctls": [{"name": "net.ipv4.tcp_fin_timeout"}]})
    assert found("baseline", calls, 28) == "forbidden sysctls (net.ipv4.tcp_fin_timeout)"
    assert found("baseline", calls, 29) == ""
    windows = spec(container(runAsNonRoot=True), os={"name": "windows"})
    assert (found("restricted", windows, 24) == "", found("restricted", windows, 25) == "") == (False, True)
    apart = spec(container(**{**HARDENED, "runAsNonRoot": None}), hostUsers=False)
    assert (found("restricted", apart, 34) == "", found("restricted", apart, 35) == "") == (False, True)


def test_before_1_19_seccomp_profiles_are_annotations() -> None:
    notes = {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"}
    assert found("baseline", spec(), 18, **notes) == (
        'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")'
    )
    assert found("baseline", spec(), 19, **notes) == ""


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        pytest.param({}, ("privileged:latest", "privileged:latest", "privileged:latest"), id="no labels"),
        pytest.param(
            {"enforce": "baseline", "enforce-version": "v1.30"},
            ("baseline:v1.30", "privileged:latest", "baseline:v1.30"),
            id="what is enforced is warned of",
        ),
        pytest.param(
            {"enforce": "restricted", "warn": "privileged"},
            ("restricted:latest", "privileged:latest", "privileged:latest"),
            id="unless the namespace says otherwise",
        ),
        pytest.param(
            {"enforce": "odd", "audit": "odd"},
            ("restricted:latest", "privileged:latest", "privileged:latest"),
            id="a wrong label enforces the strictest and audits nothing",
        ),
    ],
)
def test_how_labels_are_read(labels: dict[str, str], shown: tuple[str, ...]) -> None:
    read, _ = policy.read({PREFIX + key: value for key, value in labels.items()})
    assert tuple(str(standard) for standard in read) == shown


class Cluster:
    """A namespace `shop` with labels, and a user's door."""

    def __init__(self, **labels: str) -> None:
        self.store = MemoryStore()
        self.caller = Caller(User("ann", ("system:masters",)))
        self.trusted = Door(self.store, seed="1", clock=lambda: 0, actor="test", trusted=True)
        self.door = Door(self.store, seed="1", clock=lambda: 0, actor="ann", caller=self.caller)
        self.shop = self.trusted.create(namespace("shop", **labels))
        meta = {"name": "default", "namespace": "shop"}
        self.trusted.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta})

    def label(self, **labels: str) -> Doc:
        return self.door.update(with_metadata(namespace("shop", **labels), name="shop"))


def namespace(name: str, **labels: str) -> Doc:
    held = {f"{PREFIX}{key.replace('_', '-')}": value for key, value in labels.items()}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": held}}


def pod(name: str = "p", **fields: Any) -> Doc:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "shop"}, "spec": spec(**fields)}


def deployment() -> Doc:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": spec(hostPID=True)}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d", "namespace": "shop"},
        "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": template},
    }


def test_a_pod_is_refused_whoever_makes_it() -> None:
    cluster = Cluster(enforce="baseline", enforce_version="v1.36")
    for door in (cluster.door, cluster.trusted):
        with pytest.raises(StatusError) as caught:
            door.create(pod(hostPID=True))
        assert (caught.value.code, caught.value.message) == (
            403,
            'pods "p" is forbidden: violates PodSecurity "baseline:v1.36": host namespaces (hostPID=true)',
        )
    assert cluster.caller.notes == {f"{PREFIX}enforce-policy": "baseline:v1.36"}
    assert cluster.caller.warnings == []


def test_a_workload_is_stored_with_a_warning_and_a_note_for_the_audit() -> None:
    cluster = Cluster(warn="baseline", audit="baseline")
    cluster.door.create(deployment())
    told = 'would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)'
    assert cluster.caller.warnings == [told]
    assert cluster.caller.notes == {f"{PREFIX}audit-violations": told}


def test_an_update_is_looked_at_when_it_brings_another_image() -> None:
    cluster = Cluster()
    stored = cluster.trusted.create(pod(hostPID=True))
    cluster.trusted.update(namespace("shop", enforce="baseline"))
    cluster.door.update(with_metadata(stored, labels={"a": "b"}, resourceVersion=None))
    other = {**stored, "spec": {**stored["spec"], "containers": [{**stored["spec"]["containers"][0], "image": "new"}]}}
    with pytest.raises(StatusError, match="violates PodSecurity"):
        cluster.door.update(with_metadata(other, resourceVersion=None))


def test_pods_of_one_spec_are_judged_once_but_each_by_its_own_annotations() -> None:
    cluster = Cluster(enforce="baseline")
    shared = spec()
    for name in "ab":
        cluster.trusted.create({**pod(name), "spec": shared})
    noted = {"container.apparmor.security.beta.kubernetes.io/c": "unconfined"}
    with pytest.raises(StatusError, match="forbidden AppArmor profile"):
        cluster.trusted.create({**with_metadata(pod("c"), annotations=noted), "spec": shared})


def test_a_debugger_must_meet_the_standard_too() -> None:
    cluster = Cluster(enforce="baseline")
    stored = cluster.door.create(pod())
    debugger = {"name": "d", "image": "busybox", "securityContext": {"privileged": True}}
    wanted = {**stored, "spec": {**stored["spec"], "ephemeralContainers": [debugger]}}
    with pytest.raises(StatusError, match="violates PodSecurity"):
        cluster.door.update_part(with_metadata(wanted, resourceVersion=None), "ephemeralcontainers")


def test_labels_of_a_namespace_must_mean_something() -> None:
    with pytest.raises(StatusError) as caught:
        Cluster().door.create(namespace("other", enforce="odd", audit_version="1.30"))
    assert caught.value.code == 422
    assert caught.value.message == (
        f'Namespace "other" is invalid: [metadata.labels[{PREFIX}enforce]: Invalid value: "odd": must be one of '
        f'privileged, baseline, restricted, metadata.labels[{PREFIX}audit-version]: Invalid value: "1.30": must be '
        '"latest" or "v1.x"]'
    )


def test_a_stricter_namespace_tells_which_of_its_pods_would_not_pass() -> None:
    cluster = Cluster()
    for name in ("c", "a", "b"):
        cluster.trusted.create(pod(name, hostPID=True))
    cluster.trusted.create(pod("d", hostIPC=True, hostNetwork=True, securityContext={"sysctls": [{"name": "x"}]}))
    cluster.label(enforce="baseline")
    assert cluster.caller.warnings == [
        'existing pods in namespace "shop" violate the new PodSecurity enforce level "baseline:latest"',
        "a (and 2 other pods): host namespaces",
        "d: host namespaces, forbidden sysctls",
    ]
    cluster.caller.warnings.clear()
    cluster.label(enforce="privileged")
    assert cluster.caller.warnings == [], "what is relaxed is not looked at"


@pytest.mark.parametrize(
    ("exempt", "fields"),
    [
        pytest.param({"usernames": "bob ann"}, {}, id="user"),
        pytest.param({"namespaces": "shop"}, {}, id="namespace"),
        pytest.param({"runtimeClasses": "kata"}, {"runtimeClassName": "kata"}, id="runtimeClass"),
    ],
)
def test_a_cluster_may_let_users_namespaces_and_runtime_classes_off(
    exempt: dict[str, str], fields: Doc, request: pytest.FixtureRequest
) -> None:
    cluster = Cluster(enforce="restricted")
    cluster.trusted.create(namespace("kube-system"))
    cluster.trusted.create(
        {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "kata"}, "handler": "kata"}
    )
    with pytest.raises(StatusError, match="violates PodSecurity"):
        cluster.door.create(pod(**fields))
    meta = {"name": EXEMPTIONS.name, "namespace": EXEMPTIONS.namespace}
    cluster.trusted.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": exempt})
    cluster.door.create(pod(**fields))
    assert cluster.caller.notes[f"{PREFIX}exempt"] == request.node.callspec.id
