"""Manifests are read as kubectl reads them, and every error tells its line and column."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.machinery import decode
from core.machinery.decode import scalars

HEAD = "apiVersion: v1\nkind: ConfigMap\n"


def one(text: str | bytes) -> dict[str, Any]:
    decoded = decode.documents(text)
    assert decoded.errors == []
    assert len(decoded.documents) == 1
    return decoded.documents[0].doc


def error(text: str | bytes) -> tuple[int, int, str]:
    (found,) = decode.documents(text).errors
    return tuple(found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True), ("on", True), ("y", True), ("No", False), ("off", False), ("true", True),
        ("~", None), ("null", None), ("nULL", "nULL"),
        ("0755", 0o755), ("0o17", 15), ("0x1F", 31), ("0b11", 3), ("1_000", 1000), ("08", 8), ("-0", 0),
        ("1.0", 1), ("1e3", 1000), ("1.5", 1.5), (".5", 0.5), ("1e400", float("inf")),
        ("2026-01-01", "2026-01-01"), ("12:30", "12:30"), ("1.2.3", "1.2.3"), ("1Gi", "1Gi"), ("-", "-"),
        ("18446744073709551616", 18446744073709551616), ("٣", "٣"), ("nan", "nan"), ("_1", "_1"), ("+", "+"),
    ],
)  # fmt: skip
def test_an_unquoted_scalar_means_what_kubectl_takes_it_for(text: str, value: Any) -> None:
    found = scalars.resolve(text)
    assert found == value
    assert type(found) is type(value)


def test_quoted_and_block_text_stays_text() -> None:
    assert one(HEAD + 'data:\n  a: "yes"\n  b: |\n    1\n')["data"] == {"a": "yes", "b": "1\n"}


def test_keys_become_text() -> None:
    assert one(HEAD + "data: {1: a, on: c, 1.5: d}")["data"].keys() == {"1", "true", "1.5"}


def test_json_is_read_with_tabs_and_escaped_pairs() -> None:
    text = '{"apiVersion": "v1",\n\t"kind": "ConfigMap", "data": {"a": "\\ud83d\\ude00", "b": "\\\\ud83d"}}'
    assert one(text)["data"] == {"a": "😀", "b": "\\ud83d"}


def test_anchors_and_merge_keys_are_followed() -> None:
    text = HEAD + "p: &x {a: 1, b: 2}\nq: {<<: *x, b: 3}\nr: *x\n"
    doc = one(text)
    assert doc["q"] == {"a": 1, "b": 3}
    assert doc["r"] == {"a": 1, "b": 2}


def test_documents_know_their_lines_and_every_path_its_place() -> None:
    text = f"# first\n{HEAD}data:\n  a: b\n---\n{HEAD}metadata:\n  name: z\n"
    first, second = decode.documents(text).documents
    assert (first.line, first.end_line, second.line, second.end_line) == (2, 5, 7, 10)
    assert second.place("metadata.name") == (10, 3)
    assert second.place("metadata.labels[app]") == (9, 1), "the nearest parent"
    assert first.positions["data.a"] == (5, 3)
    assert second.source == f"{HEAD}metadata:\n  name: z"


def test_lists_are_expanded_with_places() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n- {}\n"
    decoded = decode.documents(text)
    assert [document.doc["kind"] for document in decoded.documents] == ["Pod"]
    assert decoded.documents[0].place("metadata.name") == (7, 5)
    assert decoded.errors == [(8, 3, "apiVersion is missing")]


def test_items_of_a_typed_list_may_leave_their_kind_out() -> None:
    text = "apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n"
    assert one(text) == {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}


def test_errors_of_all_documents_are_told_at_once_and_the_good_ones_are_read() -> None:
    text = f"{HEAD}---\na: [\n---\n{HEAD}---\n- x\n---\nkind: Pod\n"
    decoded = decode.documents(text)
    assert len(decoded.documents) == 2
    assert [(found.line, found.message.split(",")[0]) for found in decoded.errors] == [
        (5, "did not find expected node content"),
        (9, "expected an object with apiVersion and kind"),
        (11, "apiVersion is missing"),
    ]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        pytest.param(HEAD + "data:\n  a: 1\n  a: 2\n", (5, 3), 'key "a" is given twice (first on line 4)', id="twice"),
        pytest.param(HEAD + "\tdata: 1", (3, 1), "a tab cannot indent YAML", id="tabs"),
        pytest.param(b"a: \xff", (1, 4), "byte 3 (0xff) is not UTF-8", id="not UTF-8"),
        pytest.param("\ufeffa: b".encode("utf-16"), (1, 1), "save it as UTF-8", id="UTF-16"),
        pytest.param(HEAD + 'a: "\x1b[31m"', (3, 5), "control character U+001B", id="terminal escapes"),
        pytest.param(HEAD + "a: .nan", (3, 4), "a number that JSON cannot hold", id="no number"),
        pytest.param(HEAD + "a: &a [*a]", (3, 8), "contains itself", id="a loop"),
        pytest.param(HEAD + "a: *b", (3, 4), 'unknown anchor "b"', id="an unknown anchor"),
        pytest.param(HEAD + "a: !!python/object:os.system x", (3, 4), "unknown tag", id="a tag that runs code"),
        pytest.param(HEAD + "? [a]\n: b", (3, 3), "a key must be text", id="a list as key"),
        pytest.param(HEAD + "~: b", (3, 1), "a key must be text, not null", id="null as key"),
        pytest.param("[" * 5000, (1, 101), "nested more than 100 levels deep", id="depth"),
        pytest.param("apiVersion: 1\nkind: Pod", (1, 1), "apiVersion must be text, not a number", id="apiVersion 1"),
        pytest.param(b"x" * (50 << 20), (1, 1), "50.0 MiB is too much", id="50 MB"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place(text: str | bytes, place: tuple[int, int], words: str) -> None:
    line, column, message = error(text)
    assert (line, column) == place
    assert words in message


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    letters = "abcdefghij"
    lines = [f"a: &a [{','.join('x' * 10)}]"]
    lines += [f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]" for a, b in pairwise(letters)]
    assert "aliases expand" in error(HEAD + "\n".join(lines))[2]


def test_empty_documents_are_nothing() -> None:
    assert decode.documents("---\n# only a comment\n---\n") == decode.Decoded([], [])
    assert decode.documents(b"") == decode.Decoded([], [])


def test_documents_are_printed_as_kubectl_prints_them() -> None:
    doc = {
        "kind": "X",
        "apiVersion": "v1",
        "spec": {"a10": "true", "a9": "1", "list": [{"b": 1, "a": "x: y"}], "none": [], "text": "a\nb\n", "nil": None},
    }
    assert decode.encode(doc) == (
        'apiVersion: v1\nkind: X\nspec:\n  a9: "1"\n  a10: "true"\n  list:\n  - a: \'x: y\'\n    b: 1\n'
        "  nil: null\n  none: []\n  text: |\n    a\n    b\n"
    )


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_printing_and_reading_back_changes_nothing(value: Any) -> None:
    doc = {"apiVersion": "v1", "kind": "X", "value": value}
    text = decode.encode(doc)
    assert one(text) == doc
    assert one(text.encode()) == doc


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_input_makes_it_raise(data: bytes | str) -> None:
    decode.documents(data)


def test_it_agrees_with_a_whole_loader_on_structure() -> None:
    text = HEAD + "data:\n  folded: >-\n    a\n    b\n  quoted: 'it''s'\n  plain: a # comment\n  flow: [a, {b: c}]\n"
    assert one(text) == yaml.safe_load(text)
