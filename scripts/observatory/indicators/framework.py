"""The tree of an index: which indicators it holds, under which parents, with which weights and goalposts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators.cells import Cells

REQUIRED = ("code", "parent", "level", "weight", "direction")
TREATMENTS = ("", "auto", "none", "log")
NAN = float("nan")
_YEARS = ("target_year", "base_year", "year")
_OTHER_NUMBERS = ("goalpost_low", "goalpost_high", "target", "limit", *_YEARS)
_TEXTS = ("code", "parent", "denominator", "treat", "in_force_from", "in_force_to")


@dataclass(frozen=True)
class Node:
    """One node of an index.

    Level 1 is an indicator, the highest level the index itself, which has no parent (an empty text).
    ``direction`` (1: more is better, -1: less is better) and what follows it matter for indicators only:
    the goalposts and the target in the unit of the indicator, ``year`` (the one whose values are used),
    ``denominator`` (the code of what the values are divided by), ``treat`` (``auto``, ``none`` or ``log``
    in place of the treatment chosen for all) and the first and last period in force (ISO 8601). What is
    not known is NaN, ``None`` or an empty text.
    """

    code: str
    parent: str
    level: int
    weight: float
    direction: int
    goalpost_low: float = NAN
    goalpost_high: float = NAN
    year: int | None = None
    target: float = NAN
    denominator: str = ""
    treat: str = ""
    in_force_from: str = ""
    in_force_to: str = ""

    def in_force(self, period: str) -> bool:
        """True when the node counts in at least a part of ``period``; an empty text stands for any."""
        begun = not self.in_force_from or _not_after(self.in_force_from, period)
        return begun and (not self.in_force_to or _not_after(period, self.in_force_to))


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

    def descendants(self, code: str) -> list[str]:
        """Codes of the indicators below a node; an indicator's own code for an indicator."""
        return [leaf for leaf in self.leaves if code in self._path(leaf)]

    def pillar(self, leaf: str) -> str:
        """Code of the ancestor of an indicator right below the index; its own where there is none between."""
        return ([leaf, *self._path(leaf)][-2:])[0]

    def weights(self) -> pd.Series[float]:
        """Weights of all nodes inside their groups, by code."""
        return pd.Series({node.code: node.weight for node in self.nodes.values()}, dtype="float64")

    def directions(self) -> pd.Series[int]:
        """1 or -1 for each indicator, by code."""
        return pd.Series({leaf: self.nodes[leaf].direction for leaf in self.leaves}, dtype="int64")

    def effective_weights(self) -> pd.Series[float]:
        """Share of each node in the index, by code: the product of the shares in its groups on the way up.

        The index has 1, and the children of a node sum to the share of the node.
        """
        found = {self.root: 1.0}
        for level in range(self.height, 1, -1):
            for code in self.at_level(level):
                group = self.children(code)
                total = sum(node.weight for node in group)
                found |= {node.code: found[code] * node.weight / total if total else 0.0 for node in group}
        return pd.Series({code: found[code] for code in self.nodes}, dtype="float64")

    def in_force(self, period: str) -> Framework:
        """The framework as it stood in a period: an indicator out of force has weight 0.

        So has a group, other than the index, without an indicator in force. An empty period changes nothing.
        """
        if not period:
            return self
        alive = {
            code for leaf in self.leaves if self.nodes[leaf].in_force(period) for code in (leaf, *self._path(leaf))
        }
        nodes = {
            code: node if code in alive or code == self.root else replace(node, weight=0.0)
            for code, node in self.nodes.items()
        }
        return Framework(nodes, self.root)

    def _path(self, code: str) -> list[str]:
        """Codes from a node up to the index, both included."""
        path = [code]
        while parent := self.nodes[path[-1]].parent:
            path.append(parent)
        return path


def read(frame: pd.DataFrame, file: str = "framework.csv") -> Framework:
    """The framework in a table with one column per attribute of ``Node``.

    The columns of ``REQUIRED`` must be there; cells may be numbers or texts. Raises ``FindingsError`` with
    everything that is wrong: a column that is missing, a code that is empty, repeated or holds a space, an
    unknown parent, a circle of parents, no root or several, a child that is not one level below its parent,
    a weight that is no number of zero or more, a group whose weights sum to zero or that has no children, an
    indicator with a direction other than 1 and -1, goalposts that do not rise, a treatment nobody knows and
    any other number that is not one.
    """
    absent = [name for name in REQUIRED if name not in frame]
    if absent:
        raise FindingsError(
            [Finding("framework-column-missing", file=file, row=1, field=name) for name in absent], "index-refused"
        )
    cells = Cells(frame, file, _TEXTS, ("level", "weight", "direction", *_OTHER_NUMBERS))
    nodes = [_node(cells, at) for at in range(len(frame))]
    first = {node.code: at for at, node in reversed(list(enumerate(nodes))) if node.code}
    findings = [
        *_check_codes(nodes, first, cells),
        *_check_roots(nodes, cells),
        *_check_places(nodes, first, cells),
        *_check_groups(nodes, cells),
        *_check_contents(nodes, cells),
    ]
    if findings:
        raise FindingsError(sorted(findings, key=lambda finding: finding.row or 0), "index-refused")
    return Framework({node.code: node for node in nodes}, next(node.code for node in nodes if not node.parent))


