"""What every recipe is made of: its shape, the packages it may name, and ways into the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from observatory.tables.model import Catalogue

HOME = "VNM"
LEVEL = "province34"

COUNTRY_VALUES = "country-values"
PROVINCE_VALUES = "province-values"
INDICATORS = "methodology/indicators"
UNITS = "reference/provincial-units"
VISITORS = "reference/visitors"
PAPI = "reference/province-papi"
COUNTRIES = "reference/countries"

Frames = dict[str, pd.DataFrame]
Read = tuple[str, str]


@dataclass(frozen=True)
class Recipe:
    """How one result is made: the package that decides, the tables read by name, those read by kind.

    The result is made when all of ``tables`` are there; ``optional`` tables are read where they are, and
    of the kinds ``may_lack`` there may be none yet.
    """

    method: str
    tables: tuple[Read, ...]
    make: Callable[[Catalogue], Frames]
    kinds: tuple[str, ...] = ()
    optional: tuple[Read, ...] = ()
    may_lack: tuple[str, ...] = ()


def country_values(catalogue: Catalogue) -> pd.DataFrame:
    """Values of countries from the reference packages."""
    return reference_values(catalogue, COUNTRY_VALUES)


def reference_values(catalogue: Catalogue, kind: str) -> pd.DataFrame:
    """Values of one kind from the reference packages: those of others never enter a ranking or a national figure."""
    values = catalogue.of_kind(kind)
    return values[values["package"].str.startswith("reference/")]


def countries(catalogue: Catalogue, group: str) -> list[str]:
    """Codes of the countries of one group, ``peer`` or ``asean``."""
    found = catalogue.frame(COUNTRIES, "countries")
    return sorted(found.loc[found[group].fillna(False), "iso3"])


def settings(catalogue: Catalogue, package: str) -> dict[str, str]:
    """The settings of a methodology package, as texts by key."""
    frame = catalogue.frame(package, "settings")
    return dict(zip(frame["key"].astype(str), frame["value"].astype(str), strict=True))
