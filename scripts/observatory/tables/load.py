"""From folders to a catalogue: gate, then frictionless, then keys across packages.

A package is in the catalogue only when nothing of level error was found in it, so what the rooms read is
always what was checked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from observatory.findings import Finding, has_errors
from observatory.gate import descriptor as gate_descriptor
from observatory.gate import folder as gate_folder
from observatory.gate import limits
from observatory.gate import text as gate_text
from observatory.gate.folder import DESCRIPTOR
from observatory.tables import cells, kinds, metadata, references
from observatory.tables.model import Catalogue, Package, Table
from observatory.tables.validate import validate

_OTHER_DELIMITER = re.compile(r"[;\t|]")
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
    """One package on its way: findings, counts and, when it is good so far, the package."""

    findings: list[Finding] = field(default_factory=list)
    package: Package | None = None
    tables: int = 0
    rows: int = 0


def load(paths: Sequence[Path], advance: Callable[[str], None] = lambda _: None) -> Loaded:
    """Read and check every package at or below ``paths``.

    ``advance`` is called with the folder of each package before it is read. Reference packages that the
    paths do not hold are looked for beside them and then in the project's own ``datasets``.
    """
    findings: list[Finding] = []
    read: dict[Path, _Read] = {}
    for path in paths:
        folders, problems = discover(path)
        findings += problems
        for folder in folders:
            if folder not in read:
                advance(str(folder))
                read[folder] = _read(folder)
    packages = {item.package.id: item.package for item in read.values() if item.package}
    lookup = _Lookup(packages, [root for folder in read for root in (folder.parent.parent,)])
    for item in read.values():
        if item.package:
            item.findings += kinds.check_kinds(item.package)
            item.findings += references.check_keys(item.package, lookup)
    good: dict[str, Package] = {}
    for folder, item in read.items():
        placed = [_place(finding, folder) for finding in item.findings]
        findings += placed
        if item.package and not has_errors(placed):
            good[item.package.id] = item.package
    return Loaded(
        Catalogue(dict(sorted(good.items()))),
        tuple(findings),
        sum(item.tables for item in read.values()),
        sum(item.rows for item in read.values()),
    )


def discover(path: Path) -> tuple[list[Path], list[Finding]]:
    """The package folders at or below ``path``, in order.

    A folder ``owner/package`` without a descriptor is a finding, and so is a path with no package.
    """
    if path.name == DESCRIPTOR and path.is_file():
        path = path.parent
    if not path.is_dir():
        return [], [Finding("path-missing", file=str(path))]
    path = path.resolve()
    if _lies_in(path):
        return [path], []
    folders: list[Path] = []
    findings: list[Finding] = []
    for child in _folders(path):
        if child.is_symlink():
            findings.append(Finding("not-a-folder", file=str(child)))
        elif _lies_in(child):
            folders.append(child)
        elif _looks_like_package(child):
            findings.append(Finding("descriptor-missing", file=str(child)))
        else:
            inner = _folders(child)
            folders += [folder for folder in inner if _lies_in(folder)]
            findings += [Finding("descriptor-missing", file=str(folder)) for folder in inner if not _lies_in(folder)]
    if not folders and _looks_like_package(path):
        return [], [Finding("descriptor-missing", file=str(path))]
    if not folders and not findings:
        findings.append(Finding("no-package", file=str(path)))
    return folders, findings


def _looks_like_package(folder: Path) -> bool:
    """True for a folder with tables but no descriptor: what was meant as a package, and is none."""
    data = folder / "data"
    tables = any(child.suffix in {".csv", ".yml", ".yaml"} for child in folder.iterdir())
    return tables or (data.is_dir() and not _lies_in(data))


def _place(finding: Finding, folder: Path) -> Finding:
    """The finding with its package, and its file as seen from the current directory when it lies below it."""
    file = Path(finding.file)
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    return replace(finding, package=f"{folder.parent.name}/{folder.name}", file=shown.as_posix())


def _folders(path: Path) -> list[Path]:
    return sorted(child for child in path.iterdir() if child.is_dir() and not child.name.startswith("."))


def _lies_in(folder: Path) -> bool:
    """True when the folder has a descriptor; a link in its place counts, and is refused by the gate."""
    descriptor = folder / DESCRIPTOR
    return descriptor.is_file() or descriptor.is_symlink()


class _Lookup:
    """Packages by id: those that are being checked, then those on disk beside them, then our own."""

    def __init__(self, packages: dict[str, Package], roots: Iterable[Path]) -> None:
        self._packages = dict(packages)
        self._roots = [*dict.fromkeys(roots), Path.cwd() / "datasets", DATASETS]
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
            if _lies_in(folder):
                item = _read(folder)
                return None if has_errors(item.findings) else item.package
        return None


def _read(folder: Path) -> _Read:
    """Check one package by itself; its tables are typed only when nothing is wrong with them."""
    findings = gate_folder.inspect(folder)
    if findings:
        return _Read(findings)
    file = folder / DESCRIPTOR
    _, content, findings = gate_text.read(file, limits.MAX_DESCRIPTOR_BYTES)
    if content is None:
        return _Read(findings)
    descriptor, problems = gate_descriptor.read_descriptor(content, str(file))
    findings += problems
    if descriptor is None or has_errors(findings):
        return _Read(findings)
    item = _Read([*findings, *metadata.inspect(descriptor, str(file))])
    sheets = {resource["name"]: _read_table(resource, folder, item) for resource in descriptor["resources"]}
    if any(sheet is None for sheet in sheets.values()) or _over_cap(item.findings):
        return item
    verdict = validate(descriptor, folder)
    item.findings = _merge(verdict, item.findings)
    if not has_errors(item.findings):
        tables = {resource["name"]: _table(resource, folder, sheets) for resource in descriptor["resources"]}
        item.package = metadata.package(descriptor, folder, tables)
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
    raw, content, findings = gate_text.read(path, marked=True)
    item.findings += findings
    if content is None:
        return None
    records, problems = cells.rows(content, str(path))
    item.findings += problems
    if problems:
        return None
    if not records:
        item.findings.append(Finding("empty-table", file=str(path)))
        return None
    fields = (resource.get("schema") or {}).get("fields")
    if len(records[0]) == 1 and len(fields or []) > 1 and (other := _OTHER_DELIMITER.search(records[0][0])):
        item.findings.append(Finding("wrong-delimiter", file=str(path), row=1, value=other[0], expected=","))
        return None
    item.tables += 1
    item.rows += sum(1 for record in records[1:] if record)
    if not fields:
        item.findings += cells.inspect_header(records[0], str(path))
        fields = [{"name": name} for name in records[0]]
    item.findings += cells.inspect(records, fields, metadata.missing_values(resource), str(path))
    return _Sheet(records, hashlib.sha256(raw).hexdigest(), len(raw))


def _table(resource: dict[str, Any], folder: Path, sheets: dict[str, _Sheet | None]) -> Table:
    sheet = sheets[resource["name"]]
    assert sheet is not None
    return metadata.table(resource, folder, sheet.records, sheet.sha256, sheet.bytes)


def _merge(verdict: list[Finding], own: list[Finding]) -> list[Finding]:
    """Both lists, without what our own check of a cell only repeats."""
    seen = {(finding.file, finding.row, finding.field) for finding in verdict if finding.row and finding.field}
    kept = [finding for finding in own if not (finding.row and (finding.file, finding.row, finding.field) in seen)]
    return [*kept, *verdict]
