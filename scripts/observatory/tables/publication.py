"""What must be settled before figures are published: personal data, waivers of it, embargoes, corrections.

``load`` asks here whatever it reads, so that no command can forget to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from observatory.findings import Finding
from observatory.gate import limits, personal_cells
from observatory.tables import cells, corrections, embargo, metadata, waivers
from observatory.tables.model import Package
from observatory.tables.validate import validate
from observatory.tables.waivers import Waiver

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def in_documents(folder: Path, tables: Collection[Path] = ()) -> list[Finding]:
    """Personal data in every file of a package but its ``tables``: the descriptor, the README, what else lies there.

    The characters that JSON writes as escapes are read as themselves. A file that is not text holds nothing.
    """
    found: list[Finding] = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path in tables or path.stat().st_size > limits.MAX_FILE_BYTES:
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".json":
            text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
        found += personal_cells.lines(text, str(path))
    return found


def settled(
    package: str,
    findings: Sequence[Finding],
    personal: Mapping[str, Sequence[Finding]],
    granted: Sequence[Waiver],
    today: date,
) -> tuple[list[Finding], set[Waiver]]:
    """All findings of a package with the personal data that no waiver covers, and the waivers that were needed.

    ``personal`` holds the personal data of each table, by name. What stands beside it is told without its value.
    """
    left, needed = waivers.standing(personal, package, granted, today)
    return [*personal_cells.hidden(findings, chain.from_iterable(personal.values())), *left], needed


def early(package: Package, lookup: Callable[[str], Package | None], moment: datetime) -> list[Finding]:
    """The figures of a package that may not be published yet; for the calendar itself, what is wrong in it."""
    findings = embargo.check(package, lookup(embargo.PACKAGE), moment)
    return [*findings, *embargo.inspect(package, lookup, moment)] if package.id == embargo.PACKAGE else findings


def corrected(
    descriptor: Mapping[str, Any], folder: Path, sheets: Mapping[str, corrections.Records]
) -> tuple[dict[str, corrections.Records], list[Finding]]:
    """The records of the tables that have corrections, by name, held to the rules of their schemas again.

    ``sheets`` are the records of all tables of a package that was found good.
    """
    applied = corrections.apply(descriptor, folder, sheets)
    if not applied.records or applied.findings:
        return {}, applied.findings
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    files = {str(folder / resource["path"]): name for name, resource in resources.items()}
    found: list[Finding] = []
    for name, records in applied.records.items():
        fields, file = resources[name]["schema"]["fields"], str(folder / resources[name]["path"])
        found += cells.inspect(records, fields, metadata.missing_values(resources[name]), file)
        found += personal_cells.cells(records, fields, file)
    seen = {(finding.file, finding.row, finding.field) for finding in found}
    headers = {name: records[0] for name, records in sheets.items()}
    verdict = validate(descriptor, folder, headers, corrected=applied.records)
    found += [finding for finding in verdict if (finding.file, finding.row, finding.field) not in seen]
    return applied.records, corrections.placed(found, applied, files)
