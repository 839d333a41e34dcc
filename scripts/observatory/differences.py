"""Two states of the data on disk, and what differs between them.

Packages are read through ``tables.load``, so that only what was checked is compared. A CSV file that a package
names is that package's table; another has no schema: its columns are numbers where every cell of both files is
written as one, and else text.
"""

from __future__ import annotations

import filecmp
import math
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from observatory.changes.names import names
from observatory.changes.package import PackageChanges, package_changes, resource, table_changes
from observatory.changes.told import Difference, Told
from observatory.errors import FindingsError
from observatory.findings import Finding, has_errors
from observatory.gate import folder as gate_folder
from observatory.gate.folder import DESCRIPTOR
from observatory.tables import flat, metadata
from observatory.tables.discover import discover
from observatory.tables.load import DATASETS, load
from observatory.tables.model import Catalogue, Field, Package, Table, Text
from observatory.tables.references import keys

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_NUMBERS = ("number", "integer", "year")
_IDENTITIES = ("id", "code")


@dataclass(frozen=True)
class _File:
    """A CSV file as it is written (missing is NaN), and the table and package that it is of, if any."""

    path: Path
    frame: pd.DataFrame
    sha256: str
    table: Table | None = None
    package: Package | None = None


def differences(old: Path, new: Path, key: Sequence[str] = ()) -> list[Difference]:
    """What differs between ``old`` and ``new``: package folders, folders of packages, or CSV files.

    Packages are paired by id; two paths with one package each are that package before and after, whatever their
    folders are called. ``key`` names the columns that tell the rows of two CSV files apart; without it they are
    paired by the key of their package, else by ``id`` or ``code``, else by the fewest columns from the left that
    do, else whole. Only what differs is given, and packages that are the same byte by byte are not checked.

    Raises ``FindingsError`` where either side has errors, a file is compared with a folder, or ``key`` names a
    column that a file lacks or is given for folders.
    """
    files = [_is_file(path) for path in (old, new)]
    if files[0] != files[1]:
        raise FindingsError([Finding("diff-mixed", file=str(old), value=str(new))], "diff-refused")
    if files[0]:
        return _of_files([_file(old), _file(new)], key)
    if key:
        raise FindingsError([Finding("diff-key-unused", file=str(old), field=", ".join(key))], "diff-refused")
    pairs = [pair for pair in _pairs(_folders(old), _folders(new)) if not _same(*pair)]
    before, after = (_checked([pair[side] for pair in pairs if pair[side]]) for side in (0, 1))
    lookup = _lookup([*before, *after])
    changed = [package_changes(_package(before, pair[0]), _package(after, pair[1])) for pair in pairs]
    return [_told(changes, lookup) for changes in changed if changes]


def _is_file(path: Path) -> bool:
    return path.is_file() and path.name != DESCRIPTOR


def _file(path: Path) -> _File:
    """One CSV file, checked with its package where one names it."""
    read, findings = flat.read(path)
    if read is None:
        raise FindingsError(findings, "diff-refused")
    for folder in path.resolve().parents[:3]:
        for package in _checked([folder]) if (folder / DESCRIPTOR).is_file() else ():
            for table in package.tables.values():
                if table.path.resolve() == path.resolve():
                    missing = metadata.missing_values(resource(package, table.name))
                    frame = read.frame.mask(read.frame.isin(missing))
                    return _File(path, frame, read.sha256, table, package)
    return _File(path, read.frame.mask(read.frame == ""), read.sha256)


def _checked(paths: Iterable[Path | None]) -> Catalogue:
    """The packages below ``paths``; raises ``FindingsError`` for errors in any."""
    loaded = load([path for path in paths if path])
    if has_errors(loaded.findings):
        raise FindingsError([finding for finding in loaded.findings if finding.level == "error"], "diff-refused")
    return loaded.catalogue


def _package(catalogue: Catalogue, folder: Path | None) -> Package | None:
    return catalogue.packages[_id(folder)] if folder else None


def _id(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def _folders(path: Path) -> dict[str, Path]:
    """The package folders at or below ``path`` by id; raises ``FindingsError`` where there is none."""
    folders, findings = discover(path)
    if findings:
        raise FindingsError(findings, "diff-refused")
    return {_id(folder): folder for folder in folders}


def _pairs(old: Mapping[str, Path], new: Mapping[str, Path]) -> list[tuple[Path | None, Path | None]]:
    if len(old) == len(new) == 1:
        return list(zip(old.values(), new.values(), strict=True))
    return [(old.get(name), new.get(name)) for name in sorted(old.keys() | new.keys())]


def _same(old: Path | None, new: Path | None) -> bool:
    """Whether two folders hold the same files, of those that the gate lets in."""
    if old is None or new is None or gate_folder.inspect(old) or gate_folder.inspect(new):
        return False
    listed = [sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file()) for folder in (old, new)]
    return listed[0] == listed[1] and not any(filecmp.cmpfiles(old, new, listed[0], shallow=False)[1:])


