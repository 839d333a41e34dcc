"""From the sheets of a workbook to the rows of its tables: which sheet is which table, and each cell as a text.

Every finding and every repair names the row that Excel shows; ``finding.file`` is the workbook and the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from observatory.excel.codes import Codes
from observatory.excel.columns import automatic_field
from observatory.excel.layout import (
    FIRST_DATA_ROW,
    FIRST_FIELD_COLUMN,
    GUIDE_SHEETS,
    IDENTITY_SHEET,
    NAME_ROW,
    Identity,
    identity_of_properties,
    identity_of_rows,
    is_example,
)
from observatory.excel.opened import Opened, Sheet, Value, letters_of
from observatory.excel.repair import Repair, Repaired, repair, shown
from observatory.excel.told import WORDS
from observatory.findings import Finding, Level
from observatory.gate import limits
from observatory.gate.personal import personal

_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")

_OTHER_SHEETS = {IDENTITY_SHEET, *GUIDE_SHEETS.values(), *(words["sheet"] for words in WORDS.values())}


@dataclass
class ReadTable:
    """The rows of one sheet: ``records`` by field, with the texts that the table takes, and their rows in Excel.

    ``columns`` gives the column of each field in the sheet, ``types`` the type of every field of the table.
    """

    table: str
    sheet: str
    place: str
    columns: dict[str, int] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    records: list[dict[str, str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def cell(self, finding: Finding) -> str:
        """The cell of a finding about this sheet, as Excel names it (``C7``), or nothing."""
        column = next((self.columns[name] for name in finding.field.split(", ") if name in self.columns), None)
        return f"{letters_of(column)}{finding.row}" if column and finding.row else ""


def place(file: str, sheet: str) -> str:
    """A sheet of a workbook, as findings name it."""
    return f"{file} › {sheet}"


def identify(opened: Opened) -> tuple[Identity | None, list[Finding]]:
    """What the workbook says it is for, by its hidden sheet or else by its properties.

    ``None`` without a finding where it says nothing.
    """
    sheet = opened.sheets.get(IDENTITY_SHEET)
    rows = [[row.get(column) for column in range(1, 4)] for row in sheet.rows.values()] if sheet else []
    listed, kept = identity_of_rows(rows), identity_of_properties(opened.properties)
    if listed and kept and (listed.package, set(listed.sheets.values())) != (kept.package, set(kept.sheets.values())):
        return None, [Finding("excel-identity", file=opened.file, value=kept.package, expected=listed.package)]
    identity = listed or kept
    if identity and not _ID.fullmatch(identity.package):
        return None, [Finding("excel-identity", file=opened.file, value=identity.package, expected="owner/name")]
    return identity, []


def fitting(opened: Opened, resources: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The table of each sheet whose columns are those of exactly one table: for a workbook that does not say."""
    listed = {str(node["name"]): _names(node) for node in resources}
    found: dict[str, str] = {}
    for name, sheet in opened.sheets.items():
        header = {text for text in _header(sheet).values() if text}
        tables = [table for table, names in listed.items() if header and header == set(names)]
        if len(tables) == 1 and tables[0] not in found.values():
            found[name] = tables[0]
    return found


def tables(
    opened: Opened,
    sheets: Mapping[str, str],
    resources: Mapping[str, Mapping[str, Any]],
    codes: Mapping[tuple[str, str], Codes],
) -> tuple[list[ReadTable], list[Finding]]:
    """The tables of the sheets, by the sheet's name, with what is wrong about the workbook as a whole.

    ``resources`` holds the descriptor of each table, ``codes`` the choices of its columns by table and field.
    """
    findings: list[Finding] = []
    read: list[ReadTable] = []
    for name, table in sheets.items():
        sheet = opened.sheets.get(name)
        if sheet is None:
            findings.append(Finding("excel-sheet-missing", "warning", file=opened.file, value=name, expected=table))
        elif table not in resources:
            findings.append(Finding("excel-table-unknown", file=place(opened.file, name), value=table))
        else:
            own = {field: found for (of, field), found in codes.items() if of == table}
            read.append(_table(sheet, ReadTable(table, name, place(opened.file, name)), resources[table], own))
    for name, sheet in opened.sheets.items():
        if name not in sheets and name not in _OTHER_SHEETS and _has_rows(sheet):
            findings.append(Finding("excel-sheet-unread", "warning", file=place(opened.file, name), value=name))
    return read, findings


def _has_rows(sheet: Sheet) -> bool:
    """Whether a sheet looks like one of figures: a head and something below it."""
    return any(row >= FIRST_DATA_ROW for row in sheet.rows)


def _names(resource: Mapping[str, Any]) -> list[str]:
    return [str(node["name"]) for node in (resource.get("schema") or {}).get("fields") or []]


def _header(sheet: Sheet) -> dict[int, str]:
    """The names of the columns, by column."""
    head = sheet.rows.get(NAME_ROW, {})
    return {column: shown(value).strip() for column, value in head.items() if column >= FIRST_FIELD_COLUMN}


