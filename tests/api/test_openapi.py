"""The served OpenAPI documents say which values a field may have, where upstream says it."""

from core.api.openapi import schemas
from core.machinery.schema.types import definitions


def test_every_closed_set_belongs_to_a_field_that_is_there() -> None:
    for name, fields in schemas.enumerations().items():
        assert fields.keys() <= definitions()[name]["properties"].keys(), name


def test_version_3_lists_the_values_and_version_2_does_not() -> None:
    name = "io.k8s.api.core.v1.PodSpec"
    assert schemas.convert(name, schemas.V3)["properties"]["restartPolicy"]["enum"] == ["Always", "Never", "OnFailure"]
    assert "enum" not in schemas.convert(name, schemas.V2)["properties"]["restartPolicy"]
