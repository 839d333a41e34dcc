"""Checking a workbook: read it, set it against what is published, and judge what would then be published.

The judge is the one that judges packages: the rows of the workbook go, with all that is published, into a
package of their own in a temporary folder, and what is found there is said at the cell of the workbook.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from observatory.excel.choices import choices
from observatory.excel.codes import Codes
from observatory.excel.merge import Merged, Records, merge
from observatory.excel.opened import Opened, open_workbook
from observatory.excel.published import Published, read_published
from observatory.excel.read import ReadTable, fitting, identify, tables
from observatory.excel.repair import Repair
from observatory.findings import Finding, Lang, has_errors
from observatory.gate.folder import DESCRIPTOR
from observatory.gate.personal import personal
from observatory.gate.personal_cells import hidden
from observatory.tables.corrections import KIND
from observatory.tables.load import load


@dataclass(frozen=True)
class Checked:
    """A workbook that was checked: what it is for, what it brings, and what was found.

    ``package`` is empty and ``published`` is ``None`` where that could not be told; ``merged`` and ``tables`` go by
    the name of the table.
    """

    package: str
    findings: tuple[Finding, ...]
    opened: Opened | None = None
    published: Published | None = None
    tables: Mapping[str, ReadTable] | None = None
    merged: Mapping[str, Merged] | None = None

    @property
    def valid(self) -> bool:
        """Whether the workbook can be taken over as it is."""
        return not has_errors(self.findings) and bool(self.tables)

    @property
    def rows(self) -> int:
        """How many rows of figures were read."""
        return sum(len(read.records) for read in (self.tables or {}).values())

    @property
    def repairs(self) -> list[tuple[str, Repair]]:
        """Every repair with its table, in the order of the sheet; somebody's data is left out of it."""
        return [(name, _discreet(each)) for name, each in self.whole_repairs]

    @property
    def whole_repairs(self) -> list[tuple[str, Repair]]:
        """The repairs as they are, for the workbook itself and nothing else."""
        found = [(name, each) for name, read in (self.tables or {}).items() for each in read.repairs]
        found += [(name, each) for name, merged in (self.merged or {}).items() for each in merged.repairs]
        return sorted(found, key=lambda pair: (pair[0], pair[1].row))

    def cell(self, finding: Finding) -> str:
        """The cell of a finding as Excel names it (``C7``), or nothing."""
        read = next((read for read in (self.tables or {}).values() if read.place == finding.file), None)
        return read.cell(finding) if read else ""


def check(path: Path, datasets: Path, lang: Lang, package: str = "") -> Checked:
    """Check the workbook in ``path`` against the packages of ``datasets``.

    ``package`` names its package where the workbook does not say, and must be the one that it says.
    """
    opened, findings = open_workbook(path)
    if opened is None:
        return Checked(package, tuple(findings))
    identity, findings = identify(opened)
    said = identity.package if identity else ""
    if findings or not (said or package):
        findings = findings or [Finding("excel-no-identity", file=opened.file)]
        return Checked(said or package, tuple(findings), opened)
    if package and said and package != said:
        return Checked(
            said, (Finding("excel-package-differs", file=opened.file, value=said, expected=package),), opened
        )
    published, findings = read_published(said or package, datasets)
    if published is None:
        return Checked(said or package, tuple(findings), opened)
    resources = {node["name"]: node for node in published.package.descriptor["resources"] if node.get("kind") != KIND}
    corrections = {node["name"] for node in published.package.descriptor["resources"]} - resources.keys()
    named = identity.sheets if identity else fitting(opened, resources.values())
    sheets = {sheet: table for sheet, table in named.items() if table not in corrections}
    if not sheets:
        return Checked(package, (Finding("excel-no-identity", file=opened.file),), opened, published)
    found = choices(published.package, published.catalogue.packages.get, identity.lang if identity else lang)
    read, findings = tables(opened, sheets, resources, {place: Codes(listed) for place, listed in found.items()})
    by_table = {table.table: table for table in read}
    merged = {
        name: merge(table, resources[name], published.effective[name])
        for name, table in by_table.items()
        if table.columns
    }
    findings += [finding for table in read for finding in table.findings]
    findings += [finding for each in merged.values() for finding in each.findings]
    if not any(table.records for table in read) and not has_errors(findings):
        findings.append(Finding("excel-no-rows", file=opened.file))
    elif merged:
        findings = _with_verdict(findings, _judge(published, by_table, merged))
    return Checked(said or package, tuple(_ordered(findings)), opened, published, by_table, merged)


