"""The states of a process and the moves between them as one drawing, made of the tables of the process alone.

The states stand below one another, so that the drawing is read on a narrow screen: a move to the next state is a
short arrow, a move that passes over states runs to the right of them, a move back to the left. Plain SVG in the
colours of the style sheet; whoever does not see it reads the table of moves beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markupsafe import Markup

from observatory.findings import Lang
from observatory.tables.model import Text

BOX_WIDTH = 206
BOX_HEIGHT = 34
STEP = 56
LANE = 15
ARROW = 6

_LABEL = Text("Sơ đồ các trạng thái và các bước chuyển", "Diagram of the states and the moves between them")
_MARGIN = 4
_PORT = 9

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Move:
    """A move between two places of the column, on a lane counted from the boxes outward (0: the next state)."""

    start: int
    end: int
    lane: int

    @property
    def back(self) -> bool:
        return self.end < self.start


@dataclass(frozen=True)
class ProcessMap:
    """A process in the order in which it is shown.

    ``states`` have code, name_vi, name_en, automatic and terminal; ``moves`` are pairs of codes. Raises
    ``ValueError`` when a move names a state that is not there.
    """

    states: Sequence[Row]
    moves: Sequence[tuple[str, str]]

    def __post_init__(self) -> None:
        known = {state["code"] for state in self.states}
        if strange := [move for move in self.moves if not known.issuperset(move)]:
            raise ValueError(f"moves between states that are not there: {strange}")

    def html(self, lang: Lang) -> Markup:
        """The drawing; a state that ends the process has a double frame, one that begins by itself a dashed one."""
        moves = self._laid()
        left = LANE * max((move.lane for move in moves if move.back), default=0) + _PORT
        right = LANE * max((move.lane for move in moves if not move.back), default=0) + _PORT
        width = left + BOX_WIDTH + right + 2 * _MARGIN
        height = STEP * (len(self.states) - 1) + BOX_HEIGHT + 2 * _MARGIN
        boxes = "".join(_box(state, place, left, lang) for place, state in enumerate(self.states))
        arrows = "".join(_arrow(move, left) for move in moves)
        label = escape(_LABEL.get(lang))
        return Markup(
            f'<svg class="obs-process" viewBox="{-_MARGIN} {-_MARGIN} {width} {height}" role="img" '
            f'aria-label="{label}">{arrows}{boxes}</svg>'
        )

    def _laid(self) -> list[_Move]:
        """The moves with their lanes: the shortest nearest to the boxes, none over another."""
        places = {state["code"]: place for place, state in enumerate(self.states)}
        found: list[_Move] = []
        ends = [(places[start], places[end]) for start, end in self.moves]
        for start, end in sorted(ends, key=lambda pair: (abs(pair[1] - pair[0]), pair)):
            lane = 0 if end == start + 1 else _free(found, start, end)
            found.append(_Move(start, end, lane))
        return found


def _free(laid: Iterable[_Move], start: int, end: int) -> int:
    """The first lane from 1 on which nothing on the same side overlaps the way from ``start`` to ``end``."""
    low, high = sorted((start, end))
    taken = {
        move.lane
        for move in laid
        if move.back == (end < start) and low <= max(move.start, move.end) and min(move.start, move.end) <= high
    }
    return next(lane for lane in range(1, len(taken) + 2) if lane not in taken)


def _box(state: Row, place: int, left: int, lang: Lang) -> str:
    top = STEP * place
    kind = " obs-process__auto" if state["automatic"] else ""
    frames = [
        f'<rect class="obs-process__state{kind}" x="{left}" y="{top}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="4"/>'
    ]
    if state["terminal"]:
        frames.append(
            f'<rect class="obs-process__inner" x="{left + 3}" y="{top + 3}" width="{BOX_WIDTH - 6}" '
            f'height="{BOX_HEIGHT - 6}" rx="2"/>'
        )
    name = escape(str(state[f"name_{lang}"]))
    middle = left + BOX_WIDTH // 2
    return f'{"".join(frames)}<text x="{middle}" y="{top + BOX_HEIGHT // 2 + 5}">{name}</text>'


def _arrow(move: _Move, left: int) -> str:
    if move.lane == 0:
        x = left + BOX_WIDTH // 2
        top, bottom = STEP * move.start + BOX_HEIGHT, STEP * move.end
        return _path(f"M{x} {top}V{bottom - ARROW}", (x, bottom), (0, 1))
    side, out = (left, -1) if move.back else (left + BOX_WIDTH, 1)
    # Moves leave below the middle of a box and come in above it when they go down, the other way round going up.
    leave, enter = (-_PORT, _PORT) if move.back else (_PORT, -_PORT)
    start, end = (STEP * place + BOX_HEIGHT // 2 + port for place, port in ((move.start, leave), (move.end, enter)))
    lane = side + out * (LANE * move.lane + _PORT - 3)
    return _path(f"M{side} {start}H{lane}V{end}H{side + out * ARROW}", (side, end), (-out, 0))


def _path(way: str, tip: tuple[int, int], heading: tuple[int, int]) -> str:
    """A line and the head of its arrow, which points along ``heading`` and ends in ``tip``."""
    (x, y), (dx, dy) = tip, heading
    corners = (
        (x, y),
        (x - ARROW * dx - 4 * dy, y - ARROW * dy - 4 * dx),
        (x - ARROW * dx + 4 * dy, y - ARROW * dy + 4 * dx),
    )
    points = " ".join(f"{px},{py}" for px, py in corners)
    return f'<path class="obs-process__move" d="{way}"/><polygon class="obs-process__head" points="{points}"/>'
