"""What every store promises, whatever it keeps its objects in."""

from __future__ import annotations

import pytest

from core.meta.objects import Key
from core.store.protocol import Store
from tests.store.builders import SECOND, added, event, key, owned, pod, write


def test_an_empty_store_is_at_revision_0(store: Store) -> None:
    assert store.head() == 0
    assert store.get(Key("pods", "default", "web")) is None
    assert list(store.list("pods")) == []
    assert list(store.changes(0)) == []


def test_a_commit_stamps_revisions_that_follow_on_the_head(store: Store) -> None:
    first = store.commit(added(pod("a"), pod("b")), time=SECOND, actor="me")
    second = store.commit(added(pod("c")), time=2 * SECOND, actor="me")
    assert [change.revision for change in [*first, *second]] == [1, 2, 3]
    assert store.head() == 3
    stored = store.get(Key("pods", "default", "b"))
    assert stored is not None
    assert stored["metadata"]["resourceVersion"] == "2"


def test_the_log_gives_back_what_was_committed(store: Store) -> None:
    committed = store.commit(added(pod("a")), time=SECOND, actor="me")
    committed += store.commit(
        [write("MODIFIED", pod("a", spec={"nodeName": "n1"}))], time=2 * SECOND, actor="scheduler"
    )
    committed += store.commit([write("DELETED", pod("a"))], time=3 * SECOND, actor="me")
    assert list(store.changes(0)) == committed
    assert list(store.changes(1, 2)) == committed[1:2]
    assert list(store.changes(3)) == []


def test_a_deleted_object_is_gone_and_its_name_free(store: Store) -> None:
    store.commit(added(pod("a", uid="first")), time=0, actor="me")
    store.commit([write("DELETED", pod("a", uid="first"))], time=0, actor="me")
    assert store.get(Key("pods", "default", "a")) is None
    store.commit(added(pod("a", uid="second")), time=0, actor="me")
    again = store.get(Key("pods", "default", "a"))
    assert again is not None
    assert again["metadata"]["uid"] == "second"


def test_one_commit_may_write_an_object_several_times(store: Store) -> None:
    writes = [
        *added(pod("a")),
        write("DELETED", pod("a")),
        *added(pod("a", uid="2")),
        write("MODIFIED", pod("a", uid="3")),
    ]
    store.commit([*writes, *added(pod("b")), write("DELETED", pod("b"))], time=0, actor="me")
    assert [doc["metadata"]["uid"] for doc in store.list("pods")] == ["3"]
    assert store.head() == 6


def test_an_object_deleted_and_made_again_in_one_commit_is_the_new_one(store: Store) -> None:
    store.commit(added(pod("a", uid="1")), time=0, actor="me")
    store.commit([write("DELETED", pod("a", uid="1")), *added(pod("a", uid="2"))], time=0, actor="me")
    assert [doc["metadata"]["uid"] for doc in store.list("pods")] == ["2"]


def test_lists_are_sorted_by_namespace_and_name(store: Store) -> None:
    names = [("b", "z"), ("a-b", "z"), ("a", "z"), ("B", "z"), ("m", "a")]
    store.commit(added(*(pod(name, namespace) for name, namespace in names)), time=0, actor="me")
    assert [doc["metadata"]["name"] for doc in store.list("pods")] == ["m", "B", "a", "a-b", "b"]
    assert [doc["metadata"]["name"] for doc in store.list("pods", "a")] == ["m"]


def test_resources_and_namespaces_do_not_see_each_other(store: Store) -> None:
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "web", "uid": "n"}}
    store.commit(added(pod("web"), pod("web", "other"), node), time=0, actor="me")
    assert [key(doc).resource for doc in store.list("nodes")] == ["nodes"]
    assert len(list(store.list("pods"))) == 2


def test_owned_by_finds_every_object_that_names_the_owner(store: Store) -> None:
    docs = [owned("one", "rs"), owned("two", "other", "rs"), owned("three", "rs", "other"), owned("four", "other")]
    store.commit(added(*docs), time=0, actor="me")
    assert [doc["metadata"]["name"] for doc in store.owned_by("rs")] == ["one", "three", "two"]
    assert list(store.owned_by("r")) == []
    store.commit([write("MODIFIED", owned("one", "other"))], time=0, actor="me")
    assert [doc["metadata"]["name"] for doc in store.owned_by("rs")] == ["three", "two"]


def test_pods_are_found_by_their_node(store: Store) -> None:
    bound = [pod(name, spec={"nodeName": node}) for name, node in (("b", "n1"), ("a", "n1"), ("c", "n2"))]
    store.commit(added(*bound, pod("d")), time=0, actor="me")
    assert [doc["metadata"]["name"] for doc in store.on_node("n1")] == ["a", "b"]
    assert list(store.on_node("")) == []
    store.commit([write("MODIFIED", pod("b", spec={"nodeName": "n2"}))], time=0, actor="me")
    assert [doc["metadata"]["name"] for doc in store.on_node("n2")] == ["b", "c"]


def test_events_are_in_the_log(store: Store) -> None:
    store.commit(added(event("e", "uid-a")), time=SECOND, actor="kubelet")
    assert [change.key for change in store.changes(0)] == [Key("events", "default", "e")]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"text": "héllo 🐳 \u0000 \\ \" '"}, id="any text"),
        pytest.param({"n": [0, -1, 2**53 + 1, 2**70, 1.5, True, None]}, id="numbers, also those beyond 64 bits"),
        pytest.param({"": {}, "deep": {"er": [[], {}]}, "z": 1, "a": 2}, id="empty values, and members in their order"),
    ],
)
def test_documents_come_back_as_they_went_in(store: Store, value: object) -> None:
    store.commit(added(pod("a", data=value)), time=0, actor="me")
    (doc,) = store.list("pods")
    assert doc["data"] == value
    assert list(doc["data"]) == list(value)
