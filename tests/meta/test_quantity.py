"""Quantities are read exactly and written as the API server writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.meta import quantity
from core.meta.quantity import Quantity, QuantityError


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        pytest.param("1000m", "1", id="a thousand thousandths are one"),
        pytest.param("0.5", "500m", id="a fraction is told in thousandths"),
        pytest.param("1.5Gi", "1536Mi", id="a binary fraction goes down one suffix"),
        pytest.param("1024Mi", "1Gi", id="binary goes up to the greatest whole suffix"),
        pytest.param("0.5Gi", "512Mi", id="half a gibibyte"),
        pytest.param("1000", "1k", id="decimal thousands"),
        pytest.param("1500", "1500", id="not a whole thousand"),
        pytest.param("1e3", "1e3", id="the exponent form is kept"),
        pytest.param("100e3", "100e3", id="the exponent form in steps of three"),
        pytest.param("0", "0", id="nothing"),
        pytest.param("0Gi", "0", id="nothing of anything"),
        pytest.param("1023", "1023", id="plain"),
        pytest.param("512Ki", "512Ki", id="binary"),
        pytest.param("0.1Ki", "102400m", id="a binary fraction that is not whole falls to decimal"),
        pytest.param("-2", "-2", id="less than nothing"),
        pytest.param("+5", "5", id="a plus sign"),
        pytest.param("1.", "1", id="a trailing point"),
        pytest.param(".5", "500m", id="a leading point"),
        pytest.param("0.0000000001", "1n", id="a trace is one billionth"),
        pytest.param("1E", "1E", id="E alone is exa"),
        pytest.param("10E", "9223372036854775807", id="capped at the greatest 64-bit number"),
        pytest.param("1e999", "9223372036854775807e0", id="a great exponent is capped"),
    ],
)
def test_a_quantity_is_stored_in_its_canonical_form(text: str, stored: str) -> None:
    assert quantity.canonical(text).removesuffix("e0") == stored.removesuffix("e0")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Not Valid!_", quantity.FORMAT_ERROR),
        ("", quantity.FORMAT_ERROR),
        ("1Gib", quantity.FORMAT_ERROR),
        ("1KM", quantity.SUFFIX_ERROR),
        (".", quantity.NUMBER_ERROR),
        ("Ki", quantity.NUMBER_ERROR),
        ("１", quantity.FORMAT_ERROR),
    ],
)
def test_what_is_no_quantity_is_refused_in_upstreams_words(text: str, message: str) -> None:
    with pytest.raises(QuantityError) as caught:
        quantity.parse(text)
    assert str(caught.value) == message


def test_milli_and_value_round_up() -> None:
    assert quantity.milli("1500m") == 1500
    assert quantity.milli("1u") == 1
    assert quantity.value("1500m") == 2
    assert quantity.value("2Ki") == 2048
    assert quantity.milli(2) == 2000
    assert quantity.value(None) == 0


def test_a_sum_keeps_the_format_of_what_was_there() -> None:
    assert str(quantity.parse("1Gi") + quantity.parse("1024Mi")) == "2Gi"
    assert str(quantity.ZERO + quantity.parse("1Gi")) == "1Gi"
    assert quantity.add({"cpu": "100m"}, {"cpu": "900m", "pods": "1"}) == {"cpu": "1", "pods": "1"}
    assert quantity.subtract({"cpu": "1"}, {"cpu": "250m"}) == {"cpu": "750m"}
    assert quantity.maximum({"cpu": "1"}, {"cpu": "2", "memory": "1"}) == {"cpu": "2", "memory": "1"}


@given(
    st.integers(-(2**62), 2**62),
    st.sampled_from(["DecimalSI", "BinarySI", "DecimalExponent"]),
)
def test_writing_and_reading_back_changes_nothing(nano: int, style: str) -> None:
    assert quantity.parse(str(Quantity(nano, style))).nano == nano
