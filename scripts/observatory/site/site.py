"""What the pages read: the catalogue and the results, with the names that go with their codes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from observatory.results import ResultPackage
from observatory.tables.model import Catalogue, Text

HOME = "VNM"
UNITS = "reference/provincial-units"
LEVEL = "province34"


@dataclass(frozen=True)
class Site:
    """The catalogue and the results of one build; nothing in it is computed by a page."""

    catalogue: Catalogue
    results: Mapping[str, ResultPackage]

    def data(self, package: str, table: str) -> pd.DataFrame:
        """The rows of a table of the catalogue."""
        return self.catalogue.frame(package, table)

    def result(self, package: str, table: str) -> pd.DataFrame:
        """The rows of a result table."""
        return self.results[package].tables[table].frame

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """The definition of each indicator, by code, in the order of the methodology."""
        return by(self.data("methodology/indicators", "indicators"), "code")

    @cached_property
    def countries(self) -> dict[str, dict[str, Any]]:
        """Countries by their three-letter code."""
        return by(self.data("reference/countries", "countries"), "iso3")

    @cached_property
    def units(self) -> dict[str, dict[str, Any]]:
        """The 34 units of today by their code, each with its full name and standing of today."""
        units = self.data(UNITS, "units")
        statuses = self.data(UNITS, "statuses")
        current = by(statuses[(statuses["level"] == LEVEL) & statuses["valid_to"].isna()], "code")
        return {
            code: {**unit, **{key: current[code][key] for key in ("type", "full_name_vi", "full_name_en")}}
            for code, unit in by(units[units["level"] == LEVEL], "code").items()
        }

    @cached_property
    def updated(self) -> str:
        """The day of the last review of any package, which dates the whole site."""
        return max((package.last_reviewed for package in self.catalogue), default="")

    @cached_property
    def country_values(self) -> pd.DataFrame:
        """Values of countries from the reference packages, as the results are made of them."""
        values = self.catalogue.of_kind("country-values")
        return values[values["package"].str.startswith("reference/")]

    @cached_property
    def province_values(self) -> pd.DataFrame:
        """Values of provinces from all packages: a province adds its own."""
        return self.catalogue.of_kind("province-values")


def by(frame: pd.DataFrame, key: str) -> dict[str, dict[str, Any]]:
    """The rows of ``frame`` by the value of one column, missing cells as ``None``."""
    return {str(row[key]): row for row in records(frame)}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of ``frame`` as dictionaries, missing cells as ``None``."""
    return [
        {str(key): None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")
    ]


def collation_key(text: str) -> str:
    """What sorts Vietnamese names as a dictionary does: letters before tones, ``đ`` after ``d``."""
    letters = text.casefold().replace("đ", "d\uffff")
    decomposed = unicodedata.normalize("NFD", letters)
    return "".join(c for c in decomposed if not unicodedata.combining(c)) + "\0" + decomposed


def name(row: Mapping[str, Any]) -> Text:
    """The name of a row in both languages."""
    return Text(str(row["name_vi"]), str(row["name_en"]))


def indicator_slug(code: str) -> str:
    """The address of an indicator's page."""
    return f"chi-so/{code.replace('_', '-')}"


def unit_slug(unit: Mapping[str, Any]) -> str:
    """The address of a locality's page."""
    return f"dia-phuong/{unit['code']}-{unit['slug']}"


def package_slug(package: str) -> str:
    """The address of a package's page."""
    return f"du-lieu/{package}"
