"""Taking a workbook over into its package: new rows into the CSV file, changes of published figures as corrections.

What is published stays byte for byte as it was, and is added to. The whole folder is made anew beside the old one,
checked, and put in its place in one step: whatever stops it, the old folder stands.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from observatory import swap
from observatory.changes.package import PackageChanges, package_changes
from observatory.checking import Checked, check
from observatory.errors import FindingsError, ObservatoryError
from observatory.excel.merge import Change, Merged
from observatory.findings import Finding, Lang
from observatory.gate.folder import DESCRIPTOR
from observatory.tables.corrections import KIND, key_text
from observatory.tables.kinds import shared_schema
from observatory.tables.load import load
from observatory.tables.model import Package
from observatory.tables.upkeep import REVIEW_MONTHS, months_later

MARK = ".import-"  # the folder beside the packages in which a new one is made; hidden, so nobody takes it for one

_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")


@dataclass(frozen=True)
class Why:
    """What a correction must say of itself: the reason in both languages, the source, and the role that decided."""

    reason_vi: str = ""
    reason_en: str = ""
    source: str = ""
    decided_by: str = ""

    @property
    def missing(self) -> list[str]:
        """The options that are still to be given."""
        given = {"--reason": self.reason_vi, "--reason-en": self.reason_en, "--source": self.source}
        return [name for name, text in {**given, "--by": self.decided_by}.items() if not text.strip()]


@dataclass(frozen=True)
class Imported:
    """What was taken over: the check, the difference to what was published, and the new version, if any."""

    checked: Checked
    changes: PackageChanges
    added: int
    corrected: int
    folder: Path
    version: str


def import_workbook(path: Path, package: str, datasets: Path, on: dt.date, why: Why, lang: Lang) -> Imported:
    """Take the workbook in ``path`` over into ``package`` (``owner/name``) of ``datasets``, as of the day ``on``.

    Raises ``FindingsError`` where the workbook, or the package with it, is not good, where it changes figures and
    ``why`` does not say why, and ``ObservatoryError`` where the folder cannot be written. Nothing is changed then,
    nor where the workbook brings nothing new.
    """
    checked = check(path, datasets, lang, package)
    published, merged = checked.published, checked.merged
    if not checked.valid or published is None or merged is None:
        raise FindingsError(checked.findings, "import-refused")
    added = sum(len(each.added) for each in merged.values())
    corrected = sum(len(each.changes) for each in merged.values())
    old = published.package
    if not added and not corrected:
        return Imported(checked, package_changes(old, old), 0, 0, old.folder, old.version)
    if corrected and why.missing:
        value = ", ".join(why.missing)
        finding = Finding("import-reason-missing", file=str(path), value=value, expected=str(corrected))
        raise FindingsError([finding], "import-refused")
    try:
        with swap.workspace(datasets.resolve(), MARK) as work:
            place = work / old.owner / old.name
            shutil.copytree(old.folder, place, symlinks=True)
            _write(place, old, merged, on, why)
            loaded = load([place, *published.beside], trusted=published.beside)
            new = loaded.catalogue.packages.get(old.id)
            if new is None:
                errors = [finding for finding in loaded.findings if finding.level == "error"]
                raise FindingsError(errors, "import-refused")
            changes = package_changes(old, new)
            swap.replace(place, old.folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ObservatoryError("import-not-written", folder=str(old.folder), reason=reason) from error
    return Imported(checked, changes, added, corrected, old.folder, new.version)


def _write(place: Path, old: Package, merged: Mapping[str, Merged], on: dt.date, why: Why) -> None:
    """Write the rows, the corrections and the descriptor into the copy of the folder."""
    text = (place / DESCRIPTOR).read_text(encoding="utf-8")
    descriptor = json.loads(text)
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    for name, each in merged.items():
        if each.added:
            _append(place / resources[name]["path"], [record for _, record in each.added])
    if changed := [(name, change) for name, each in merged.items() for change in each.changes]:
        resource = next((node for node in descriptor["resources"] if node.get("kind") == KIND), None)
        if resource is None:
            resource = _corrections_resource({str(name) for name in resources})
            descriptor["resources"].append(resource)
            file = place / resource["path"]
            file.parent.mkdir(exist_ok=True)
            file.write_text(",".join(_names(resource)) + "\n", encoding="utf-8")
        _append(place / resource["path"], [_correction(name, change, on, why) for name, change in changed])
    descriptor["version"] = _next(old.version, any(each.added for each in merged.values()))
    descriptor["last_reviewed"] = on.isoformat()
    descriptor["next_review_due"] = months_later(on, REVIEW_MONTHS).isoformat()
    descriptor["updated"] = on.isoformat()
    end = "\n" if text.endswith("\n") else ""
    (place / DESCRIPTOR).write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + end, encoding="utf-8")


def _append(file: Path, records: Sequence[Mapping[str, str]]) -> None:
    """Add rows at the end of a CSV file, whose own bytes stay as they are."""
    content = file.read_bytes()
    end = "\r\n" if b"\r\n" in content else "\n"
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerows([record.get(name, "") for name in header] for record in records)
    joint = b"" if content.endswith(b"\n") else end.encode()
    file.write_bytes(content + joint + text.getvalue().encode("utf-8"))


def _names(resource: Mapping[str, Any]) -> list[str]:
    return [str(node["name"]) for node in resource["schema"]["fields"]]


def _correction(table: str, change: Change, on: dt.date, why: Why) -> dict[str, str]:
    """One row of the table of corrections."""
    return {
        "table": table,
        "key": key_text(change.key),
        "field": change.field,
        "expect": change.before,
        "value": change.after,
        "reason_vi": why.reason_vi.strip(),
        "reason_en": why.reason_en.strip(),
        "source": why.source.strip(),
        "corrected_on": on.isoformat(),
        "decided_by": why.decided_by.strip(),
    }


def _corrections_resource(taken: set[str]) -> dict[str, Any]:
    """The table of corrections of a package that has none yet."""
    schema = shared_schema(KIND) or {}
    name = KIND if KIND not in taken else f"{KIND}-log"
    return {
        "name": name,
        "title": schema["title"],
        "title_en": schema["title_en"],
        "description": schema["description"],
        "description_en": schema["description_en"],
        "path": f"data/{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "kind": KIND,
        "schema": {key: schema[key] for key in ("fields", "primaryKey", "missingValues")},
    }


def _next(version: str, rows: bool) -> str:
    """The version after: a minor one for new rows, a patch for corrections; another form of version stays as it is."""
    found = _VERSION.fullmatch(version)
    if not found:
        return version
    major, minor, patch = map(int, found.groups())
    return f"{major}.{minor + 1}.0" if rows else f"{major}.{minor}.{patch + 1}"
