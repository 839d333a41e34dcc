"""The daily tables as files: CSV that is the same to the byte for the same figures, put into place whole."""

from __future__ import annotations

import csv
import os
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from observatory import swap
from observatory.errors import ObservatoryError
from observatory.gate.text import FORMULA, hidden

DECIMALS = 6
_WORK = ".media-"
_SPACE = re.compile(r"\s")


def write(tables: Mapping[str, pd.DataFrame], out: Path) -> None:
    """Put each table into ``out`` as ``NAME.csv``; all are written beside it before the first takes its place.

    Raises ``ObservatoryError`` (``media-not-written``) where the folder cannot be written; a file that stood there
    is then whole, as it was or as it is to be.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with swap.workspace(out, _WORK) as work:
            for name, table in tables.items():
                _write(work / f"{name}.csv", table)
            for name in tables:
                (work / f"{name}.csv").replace(out / f"{name}.csv")
    except OSError as error:
        raise ObservatoryError("media-not-written", folder=str(out), detail=error.strerror or str(error)) from error


def cells(column: pd.Series) -> list[str]:
    """A column as text: reals with six decimals and no minus before nothing, a missing value empty."""
    values = column.astype("object").where(column.notna(), None)
    if pd.api.types.is_float_dtype(column.dtype):
        return ["" if value is None else _real(value) for value in values]
    return ["" if value is None else str(value) for value in values]


def plain(text: str) -> str:
    """A title as the gate takes it: composed, without hidden characters, and no formula to a spreadsheet."""
    text = unicodedata.normalize("NFC", text)
    while code := hidden(text):
        text = text.replace(chr(int(code.removeprefix("U+"), 16)), "")
    return text.strip().lstrip("".join(FORMULA)).strip()


def link(url: str) -> str:
    """A URL without a space or a hidden character: those are written as their bytes."""
    while code := hidden(url):
        character = chr(int(code.removeprefix("U+"), 16))
        url = url.replace(character, quote(character, errors="replace"))
    return _SPACE.sub(lambda found: quote(found[0]), unicodedata.normalize("NFC", url))


def _real(value: float) -> str:
    text = f"{value:.{DECIMALS}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _write(path: Path, table: pd.DataFrame) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(zip(*(cells(table[name]) for name in table.columns), strict=True))
        file.flush()
        os.fsync(file.fileno())
