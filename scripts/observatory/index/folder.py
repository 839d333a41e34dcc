"""The folder of results of an index: CSV files in long form, put into place whole.

In the folder only the files of ``FILES`` are ever replaced or removed. They are made in a folder beside
them first and then moved, ``method.json`` last, so a folder without it holds no finished run.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.csv

from observatory import swap
from observatory.errors import ObservatoryError

MATRICES = ("denominated", "imputed", "treated", "normalised", "scores", "ranks")
TABLES = ("screening", "screening-indicators", "treatment", "treatment-rules", "effective-weights", "coherence")
REPLICATED = ("uncertainty", "sensitivity", "leave-one-out", "design")
ABOUT = "method.json"
FILES = (*(f"{name}.csv" for name in (*MATRICES, *TABLES, *REPLICATED)), ABOUT)
_WORK = ".index-"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Results:
    """Everything that is written: tables by the name of their file without ``.csv``, and ``method.json``.

    ``matrices`` have one row per unit and period and one column per node; they are written as
    ``unit, period, code, value``. ``tables`` are written as they are, without their index.
    """

    matrices: Mapping[str, pd.DataFrame]
    tables: Mapping[str, pd.DataFrame]
    about: Mapping[str, Any]


def write(results: Results, out: Path) -> None:
    """Put the files of ``results`` into ``out``, and take away those of an earlier run that are no longer made.

    Raises ``ObservatoryError`` when the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            if (out / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
        with swap.workspace(out, _WORK) as work:
            for name, matrix in results.matrices.items():
                _write(work / f"{name}.csv", _long(matrix))
            for name, table in results.tables.items():
                _write(work / f"{name}.csv", iter([pyarrow.Table.from_pandas(table, preserve_index=False)]))
            (work / ABOUT).write_text(json.dumps(results.about, indent=2) + "\n", encoding="utf-8")
            (out / ABOUT).unlink(missing_ok=True)
            for name in FILES:
                if (work / name).exists():
                    (work / name).replace(out / name)
                else:
                    (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise ObservatoryError("index-not-written", folder=str(out), reason=error.strerror or str(error)) from error


def _long(matrix: pd.DataFrame) -> Iterator[pyarrow.Table]:
    """A matrix as ``unit, period, code, value``, row by row and in each row node by node, in parts that fit."""
    rows, columns = matrix.shape
    codes = pyarrow.array(matrix.columns.astype("str"), pyarrow.string())
    labels = {name: pyarrow.array(matrix.index.get_level_values(name), pyarrow.string()) for name in ("unit", "period")}
    whole = pd.api.types.is_integer_dtype(matrix.dtypes.iloc[0])
    cells = matrix.to_numpy("float64", na_value=np.nan)
    step = max(1, _BLOCK // columns)
    for begin in range(0, rows, step):
        part = cells[begin : begin + step]
        lines = np.repeat(np.arange(begin, begin + len(part)), columns)
        values = pyarrow.array(part.ravel(), from_pandas=True)
        yield pyarrow.table(
            {name: label.take(pyarrow.array(lines)) for name, label in labels.items()}
            | {"code": codes.take(pyarrow.array(np.tile(np.arange(columns), len(part))))}
            | {"value": values.cast(pyarrow.int64()) if whole else values}
        )


def _write(path: Path, parts: Iterator[pyarrow.Table]) -> None:
    """Write tables one after the other as one CSV file."""
    with path.open("wb") as file:
        for number, part in enumerate(parts):
            if number == 0:
                file.write((",".join(part.column_names) + "\n").encode())
            file.write(_csv(part))


def _csv(part: pyarrow.Table) -> pyarrow.Buffer:
    """The rows of a table as CSV, with texts in quotes when one of them needs it."""
    try:
        return _quoted(part, "none")
    except pyarrow.ArrowInvalid:
        return _quoted(part, "needed")


def _quoted(part: pyarrow.Table, quoting: str) -> pyarrow.Buffer:
    sink = pyarrow.BufferOutputStream()
    pyarrow.csv.write_csv(part, sink, pyarrow.csv.WriteOptions(include_header=False, quoting_style=quoting))
    return sink.getvalue()
