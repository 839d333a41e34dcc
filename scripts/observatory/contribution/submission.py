"""Decide what becomes of a workbook that was checked: which package it is for, and whether its unit may send that."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from observatory.contribution.intake import REASON, REPORT, REQUEST, hand_over
from observatory.contribution.paths import METHODOLOGY
from observatory.findings import Finding
from observatory.messages import as_json
from observatory.swap import whole

CHECK, DECIDED = "check.json", "submission.json"
SHARED = "reference"  # the common tables, which the project keeps and units send figures for
PACKAGE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")


def refusal(package: str, unit: str) -> list[Finding]:
    """Nothing where ``unit`` may send figures for ``package``: one of its own, or a common one of the project.

    A pull request follows either way, and those who answer for the folder decide on it.
    """
    owner = package.partition("/")[0]
    if PACKAGE.fullmatch(package) and owner != METHODOLOGY and owner in (unit, SHARED):
        return []
    return [Finding("submission-other-owner", value=package, expected=unit)]


def decided(checked: Mapping[str, Any], unit: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The report for the sender and what was decided: the package, how many cells were repaired, and if it goes on.

    ``checked`` is what ``observatory check --json`` gave. A workbook that says no package is judged by its findings.
    """
    package = checked["package"] or ""
    refused = [as_json(finding, "vi") for finding in (refusal(package, unit) if package else [])]
    report = {key: checked[key] for key in ("valid", "tables", "rows")}
    valid = bool(checked["valid"] and package and not refused)
    report |= {"valid": valid, "findings": [*refused, *checked["findings"]]}
    shown = package if PACKAGE.fullmatch(package) else ""
    return report, {"package": shown, "repairs": len(checked["repairs"]), "ready": valid}


def not_taken(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report of a workbook that passed the check but that ``observatory import`` did not take."""
    finding = as_json(Finding("submission-reason", field=REASON), "vi")
    return {**report, "valid": False, "findings": [finding, *report["findings"]]}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read ``FOLDER/check.json`` and ``request.json``; write ``report.json`` and ``submission.json`` beside them.

    ``package`` and ``ready`` go to ``$GITHUB_OUTPUT``. With ``--not-taken`` the report is written anew, and no more.
    """
    parser = argparse.ArgumentParser(prog="observatory.contribution.submission", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--not-taken", action="store_true", help="the import of the checked workbook was refused")
    options = parser.parse_args(arguments)
    if options.not_taken:
        report = json.loads((options.folder / REPORT).read_text(encoding="utf-8"))
        with whole(options.folder / REPORT) as file:
            json.dump(not_taken(report), file, ensure_ascii=False)
        return 1
    checked, asked = (json.loads((options.folder / name).read_text(encoding="utf-8")) for name in (CHECK, REQUEST))
    report, decision = decided(checked, asked["unit"])
    for name, document in ((REPORT, report), (DECIDED, decision)):
        with whole(options.folder / name) as file:
            json.dump(document, file, ensure_ascii=False)
    hand_over(package=decision["package"], ready=decision["ready"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
