"""The choices of a column the other way round: from what people write to the code that is stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from observatory.excel.choices import Choices
from observatory.excel.layout import SEPARATOR

_BRACKETS = re.compile(r"\s*\([^()]*\)\Z")  # "(before 1 July 2025)", which tells two levels apart
_DASH = re.compile(r"\s*[-–—]\s*")


class Codes:
    """An index of choices: ``values`` are the codes, ``padded`` gives a code by its digits without leading zeros.

    What a text means may hang on other cells of the row: those of the fields ``needs``.
    """

    def __init__(self, choices: Choices) -> None:
        self.values = frozenset(choices.values)
        self.padded = {
            value.lstrip("0"): value
            for value in choices.values
            if value.isascii() and value.isdigit() and value.startswith("0") and value.lstrip("0") not in self.values
        }
        self.needs = tuple(sorted({name for given in choices.given for name in given}))
        self._choices = choices
        names = [label.partition(SEPARATOR)[2] for label in choices.labels]
        self._labels = _index(choices.labels)
        self._names = _index(names)
        self._bare = _index(
            _BRACKETS.sub("", name) if given else "" for name, given in zip(names, choices.given, strict=True)
        )

    def of_label(self, text: str, row: Mapping[str, str]) -> tuple[str, Mapping[str, str]] | None:
        """The code of a label, however it is dashed, with what the label says of other cells of the row.

        The code is empty where the row says otherwise; ``None`` where ``text`` is no label.
        """
        places = self._labels.get(folded(text), [])
        fitting = [place for place in places if self._agrees(place, row)]
        if not places:
            return None
        return (self._choices.values[fitting[0]], self._choices.given[fitting[0]]) if fitting else ("", {})

    def of_name(self, text: str, row: Mapping[str, str]) -> str:
        """The code of a name that only one choice has, in the level that the row says; empty where there is none."""
        for names in (self._names, self._bare):
            found = {self._choices.values[place] for place in names.get(folded(text), []) if self._agrees(place, row)}
            if len(found) == 1:
                return found.pop()
        return ""

    def _agrees(self, place: int, row: Mapping[str, str]) -> bool:
        """Whether the other cells of a row are what a choice needs; an empty cell disagrees with nothing."""
        return all(row.get(name, "") in ("", value) for name, value in self._choices.given[place].items())


def folded(text: str) -> str:
    """A label whatever the kind of its dash, its spaces and the case of its letters."""
    return _DASH.sub("-", " ".join(text.split())).casefold()


def _index(texts: Iterable[str]) -> dict[str, list[int]]:
    """The places of each text, folded; an empty one has none."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        if text:
            places.setdefault(folded(text), []).append(place)
    return places
