"""Names instead of codes: what the keys of a table point to, and what its rows are of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from observatory.changes.rows import Row, Value, plain
from observatory.changes.words import shown
from observatory.findings import Lang
from observatory.site import numbers
from observatory.tables.model import Field, Package, Text
from observatory.tables.references import all_keys

_STEMS = ("name", "title", "label", "term")
_PLACES = ("unit_code", "province_code", "country_iso3", "country", "agency")
_TIMES = ("year", "month", "date", "edition")
_FORMER = "former63"
_BEFORE = Text("trước 01/7/2025", "before 1 July 2025")


@dataclass(frozen=True)
class Names:
    """What the codes in the columns of one table stand for.

    ``known`` gives, by the last column of a key, the columns of that key and the name of each combination.
    """

    known: Mapping[str, tuple[tuple[str, ...], Mapping[tuple[Value, ...], Text]]] = field(default_factory=dict)

    def __call__(self, name: str, row: Row) -> Text | None:
        """The name of what column ``name`` of ``row`` points to, or ``None``."""
        columns, texts = self.known.get(name, ((), {}))
        return texts.get(tuple(row.get(column) for column in columns))

    def within(self, name: str) -> tuple[str, ...]:
        """The other columns of the key that ends in ``name``: they say no more than the name does."""
        return self.known[name][0][:-1] if name in self.known else ()


def names(resource: Mapping[str, Any], package: Package | None, lookup: Callable[[str], Package | None]) -> Names:
    """The names that the table of ``resource`` can use; ``lookup`` gives other packages by id, or ``None``."""
    known: dict[str, tuple[tuple[str, ...], Mapping[tuple[Value, ...], Text]]] = {}
    for key in all_keys(resource, ""):
        target = lookup(key.package) if key.package else package
        table = target.tables.get(key.resource) if target else None
        if table is None or not set(key.target_fields) <= set(table.frame.columns):
            continue
        rows = table.frame
        for column, value in key.where.items():
            rows = rows[rows[column] == value]
        vi, en = (_column(list(rows.columns), lang) for lang in ("vi", "en"))
        if vi:
            codes = rows[list(key.target_fields)].itertuples(index=False, name=None)
            texts = zip(rows[vi].fillna("").astype(str), rows[en].fillna("").astype(str), strict=True)
            listed = {tuple(map(plain, code)): Text(*text) for code, text in zip(codes, texts, strict=True)}
            known.setdefault(key.fields[-1], (key.fields, listed))
    return Names(known)


def subject(row: Row, fields: Sequence[Field], key: Sequence[str], known: Names, lang: Lang) -> str:
    """What a row is of: ``Đà Nẵng, 2024, Chỉ số PAPI``; its key, or its first values, where it does not say.

    Places come first, then the time, then what is measured, then what else its key holds.
    """
    by_name = {column.name: column for column in fields}
    told = [name for name in _PLACES if row.get(name) is not None]
    told += [name for name in key if name in known.known and name not in (*told, "indicator")]
    said = [_named(name, row, by_name.get(name), known, lang) for name in told]
    said += [moment] if (moment := _moment(row, by_name, lang)) else []
    if row.get("indicator") is not None:
        said.append(_named("indicator", row, by_name.get("indicator"), known, lang))
    own = Text(str(row.get("name_vi") or ""), str(row.get("name_en") or "")).get(lang)
    if not said and own:
        said.append(shown(own, by_name.get("name_vi"), lang))
    done = {*told, *_TIMES, "indicator", *(inner for name in told for inner in known.within(name))}
    rest = [name for name in key if name not in done and row.get(name) is not None]
    if rest and not (said and rest == list(key) and len(rest) == 1):
        said += [shown(row[name], by_name.get(name), lang) for name in rest]
    if not said:
        filled = [name for name, value in row.items() if value is not None][:3]
        said = [shown(row[name], by_name.get(name), lang) for name in filled]
    return ", ".join(said)


def _column(columns: Sequence[str], lang: str) -> str:
    """The column that names the rows of a table in ``lang``, else in Vietnamese, or nothing."""
    wanted = [f"{stem}{end}" for end in (f"_{lang}", "_vi", "") for stem in _STEMS]
    return next((name for name in wanted if name in columns), "")


def _named(name: str, row: Row, column: Field | None, known: Names, lang: Lang) -> str:
    text = known(name, row)
    if text is None:
        return shown(row[name], column, lang)
    old = any(row.get(inner) == _FORMER for inner in known.within(name))
    return f"{text.get(lang)} ({_BEFORE.get(lang)})" if old else text.get(lang)


def _moment(row: Row, by_name: Mapping[str, Field], lang: Lang) -> str:
    """The time of a row: month and year together, or the first column that has one."""
    year, month = row.get("year"), row.get("month")
    if isinstance(year, int) and isinstance(month, int) and 1 <= month <= 12:
        return numbers.month(year, month, lang)
    name = next((name for name in _TIMES if row.get(name) is not None), "")
    return shown(row[name], by_name.get(name), lang) if name else ""
