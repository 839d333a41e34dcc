"""A new package: descriptor, tables with their headers alone, and a README to go on from.

Nothing is made up: there is not one figure in it, and its texts are those it was given.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from observatory import readme
from observatory.errors import FindingsError
from observatory.findings import Finding, has_errors
from observatory.gate import limits
from observatory.gate.folder import DESCRIPTOR
from observatory.results import OWNER
from observatory.tables.kinds import kinds, shared_schema
from observatory.tables.load import load
from observatory.tables.upkeep import REVIEW_MONTHS, months_later

VERSION = "1.0.0"
OWNERS = ("methodology/contributors", "owners")
_COPIED = ("fields", "primaryKey", "foreignKeys", "missingValues")
TYPES = ("string", "number", "integer", "year", "date", "boolean")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_CHARS = 60
_NOT_ON_WINDOWS = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,59}")
_BEGINS_COLUMN = re.compile(r"\s*[a-z][a-z0-9_]*\s*:")
_KNOWN = ("province-values", "country-values")  # where columns that mean the same everywhere are described
_LICENCE = {
    "name": "other-open",
    "title": "Dữ liệu mở, phải dẫn nguồn (Nghị định 47/2020/NĐ-CP, Điều 18)",
    "title_en": "Open data, cite the source (Decree 47/2020/ND-CP, article 18)",
}


@dataclass(frozen=True)
class Wanted:
    """What a new package is to be; the table follows ``kind``, or has the ``columns`` that are listed.

    ``columns`` is ``name:type:title:English title, …``; of a column that the shared kinds of table describe, such
    as ``unit_code`` or ``year``, the name is enough. ``key`` names the columns that say which row is which.
    """

    owner: str
    name: str
    title: str
    title_en: str
    description: str
    description_en: str
    source: str
    table: str
    kind: str = ""
    columns: str = ""
    key: tuple[str, ...] = ()


def create(wanted: Wanted, datasets: Path, day: datetime.date) -> tuple[Path, list[Finding]]:
    """Make the package in ``datasets``/owner/name, as of ``day``; its folder, and warnings about it.

    Raises ``FindingsError`` for a name that cannot be one, a package or folder that is there already, a kind or
    columns that are none, and whatever the check of all data finds in it; nothing is then written. Raises
    ``OSError`` where the folder cannot be written.
    """
    place = datasets / wanted.owner / wanted.name
    findings = [*_bad_names(wanted), *_taken(wanted, datasets)]
    if findings:
        raise FindingsError(findings, "new-refused")
    table = resource(wanted)
    with tempfile.TemporaryDirectory(prefix="observatory-new-") as made:
        folder = Path(made) / wanted.owner / wanted.name
        document = descriptor(wanted, table, day)
        _write(folder, document, table, readme.text(document, folder.parent.name, day))
        findings = list(load([folder]).findings)
        if has_errors(findings):
            raise FindingsError([_moved(finding, folder, place) for finding in findings], "new-refused")
        place.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
        try:
            shutil.copytree(folder, part / wanted.name)
            (part / wanted.name).rename(place)
        finally:
            shutil.rmtree(part)
    warnings = [_moved(finding, folder, place) for finding in findings]
    return place, [*warnings, *_unknown_owner(wanted.owner, place, datasets)]


def descriptor(wanted: Wanted, table: Mapping[str, Any], day: datetime.date) -> dict[str, Any]:
    """The Data Package descriptor."""
    return {
        "name": wanted.name,
        "title": _clean(wanted.title),
        "title_en": _clean(wanted.title_en),
        "description": _clean(wanted.description),
        "description_en": _clean(wanted.description_en),
        "version": VERSION,
        "created": f"{day.isoformat()}T00:00:00Z",
        "last_reviewed": day.isoformat(),
        "next_review_due": months_later(day, REVIEW_MONTHS).isoformat(),
        "licenses": [_LICENCE],
        "sources": [{"title": _clean(wanted.source)}],
        "resources": [table],
    }


def resource(wanted: Wanted) -> dict[str, Any]:
    """The table as a Data Resource with its Table Schema.

    Raises ``FindingsError`` for an unknown kind, both a kind and columns or neither, and columns that are none.
    """
    shared = shared_schema(wanted.kind) if wanted.kind else None
    if wanted.kind and shared is None:
        raise FindingsError([Finding("unknown-kind", value=wanted.kind, expected=", ".join(kinds()))], "new-refused")
    if (shared is None) == (not wanted.columns.strip()):
        raise FindingsError([Finding("new-table-unclear", value=wanted.table)], "new-refused")
    if shared:
        schema: dict[str, Any] = {key: shared[key] for key in _COPIED if key in shared}
        named = {"kind": wanted.kind, "title": shared["title"], "title_en": shared["title_en"]}
    else:
        schema = _schema(wanted.columns, wanted.key)
        named = {"title": _clean(wanted.title), "title_en": _clean(wanted.title_en)}
    return {
        "name": wanted.table,
        **named,
        "path": f"data/{wanted.table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "sources": [{"title": _clean(wanted.source)}],
        "schema": schema,
    }


def _bad_names(wanted: Wanted) -> list[Finding]:
    """What cannot be the name of a folder, a package or a table."""
    named = (("owner", wanted.owner), ("name", wanted.name), ("table", wanted.table))
    return [
        Finding("new-bad-name", field=field, value=value)
        for field, value in named
        if not _SLUG.fullmatch(value)
        or len(value) > _MOST_CHARS
        or _NOT_ON_WINDOWS.fullmatch(value)
        or (field == "owner" and value == OWNER)
    ]


def _taken(wanted: Wanted, datasets: Path) -> list[Finding]:
    """What stands in the place of the package already, whatever the case of its letters."""
    owner = next((f for f in _folders(datasets) if f.name.casefold() == wanted.owner), None)
    if owner is not None and (owner.name != wanted.owner or not owner.is_dir() or owner.is_symlink()):
        return [Finding("new-taken", file=str(owner), value=wanted.owner)]
    twin = next((f for f in _folders(owner) if f.name.casefold() == wanted.name), None) if owner else None
    return [Finding("new-taken", file=str(twin), value=f"{wanted.owner}/{wanted.name}")] if twin else []


def _folders(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _schema(columns: str, key: Sequence[str]) -> dict[str, Any]:
    """A Table Schema from ``name:type:title:English title, …``; without ``key`` the first column is the key."""
    fields: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for part in _parts(columns):
        name, kind, title, title_en = (*(piece.strip() for piece in part.split(":", 3)), "", "", "")[:4]
        known = _known(name)
        if not _COLUMN.fullmatch(name) or name in {field["name"] for field in fields}:
            findings.append(Finding("new-bad-column", field=name, value=part.strip()))
        elif (kind or (known and known["type"])) not in TYPES:
            findings.append(Finding("new-bad-type", field=name, value=kind, expected=", ".join(TYPES)))
        else:
            own = {"title": _clean(title), "title_en": _clean(title_en)}
            given = {**({"type": kind} if kind else {}), **{word: text for word, text in own.items() if text}}
            base = known if known and kind in ("", known["type"]) else {"name": name, "title": name, "title_en": name}
            fields.append({**base, **given})
    names = [field["name"] for field in fields]
    chosen = list(key) or names[:1]
    findings += [
        Finding("new-key-missing", field=name, expected=", ".join(names)) for name in chosen if name not in names
    ]
    if len(fields) > limits.MAX_COLUMNS:
        findings.append(Finding("new-bad-column", value=str(len(fields)), field=f"> {limits.MAX_COLUMNS}"))
    if findings:
        raise FindingsError(findings, "new-refused")
    for field in fields:
        if field["name"] in chosen:
            field["constraints"] = {**field.get("constraints", {}), "required": True}
    foreign = [key_ for key_ in _known_keys() if set(key_["fields"]) <= set(names)]
    return {
        "fields": fields,
        "primaryKey": chosen,
        **({"foreignKeys": foreign} if foreign else {}),
        "missingValues": [""],
    }


def _parts(columns: str) -> list[str]:
    """The text of each column: after a comma that no name follows, with its mark or known as it is, a title goes on."""
    parts: list[str] = []
    for piece in columns.split(","):
        if parts and not _BEGINS_COLUMN.match(piece) and not _known(piece.strip()):
            parts[-1] += f",{piece}"
        else:
            parts.append(piece)
    return parts


def _known(name: str) -> dict[str, Any] | None:
    """What the shared kinds of table say of a column of this name, but for the row's own id."""
    for kind in _KNOWN:
        for field in (shared_schema(kind) or {}).get("fields", []):
            if field["name"] == name != "id":
                return dict(field)
    return None


