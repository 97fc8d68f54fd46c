"""Protocol buffers as kubectl sends them, read as the JSON that they stand for."""

import pytest

from core.api.protobuf import messages, reading
from core.api.protobuf.wire import Malformed


def text(number: int, value: bytes) -> bytes:
    """A field of text, or of a message."""
    return bytes([number << 3 | 2, len(value)]) + value


def envelope(version: bytes, kind: bytes, message: bytes) -> bytes:
    return reading.MAGIC + text(1, text(1, version) + text(2, kind)) + text(2, message)


def test_a_config_map() -> None:
    message = text(1, text(1, b"x")) + text(2, text(1, b"a") + text(2, b"b"))
    assert reading.document(envelope(b"v1", b"ConfigMap", message)) == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "x"},
        "data": {"a": "b"},
    }


def test_inlined_parts_stand_beside_the_others() -> None:
    volume = text(1, b"v") + text(2, text(1, text(1, b"/data")))
    doc = reading.document(envelope(b"v1", b"Pod", text(2, text(1, volume))))
    assert doc["spec"]["volumes"] == [{"name": "v", "hostPath": {"path": "/data"}}]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{}", id="no envelope"),
        pytest.param(reading.MAGIC + b"\x0a\xff", id="cut off"),
        pytest.param(envelope(b"v1", b"Frob", b""), id="an unknown kind"),
        pytest.param(envelope(b"v1", b"ConfigMap", b"\x08\x01"), id="a number for a message"),
    ],
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        reading.document(body)


def test_every_type_that_the_table_names_is_in_it() -> None:
    missing = set()
    for name in messages._lines():
        for member in messages.of(name).values():
            if len(member.type) > 1:
                try:
                    messages.of(member.type)
                except KeyError:
                    missing.add(member.type)
    assert missing == set()
