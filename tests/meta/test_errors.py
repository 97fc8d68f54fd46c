"""Errors carry the code, reason and words of a Kubernetes API server."""

from __future__ import annotations

import copy

import pytest

from core.meta import errors, fields


def test_not_found_names_the_resource_with_its_group() -> None:
    error = errors.not_found("deployments.apps", "web")
    assert error.status() == {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": 'deployments.apps "web" not found',
        "reason": "NotFound",
        "details": {"name": "web", "group": "apps", "kind": "deployments"},
        "code": 404,
    }


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (errors.already_exists("pods", "a"), 409, 'pods "a" already exists'),
        (errors.forbidden("pods", "a", "no"), 403, 'pods "a" is forbidden: no'),
        (errors.forbidden("pods", "", "no"), 403, "pods is forbidden: no"),
        (errors.too_old(5, 9), 410, "too old resource version: 5 (9)"),
        (
            errors.conflict("configmaps", "rv1"),
            409,
            'Operation cannot be fulfilled on configmaps "rv1": the object has been modified; '
            "please apply your changes to the latest version and try again",
        ),
        (
            errors.undecodable("Pod", "v1", "json: bad"),
            400,
            'Pod in version "v1" cannot be handled as a Pod: json: bad',
        ),
    ],
)
def test_each_error_has_its_words(error: errors.StatusError, code: int, message: str) -> None:
    assert (error.code, error.message) == (code, message)


def test_an_apply_conflict_lists_fields_by_manager() -> None:
    one = errors.apply_conflict([{"message": 'conflict with "alice"', "field": ".spec.replicas"}])
    assert one.message == 'Apply failed with 1 conflict: conflict with "alice": .spec.replicas'
    two = errors.apply_conflict(
        [
            {"message": 'conflict with "alice"', "field": ".spec.a"},
            {"message": 'conflict with "alice"', "field": ".spec.b"},
        ]
    )
    assert two.message == 'Apply failed with 2 conflicts: conflicts with "alice":\n- .spec.a\n- .spec.b'


def test_one_wrong_field_is_told_bare_and_several_in_brackets() -> None:
    one = errors.invalid("Deployment", "apps", "web", [fields.required("spec.selector")])
    assert one.message == 'Deployment.apps "web" is invalid: spec.selector: Required value'
    assert one.causes == [{"reason": "FieldValueRequired", "message": "Required value", "field": "spec.selector"}]
    wrong = fields.invalid("spec.replicas", -1, "must be greater than or equal to 0")
    two = errors.invalid("Pod", "", "a", [wrong, fields.forbidden("spec.x", "no"), wrong])
    assert two.message == (
        'Pod "a" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, '
        "spec.x: Forbidden: no]"
    )
    assert len(two.causes) == 3


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (fields.duplicate("a", "c"), 'a: Duplicate value: "c"'),
        (fields.not_found("a", ""), 'a: Not found: ""'),
        (fields.not_supported("a", "x", {"B", "A"}), 'a: Unsupported value: "x": supported values: "A", "B"'),
        (fields.not_supported("a", "x", ["B", "A"]), 'a: Unsupported value: "x": supported values: "B", "A"'),
        (fields.too_long("a", 250), "a: Too long: may not be more than 250 bytes"),
        (fields.too_many("a", 5, 4), "a: Too many: 5: must have at most 4 items"),
        (fields.invalid("a", {"k": None}, "bad"), 'a: Invalid value: {"k":null}: bad'),
        (fields.invalid("a", fields.OMITTED, "why"), "a: Invalid value: why"),
        (fields.invalid("a", 'q"\x1b\n'), 'a: Invalid value: "q\\"\\x1b\\n"'),
        (fields.type_invalid("a", "integer", "in body"), 'a: Invalid value: "integer": in body'),
    ],
)
def test_field_errors_are_worded_as_upstream(error: fields.FieldError, text: str) -> None:
    assert str(error) == text


def test_an_error_can_be_rebuilt_as_pickling_does() -> None:
    error = errors.not_found("pods", "a")
    assert copy.copy(error).status() == error.status()
