"""What differs between two states of a package: what it says of itself, its tables, their columns and rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from observatory.changes.rows import RowChanges, plain, rows
from observatory.tables.model import Field, Package, Table

State = Literal["added", "removed", "kept"]
FieldChangeKind = Literal["added", "removed", "renamed", "type", "rules", "words"]

_FIRST = ("version", "title", "title_en", "description", "description_en", "last_reviewed", "next_review_due")
_NOT_SAID = {"resources", "name"}
_OF_TABLE = ("title", "title_en", "description", "description_en", "kind", "path", "sources")
_OF_COLUMN = ("title", "title_en", "description", "description_en")


@dataclass(frozen=True)
class Described:
    """One property of a descriptor that changed; what is no text is written as JSON, and what is absent is empty."""

    key: str
    before: str
    after: str


@dataclass(frozen=True)
class FieldChange:
    """One change of a column: ``name`` is its name now, or before where it is gone."""

    kind: FieldChangeKind
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class TableChanges:
    """What differs between two states of a table, of which one may not exist."""

    name: str
    old: Table | None
    new: Table | None
    described: tuple[Described, ...]
    columns: tuple[FieldChange, ...]
    rows: RowChanges

    @property
    def state(self) -> State:
        """Whether the table came, went, or stayed."""
        return _state(self.old, self.new)

    @property
    def table(self) -> Table:
        """The table as it is now, or as it was."""
        table = self.new or self.old
        assert table is not None
        return table

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns of the new table, then those that only the old one has."""
        new = self.new.fields if self.new else ()
        names = {field.name for field in new} | {change.before for change in self.columns if change.kind == "renamed"}
        return (*new, *(field for field in (self.old.fields if self.old else ()) if field.name not in names))

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return self.state != "kept" or bool(self.described or self.columns or self.rows)


@dataclass(frozen=True)
class PackageChanges:
    """What differs between two states of a package, of which one may not exist; ``tables`` are those that differ."""

    old: Package | None
    new: Package | None
    described: tuple[Described, ...]
    tables: tuple[TableChanges, ...]

    @property
    def state(self) -> State:
        """Whether the package came, went, or stayed."""
        return _state(self.old, self.new)

    @property
    def package(self) -> Package:
        """The package as it is now, or as it was."""
        package = self.new or self.old
        assert package is not None
        return package

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return self.state != "kept" or bool(self.described or self.tables)


def package_changes(old: Package | None, new: Package | None) -> PackageChanges:
    """What makes ``old`` into ``new``; ``None`` is a package that does not exist.

    Raises ``ValueError`` when neither does.
    """
    if old is None and new is None:
        raise ValueError("two packages that do not exist")
    names = [
        *(new.tables if new else ()),
        *(name for name in (old.tables if old else ()) if not new or name not in new.tables),
    ]
    tables = [
        table_changes(
            old.tables.get(name) if old else None,
            new.tables.get(name) if new else None,
            resource(old, name),
            resource(new, name),
        )
        for name in names
    ]
    described = _described(old.descriptor, new.descriptor, None) if old and new else ()
    return PackageChanges(old, new, described, tuple(table for table in tables if table))


def table_changes(
    old: Table | None, new: Table | None, before: Mapping[str, Any], after: Mapping[str, Any]
) -> TableChanges:
    """What makes one table into another; ``before`` and ``after`` are their resources in the descriptors.

    A column that has another name but the type and the values of one that is gone is taken as renamed. Rows are
    paired by the key of the new table.

    Raises ``ValueError`` when neither table exists.
    """
    table = new or old
    if table is None:
        raise ValueError("two tables that do not exist")
    if old is None or new is None:
        empty = pd.DataFrame()
        came = rows(empty if old is None else old.frame, empty if new is None else new.frame)
        return TableChanges(table.name, old, new, (), (), came)
    renamed = _renamed(old, new)
    columns = _columns(old, new, before, after, renamed)
    changes = rows(old.frame.rename(columns=renamed), new.frame, new.primary_key or old.primary_key)
    return TableChanges(table.name, old, new, _described(before, after, _OF_TABLE), columns, changes)


def resource(package: Package | None, table: str) -> Mapping[str, Any]:
    """The resource of a table in the descriptor of its package; empty where there is none."""
    listed = package.descriptor["resources"] if package else []
    return next((node for node in listed if node["name"] == table), {})


def _state(old: object, new: object) -> State:
    return "added" if old is None else "removed" if new is None else "kept"


def _described(
    before: Mapping[str, Any], after: Mapping[str, Any], keys: tuple[str, ...] | None
) -> tuple[Described, ...]:
    """The properties under ``keys`` that differ; without ``keys``, all that a package says of itself."""
    if keys is None:
        rest = sorted((before.keys() | after.keys()) - {*_FIRST, *_NOT_SAID})
        keys = (*_FIRST, *rest)
    pairs = [(key, _text(before.get(key)), _text(after.get(key))) for key in keys]
    return tuple(Described(key, old, new) for key, old, new in pairs if old != new)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _renamed(old: Table, new: Table) -> dict[str, str]:
    """The old columns that have another name now, with it: same type and same values, and no doubt which is which."""
    here, there = {field.name for field in old.fields}, {field.name for field in new.fields}
    gone = [field for field in old.fields if field.name not in there]
    come = [field for field in new.fields if field.name not in here]
    marks = {field.name: _mark(new, field) for field in come}
    found: dict[str, str] = {}
    for field in gone:
        mark = _mark(old, field)
        same = [name for name, other in marks.items() if other == mark]
        twins = [other for other in gone if _mark(old, other) == mark]
        if len(same) == 1 and len(twins) == 1:
            found[field.name] = same[0]
    return found


def _mark(table: Table, field: Field) -> tuple[object, ...]:
    """What a column is known by under any name: its type and its values; its title where it has no values."""
    counts = Counter(map(plain, table.frame[field.name]))
    filled = frozenset((value, count) for value, count in counts.items() if value is not None)
    return (field.type, filled) if filled else (field.type, field.title)


def _columns(
    old: Table, new: Table, before: Mapping[str, Any], after: Mapping[str, Any], renamed: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    was, now = _nodes(old, before), _nodes(new, after)
    found = [FieldChange("renamed", name, gone, name) for gone, name in renamed.items()]
    found += [FieldChange("removed", name, before=name) for name in was if name not in now and name not in renamed]
    earlier = {**{name: name for name in was}, **{name: gone for gone, name in renamed.items()}}
    for name, node in now.items():
        if name not in earlier:
            found.append(FieldChange("added", name, after=name))
            continue
        other = was[earlier[name]]
        kinds = str(other.get("type", "string")), str(node.get("type", "string"))
        if kinds[0] != kinds[1]:
            found.append(FieldChange("type", name, *kinds))
        if (other.get("constraints") or {}) != (node.get("constraints") or {}):
            rules = _text(other.get("constraints") or None), _text(node.get("constraints") or None)
            found.append(FieldChange("rules", name, *rules))
        for text in _described(other, node, _OF_COLUMN):
            found.append(FieldChange("words", name, text.before, text.after))
    return tuple(found)


def _nodes(table: Table, resource_: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The fields of a table as its descriptor has them, by name; those of the table where it has no schema."""
    listed = (resource_.get("schema") or {}).get("fields")
    return {node["name"]: node for node in listed or [{"name": f.name, "type": f.type} for f in table.fields]}
