"""Where the packages are: the folders with a descriptor at or below a path."""

from __future__ import annotations

from pathlib import Path

from observatory.findings import Finding
from observatory.gate.folder import DESCRIPTOR


def discover(path: Path) -> tuple[list[Path], list[Finding]]:
    """The package folders at or below ``path``, in order; of a CSV file the folder it lies in, if any.

    A folder ``owner/package`` without a descriptor is a finding, and so is a path with no package.
    """
    if is_csv(path):
        around = path.resolve().parents[:2]
        return [folder for folder in around if lies_in(folder)][:1], []
    if path.name == DESCRIPTOR and path.is_file():
        path = path.parent
    if not path.is_dir():
        return [], [Finding("not-a-table" if path.exists() else "path-missing", file=str(path))]
    path = path.resolve()
    if lies_in(path):
        return [path], []
    folders: list[Path] = []
    findings: list[Finding] = []
    for child in _folders(path):
        if child.is_symlink():
            findings.append(Finding("not-a-folder", file=str(child)))
        elif lies_in(child):
            folders.append(child)
        elif _looks_like_package(child):
            findings.append(Finding("descriptor-missing", file=str(child)))
        else:
            inner = _folders(child)
            folders += [folder for folder in inner if lies_in(folder)]
            findings += [Finding("descriptor-missing", file=str(folder)) for folder in inner if not lies_in(folder)]
    if not folders and _looks_like_package(path):
        return [], [Finding("descriptor-missing", file=str(path))]
    if not folders and not findings:
        findings.append(Finding("no-package", file=str(path)))
    return folders, findings


def is_csv(path: Path) -> bool:
    """True for a CSV file, or what stands in the place of one."""
    return path.suffix.lower() == ".csv" and (path.is_symlink() or path.exists()) and not path.is_dir()


def lies_in(folder: Path) -> bool:
    """True when the folder has a descriptor; a link in its place counts, and is refused by the gate."""
    descriptor = folder / DESCRIPTOR
    return descriptor.is_file() or descriptor.is_symlink()


def _looks_like_package(folder: Path) -> bool:
    """True for a folder with tables but no descriptor: what was meant as a package, and is none."""
    data = folder / "data"
    tables = any(child.suffix in {".csv", ".yml", ".yaml"} for child in folder.iterdir())
    return tables or (data.is_dir() and not lies_in(data))


def _folders(path: Path) -> list[Path]:
    return sorted(child for child in path.iterdir() if child.is_dir() and not child.name.startswith("."))
