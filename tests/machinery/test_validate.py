"""Field rules name every field that is wrong, in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery import defaults, validate
from core.meta.objects import Doc


def problems(api_version: str, kind: str, **fields: Any) -> list[str]:
    doc: Doc = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a", "namespace": "b"}, **fields}
    found = registry.kind_of(doc)
    return [str(error) for error in validate.create(found, defaults.apply(found, doc))]


def test_a_sound_document_has_no_problems() -> None:
    pod = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "web"}]}}
    assert problems("apps/v1", "Deployment", spec={"selector": {"matchLabels": {"a": "b"}}, "template": pod}) == []


def test_all_that_is_wrong_is_named_in_upstreams_order() -> None:
    spec = {"replicas": -1, "template": {"spec": {"containers": [{"image": "web", "ports": [{}]}]}}}
    assert problems("apps/v1", "Deployment", spec=spec) == [
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
        "spec.selector: Required value",
        "spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`",
        "spec.template.spec.containers[0].name: Required value",
        "spec.template.spec.containers[0].ports[0].containerPort: Required value",
    ]
    assert problems("v1", "Pod") == ["spec.containers: Required value"]


def test_kinds_without_rules_of_their_own_need_what_their_schema_requires() -> None:
    assert problems("scheduling.k8s.io/v1", "PriorityClass", metadata={"name": "a"}) == []
    assert problems("node.k8s.io/v1", "RuntimeClass", metadata={"name": "a"}) == ["handler: Required value"]


@pytest.mark.parametrize(
    ("container", "problem"),
    [
        ({"image": ""}, "image: Required value"),
        ({"image": " web"}, 'image: Invalid value: " web": must not have leading or trailing whitespace'),
        ({"ports": [{"containerPort": 70000}]},
         "ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive"),
        ({"volumeMounts": [{"name": "v", "mountPath": "/v"}]}, 'volumeMounts[0].name: Not found: "v"'),
        ({"resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}},
         'resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'),
        ({"resources": {"requests": {"cpu": "-1"}}},
         'resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0'),
        ({"livenessProbe": {}}, "livenessProbe: Required value: must specify a handler type"),
        ({"livenessProbe": {"exec": {"command": ["a"]}, "successThreshold": 2}},
         "livenessProbe.successThreshold: Invalid value: 2: must be 1"),
        ({"env": [{"value": "x"}]}, "env[0].name: Required value"),
        ({"imagePullPolicy": "Maybe"},
         'imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"'),
        ({"securityContext": {"runAsUser": -1}},
         "securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"),
    ],
)  # fmt: skip
def test_a_container_is_judged_field_by_field(container: Doc, problem: str) -> None:
    spec = {"containers": [{"name": "c", "image": "web", **container}]}
    assert problems("v1", "Pod", spec=spec) == [f"spec.containers[0].{problem}"]


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"tolerations": [{"value": "x"}]},
         'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, '
         'which means "match all values and all keys"'),
        ({"restartPolicy": "Once"},
         'spec.restartPolicy: Unsupported value: "Once": supported values: "Always", "OnFailure", "Never"'),
        ({"volumes": [{"name": "v", "emptyDir": {}, "secret": {"secretName": "s"}}]},
         "spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type"),
        ({"volumes": [{"name": "v", "hostPath": {"path": "/a/../b"}}]},
         'spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain \'..\''),
        ({"initContainers": [{"name": "c", "image": "x"}]}, 'spec.initContainers[0].name: Duplicate value: "c"'),
        ({"activeDeadlineSeconds": 0},
         "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"),
    ],
)  # fmt: skip
def test_a_pod_is_judged_as_a_whole(spec: Doc, problem: str) -> None:
    whole = {"containers": [{"name": "c", "image": "web"}], **spec}
    assert problems("v1", "Pod", spec=whole) == [problem]


def test_the_same_rules_hold_wherever_a_pod_template_is() -> None:
    pod = {"spec": {"containers": [{"name": "C", "image": "x"}], "restartPolicy": "Never"}}
    job = problems("batch/v1", "CronJob", spec={"schedule": "* * *", "jobTemplate": {"spec": {"template": pod}}})
    assert [text.split(": ")[0] for text in job] == [
        "spec.schedule",
        "spec.jobTemplate.spec.template.spec.containers[0].name",
    ]


POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "a", "namespace": "b"},
    "spec": {"containers": [{"name": "c", "image": "web"}], "tolerations": [{"key": "k", "operator": "Exists"}]},
}


@pytest.mark.parametrize(
    ("spec", "paths"),
    [
        pytest.param({"containers": [{"name": "c", "image": "other"}]}, [], id="another image"),
        pytest.param({"activeDeadlineSeconds": 5}, [], id="a deadline"),
        pytest.param({"tolerations": [*POD["spec"]["tolerations"], {"key": "l", "operator": "Exists"}]}, [],
                     id="one more toleration"),
        pytest.param({"tolerations": []}, ["spec.tolerations"], id="a toleration less"),
        pytest.param({"nodeName": "n"}, ["spec"], id="another node"),
        pytest.param({"containers": [{"name": "d", "image": "web"}]}, ["spec"], id="another container"),
        pytest.param({"containers": [*POD["spec"]["containers"], {"name": "d", "image": "web"}]},
                     ["spec.containers"], id="one container more"),
    ],
)  # fmt: skip
def test_little_may_change_in_a_pod(spec: Doc, paths: list[str]) -> None:
    kind = registry.KINDS["pods"]
    old = defaults.apply(kind, POD)
    new = defaults.apply(kind, {**POD, "spec": {**POD["spec"], **spec}})
    assert [error.path for error in validate.update(kind, new, old)] == paths


def test_selectors_and_sealed_data_do_not_change() -> None:
    sealed = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "namespace": "b"},
        "immutable": True,
        "data": {"k": "v"},
    }
    new = {**sealed, "data": {"k": "w"}}
    assert [str(error) for error in validate.update(registry.KINDS["configmaps"], new, sealed)] == [
        "data: Forbidden: field is immutable when `immutable` is set"
    ]
    pod = {"metadata": {"labels": {"a": "b", "c": "d"}}, "spec": POD["spec"]}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pod}
    kind = registry.KINDS["deployments.apps"]
    old = defaults.apply(
        kind, {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": sealed["metadata"], "spec": spec}
    )
    changed = {**old, "spec": {**old["spec"], "selector": {"matchLabels": {"c": "d"}}}}
    assert [str(error) for error in validate.update(kind, changed, old)] == [
        'spec.selector: Invalid value: {"matchLabels":{"c":"d"}}: field is immutable'
    ]


def test_bounds_that_contradict_each_other_are_refused() -> None:
    item = {"type": "Container", "min": {"cpu": "2"}, "max": {"cpu": "1"}}
    assert problems("v1", "LimitRange", spec={"limits": [item]})[0] == (
        'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'
    )
    sound = {"type": "Container", "min": {"cpu": "1"}, "max": {"cpu": "2"}, "maxLimitRequestRatio": {"cpu": "2"}}
    assert problems("v1", "LimitRange", spec={"limits": [sound]}) == []
    assert problems("v1", "ResourceQuota", spec={"hard": {"pods": "2", "count/jobs.batch": "1"}}) == []


@pytest.mark.parametrize(
    ("type_", "data", "told"),
    [
        ("kubernetes.io/dockerconfigjson", {".dockerconfigjson": "e30="}, []),
        ("kubernetes.io/dockerconfigjson", {}, ["data[.dockerconfigjson]: Required value"]),
        ("kubernetes.io/dockerconfigjson", {".dockerconfigjson": ""},
         ['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": unexpected end of JSON input']),
        ("kubernetes.io/dockercfg", {".dockercfg": "W10="},
         ['data[.dockercfg]: Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value '
          "of type map[string]interface {}"]),
        ("kubernetes.io/basic-auth", {}, ["data[username]: Required value", "data[password]: Required value"]),
        ("kubernetes.io/service-account-token", {},
         ["metadata.annotations[kubernetes.io/service-account.name]: Required value"]),
    ],
)  # fmt: skip
def test_a_secret_holds_what_its_type_needs(type_: str, data: Doc, told: list[str]) -> None:
    assert problems("v1", "Secret", type=type_, data=data) == told


SOURCES = [
    {"configMap": {"name": "a", "items": [{"key": "k", "path": "p"}]}},
    {"downwardAPI": {"items": [{"path": "p", "fieldRef": {"fieldPath": "metadata.name"}}]}},
]


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        (SOURCES[:1], []),
        (SOURCES, ['spec.volumes[0].projected: Invalid value: "p": conflicting duplicate paths']),
        ([SOURCES[1], SOURCES[0]], ['spec.volumes[0].projected: Invalid value: "a": conflicting duplicate paths']),
        ([{**SOURCES[0], "secret": {"name": "s"}}],
         ["spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source"]),
    ],
)  # fmt: skip
def test_projected_sources_do_not_write_to_one_path(sources: list[Doc], told: list[str]) -> None:
    volumes = [{"name": "v", "projected": {"sources": sources}}]
    spec = {"containers": [{"name": "c", "image": "x"}], "volumes": volumes}
    assert problems("v1", "Pod", spec=spec) == told


@pytest.mark.parametrize(
    ("rolling", "told"),
    [
        ({"maxUnavailable": 0, "maxSurge": 0}, ["maxUnavailable: Required value: cannot be 0 when maxSurge is 0"]),
        ({"maxUnavailable": 1, "maxSurge": "200%"}, [
            'maxSurge: Invalid value: "200%": must not be greater than 100%',
            'maxSurge: Invalid value: "200%": may not be set when maxUnavailable is non-zero']),
        ({"maxUnavailable": 1, "maxSurge": "many"}, [
            "maxSurge: Invalid value: \"many\": a valid percent string must be a numeric string followed by an ending "
            "'%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"]),
    ],
)  # fmt: skip
def test_a_daemon_set_replaces_pods_in_one_way(rolling: Doc, told: list[str]) -> None:
    pod = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "x"}]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pod, "updateStrategy": {"rollingUpdate": rolling}}
    assert problems("apps/v1", "DaemonSet", spec=spec) == [f"spec.updateStrategy.rollingUpdate.{text}" for text in told]


def test_pods_that_are_replaced_for_ever_have_no_end_of_their_own() -> None:
    spec = {"containers": [{"name": "c", "image": "x"}], "restartPolicy": "Once", "activeDeadlineSeconds": 5}
    template = {"metadata": {"labels": {"a": "b"}}, "spec": spec}
    found = problems("apps/v1", "ReplicaSet", spec={"selector": {"matchLabels": {"a": "b"}}, "template": template})
    assert found == [
        'spec.template.spec.restartPolicy: Unsupported value: "Once": supported values: "Always", "OnFailure", "Never"',
        'spec.template.spec.restartPolicy: Unsupported value: "Once": supported values: "Always"',
        "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported",
    ]


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (["None", "None"], [
            'spec.clusterIPs: Invalid value: ["None","None"]: \'None\' must be the first and only value',
            'spec.clusterIPs[1]: Invalid value: "None": must be a valid IP address, (e.g. 10.9.8.7 or '
            "2001:db8::ffff)"]),
        (["10.0.0.1", "10.0.0.2"], [
            'spec.clusterIPs: Invalid value: ["10.0.0.1","10.0.0.2"]: may specify no more than one IP for each IP '
            "family"]),
        (["10.0.0.1", "2001:db8::1"], []),
    ],
)  # fmt: skip
def test_a_service_has_one_address_of_each_family(addresses: list[str], told: list[str]) -> None:
    spec = {"clusterIP": addresses[0], "clusterIPs": addresses, "ports": [{"port": 80}]}
    assert problems("v1", "Service", spec=spec) == told


def test_the_first_pod_range_of_a_node_wins_over_the_list() -> None:
    spec = {"podCIDR": "here", "podCIDRs": ["10.0.0.0/24"]}
    assert problems("v1", "Node", metadata={"name": "n"}, spec=spec) == [
        'spec.podCIDRs[0]: Invalid value: "here": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'
    ]
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "spec": {"podCIDRs": ["10.0.0.0/24"]}}
    assert defaults.apply(registry.KINDS["nodes"], node)["spec"]["podCIDR"] == "10.0.0.0/24"


BIDIRECTIONAL = "Bidirectional mount propagation is available only to privileged containers"


@pytest.mark.parametrize(
    ("container", "told"),
    [
        ({"volumeMounts": [{"name": "v", "mountPath": "/v", "subPath": "../x"}]},
         ['volumeMounts.subPath: Invalid value: "../x": must not contain \'..\'']),
        ({"volumeMounts": [{"name": "v", "mountPath": "/v", "subPath": "a", "subPathExpr": "/b"}]}, [
            'volumeMounts[0].subPathExpr: Invalid value: "/b": subPathExpr and subPath are mutually exclusive',
            'volumeMounts.subPathExpr: Invalid value: "/b": must be a relative path']),
        ({"volumeMounts": [{"name": "v", "mountPath": "/v", "mountPropagation": "Bidirectional"}]},
         [f"volumeMounts.mountPropagation: Forbidden: {BIDIRECTIONAL}"]),
        ({"volumeMounts": [{"name": "v", "mountPath": "/v", "recursiveReadOnly": "Enabled"}]},
         ["volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true"]),
        ({"volumeDevices": [{"name": "v", "devicePath": "/d"}, {"name": "v", "devicePath": "/d"}, {"name": "w"}]}, [
            'volumeDevices[1].name: Invalid value: "v": must be unique',
            'volumeDevices[1].devicePath: Invalid value: "/d": must be unique',
            'volumeDevices[2].name: Not found: "w"',
            "volumeDevices[2].devicePath: Required value"]),
        ({"volumeMounts": [{"name": "v", "mountPath": "/v"}], "volumeDevices": [{"name": "v", "devicePath": "/d"}]}, [
            'volumeMounts[0].name: Invalid value: "v": must not already exist in volumeDevices',
            'volumeDevices[0].name: Invalid value: "v": must not already exist in volumeMounts']),
        ({"resizePolicy": [{"resourceName": "cpu", "restartPolicy": "Never"}]},
         ['resizePolicy: Unsupported value: "Never": supported values: "NotRequired", "RestartContainer"']),
        ({"readinessProbe": {"exec": {"command": ["a"]}, "terminationGracePeriodSeconds": 5}},
         ["readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes"]),
        ({"env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "2"}}}]},
         ['env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are '
          "supported with the cpu resource"]),
    ],
)  # fmt: skip
def test_what_a_container_sees_and_tells_is_judged(container: Doc, told: list[str]) -> None:
    spec = {"containers": [{"name": "c", "image": "x", **container}], "volumes": [{"name": "v", "emptyDir": {}}]}
    assert problems("v1", "Pod", spec=spec) == [f"spec.containers[0].{text}" for text in told]


BY_FIELD = {"matchFields": [{"key": "metadata.uid", "operator": "In", "values": ["a", "b"]}]}


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"dnsPolicy": "None"}, ["dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"]),
        ({"dnsConfig": {"nameservers": ["a"], "options": [{}]}}, [
            'dnsConfig.nameservers[0]: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or '
            "2001:db8::ffff)",
            "dnsConfig.options[0]: Required value: must not be empty"]),
        ({"schedulingGates": [{"name": "a"}, {"name": "a"}]}, ['schedulingGates[1]: Duplicate value: "a"']),
        ({"hostUsers": False, "hostPID": True}, ["HostPID: Forbidden: when `pod.Spec.HostUsers` is false"]),
        ({"os": {"name": "plan9"}}, ['os: Unsupported value: "plan9": supported values: "linux", "windows"']),
        ({"overhead": {"cpu": "-1"}},
         ['overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0']),
        ({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [BY_FIELD]}}}}, [
            "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0]."
            "values: Required value: must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
            "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0]."
            'key: Invalid value: "metadata.uid": not a valid field selector key']),
    ],
)  # fmt: skip
def test_what_a_pod_asks_of_its_node_is_judged(spec: Doc, told: list[str]) -> None:
    whole = {"containers": [{"name": "c", "image": "web"}], **spec}
    assert problems("v1", "Pod", spec=whole) == [f"spec.{text}" for text in told]


def test_on_the_hosts_network_a_port_is_the_hosts() -> None:
    container = {"name": "c", "image": " web", "ports": [{"containerPort": 80, "hostPort": 81}]}
    found = problems("v1", "Pod", spec={"hostNetwork": True, "containers": [container]})
    assert found == [
        "spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is "
        "true",
        'spec.containers[0].image: Invalid value: " web": must not have leading or trailing whitespace',
    ]


def test_a_revision_keeps_its_data() -> None:
    doc: Doc = {"apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": {"name": "a", "namespace": "b"}}
    assert problems("apps/v1", "ControllerRevision", revision=-1) == [
        "data: Required value: data is mandatory",
        "revision: Invalid value: -1: must be greater than or equal to 0",
    ]
    old, new = ({**doc, "data": {"a": number}} for number in (1, 2))
    assert [str(error) for error in validate.update(registry.KINDS["controllerrevisions.apps"], new, old)] == [
        'data: Invalid value: {"a":2}: field is immutable'
    ]
