"""Which pods are on which rows, by template; found by selector without looking at every template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.meta.labels import Selector
from simulator.scheduler.template import Template

Pair = tuple[str, str, str]
"""(namespace, label, value)."""


class Placed:
    """Template → row → pods of it there, with the templates filed under each of their labels.

    ``minding``: the templates with affinity to other pods.
    """

    def __init__(self) -> None:
        self.rows: dict[Template, dict[int, int]] = {}
        self.minding: dict[Template, None] = {}
        self._by_label: dict[Pair, dict[Template, None]] = {}
        self._by_namespace: dict[str, dict[Template, None]] = {}

    def add(self, row: int, template: Template, delta: int) -> None:
        """``delta`` pods more (negative: fewer) on a row."""
        rows = self.rows.get(template)
        if rows is None:
            rows = self.rows[template] = {}
            self._file(template)
        count = rows.get(row, 0) + delta
        if count:
            rows[row] = count
            return
        del rows[row]
        if not rows:
            del self.rows[template]
            self._unfile(template)

    def selected(self, namespace: str, selector: Selector) -> Mapping[Template, None]:
        """The templates of a namespace that a selector may match: all that it does match, and perhaps others."""
        files = [self._by_label.get((namespace, key, value), {}) for key, value in selector.exact]
        files.append(self._by_namespace.get(namespace, {}))
        return min(files, key=len)

    def rows_below(self, priority: int) -> set[int]:
        """The rows with a pod of lower priority."""
        return {row for template, rows in self.rows.items() if template.priority < priority for row in rows}

    def _file(self, template: Template) -> None:
        for pair in _pairs(template):
            self._by_label.setdefault(pair, {})[template] = None
        self._by_namespace.setdefault(template.namespace, {})[template] = None
        if template.has_pod_terms:
            self.minding[template] = None

    def _unfile(self, template: Template) -> None:
        for pair in _pairs(template):
            del self._by_label[pair][template]
            if not self._by_label[pair]:
                del self._by_label[pair]
        del self._by_namespace[template.namespace][template]
        self.minding.pop(template, None)


def _pairs(template: Template) -> Iterable[Pair]:
    return ((template.namespace, key, value) for key, value in template.labels.items())
