"""The files a reader can take away: CSV with its corrections, and the same figures as XLSX, JSON and Parquet.

Every file depends on the figures and the descriptor alone, never on the clock, so that building twice
gives the same bytes. The CSV files and the descriptor keep their places, so the folder on the site is
itself a data package.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from observatory.site.numbers import is_missing
from observatory.site.simulated import LABEL
from observatory.site.workbook import workbook
from observatory.tables.model import Field, Source, Text

FOLDER = "tai-ve"
DESCRIPTOR = "datapackage.json"
CORRECTIONS = "corrections"

Format = Literal["csv", "xlsx", "json", "parquet", "zip", "datapackage"]

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_ARROW_TYPES = {
    "integer": pa.int64(),
    "year": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


class TableLike(Protocol):
    """What is needed of a table: a published one and a computed one both have it."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> Text: ...  # noqa: D102
    @property
    def fields(self) -> tuple[Field, ...]: ...  # noqa: D102
    @property
    def frame(self) -> pd.DataFrame: ...  # noqa: D102


class PackageLike(Protocol):
    """What is needed of a package; ``folder`` holds its descriptor and its CSV files.

    ``corrected`` holds the text of each table that has corrections, which is published in place of its file.
    """

    @property
    def owner(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def folder(self) -> Path: ...  # noqa: D102
    @property
    def title(self) -> Text: ...  # noqa: D102
    @property
    def version(self) -> str: ...  # noqa: D102
    @property
    def last_reviewed(self) -> str: ...  # noqa: D102
    @property
    def licence(self) -> Source: ...  # noqa: D102
    @property
    def sources(self) -> tuple[Source, ...]: ...  # noqa: D102
    @property
    def tables(self) -> Mapping[str, TableLike]: ...  # noqa: D102
    @property
    def simulated(self) -> bool: ...  # noqa: D102
    @property
    def corrected(self) -> Mapping[str, str]: ...  # noqa: D102


@dataclass(frozen=True)
class Publication:
    """A package that was computed, with what its own descriptor does not say about its licence and date."""

    owner: str
    name: str
    folder: Path
    title: Text
    version: str
    last_reviewed: str
    licence: Source
    sources: tuple[Source, ...]
    tables: Mapping[str, TableLike]
    simulated: bool = False
    corrected: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Download:
    """One file: ``path`` from the root of the site; ``table`` is empty for a file of the whole package."""

    table: str
    format: Format
    path: str
    bytes: int
    sha256: str


def write_downloads(package: PackageLike, site: Path) -> list[Download]:
    """Write all files of ``package`` under ``site``/tai-ve/owner/name and say what they are.

    First come the files of the whole package (descriptor, ZIP archive), then those of each table in the
    order of the descriptor. Raises ``ValueError`` when a CSV file would lie outside the package, and
    ``KeyError`` when the descriptor does not name a table.
    """
    base = f"{FOLDER}/{package.owner}/{package.name}"
    descriptor = json.loads((package.folder / DESCRIPTOR).read_bytes())
    described = _standalone(descriptor, package.corrected)
    paths = {r["name"]: _inside(r["path"]) for r in descriptor["resources"]}
    published = {name: (package.folder / paths[name]).read_bytes() for name in package.tables}
    published |= {name: text.encode("utf-8") for name, text in package.corrected.items()}

    def put(table: str, kind: Format, path: str, content: bytes) -> Download:
        target = site / base / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        return Download(table, kind, f"{base}/{path}", len(content), digest)

    members = {DESCRIPTOR: described} | {paths[name]: content for name, content in published.items()}
    readme = package.folder / "README.md"
    if readme.is_file():
        members["README.md"] = readme.read_bytes()
    downloads = [
        put("", "datapackage", DESCRIPTOR, described),
        put("", "zip", f"{package.name}.zip", archive(members)),
    ]
    for name, table in package.tables.items():
        stem = paths[name].removesuffix(".csv")
        csv = put(name, "csv", paths[name], published[name])
        notes = about(package, csv.sha256)
        downloads += [
            csv,
            put(name, "xlsx", f"{stem}.xlsx", workbook(table.title, table.fields, table.frame, notes)),
            put(name, "json", f"{stem}.json", records(table)),
            put(name, "parquet", f"{stem}.parquet", parquet(table, notes)),
        ]
    return downloads


def _standalone(descriptor: dict[str, Any], corrected: Collection[str] = ()) -> bytes:
    """The descriptor of a package that has left its neighbours.

    The standard knows no keys into other packages, and its tools take them for faults, so such keys move
    from ``foreignKeys`` to ``references`` of the schema. Where tables are published ``corrected``, their corrections
    are a record and no kind any more: nobody is to make them twice.
    """
    for resource in descriptor["resources"]:
        if corrected and resource.get("kind") == CORRECTIONS:
            del resource["kind"]
        if resource["name"] in corrected:
            resource.pop("hash", None)
            resource.pop("bytes", None)
        schema = resource.get("schema") or {}
        keys = schema.get("foreignKeys", [])
        outward = [key for key in keys if "package" in key.get("reference", {})]
        if outward:
            schema["foreignKeys"] = [key for key in keys if key not in outward]
            schema["references"] = outward
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def about(package: PackageLike, sha256: str) -> dict[str, str]:
    """What a file says of itself; ``sha256`` is that of the CSV file it was made from."""
    return {
        "title": package.title.vi,
        "title_en": package.title.en,
        "package": f"{package.owner}/{package.name}",
        "version": package.version,
        "last_reviewed": package.last_reviewed,
        "licence": package.licence.title,
        "source": "; ".join(f"{s.title} {s.path}".strip() for s in package.sources),
        "sha256": sha256,
        **({"simulated": LABEL} if package.simulated else {}),
    }


def records(table: TableLike) -> bytes:
    """The rows as a JSON list of objects, one to a line: UTF-8, a missing value is null.

    Raises ``ValueError`` when a figure is not finite.
    """
    columns = [values(table.frame[field.name]) for field in table.fields]
    names = [field.name for field in table.fields]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n{lines}\n]\n".encode()


def parquet(table: TableLike, notes: Mapping[str, str]) -> bytes:
    """The rows as a Parquet file (zstd) with ``notes`` in its metadata and a title on each column."""
    schema = pa.schema(
        [
            pa.field(
                field.name,
                _ARROW_TYPES.get(field.type, pa.string()),
                metadata={"title": field.title.vi, "title_en": field.title.en},
            )
            for field in table.fields
        ],
        metadata={**notes, "table": table.name},
    )
    columns = [_arrow(table.frame[field.name], schema.field(field.name).type) for field in table.fields]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out, compression="zstd")
    return out.getvalue()


def archive(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of ``members``, sorted by name, with a fixed date and plain file rights."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            file.writestr(entry, members[name])
    return out.getvalue()


def values(column: pd.Series) -> list[Any]:
    """A column as plain Python values, missing as None."""
    return [None if is_missing(value) else value for value in column.astype(object).tolist()]


def _arrow(column: pd.Series, kind: Any) -> Any:
    plain = values(column)
    if pa.types.is_date(kind):
        return pa.array(plain, pa.string()).cast(kind)
    return pa.array(plain, kind)


def _inside(path: str) -> str:
    parts = Path(path).parts
    if Path(path).is_absolute() or ".." in parts or not path.endswith(".csv"):
        raise ValueError(f"not a CSV file inside its package: {path!r}")
    return Path(*parts).as_posix()
