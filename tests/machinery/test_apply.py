"""Who owns which fields after a write, and what an apply keeps, takes out, and asks for."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds.kind import Kind
from core.kinds.registry import KINDS, by_gvk
from core.machinery.apply import Write, Writer, applied, comparing, fields, managed, merging, scale, shapes, updated
from core.machinery.apply.fields import LEAF, Fields
from core.machinery.door import Door
from core.meta.errors import StatusError
from core.meta.objects import Doc, Key, with_metadata
from core.store.memory import MemoryStore

NOW = "2026-01-01T00:00:00Z"
DEPLOYMENTS, CONFIGMAPS = KINDS["deployments.apps"], KINDS["configmaps"]


def write(manager: str, kind: Kind = CONFIGMAPS, *, at: str = NOW, subresource: str = "") -> Write:
    return Write(Writer(manager, subresource), kind, at)


def configmap(data: Any = None, **metadata: Any) -> Doc:
    doc: Doc = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "n", **metadata}}
    return doc if data is None else {**doc, "data": data}


def deployment(*containers: Doc, **spec: Any) -> Doc:
    pod = {"spec": {"containers": list(containers)}} if containers else None
    metadata = {"name": "d", "namespace": "n"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata,
        "spec": {**spec, **({"template": pod} if pod else {})},
    }


def after(old: Doc | None, config: Doc, manager: str, *, force: bool = False, kind: Kind = CONFIGMAPS) -> Doc:
    """The object as stored after an apply, but for defaults."""
    doc, entries = applied(write(manager, kind), old, config, force=force)
    return with_metadata(doc, managedFields=entries or None, uid="u")


def noted(old: Doc | None, new: Doc, manager: str, kind: Kind = CONFIGMAPS, at: str = NOW) -> Doc:
    """The object as stored after an update."""
    return with_metadata(new, managedFields=updated(write(manager, kind, at=at), old, new) or None, uid="u")


def owned(doc: Doc, manager: str) -> Fields | None:
    """What one manager owns, as it is stored."""
    entries = [entry for entry in doc["metadata"].get("managedFields", ()) if entry["manager"] == manager]
    return entries[0]["fieldsV1"] if entries else None


A, B = fields.of_path("f:a"), fields.of_path("f:b")
PARENT_AND_CHILD: Fields = {"f:a": {".": {}, "f:b": LEAF}}


@pytest.mark.parametrize(
    ("sentence", "found", "wanted"),
    [
        ("union joins", fields.union(A, B), {"f:a": LEAF, "f:b": LEAF}),
        ("intersection is by member", fields.intersection(PARENT_AND_CHILD, A), A),
        ("a parent does not take its children away", fields.difference(PARENT_AND_CHILD, A), {"f:a": {"f:b": LEAF}}),
        ("recursively it does", fields.without(PARENT_AND_CHILD, A), {}),
        ("what lies below is within", fields.within(PARENT_AND_CHILD, A), PARENT_AND_CHILD),
        ("nothing is left of a set without itself", fields.difference(A, A), {}),
        ("a leaf is stored empty", fields.encoded(PARENT_AND_CHILD), {"f:a": {".": {}, "f:b": {}}}),
        ("what is stored reads back", fields.decoded({"f:a": {".": {}, "f:b": {}}}), PARENT_AND_CHILD),
        ("keys are read in any spelling", fields.decoded({'k:{"b": 1, "a": 2}': {}}), {'k:{"a":2,"b":1}': LEAF}),
        ("elements of no known sort are passed over", fields.decoded({"x:1": {}, "f:a": {}}), A),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sets_of_fields(sentence: str, found: Fields, wanted: Fields) -> None:
    assert found == wanted


def test_ports_are_ordered_by_number_and_paths_are_told_as_upstream_does() -> None:
    found = {f'k:{{"port":{port}}}': LEAF for port in (443, 80)} | {"f:x": LEAF, 'v:"y"': LEAF}
    assert [fields.text(path) for path in fields.paths(found)] == [".x", "[port=80]", "[port=443]", '[="y"]']


def test_a_created_object_is_owned_down_to_its_fields() -> None:
    container = {"name": "c", "image": "i", "ports": [{"containerPort": 80}], "args": ["x"]}
    doc = noted(None, deployment(container, replicas=1, selector={"matchLabels": {"a": "b"}}), "ann", DEPLOYMENTS)
    port = {".": {}, 'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:containerPort": {}}}
    owns = {".": {}, "f:args": {}, "f:image": {}, "f:name": {}, "f:ports": port}
    pod = {"f:spec": {"f:containers": {'k:{"name":"c"}': owns}}}
    assert owned(doc, "ann") == {"f:spec": {"f:replicas": {}, "f:selector": {}, "f:template": pod}}


def test_an_update_takes_over_what_it_changes_and_adds_to_what_its_manager_had() -> None:
    first = noted(None, configmap({"a": "1", "b": "1"}), "ann")
    second = noted(first, {**first, "data": {"a": "2", "b": "1"}}, "bob")
    third = noted(second, {**second, "data": {"a": "2", "b": "2"}}, "bob")
    assert owned(third, "ann") == {"f:data": {}}
    assert owned(third, "bob") == {"f:data": {"f:a": {}, "f:b": {}}}


def test_an_update_that_changes_nothing_leaves_no_trace() -> None:
    first = noted(None, configmap({"a": "1"}), "ann")
    assert noted(first, first, "bob", at="2027-01-01T00:00:00Z") == first


@pytest.mark.parametrize("reset", [[], [{}]], ids=["an empty list", "one empty entry"])
def test_the_record_can_be_cleared(reset: list[Doc]) -> None:
    first = noted(None, configmap({"a": "1"}), "ann")
    cleared = noted(first, with_metadata(first, managedFields=reset), "ann")
    assert "managedFields" not in cleared["metadata"]
    assert "managedFields" not in noted(cleared, {**cleared, "data": {"a": "2"}}, "ann")["metadata"]


def test_a_record_that_is_no_record_is_passed_over() -> None:
    first = noted(None, configmap({"a": "1"}), "ann")
    assert noted(first, with_metadata(first, managedFields=[{"manager": "x", "operation": "Take"}]), "bob") == first


def test_the_oldest_of_more_than_ten_updaters_are_joined() -> None:
    doc = noted(None, configmap({}), "m")
    for at in range(13):
        data = {**doc["data"], f"k{at}": "1"}
        doc = noted(doc, {**doc, "data": data}, f"m{at:02}", at=f"2026-01-01T00:00:{at:02}Z")
    entries = doc["metadata"]["managedFields"]
    assert len(entries) == 10
    assert entries[0]["manager"] == "ancient-changes"
    assert entries[0]["time"] == "2026-01-01T00:00:03Z"
    assert owned(doc, "ancient-changes") == {"f:data": {".": {}, **{f"f:k{at}": {} for at in range(4)}}}


def test_status_and_the_rest_are_noted_apart() -> None:
    doc = noted(None, {**deployment(replicas=1), "status": {"replicas": 4}}, "ann", DEPLOYMENTS)
    assert owned(doc, "ann") == {"f:spec": {"f:replicas": {}}}
    new = {**doc, "status": {"replicas": 5}, "spec": {"replicas": 9}}
    entries = updated(write("loop", DEPLOYMENTS, subresource="status"), doc, new)
    assert [(entry["manager"], entry.get("subresource"), entry["fieldsV1"]) for entry in entries] == [
        ("ann", None, {"f:spec": {"f:replicas": {}}}),
        ("loop", "status", {"f:status": {"f:replicas": {}}}),
    ]


# apply


def test_a_field_that_is_no_longer_applied_goes_unless_another_owns_it() -> None:
    mine = after(None, configmap({"a": "1", "b": "1", "c": "1"}), "ann")
    both = after(mine, configmap({"b": "1"}), "bob")
    left = after(both, configmap({"a": "1"}), "ann")
    assert left["data"] == {"a": "1", "b": "1"}
    assert owned(left, "bob") == {"f:data": {"f:b": {}}}


def test_what_nobody_applied_stays() -> None:
    mine = after(None, configmap({"a": "1"}), "ann")
    edited = noted(mine, {**mine, "data": {"a": "1", "z": "9"}}, "edit")
    assert after(edited, configmap(), "ann")["data"] == {"z": "9"}


def test_an_owner_that_gives_up_everything_is_forgotten() -> None:
    both = after(after(None, configmap({"a": "1"}), "ann"), configmap({"b": "1"}), "bob")
    assert owned(after(both, configmap(), "bob"), "bob") is None


def test_an_apply_that_changes_nothing_gives_its_new_manager_no_time() -> None:
    both = after(after(None, configmap({"a": "1"}), "ann"), configmap({"a": "1"}), "bob")
    assert [entry.get("time") for entry in both["metadata"]["managedFields"]] == [None, NOW]


def test_conflicts_name_every_owner_and_field() -> None:
    first = after(None, configmap({"a": "1", "b": "1"}), "ann")
    second = noted(first, {**first, "data": {"a": "1", "b": "1", "c": "1"}}, "edit")
    with pytest.raises(StatusError) as refused:
        after(second, configmap({"a": "2", "b": "2", "c": "2"}), "bob")
    assert refused.value.code == 409
    assert refused.value.message == (
        'Apply failed with 3 conflicts: conflicts with "ann":\n- .data.a\n- .data.b\n'
        'conflicts with "edit" using v1:\n- .data.c'
    )
    assert refused.value.details is not None
    assert [cause["field"] for cause in refused.value.details["causes"]] == [".data.a", ".data.b", ".data.c"]
    forced = after(second, configmap({"a": "2", "b": "2", "c": "2"}), "bob", force=True)
    assert forced["data"] == {"a": "2", "b": "2", "c": "2"}
    assert owned(forced, "ann") is None


def test_the_first_apply_finds_what_was_there_before_it() -> None:
    with pytest.raises(StatusError, match=r'conflict with "before-first-apply" using v1: \.data\.a'):
        after(configmap({"a": "1"}, uid="u"), configmap({"a": "2"}), "ann")


def test_kubectl_takes_over_what_it_applied_itself_before_and_keeps_its_note() -> None:
    door = Door(MemoryStore(), seed="1", clock=lambda: 0, actor="ann", trusted=True)
    door.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}})
    client_side = door.apply(configmap({"a": "1"}))
    old = noted(None, client_side, "kubectl-client-side-apply")
    with pytest.raises(StatusError, match="conflict"):
        after(old, configmap({"a": "2"}), "other")
    new = after(old, configmap({"a": "2"}), "kubectl")
    assert new["data"] == {"a": "2"}
    assert '"a":"2"' in new["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"]
    long = after(old, configmap({"a": "2" * 300_000}), "kubectl")
    assert "annotations" not in long["metadata"], "a note that is too long is dropped"


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ({"bogus": 1}, ".bogus: field not declared in schema"),
        ({"data": "x"}, ".data: expected map, got &{x}"),
        ({"data": {"a": 1}}, ".data.a: expected string, got &value.valueUnstructured{Value:1}"),
        ({"immutable": "yes"}, ".immutable: expected boolean, got &{yes}"),
    ],
    ids=["an unknown field", "text for a map", "a number for text", "text for a boolean"],
)
def test_a_configuration_must_fit_the_schema(config: Doc, why: str) -> None:
    with pytest.raises(StatusError) as refused:
        after(None, {**configmap(), **config}, "ann")
    assert (refused.value.code, refused.value.reason) == (500, "")
    assert refused.value.message == f"failed to create typed patch object (n/c; /v1, Kind=ConfigMap): {why}"


@pytest.mark.parametrize(
    ("containers", "why"),
    [
        ([{"name": "c"}, {"name": "c"}], 'duplicate entries for key [name="c"]'),
        ([None], "element 0: associative list with keys may not have a null element"),
        (["c"], "element 0: associative list with keys may not have non-map elements"),
    ],
    ids=["a name twice", "null", "text"],
)
def test_items_of_a_merged_list_must_have_their_keys(containers: list[Any], why: str) -> None:
    with pytest.raises(StatusError) as refused:
        after(None, deployment(*containers), "ann", kind=DEPLOYMENTS)
    assert refused.value.message.endswith(f": .spec.template.spec.containers: {why}")


@pytest.mark.parametrize(
    ("sentence", "live", "config", "wanted"),
    [
        ("new items come before what follows them", "ab", "xa", "xab"),
        ("the configuration's order wins", "abc", "cxa", "bcxa"),
        ("others stay between", "axb", "ab", "axb"),
        ("nothing applied changes nothing", "ab", "", "ab"),
        ("nothing there takes all", "", "ba", "ba"),
        ("new items come after what stands there", "abc", "ad", "abcd"),
    ],
    ids=lambda value: value,
)
def test_the_order_of_a_merged_list(sentence: str, live: str, config: str, wanted: str) -> None:
    def listed(names: str) -> Doc:
        return {"spec": {"template": {"spec": {"containers": [{"name": name} for name in names]}}}}

    found = merging.merge(shapes.of(DEPLOYMENTS), listed(live), listed(config))
    assert found == listed(wanted)


def test_a_container_of_somebody_else_stays_when_mine_goes() -> None:
    mine = after(None, deployment({"name": "a"}, {"name": "b"}), "ann", kind=DEPLOYMENTS)
    both = after(mine, deployment({"name": "mesh", "image": "m"}), "mesh", kind=DEPLOYMENTS)
    left = after(both, deployment({"name": "a"}), "ann", kind=DEPLOYMENTS)
    names = [container["name"] for container in left["spec"]["template"]["spec"]["containers"]]
    assert sorted(names) == ["a", "mesh"]


def test_finalizers_are_owned_one_by_one() -> None:
    both = after(after(None, configmap(finalizers=["x/a"]), "ann"), configmap(finalizers=["x/b"]), "bob")
    assert sorted(both["metadata"]["finalizers"]) == ["x/a", "x/b"]
    assert owned(both, "bob") == {"f:metadata": {"f:finalizers": {'v:"x/b"': {}}}}
    assert after(both, configmap(), "ann")["metadata"]["finalizers"] == ["x/b"]


def test_owners_of_another_api_version_are_held_against_the_change_in_their_own_words() -> None:
    v1, v2 = by_gvk("autoscaling/v1", "HorizontalPodAutoscaler"), by_gvk("autoscaling/v2", "HorizontalPodAutoscaler")
    assert v1 is not None
    assert v2 is not None
    metadata = {"name": "h", "namespace": "n"}
    spec = {"maxReplicas": 5, "scaleTargetRef": {"kind": "Deployment", "name": "d"}}
    old_words = {"apiVersion": "autoscaling/v1", "kind": v1.kind, "metadata": metadata}
    applied_v1 = {**old_words, "spec": {**spec, "targetCPUUtilizationPercentage": 50}}
    doc, entries = applied(write("ann", v1), None, applied_v1, force=False)
    metric = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization"}}}
    metric["resource"]["target"]["averageUtilization"] = 50
    stored = {**doc, "apiVersion": "autoscaling/v2", "spec": {**spec, "metrics": [metric]}}
    stored = with_metadata(stored, managedFields=entries, uid="u")
    changed = {**stored, "spec": {**stored["spec"], "metrics": [], "maxReplicas": 9}}
    found = noted(stored, changed, "bob", v2)
    assert owned(found, "ann") == {"f:spec": {"f:scaleTargetRef": {}}}
    assert owned(found, "bob") == {"f:spec": {"f:maxReplicas": {}, "f:metrics": {}}}


def test_who_scales_owns_the_replicas_and_is_noted_without_a_time() -> None:
    parent = after(None, deployment(replicas=1, paused=True), "ann", kind=DEPLOYMENTS)
    held = [{**scale.of_parent(parent)[0], "manager": "hpa", "operation": "Update", "subresource": "scale"}]
    entries = scale.to_parent(parent, held)
    assert [(entry["manager"], entry["fieldsV1"], entry.get("time")) for entry in entries] == [
        ("ann", {"f:spec": {"f:paused": {}}}, NOW),
        ("hpa", {"f:spec": {"f:replicas": {}}}, None),
    ]


def test_no_kind_has_a_shape_that_cannot_be_compiled() -> None:
    for kind in KINDS.values():
        doc = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": {"name": "x"}}
        assert comparing.fields_of(shapes.of(kind), doc)["f:metadata"] == {"f:name": LEAF}


def test_a_controller_takes_over_what_it_changes_only_where_somebody_is_noted() -> None:
    store = MemoryStore()
    person = Door(store, seed="1", clock=lambda: 0, actor="ann", writer=Writer("kubectl"))
    person.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}})
    loop = Door(store, seed="1", clock=lambda: 0, actor="loop", trusted=True, writer=Writer("kube-controller-manager"))
    stored = person.create(configmap({"a": "1"}))
    loop.update({**stored, "data": {"a": "2"}})
    found = store.get(Key("configmaps", "n", "c"))
    assert found is not None
    assert owned(found, "kube-controller-manager") == {"f:data": {"f:a": {}}}
    assert owned(found, "kubectl") == {"f:data": {}}
    made = loop.create(with_metadata(configmap({"a": "1"}), name="made"))
    assert "managedFields" not in loop.update({**made, "data": {"a": "2"}})["metadata"]


def test_reading_entries_back_gives_the_same_owners() -> None:
    entries = after(after(None, configmap({"a": "1"}), "ann"), configmap({"b": "1"}), "bob")["metadata"][
        "managedFields"
    ]
    assert managed.write(managed.read(entries)) == entries


def test_who_writes_a_daemon_set_owns_the_count_that_its_published_form_always_has() -> None:
    store = MemoryStore()
    person = Door(store, seed="1", clock=lambda: 0, actor="ann", writer=Writer("ann"))
    person.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}})
    pod = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    made = person.create(
        {
            "apiVersion": "apps/v1",
            "kind": "DaemonSet",
            "metadata": {"name": "d", "namespace": "n"},
            "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": pod},
        }
    )
    found = owned(made, "ann")
    assert found is not None
    assert found["f:metadata"] == {"f:annotations": {".": {}, "f:deprecated.daemonset.template.generation": {}}}