def _told(changes: PackageChanges, lookup: Callable[[str], Package | None]) -> Difference:
    package = changes.package
    named = [names(resource(package, table.name), package, lookup) for table in changes.tables]
    return Difference(changes, tuple(Told(*pair) for pair in zip(changes.tables, named, strict=True)))


def _lookup(packages: Iterable[Package]) -> Callable[[str], Package | None]:
    """Packages by id: those at hand, then those beside them, then those of the project, as far as they are good."""
    known = {package.id: package for package in packages}
    roots = list(dict.fromkeys([*(package.folder.parent.parent for package in known.values()), DATASETS]))
    nodes = [node for package in known.values() for node in package.descriptor["resources"]]
    return {**_named(nodes, roots, known), **known}.get


def _named(
    nodes: Iterable[Mapping[str, Any]], roots: Sequence[Path], known: Container[str] = ()
) -> Mapping[str, Package]:
    """The packages that the tables of ``nodes`` point to, beside those that are ``known``."""
    wanted = sorted({key.package for node in nodes for key in keys(node) if key.package not in known})
    places = [next((root / name for root in roots if (root / name / DESCRIPTOR).is_file()), None) for name in wanted]
    return load([place for place in places if place]).catalogue.packages


def _of_files(files: Sequence[_File], key: Sequence[str]) -> list[Difference]:
    """The difference of two CSV files, typed alike and paired by the same key."""
    for file in files:
        if missing := [name for name in key if name not in file.frame]:
            header = ", ".join(map(str, file.frame.columns))
            finding = Finding("diff-key-missing", file=str(file.path), field=", ".join(missing), expected=header)
            raise FindingsError([finding], "diff-refused")
    model = next((file for file in reversed(files) if file.table), None)
    known = {field.name: field for field in (model.table.fields if model and model.table else ())}
    own = model.table.primary_key if model and model.table else ()
    shared = all(name in file.frame for file in files for name in own)
    chosen = tuple(key) or (own if own and shared else _guessed([file.frame for file in files]))
    old, new = (_table(file, files, known, chosen) for file in files)
    node = resource(model.package, model.table.name) if model and model.table else _node(new)
    changes = table_changes(old, new, _node(old), _node(new))
    package = model.package if model else None
    lookup = _lookup([package]) if package else _named([node], [DATASETS]).get
    return [Difference(None, (Told(changes, names(node, package, lookup)),))] if changes else []


def _table(file: _File, files: Sequence[_File], known: Mapping[str, Field], key: tuple[str, ...]) -> Table:
    """The table of a file: numbers by the types of ``known``, or where both files have nothing else in a column."""
    columns: dict[str, pd.Series[Any]] = {}
    fields: list[Field] = []
    header = [{"name": str(name)} for name in file.frame.columns]
    codes = {name for key_ in keys({"schema": {"fields": header}}) for name in key_.fields}
    for name in map(str, file.frame.columns):
        field = known.get(name)
        cells = [other.frame[name] for other in files if name in other.frame]
        number = all(map(_numeric, cells)) and (field.type in _NUMBERS if field else name not in codes)
        columns[name] = pd.to_numeric(file.frame[name]) if number else file.frame[name]
        fields.append(field or Field(name, "number" if number else "string", Text(name, name), Text("")))
    title = file.table.title if file.table else Text(file.path.name, file.path.name)
    name = file.table.name if file.table else file.path.stem
    size = file.path.stat().st_size
    return Table(name, "", file.path, title, tuple(fields), key, pd.DataFrame(columns), file.sha256, size)


def _numeric(column: pd.Series[Any]) -> bool:
    """Whether every filled cell is written as a number, and there is one."""
    filled = {str(cell) for cell in column.dropna()} - {""}
    return bool(filled) and all(_NUMBER.fullmatch(cell) and math.isfinite(float(cell)) for cell in filled)


def _guessed(frames: Sequence[pd.DataFrame]) -> tuple[str, ...]:
    """The columns that tell rows apart in every frame: ``id`` or ``code``, else the fewest from the left, not all."""
    shared = [str(name) for name in frames[0].columns if all(name in frame for frame in frames)]
    runs: list[tuple[str, ...]] = [(name,) for name in _IDENTITIES if name in shared]
    runs += [tuple(shared[:count]) for count in range(1, len(shared))]
    return next((run for run in runs if all(_tells(frame, run) for frame in frames)), ())


def _tells(frame: pd.DataFrame, run: Sequence[str]) -> bool:
    part = frame[list(run)]
    return not part.duplicated().any() and not part.isna().any(axis=None)


def _node(table: Table) -> dict[str, Any]:
    fields = [{"name": field.name, "type": field.type} for field in table.fields]
    return {"name": table.name, "schema": {"fields": fields}}
