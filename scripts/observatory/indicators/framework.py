"""The tree of an index: which indicators it holds, under which parents, with which weights and goalposts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from observatory.errors import ObservatoryError


class FrameworkError(ObservatoryError):
    """A framework that cannot be computed; ``details`` name the ``node`` and the ``rule`` it breaks."""

    def __init__(self, node: str, rule: str) -> None:
        super().__init__("framework-invalid", node=node, rule=rule)


@dataclass(frozen=True)
class Node:
    """One node of an index.

    Level 1 is an indicator, the highest level the index itself, which has no parent (an empty text).
    ``direction``, the goalposts and ``year`` (the one whose values are used) matter for indicators only.
    """

    code: str
    parent: str
    level: int
    weight: float
    direction: int
    goalpost_low: float
    goalpost_high: float
    year: int | None


@dataclass(frozen=True)
class Framework:
    """An index and its parts, by code, in the order of the table they were read from."""

    nodes: Mapping[str, Node]
    root: str

    @property
    def leaves(self) -> list[str]:
        """Codes of the indicators."""
        return self.at_level(1)

    @property
    def height(self) -> int:
        """Level of the index itself."""
        return self.nodes[self.root].level

    def at_level(self, level: int) -> list[str]:
        """Codes of the nodes at one level."""
        return [node.code for node in self.nodes.values() if node.level == level]

    def children(self, code: str) -> list[Node]:
        """The nodes right below one."""
        return [node for node in self.nodes.values() if node.parent == code]

    def weights(self) -> pd.Series[float]:
        """Weights of all nodes inside their groups, by code."""
        return pd.Series({node.code: node.weight for node in self.nodes.values()}, dtype="float64")


def read(frame: pd.DataFrame) -> Framework:
    """The framework in a table with one column per attribute of ``Node``.

    Raises ``FrameworkError`` for a code that is repeated or holds a space, an unknown parent, no root
    or several, a child that is not one level below its parent, a negative weight, a group whose weights
    sum to zero, an indicator with a direction other than 1 and -1 and goalposts that do not rise.
    """
    nodes: dict[str, Node] = {}
    for row in frame.to_dict("records"):
        node = _node({str(name): value for name, value in row.items() if not pd.isna(value)})
        if node.code in nodes:
            raise FrameworkError(node.code, "unique code")
        nodes[node.code] = node
    roots = [node.code for node in nodes.values() if not node.parent]
    if len(roots) != 1:
        raise FrameworkError(", ".join(roots), "exactly one node without a parent")
    found = Framework(nodes, roots[0])
    for check in (_check_place, _check_content):
        for node in nodes.values():
            check(found, node)
    return found


def _node(row: Mapping[str, str]) -> Node:
    nan = float("nan")
    return Node(
        code=str(row["code"]),
        parent=str(row.get("parent", "")),
        level=int(row["level"]),
        weight=float(row["weight"]),
        direction=int(row.get("direction", 0)),
        goalpost_low=float(row.get("goalpost_low", nan)),
        goalpost_high=float(row.get("goalpost_high", nan)),
        year=int(row["year"]) if "year" in row else None,
    )


def _check_place(framework: Framework, node: Node) -> None:
    if any(letter.isspace() for letter in node.code):
        raise FrameworkError(node.code, "no space in a code")
    if node.parent and node.parent not in framework.nodes:
        raise FrameworkError(node.code, "known parent")
    if node.parent and framework.nodes[node.parent].level != node.level + 1:
        raise FrameworkError(node.code, "one level below its parent")


def _check_content(framework: Framework, node: Node) -> None:
    if not node.weight >= 0:
        raise FrameworkError(node.code, "weight of zero or more")
    if node.level > 1:
        if not sum(child.weight for child in framework.children(node.code)) > 0:
            raise FrameworkError(node.code, "children whose weights sum to more than zero")
        return
    if node.direction not in (-1, 1):
        raise FrameworkError(node.code, "direction of 1 or -1")
    if not node.goalpost_low < node.goalpost_high:
        raise FrameworkError(node.code, "lower goalpost below the upper one")
