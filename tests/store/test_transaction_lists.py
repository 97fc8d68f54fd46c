"""What was listed once in a transaction follows its own writes."""

import pytest

from core.clients import open_store
from core.founding import found
from core.meta.objects import Key
from core.store.protocol import Verb, Write

pytestmark = pytest.mark.django_db


def config(name: str, verb: Verb = "ADDED", namespace: str = "a") -> Write:
    """A write of a ConfigMap."""
    metadata = {"name": name, "namespace": namespace, "uid": f"{namespace}-{name}"}
    doc = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"verb": verb}}
    return Write(verb, Key("configmaps", namespace, name), doc)


@pytest.mark.parametrize("namespace", ["", "a"])
def test_lists_in_a_transaction_show_its_writes(namespace: str) -> None:
    store = open_store(found("demo", []))
    store.commit([config("old"), config("other", namespace="b")], time=1, actor="ann")

    def names() -> list[str]:
        return [doc["metadata"]["name"] for doc in store.list("configmaps", namespace)]

    others = [] if namespace else ["other"]
    with store.transaction():
        assert names() == ["old", *others]
        store.commit([config("new")], time=2, actor="ann")
        assert names() == ["new", "old", *others]
        store.commit([config("old", "DELETED")], time=3, actor="ann")
        assert names() == ["new", *others]
        store.commit([config("new", "MODIFIED")], time=4, actor="ann")
        assert store.list("configmaps", "a")[0]["data"] == {"verb": "MODIFIED"}
    assert names() == ["new", *others]
