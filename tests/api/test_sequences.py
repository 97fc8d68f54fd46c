"""Recorded sequences of requests get the same answers here, with the same owners of fields."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.sequences import cases, differences
from tests.reference import REFERENCE

RECORDED = REFERENCE / "requests" / "sequences.jsonl"


@pytest.mark.skipif(not RECORDED.exists(), reason="the recordings of a real control plane are not here")
async def test_answers_are_those_of_a_real_control_plane(api: Api) -> None:
    found = {case["case"]: wrong for case in cases(RECORDED) for wrong in [await differences(api, case)] if wrong}
    assert found == {}
