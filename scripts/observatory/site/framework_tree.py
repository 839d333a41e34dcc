"""The tree of an index as a page shows it: each node with its share of its group and of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Branch:
    """One node of a framework and what lies below it.

    ``row`` is its line in the framework; ``share`` is its share of its group and ``effective`` that of the
    index, both from 0 to 1, as the results have them.
    """

    row: Row
    share: float
    effective: float
    children: tuple[Branch, ...]

    def walk(self) -> Iterator[Branch]:
        """The nodes below this one, each before its children."""
        for child in self.children:
            yield child
            yield from child.walk()

    @property
    def leaves(self) -> list[Branch]:
        """The indicators below this node."""
        return [branch for branch in self.walk() if not branch.children]


def tree(rows: Iterable[Row], shares: Mapping[str, Row]) -> Branch:
    """The tree of a framework that was checked.

    ``rows`` have ``code`` and ``parent``; ``shares`` has ``group_share`` and ``index_share`` by code.
    """
    below: dict[str | None, list[Row]] = {}
    for row in rows:
        below.setdefault(row["parent"] or None, []).append(row)
    (root,) = below[None]
    return _branch(root, below, shares)


def _branch(row: Row, below: Mapping[str | None, list[Row]], shares: Mapping[str, Row]) -> Branch:
    counts = shares[row["code"]]
    children = tuple(_branch(child, below, shares) for child in below.get(row["code"], []))
    return Branch(row, counts["group_share"], counts["index_share"], children)