def marked_copy(checked: Checked, lang: Lang) -> bytes | None:
    """The workbook to give back with every fault at its cell; ``None`` where no table of it could be read."""
    from observatory.excel.marked import marked

    if checked.opened is None or checked.published is None or not checked.tables:
        return None
    published = checked.published
    listed = choices(published.package, published.catalogue.packages.get, lang)
    read = list(checked.tables.values())
    return marked(published.package, checked.opened, read, checked.findings, checked.whole_repairs, listed, lang)


def _discreet(repair: Repair) -> Repair:
    """A repair without texts that hold somebody's data."""
    before, after = ("" if personal(text, repair.field) else text for text in (repair.before, repair.after))
    return replace(repair, before=before, after=after)


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    """By sheet and row, findings about the whole first; without values where somebody's data is."""
    listed = sorted(findings, key=lambda finding: (finding.file, finding.row or 0))
    return hidden(listed, [finding for finding in findings if finding.code == "personal-data"])


def _with_verdict(own: list[Finding], verdict: list[Finding]) -> list[Finding]:
    """Both, without what is said again of a cell that was found wanting as it was read."""
    said = {(finding.file, finding.row, finding.field) for finding in own if finding.level == "error"}
    kept = [
        finding
        for finding in verdict
        if finding.code == "personal-data" or (finding.file, finding.row, finding.field) not in said
    ]
    return [*own, *kept]


def _judge(published: Published, read: Mapping[str, ReadTable], merged: Mapping[str, Merged]) -> list[Finding]:
    """What is wrong with the package as it would be published, at the rows of the workbook."""
    package = published.package
    with tempfile.TemporaryDirectory(prefix="observatory-check-") as root:
        folder = Path(root).resolve() / package.owner / package.name
        folder.mkdir(parents=True)
        (folder / DESCRIPTOR).write_text(json.dumps(package.descriptor, ensure_ascii=False), encoding="utf-8")
        places: dict[tuple[str, int], tuple[ReadTable, int]] = {}
        for resource in package.descriptor["resources"]:
            name, file = resource["name"], folder / resource["path"]
            records = published.effective[name]
            if resource.get("kind") == KIND:
                records = records[:1]  # they are in the rows already
            elif name in merged:
                records, rows = _together(records, merged[name])
                places |= {(file.as_posix(), line): (read[name], row) for line, row in rows.items()}
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows(records)
        loaded = load([folder, *published.beside], trusted=published.beside)
        found: list[Finding] = []
        for finding in loaded.findings:
            place = places.get((Path(finding.file).absolute().as_posix(), finding.row or 0))
            if place:
                table, row = place
                found.append(replace(finding, file=table.place, row=row))
            elif finding.level == "error" and finding.package == package.id and finding.row is None:
                found.append(replace(finding, file=str(package.folder / Path(finding.file).name)))
    return found


def _together(published: Records, merged: Merged) -> tuple[list[list[str]], dict[int, int]]:
    """The rows as they would be published, header first, and the row in Excel of each line that comes from there."""
    records = [list(record) for record in published]
    header = records[0]
    rows: dict[int, int] = {}
    for change in merged.changes:
        records[change.line + 1][header.index(change.field)] = change.after
        rows[change.line + 2] = change.row
    for row, record in merged.added:
        records.append([record.get(name, "") for name in header])
        rows[len(records)] = row
    return records, rows