def _node(cells: Cells, at: int) -> Node:
    """The node of a row; a level or a direction that cannot be read is 0, a weight NaN."""
    return Node(
        code=cells.text("code", at),
        parent=cells.text("parent", at),
        level=cells.whole("level", at) or 0,
        weight=cells.number("weight", at),
        direction=cells.whole("direction", at) or 0,
        goalpost_low=cells.number("goalpost_low", at),
        goalpost_high=cells.number("goalpost_high", at),
        year=cells.whole("year", at),
        target=cells.number("target", at),
        denominator=cells.text("denominator", at),
        treat=cells.text("treat", at),
        in_force_from=cells.text("in_force_from", at),
        in_force_to=cells.text("in_force_to", at),
    )


def _check_codes(nodes: Sequence[Node], first: Mapping[str, int], cells: Cells) -> Iterator[Finding]:
    for at, node in enumerate(nodes):
        if not node.code or any(letter.isspace() for letter in node.code):
            yield Finding("framework-bad-code", **cells.place(at, "code"))
        elif first[node.code] < at:
            yield Finding("framework-duplicate-code", **cells.place(at, "code"))


def _check_roots(nodes: Sequence[Node], cells: Cells) -> Iterator[Finding]:
    roots = [at for at, node in enumerate(nodes) if not node.parent]
    if len(roots) != 1:
        yield Finding(
            "framework-root",
            file=cells.file,
            row=roots[1] + 2 if roots else None,
            field="parent",
            value=", ".join(nodes[at].code for at in roots),
            expected="1",
        )


def _check_places(nodes: Sequence[Node], first: Mapping[str, int], cells: Cells) -> Iterator[Finding]:
    """Each node one level below a known parent, on a way that ends at a root."""
    circles = _circles(nodes, first)
    for circle in circles:
        at = first[circle[0]]
        yield Finding("framework-cycle", **cells.place(at, "parent") | {"value": " > ".join([*circle, circle[0]])})
    circling = {code for circle in circles for code in circle}
    for at, node in enumerate(nodes):
        if node.parent and node.parent not in first:
            yield Finding("framework-unknown-parent", **cells.place(at, "parent"))
        if node.code in circling:
            continue
        above = nodes[first[node.parent]].level if node.parent in first else 0
        if node.level < 1:
            yield Finding("framework-level", **cells.place(at, "level"), expected="1, 2, 3 …")
        elif not node.parent and node.level == 1:
            yield Finding("framework-level", **cells.place(at, "level"), expected="2, 3 …")
        elif above > 0 and node.level != above - 1:
            yield Finding("framework-level", **cells.place(at, "level"), expected=str(above - 1))


def _check_groups(nodes: Sequence[Node], cells: Cells) -> Iterator[Finding]:
    weights: dict[str, list[float]] = {}
    for node in nodes:
        weights.setdefault(node.parent, []).append(node.weight)
    for at, node in enumerate(nodes):
        if node.level > 1 and node.code not in weights:
            yield Finding("framework-no-children", **cells.place(at, "code"))
        elif node.level > 1 and not any(weight != 0 for weight in weights[node.code]):
            yield Finding("framework-weights-zero", **cells.place(at, "code"))


def _check_contents(nodes: Sequence[Node], cells: Cells) -> Iterator[Finding]:
    for at, node in enumerate(nodes):
        if not node.weight >= 0:
            yield Finding("framework-weight", **cells.place(at, "weight"), expected=">= 0")
        if node.level == 1 and node.direction not in (-1, 1):
            yield Finding("framework-direction", **cells.place(at, "direction"), expected="1, -1")
        if node.goalpost_low >= node.goalpost_high:
            yield Finding(
                "framework-goalposts",
                **cells.place(at, "goalpost_high"),
                expected=f"> {cells.text('goalpost_low', at)}",
            )
        if node.treat not in TREATMENTS:
            yield Finding("framework-treat", **cells.place(at, "treat"), expected=", ".join(TREATMENTS[1:]))
        for name in _OTHER_NUMBERS:
            if cells.wrong(name, at):
                yield Finding("framework-not-a-number", **cells.place(at, name), expected="number")
            elif name in _YEARS and cells.number(name, at) % 1 > 0:
                yield Finding("framework-not-a-number", **cells.place(at, name), expected="integer")


def _circles(nodes: Sequence[Node], first: Mapping[str, int]) -> list[list[str]]:
    """Codes of each circle that ways up run into, from the node met first."""
    circles = []
    done: set[str] = set()
    for node in nodes:
        path: dict[str, int] = {}
        code = node.code
        while code in first and code not in done and code not in path:
            path[code] = len(path)
            code = nodes[first[code]].parent
        if code in path:
            circles.append(list(path)[path[code] :])
        done.update(path)
    return circles


def _not_after(earlier: str, later: str) -> bool:
    """True when one ISO 8601 date is not after another; the longer is cut to the length of the shorter."""
    length = min(len(earlier), len(later))
    return earlier[:length] <= later[:length]
