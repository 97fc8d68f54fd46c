"""Documents as the YAML that `kubectl get -o yaml` prints: keys sorted, lists flush with their key."""

from __future__ import annotations

from typing import Any, Final

import yaml

from core.machinery.decode import scalars

_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDE: Final = 2**31 - 1


class _Dumper(_DUMPER):  # type: ignore[misc]  # the base is C's dumper or Python's
    """Chooses quotes as the Go library does, and never writes an anchor."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: Any, text: str) -> yaml.ScalarNode:
    style = None
    if "\n" in text:
        style = "|"
    elif not isinstance(scalars.resolve(text), str) or _is_time_like(text):
        style = '"'
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)
    return node


def _is_time_like(text: str) -> bool:
    """Whether old readers would take the text for a number of base 60 or a time."""
    return text[:1].isdigit() and (":" in text or (len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-"))


def _mapping(dumper: Any, doc: dict[str, Any]) -> yaml.MappingNode:
    pairs = sorted(doc.items(), key=lambda item: _order(item[0]))
    node: yaml.MappingNode = dumper.represent_mapping("tag:yaml.org,2002:map", pairs)
    return node


def _order(key: str) -> list[tuple[int, int, int, str]]:
    """Order keys as people count: `a2` before `a10`, symbols before letters."""
    order: list[tuple[int, int, int, str]] = []
    at = 0
    while at < len(key):
        end = at
        while end < len(key) and key[end].isdecimal():
            end += 1
        if end > at:
            order.append((0, int(key[at:end]), end - at, ""))
            at = end
            continue
        order.append((1, 0, 0, key[at]) if key[at].isalpha() else (0, 0, 0, key[at]))
        at += 1
    return order


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)


def encode(doc: Any) -> str:
    """Return a document, or any JSON value, as YAML text that ends in a line break."""
    text: str = yaml.dump(doc, Dumper=_Dumper, allow_unicode=True, width=_WIDE, default_flow_style=False)
    return text.removesuffix("...\n")
