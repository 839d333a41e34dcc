"""A contributor's text inside a comment: cells of a table in HTML, in which nothing of theirs acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from observatory.effects.markdown import inert

MAX_CHARS = 400
Item = TypeVar("Item")


def text(written: str) -> str:
    """``written`` on one line, cut to ``MAX_CHARS``, shown as it is."""
    return inert(" ".join(written.split()), MAX_CHARS)


def code(written: str) -> str:
    """The same as something that was typed; nothing for an empty text."""
    return f"<code>{text(written)}</code>" if written.strip() else ""


def table(
    head: Iterable[str], items: Sequence[Item], cells: Callable[[Item], Iterable[str]], most: int
) -> tuple[str, int]:
    """A table with a row of ``cells``, which are HTML already, for each item; and how many items it lacks.

    It ends before the row with which it would be longer than about ``most`` characters.
    """
    lines = ["<tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>"]
    size = 0
    for item in items:
        line = "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells(item)) + "</tr>"
        size += len(line)
        if size > most:
            break
        lines.append(line)
    return "\n".join(["<table>", *lines, "</table>"]), len(items) + 1 - len(lines)
