"""How the value of an indicator is written: a rank over its field, a count, a score with its decimals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observatory.findings import Lang
from observatory.site import numbers
from observatory.tables.model import Text


def figure_text(value: object, field_size: object, indicator: Mapping[str, Any]) -> Text:
    """A value as both languages write it, without its unit; a dash where it is missing."""
    return Text(_figure(value, field_size, indicator, "vi"), _figure(value, field_size, indicator, "en"))


def _figure(value: object, field_size: object, indicator: Mapping[str, Any], lang: Lang) -> str:
    if indicator["kind"] == "rank":
        return numbers.rank(value, field_size, lang)
    return numbers.number(value, lang, int(indicator["decimals"]))