def _table(sheet: Sheet, read: ReadTable, resource: Mapping[str, Any], codes: Mapping[str, Codes]) -> ReadTable:
    nodes = {str(node["name"]): node for node in (resource.get("schema") or {}).get("fields") or []}
    read.types = {name: str(node.get("type", "string")) for name, node in nodes.items()}
    _read_header(sheet, read, nodes, automatic_field(resource))
    if not read.columns:
        return read
    _inspect_sheet(sheet, read)
    named = _header(sheet).keys()
    # Columns that need others to be read (the code of a unit: its level) come after them.
    order = sorted(read.columns, key=lambda name: name in codes and bool(codes[name].needs))
    formulas = {row for row, _ in sheet.formulas}
    known: dict[tuple[object, ...], Repaired] = {}
    for row, values in sheet.rows.items():
        if row < FIRST_DATA_ROW:
            continue
        if is_example(values.get(FIRST_FIELD_COLUMN - 1)):
            read.findings.append(Finding("excel-example-left", file=read.place, row=row))
            continue
        unnamed = [column for column in values if column >= FIRST_FIELD_COLUMN and column not in named]
        if unnamed:
            letters = letters_of(unnamed[0])
            read.findings.append(Finding("excel-column-unnamed", file=read.place, row=row, value=letters))
        present = [name for name in order if read.columns[name] in values]
        if present or row in formulas:
            _read_row(sheet, read, row, present, nodes, codes, known)
        if len(read.findings) >= limits.MAX_FINDINGS:
            read.findings.append(Finding("more-findings", file=read.place, row=row, expected=str(limits.MAX_FINDINGS)))
            break
    return read


def _read_header(sheet: Sheet, read: ReadTable, nodes: Mapping[str, Any], automatic: str) -> None:
    """The columns of the sheet by field, and what is wrong with its head."""
    expected = ", ".join(nodes)
    for column, name in _header(sheet).items():
        if name not in nodes or name in read.columns:
            code = "excel-column-twice" if name in nodes else "excel-column-unknown"
            read.findings.append(
                Finding(code, file=read.place, row=NAME_ROW, field=letters_of(column), value=name, expected=expected)
            )
        else:
            read.columns[name] = column
    if not read.columns:
        read.findings = [Finding("excel-no-header", file=read.place, row=NAME_ROW, expected=expected)]
        return
    for name, node in nodes.items():
        if name not in read.columns and name != automatic:
            required = bool((node.get("constraints") or {}).get("required"))
            level: Level = "error" if required else "warning"
            read.findings.append(Finding("excel-column-missing", level, file=read.place, row=NAME_ROW, field=name))


def _inspect_sheet(sheet: Sheet, read: ReadTable) -> None:
    """What is merged among the rows of figures, and what is hidden and yet holds some."""
    for text in sheet.merged:
        found = _RANGE.fullmatch(text)
        if not found or int(found[4]) >= FIRST_DATA_ROW:
            row = int(found[2]) if found else None
            read.findings.append(Finding("excel-merged", file=read.place, row=row, value=text[:40]))
    if not sheet.visible:
        read.findings.append(Finding("excel-hidden", "warning", file=read.place, value=read.sheet, expected="sheet"))
    hidden = sorted(row for row in sheet.hidden_rows & sheet.rows.keys() if row >= FIRST_DATA_ROW)
    if hidden:
        told = ", ".join(map(str, hidden[:10])) + ("…" if len(hidden) > 10 else "")
        read.findings.append(
            Finding("excel-hidden", "warning", file=read.place, row=hidden[0], value=told, expected="row")
        )
    for name, column in read.columns.items():
        if any(first <= column <= last for first, last in sheet.hidden_columns):
            read.findings.append(
                Finding(
                    "excel-hidden", "warning", file=read.place, field=name, value=letters_of(column), expected="column"
                )
            )


def _read_row(
    sheet: Sheet,
    read: ReadTable,
    row: int,
    present: Sequence[str],
    nodes: Mapping[str, Any],
    codes: Mapping[str, Codes],
    known: dict[tuple[object, ...], Repaired],
) -> None:
    """Read one row; ``known`` keeps what became of a text of a column, for columns repeat themselves."""
    values = sheet.rows[row]
    record = dict.fromkeys(nodes, "")
    implied: dict[str, str] = {}
    for name in present:
        at = (row, read.columns[name])
        value = values[at[1]]
        if at in sheet.errors:
            read.findings.append(_finding("excel-error-value", read, row, name, value))
            continue
        told = _repaired(value, name, nodes[name], codes.get(name), record, known, at in sheet.percents)
        record[name] = told.text
        implied |= told.implied
        if told.doubt:
            read.findings.append(_finding(told.doubt, read, row, name, value))
        elif told.rule:
            read.repairs.append(Repair(row, name, shown(value), told.text, told.rule))
    for name, text in implied.items():
        if record.get(name) == "" and name in read.columns:
            record[name] = text
            read.repairs.append(Repair(row, name, "", text, "label-to-code"))
    for name, column in read.columns.items():
        if (row, column) in sheet.formulas:
            read.findings.append(Finding("excel-formula", file=read.place, row=row, field=name))
    read.records.append(record)
    read.rows.append(row)


def _repaired(
    value: Value,
    name: str,
    node: Mapping[str, Any],
    codes: Codes | None,
    record: Mapping[str, str],
    known: dict[tuple[object, ...], Repaired],
    percent: bool,
) -> Repaired:
    if not isinstance(value, str):
        return repair(value, node, codes, record, percent=percent)
    place = (name, value, *(record.get(other) for other in (codes.needs if codes else ())))
    if place not in known:
        known[place] = repair(value, node, codes, record)
    return known[place]


def _finding(code: str, read: ReadTable, row: int, name: str, value: Value) -> Finding:
    """A finding about a cell, without its value where that is somebody's."""
    text = shown(value)
    return Finding(code, file=read.place, row=row, field=name, value="" if personal(text, name) else text)
