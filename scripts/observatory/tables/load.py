"""From folders to a catalogue: gate, then frictionless, then keys across packages.

A package is in the catalogue only when nothing of level error was found in it, so what the rooms read is
always what was checked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from observatory.findings import Finding, has_errors
from observatory.gate import descriptor as gate_descriptor
from observatory.gate import folder as gate_folder
from observatory.gate import limits
from observatory.gate import text as gate_text
from observatory.gate.folder import DESCRIPTOR
from observatory.gate.personal_cells import cells as personal_cells
from observatory.gate.personal_cells import lines as personal_lines
from observatory.tables import cells, corrections, kinds, metadata, places, publication, references, waivers
from observatory.tables.discover import discover, is_csv, lies_in
from observatory.tables.model import Catalogue, Package, Table
from observatory.tables.moment import now
from observatory.tables.validate import validate

_OTHER_DELIMITER = re.compile(r"[;\t|]")
# What our own check of a cell and the verdict of frictionless may both say of it.
_REPEATED = {"constraint-error", "edge-space", "formula-prefix", "type-error"}
DATASETS = Path(__file__).resolve().parents[3] / "datasets"


@dataclass(frozen=True)
class Loaded:
    """What was read: the packages that are good, the findings, and how much was checked."""

    catalogue: Catalogue
    findings: tuple[Finding, ...]
    tables: int
    rows: int


@dataclass
class _Read:
    """One package on its way: findings, counts, files and, when it is good so far, the package.

    ``personal`` are the personal data of each table, by its name, and of all other files under an empty name.
    """

    findings: list[Finding] = field(default_factory=list)
    package: Package | None = None
    tables: int = 0
    rows: int = 0
    files: set[Path] = field(default_factory=set)
    personal: dict[str, list[Finding]] = field(default_factory=dict)


def load(
    paths: Sequence[Path],
    advance: Callable[[str], None] = lambda _: None,
    trusted: Collection[Path] = (),
    moment: datetime | None = None,
    whole: bool = False,
) -> Loaded:
    """Read and check every package at or below ``paths``.

    A path may also be a CSV file: its package is read, and a file of no package is checked for its form alone.
    ``advance`` is called with the folder of each package before it is read. Reference packages that the
    paths do not hold are looked for beside them and then in the project's own ``datasets``. frictionless is not
    asked about the ``trusted`` folders, whose bytes it has passed before; all else is checked in them too.
    ``moment`` is what counts as now for embargoes and waivers; else it is ``moment.now()``. With ``whole`` the paths
    hold all that there is: nothing is looked for elsewhere.
    """
    findings: list[Finding] = []
    read: dict[Path, _Read] = {}
    lone: dict[Path, _Read] = {}
    for path in paths:
        folders, problems = discover(path)
        findings += problems
        for folder in folders:
            if folder not in read:
                advance(str(folder))
                read[folder] = _read(folder, folder in trusted)
        if is_csv(path) and not any(path.resolve() in read[folder].files for folder in folders):
            advance(str(path))
            lone[path] = _read_file(path)
    packages = {item.package.id: item.package for item in read.values() if item.package}
    beside = dict.fromkeys(folder.parent.parent for folder in read)
    lookup = _Lookup(packages, () if whole else [*beside, Path.cwd() / "datasets", DATASETS])
    for item in read.values():
        if item.package:
            item.findings += kinds.check_kinds(item.package)
            item.findings += references.check_keys(item.package, lookup)
    _settle(read, lone, packages, lookup, moment or now())
    good: dict[str, Package] = {}
    for folder, item in read.items():
        placed = [_place(finding, folder) for finding in item.findings]
        findings += placed
        if item.package and not has_errors(placed):
            good[item.package.id] = item.package
    findings += [replace(finding, file=_shown(path)) for path, item in lone.items() for finding in item.findings]
    every = [*read.values(), *lone.values()]
    return Loaded(
        Catalogue(dict(sorted(good.items()))),
        tuple(findings),
        sum(item.tables for item in every),
        sum(item.rows for item in every),
    )


def _settle(
    read: Mapping[Path, _Read],
    lone: Mapping[Path, _Read],
    packages: Mapping[str, Package],
    lookup: _Lookup,
    moment: datetime,
) -> None:
    """Add to the findings of each package what stands against publishing it."""
    told = any(found for item in read.values() for found in item.personal.values())
    granted, needed = waivers.waivers(lookup(waivers.PACKAGE)) if told else (), set()
    items = {f"{folder.parent.name}/{folder.name}": item for folder, item in read.items()}
    for name, item in [*items.items(), *((str(path), item) for path, item in lone.items())]:
        if item.package:
            item.findings += publication.early(item.package, lookup, moment)
        item.findings, used = publication.settled(name, item.findings, item.personal, granted, moment.date())
        needed |= used
    if own := packages.get(waivers.PACKAGE):
        items[own.id].findings += waivers.review(own, needed, packages, moment.date())


def _place(finding: Finding, folder: Path) -> Finding:
    """The finding with its package, and its file as seen from the current directory when it lies below it."""
    return replace(finding, package=f"{folder.parent.name}/{folder.name}", file=_shown(Path(finding.file)))


def _shown(file: Path) -> str:
    return (file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file).as_posix()


class _Lookup:
    """Packages by id: those that are being checked, then those on disk below ``roots``."""

    def __init__(self, packages: dict[str, Package], roots: Iterable[Path]) -> None:
        self._packages = dict(packages)
        self._roots = tuple(roots)
        self._checked: dict[str, Package | None] = {}

    def __call__(self, package_id: str) -> Package | None:
        if package_id in self._packages:
            return self._packages[package_id]
        if package_id not in self._checked:
            self._checked[package_id] = self._from_disk(package_id)
        return self._checked[package_id]

    def _from_disk(self, package_id: str) -> Package | None:
        owner, _, name = package_id.partition("/")
        if not owner.replace("-", "").isalnum() or not name.replace("-", "").isalnum():
            return None
        for root in self._roots:
            folder = root / owner / name
            if lies_in(folder):
                item = _read(folder)
                return None if has_errors(item.findings) else item.package
        return None


def _read(folder: Path, trusted: bool = False) -> _Read:
    """Check one package by itself; its tables are typed only when nothing is wrong with them."""
    findings = gate_folder.inspect(folder)
    if findings:
        return _Read(findings)
    file = folder / DESCRIPTOR
    _, content, findings = gate_text.read(file, limits.MAX_DESCRIPTOR_BYTES)
    if content is None:
        return _refused(findings, folder)
    descriptor, problems = gate_descriptor.read_descriptor(content, str(file))
    findings += problems
    if descriptor is None or has_errors(findings):
        return _refused(findings, folder)
    item = _Read([*findings, *metadata.inspect(descriptor, str(file))])
    item.personal[""] = publication.in_documents(folder, {folder / node["path"] for node in descriptor["resources"]})
    sheets = {resource["name"]: _read_table(resource, folder, item) for resource in descriptor["resources"]}
    if any(sheet is None for sheet in sheets.values()) or _over_cap(item.findings):
        return item
    headers = {name: sheet.records[0] for name, sheet in sheets.items() if sheet}
    verdict = [] if trusted and _even(descriptor, sheets.values()) else validate(descriptor, folder, headers)
    item.findings = _merge(verdict, item.findings)
    if not has_errors(item.findings):
        records, problems = publication.corrected(descriptor, folder, {n: s.records for n, s in sheets.items() if s})
        item.findings += problems
    if not has_errors(item.findings):
        tables = {node["name"]: _table(node, folder, sheets, records) for node in descriptor["resources"]}
        item.package = metadata.package(descriptor, folder, tables)
    return item


def _refused(findings: list[Finding], folder: Path) -> _Read:
    """A package whose descriptor cannot be used: which of its files are tables is not known."""
    return _Read(findings, personal={"": publication.in_documents(folder)})


def _even(descriptor: Mapping[str, Any], sheets: Iterable[_Sheet | None]) -> bool:
    """True when every table has the columns of its schema, and every row has them all: it can be typed."""
    for resource, sheet in zip(descriptor["resources"], sheets, strict=True):
        columns = [node["name"] for node in (resource.get("schema") or {}).get("fields") or []]
        if sheet is None or (columns or sheet.records[0]) != sheet.records[0]:
            return False
        if any(len(record) != len(sheet.records[0]) for record in sheet.records):
            return False
    return True


def _read_file(path: Path) -> _Read:
    """Check a CSV file of no package: everything but what a schema would say of it."""
    item = _Read(gate_folder.inspect_file(path))
    sheet = None if item.findings else _read_table({"name": "table", "path": path.name}, path.parent, item)
    if sheet and not _over_cap(item.findings):
        # frictionless is given the records: it could read the name of the file as a pattern or an address.
        descriptor = {"resources": [{"name": "table", "path": "table.csv"}]}
        verdict = validate(descriptor, path.parent, {"table": sheet.records[0]}, {"table": sheet.records})
        item.findings = _merge([replace(finding, file=str(path)) for finding in verdict], item.findings)
    return item


def _over_cap(findings: Iterable[Finding]) -> bool:
    """True when a line or a cell is so long that no library should be given the table."""
    return any(finding.code in {"line-too-long", "cell-too-long"} for finding in findings)


@dataclass(frozen=True)
class _Sheet:
    """The records of one CSV file, header first, and the digest of its bytes."""

    records: list[list[str]]
    sha256: str
    bytes: int


def _read_table(resource: dict[str, Any], folder: Path, item: _Read) -> _Sheet | None:
    path = folder / resource["path"]
    if not path.is_file():
        item.findings.append(
            Finding("file-missing", file=str(folder / DESCRIPTOR), field="path", value=resource["path"])
        )
        return None
    item.files.add(path.resolve())
    fields = (resource.get("schema") or {}).get("fields") or []
    raw, content, findings = gate_text.read(path, marked=True)
    if content is None:
        item.personal[resource["name"]] = personal_lines(raw.decode("utf-8", "replace"), str(path))
        item.findings += [places.undecoded(finding, raw, fields) for finding in findings]
        return None
    records, problems = cells.rows(content, str(path))
    columns = places.names(records[0] if records else [], fields)
    item.findings += [*places.in_cells(findings, content, records, columns, str(path)), *problems]
    item.personal[resource["name"]] = (
        personal_lines(content, str(path))
        if problems
        else personal_cells(records, fields or [{"name": name} for name in columns], str(path))
    )
    if problems:
        return None
    if not any(records):
        item.findings.append(Finding("empty-table", file=str(path)))
        return None
    if len(records[0]) == 1 != len(fields) and (other := _OTHER_DELIMITER.search(records[0][0])):
        item.findings.append(Finding("wrong-delimiter", file=str(path), row=1, value=other[0], expected=","))
        return None
    if above := cells.above_header(records, fields, str(path)):
        item.findings.append(above)
        return None
    item.tables += 1
    item.rows += sum(1 for record in records[1:] if record)
    if not fields:
        item.findings += cells.inspect_header(records[0], str(path))
        fields = [{"name": name} for name in columns]
    item.findings += cells.inspect(records, fields, metadata.missing_values(resource), str(path))
    return _Sheet(records, hashlib.sha256(raw).hexdigest(), len(raw))


def _table(
    resource: dict[str, Any], folder: Path, sheets: dict[str, _Sheet | None], corrected: Mapping[str, list[list[str]]]
) -> Table:
    """The table as it is computed on: with its corrections, where it has some."""
    if resource["name"] in corrected:
        return corrections.table(resource, folder, corrected[resource["name"]])
    sheet = sheets[resource["name"]]
    assert sheet is not None
    return metadata.table(resource, folder, sheet.records, sheet.sha256, sheet.bytes)


def _merge(verdict: list[Finding], own: list[Finding]) -> list[Finding]:
    """Both lists, each cell judged once: what is no value of its type is not held against a rule for values."""
    untyped = {(finding.file, finding.row, finding.field) for finding in own if finding.code == "type-error"}
    verdict = [f for f in verdict if f.code != "constraint-error" or (f.file, f.row, f.field) not in untyped]
    seen = {(finding.file, finding.row, finding.field) for finding in verdict if finding.row and finding.field}
    kept = [f for f in own if f.code not in _REPEATED or (f.file, f.row, f.field) not in seen]
    return [*kept, *verdict]
