"""Small drawings of sheets, forms and boxes for the guide: plain SVG in the colours of the style sheet.

A drawing is 360 units wide, so that its letters keep their size on a narrow telephone. Whoever does not see it
reads its text alternative; what it shows is told in the guide too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from markupsafe import Markup

WIDTH = 360
LINE = 18
_PAD = 6
_LETTER = 7.3  # mean width of a letter at the size of the text


@dataclass
class Drawing:
    """What has been drawn so far, from the top down; ``y`` is where the next thing begins."""

    y: float = 4
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, kind: str = "") -> None:
        """One line of words whose base line is at ``y``."""
        name = f' class="obs-picture__{kind}"' if kind else ""
        self.parts.append(f'<text x="{x:g}" y="{y:g}"{name}>{escape(words)}</text>')

    def box(self, x: float, y: float, width: float, height: float, kind: str = "cell") -> None:
        """A rectangle of one of the looks of the style sheet."""
        self.parts.append(
            f'<rect class="obs-picture__{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>'
        )

    def cells(self, row: str, widths: Sequence[float], words: Sequence[str], kind: str = "cell") -> None:
        """A row of a sheet: its number, then its cells, as high as the cell with the most words."""
        lines = [textwrap.wrap(text, int((width - 4) / _LETTER)) for width, text in zip(widths, words, strict=True)]
        x, height = 2.0, LINE * max(1, *map(len, lines)) + _PAD
        for width, shown, look in zip((20, *widths), ([row], *lines), ("edge", *[kind] * len(lines)), strict=True):
            self.box(x, self.y, width, height, look)
            for number, line in enumerate(shown):
                self.text(x + 4, self.y + LINE * (number + 1) - 1, line, f"on-{look}")
            x += width
        self.y += height

    def note(self, words: str, kind: str = "note", x: float = 2, width: float = WIDTH - 4, head: str = "") -> None:
        """A box of wrapped words, with a bold first line where there is one."""
        lines = textwrap.wrap(words, int((width - 2 * _PAD) / _LETTER))
        self.box(x, self.y, width, LINE * (len(lines) + bool(head)) + 2 * _PAD, kind)
        base = self.y + _PAD + 13
        if head:
            self.text(x + _PAD, base, head, f"on-{kind} obs-picture__strong")
            base += LINE
        for number, line in enumerate(lines):
            self.text(x + _PAD, base + number * LINE, line, f"on-{kind}")
        self.y += LINE * (len(lines) + bool(head)) + 2 * _PAD

    def arrow(self, x: float = WIDTH / 2, length: float = 18) -> None:
        """A short arrow down to what comes next."""
        end = self.y + length
        self.parts.append(
            f'<path class="obs-picture__line" d="M{x:g} {self.y + 2:g}V{end - 7:g}"/>'
            f'<path class="obs-picture__head" d="M{x - 5:g} {end - 8:g}h10l-5 7z"/>'
        )
        self.y = end

    def html(self, name: str, alternative: str, caption: str) -> Markup:
        """The figure: the drawing, its text alternative and its caption."""
        return Markup(
            f'<figure class="obs-picture" id="hinh-{escape(name)}">'
            f'<svg viewBox="0 0 {WIDTH} {self.y + 4:g}" role="img" aria-label="{escape(alternative)}">'
            f"{''.join(self.parts)}</svg><figcaption>{escape(caption)}</figcaption></figure>"
        )