def _known_keys() -> list[dict[str, Any]]:
    """The keys of the shared kinds into other packages, each once."""
    found: list[dict[str, Any]] = []
    for kind in _KNOWN:
        found += [key for key in (shared_schema(kind) or {}).get("foreignKeys", []) if key not in found]
    return found


def _unknown_owner(owner: str, place: Path, datasets: Path) -> list[Finding]:
    """A warning where the list of owners is there and does not have this one."""
    package, table = OWNERS
    folder = datasets / package
    if not (folder / DESCRIPTOR).is_file():
        return []
    found = load([folder]).catalogue.packages.get(package)
    if found is None or table not in found.tables or owner in set(found.tables[table].frame["owner"]):
        return []
    return [Finding("new-owner-unknown", "warning", file=str(place), value=owner, expected=f"{package} · {table}")]


def _write(folder: Path, document: Mapping[str, Any], table: Mapping[str, Any], text: str) -> None:
    (folder / "data").mkdir(parents=True)
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow([field["name"] for field in table["schema"]["fields"]])
    written = f"{json.dumps(document, ensure_ascii=False, indent=2)}\n"
    for path, content in ((DESCRIPTOR, written), (table["path"], header.getvalue()), ("README.md", text)):
        (folder / path).write_text(content, encoding="utf-8", newline="\n")


def _moved(finding: Finding, folder: Path, place: Path) -> Finding:
    """A finding about the package where it was made, as one about where it goes."""
    file = str(finding.file).replace(str(folder), str(place))
    return Finding(**{**vars(finding), "file": file})


def _clean(text: str) -> str:
    """A text as it is stored: composed, on one line, without spaces at its ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())
