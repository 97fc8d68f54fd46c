"""JSON values as Go prints them."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta import goprint

NESTED = {"b": [1, None], "a": {"c": True, "d": "x y"}}


@pytest.mark.parametrize(
    ("verb", "printed"),
    [
        (goprint.plain, "map[a:map[c:true d:x y] b:[1 <nil>]]"),
        (
            goprint.literal,
            'map[string]interface {}{"a":map[string]interface {}{"c":true, "d":"x y"}, '
            '"b":[]interface {}{1, interface {}(nil)}}',
        ),
        (goprint.text, "map[a:map[c:%!s(bool=true) d:x y] b:[%!s(int64=1) %!s(<nil>)]]"),
    ],
    ids=["%v", "%#v", "%s"],
)
def test_a_value_prints_as_in_go(verb: Any, printed: str) -> None:
    assert verb(NESTED) == printed


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0, "0"),
        (-1, "-1"),
        (3000, "3000"),
        (65536.5, "65536.5"),
        (1_000_000, "1e+06"),
        (2147483648, "2.147483648e+09"),
        (-1.5e300, "-1.5e+300"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
    ],
)
def test_numbers_that_became_floats(number: float, printed: str) -> None:
    assert goprint.plain(goprint.floating([number])) == f"[{printed}]"
