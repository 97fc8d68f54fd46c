"""Unknown and doubled fields of typed objects.

Source: test/e2e/apimachinery/field_validation.go.
"""

from __future__ import annotations

import pytest

from tests.conformance.specs import spec
from tests.conformance.suite import Suite

REST = """"selector": {"matchLabels": {"app": "nginx"}}, "template": {"metadata": {"labels": {"app": "nginx"}},
 "spec": {"containers": [{"name": "nginx", "image": "nginx:latest"}]}}"""


@spec("api-machinery", "FieldValidation should detect unknown and duplicate fields of a typed object")
@spec("api-machinery", "FieldValidation should detect unknown metadata fields of a typed object")
@pytest.mark.parametrize(
    ("meta", "fields", "told"),
    [
        pytest.param(
            "",
            '"unknownField": "foo", "replicas": 2, "replicas": 3,',
            'unknown field "spec.unknownField", duplicate field "spec.replicas"',
            id="of the spec",
        ),
        pytest.param('"unknownMeta": "foo",', "", 'unknown field "metadata.unknownMeta"', id="of the metadata"),
    ],
)
async def test_strict_validation_names_the_field(suite: Suite, meta: str, fields: str, told: str) -> None:
    body = f"""{{"apiVersion": "apps/v1", "kind": "Deployment",
 "metadata": {{"name": "my-dep", {meta} "labels": {{"app": "nginx"}}}}, "spec": {{{fields} {REST}}}}}"""
    path = f"{suite.group('apps/v1', 'deployments')}?fieldManager=field_validation_mgr&fieldValidation=Strict"
    refused = await suite.refused("POST", path, body.encode(), 400)
    assert f"strict decoding error: {told}" in refused["message"]
