"""Places: from GDELT's ADM1 codes, which know the 63 provinces of before July 2025, to the 34 units of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

COUNTRY = "VM"
"""FIPS 10-4 code of Viet Nam; the ADM1 code of every place in it begins so, and as a whole it is the country."""

# Gazetteers older than 2008 still have Hà Tây, which went into Hà Nội that year (note to Hà Nội in the table
# of former provinces); no table of 63 provinces has a row for it.
_MERGED_BEFORE = {"VM51": "VM44"}


class Crosswalk:
    """Which of the 34 units a place lies in.

    ``mapping`` leads from the ADM1 code of a former province (``VM50``) to the code of today's unit (``08``). Codes
    that it does not have lead nowhere: the country as a whole, ``VM00`` (somewhere in it), retired codes.
    """

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._units = {old: mapping[now] for old, now in _MERGED_BEFORE.items() if now in mapping} | dict(mapping)

    def unit(self, adm1: str) -> str | None:
        """Code of the unit that the code ``adm1`` lies in, or ``None``."""
        return self._units.get(adm1)

    def units(self, adm1: Iterable[str]) -> tuple[str, ...]:
        """Codes of the units that any of the codes lies in, each once, sorted."""
        return tuple(sorted({unit for code in adm1 if (unit := self._units.get(code)) is not None}))
