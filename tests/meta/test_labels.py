"""Selectors match, parse and print as Kubernetes' do."""

from __future__ import annotations

import pytest

from core.meta import labels, queries

WEB = {"app": "web", "tier": "front", "weight": "10"}


@pytest.mark.parametrize(
    ("selector", "matches"),
    [
        pytest.param(None, False, id="an absent selector matches nothing"),
        pytest.param({}, True, id="an empty selector matches everything"),
        pytest.param({"matchLabels": {"app": "web"}}, True, id="equality"),
        pytest.param({"matchLabels": {"app": "web", "tier": "back"}}, False, id="all must hold"),
        pytest.param({"matchExpressions": [{"key": "app", "operator": "In", "values": ["a", "web"]}]}, True, id="in"),
        pytest.param(
            {"matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["a"]}]},
            True,
            id="not in is met by an absent key",
        ),
        pytest.param(
            {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False, id="not in"
        ),
        pytest.param({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True, id="exists"),
        pytest.param({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False, id="does not exist"),
        pytest.param({"matchExpressions": [{"key": "weight", "operator": "Gt", "values": ["9"]}]}, True, id="greater"),
        pytest.param(
            {"matchExpressions": [{"key": "app", "operator": "Lt", "values": ["9"]}]},
            False,
            id="a word is never less",
        ),
    ],
)
def test_a_label_selector_matches(selector: dict | None, matches: bool) -> None:
    assert labels.of(selector).matches(WEB) is matches


def test_a_plain_map_that_is_empty_matches_nothing() -> None:
    assert not labels.of_map({}).matches(WEB)
    assert labels.of_map({"app": "web"}).matches(WEB)
    assert labels.of_map({"app": "web"}).exact == (("app", "web"),)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("app=web", "app=web"),
        ("app==web,tier!=back", "app=web,tier!=back"),
        ("tier in (front, back),app", "app,tier in (back,front)"),
        ("!legacy", "!legacy"),
        ("tier notin (a)", "tier!=a"),
        ("weight>5", "weight>5"),
        ("in in (in)", "in=in"),
        ("app=", "app="),
        ("", ""),
        ("app in (,a)", "app in (,a)"),
    ],
)
def test_selector_text_is_read(text: str, printed: str) -> None:
    assert str(queries.label_selector(text)) == printed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("=", "unable to parse requirement: found '=', expected: identifier"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a=b,", "found '', expected: identifier after ','"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
    ],
)
def test_bad_selector_text_is_refused_in_upstreams_words(text: str, message: str) -> None:
    with pytest.raises(queries.SelectorError) as caught:
        queries.label_selector(text)
    assert str(caught.value) == message


def test_field_selectors_are_read() -> None:
    assert queries.field_selector("metadata.name=a,status.phase!=Running") == [
        ("metadata.name", True, "a"),
        ("status.phase", False, "Running"),
    ]
    with pytest.raises(queries.SelectorError, match="can't understand 'x'"):
        queries.field_selector("x")


def test_selectors_print_as_columns_show_them() -> None:
    assert labels.format_selector({}) == "<none>"
    assert labels.format_selector(None) == "<none>"
    assert labels.format_selector({"matchLabels": {"b": "2", "a": "1"}}) == "a=1,b=2"
    assert labels.format_map({"b": "2", "a": "1"}) == "a=1,b=2"
