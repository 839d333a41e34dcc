"""Drawings of earlier builds, kept by what they were drawn from: a chart that did not change is not drawn again.

Drawing takes a third of a build. A drawing depends on nothing but its specification, the language and the versions
of what draws it, so a kept one has the very bytes that a new one would have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

_DRAWN_BY = tuple(f"{name} {version(name)}" for name in ("vl-convert-python", "ttf-opensans"))
_END = "</svg>"


class Drawings:
    """The drawings in ``folder``, which is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[str] = set()

    def get(self, drawn_from: tuple[str, ...], draw: Callable[[], str]) -> str:
        """The drawing that was made from the texts ``drawn_from``, or else a new one, which is kept."""
        digest = hashlib.sha256("\0".join((*_DRAWN_BY, *drawn_from)).encode()).hexdigest()
        path = self._folder / f"{digest}.svg"
        self._used.add(path.name)
        if path.exists() and (kept := path.read_text(encoding="utf-8")).endswith(_END):
            return kept
        drawing = draw()
        self._folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".part")
        new.write_text(drawing, encoding="utf-8")
        new.replace(path)
        return drawing

    def tidy(self) -> None:
        """Remove what was not asked for since the start."""
        for path in self._folder.glob("*"):
            if path.name not in self._used:
                path.unlink()
