"""Values drawn from OpenAPI schemas, and changes of whole objects."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

WILD = 0.01
"""How often a value is not what its schema says."""
NAMES = ("a", "b", "c", "web", "default", "kube-system", "node-1", "A", "-", "x.y", "system:admin", "x" * 300, "é")
_TEXTS = (
    "", "a", "web", "100m", "1Gi", "-1", "1e400", "0.5", "50%", "150%", "TCP", "10.0.0.1", "::1", "10.0.0.0/8", "1h",
    "2024-01-01T00:00:00Z", "not-a-date", "*/5 * * * *", "@hourly", "80", "http", "app/name", "a b", "\0",
    "x" * 300, "RollingUpdate", "Always", "ClusterIP", "/tmp", "../x", "v1", "Pod", "${", "$(", "{{", "é", "\u202e",
    "key=value", "All", "Delete", "eyJ", "MA==", "http://a/b", "1", "true",
)  # fmt: skip
_NUMBERS = (0, 1, 2, 3, 80, -1, 65535, 65536, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63), 2**64, 10**30)
ODD: tuple[Any, ...] = (None, True, 1.5, -1, "", "x", [], {}, [None], {"a": None}, [[]], {"": {}}, 2**70, "\0")


def of(random: Random, schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> Any:
    """A value of a schema, now and then of none."""
    if random.random() < WILD:
        return copy.deepcopy(random.choice(ODD))
    schema = _resolved(schema, schemas)
    if "properties" in schema:
        return _object(random, schema, schemas, depth)
    kind = schema.get("type")
    if kind == "array":
        return [of(random, schema["items"], schemas, depth - 1) for _ in range(_few(random, depth))]
    if kind == "object":
        inner = schema.get("additionalProperties") or {"type": "string"}
        inner = inner if isinstance(inner, dict) else {"type": "string"}
        return {random.choice(_TEXTS): of(random, inner, schemas, depth - 1) for _ in range(_few(random, depth))}
    return _scalar(random, schema, kind)


def changed(random: Random, sample: dict[str, Any], make: Callable[[], Any]) -> Any:
    """A copy of an object with a few things wrong, gone, doubled or exchanged."""
    found = copy.deepcopy(sample)
    for _ in range(random.randrange(4)):
        held = [(parent, key) for _, (parent, key) in places(found)]
        if not held:
            return found
        parent, key = random.choice(held)
        way = random.randrange(6)
        if way == 0:
            del parent[key]
        elif way == 1 and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[key]))
        elif way == 2 and isinstance(parent, dict):
            parent[random.choice(_TEXTS)] = copy.deepcopy(parent[key])
        elif way == 3:
            parent[key] = make()
        elif way == 4:
            parent[key] = random.choice(_TEXTS)
        else:
            parent[key] = random.choice((*ODD, *_NUMBERS))
    return found


def directed(random: Random, body: Any) -> Any:
    """A strategic merge patch with directives in likely and unlikely places."""
    found = copy.deepcopy(body)
    spots = [parent for _, (parent, _) in places(found) if isinstance(parent, dict)]
    for spot in random.sample(spots, min(2, len(spots))):
        key = random.choice([*spot, "x"])
        name, value = random.choice(
            (
                ("$patch", random.choice(("delete", "replace", "merge", "x", None, 1))),
                ("$retainKeys", random.choice(([key], [1], key, None))),
                (f"$setElementOrder/{key}", random.choice(([{"name": "a"}], ["a"], [1], None, {}))),
                (f"$deleteFromPrimitiveList/{key}", random.choice((["a"], [None], "a", {}))),
            )
        )
        spot[name] = value
    return found


def places(value: Any, pointer: str = "") -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Every place in a value: its JSON pointer, what holds it, and its key there."""
    pairs: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        pairs = iter(value.items())
    elif isinstance(value, list):
        pairs = iter(enumerate(value))
    for key, inner in pairs:
        place = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield place, (value, key)
        yield from places(inner, place)


def _object(random: Random, schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> dict[str, Any]:
    needed = set(schema.get("required", ()))
    odds = 0.35 if depth > 5 else 0.2 if depth > 0 else 0.0
    found = {
        name: of(random, inner, schemas, depth - 1)
        for name, inner in schema["properties"].items()
        if name in needed or random.random() < odds or (name in ("metadata", "spec") and random.random() < 0.8)
    }
    if depth > 5 and "apiVersion" in schema["properties"] and random.random() < 0.95:
        found = {name: value for name, value in found.items() if name not in ("apiVersion", "kind")}
    if random.random() < WILD:
        found[random.choice(_TEXTS)] = random.choice(ODD)
    return found


def _scalar(random: Random, schema: dict[str, Any], kind: str | None) -> Any:
    if schema.get("enum") and random.random() < 0.8:
        return random.choice(schema["enum"])
    if kind == "integer":
        return random.choice(_NUMBERS)
    if kind == "number":
        return random.choice((0.0, 1.5, -1e300))
    if kind == "boolean":
        return random.random() < 0.5
    if kind == "string":
        return random.choice(NAMES if random.random() < 0.3 else _TEXTS)
    return random.choice((*_TEXTS, *_NUMBERS, *ODD))


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "allOf" in schema:
            schema = {**schema["allOf"][0]}
        elif "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        else:
            return schema


def _few(random: Random, depth: int) -> int:
    return random.choice((0, 1, 1, 1, 2)) if depth > 0 else 0
