"""Read what came with the issue form: who sends, which file, from what source.

The text of an issue is anything anyone wrote. It is cut into the parts of our form, each part is held against what may
stand there, and only one address, of the service's own store of attachments, ever comes out of it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from observatory.contribution import owners as contributors
from observatory.contribution.owners import Owner, Owners
from observatory.findings import Finding
from observatory.messages import as_json
from observatory.swap import whole

# The parts of the form, by what stands above each.
UNIT = "Đơn vị gửi / Who sends"
FILE = "Tệp Excel đã điền / The workbook"
SOURCE = "Nguồn số liệu / Source"
REASON = "Lý do sửa số đã công bố / Why a published figure changes"
PROMISES = "Cam kết / Confirmations"
LABELS = (UNIT, FILE, SOURCE, REASON, PROMISES)
PROMISED = 3
REQUEST, REPORT = "request.json", "report.json"
MAX_BODY = 65_536
MAX_TEXT = 300
_EMPTY = "_No response_"
_HEADING = "### "
_LINK = re.compile(r"https?://[^\s<>\"'()\[\]]+", re.IGNORECASE)
ATTACHMENT = re.compile(r"https://github\.com/user-attachments/files/[1-9][0-9]{0,18}/[A-Za-z0-9._+-]{1,200}\.xlsx")
_TICKED = re.compile(r"- \[[xX]\] ")


@dataclass(frozen=True)
class Request:
    """A form that is whole: the unit's folder and its name, the address of the workbook, the source and the reason."""

    unit: str
    name: str
    url: str
    source: str
    reason: str


def choice(owner: Owner) -> str:
    """A unit as the form lists it: ``Thành phố Huế (hue)``."""
    return f"{owner.name_vi} ({owner.folder})"


def senders(owners: Owners) -> tuple[Owner, ...]:
    """The bodies that may send figures through the form: all but the project itself."""
    return tuple(owner for owner in owners.all if owner.folder not in owners.core)


def request(body: str, owners: Owners) -> Request | list[Finding] | None:
    """What the form says, the findings where it is not whole, ``None`` for an issue that is not our form."""
    parts = _parts(body)
    if not set(LABELS) & {label for label, _ in parts}:
        return None
    said: dict[str, str] = {}
    findings = []
    for label in LABELS:
        written = [text for name, text in parts if name == label]
        said[label] = written[0] if len(written) == 1 else ""
        if len(written) != 1 or (label not in (REASON, PROMISES) and not said[label]):
            findings.append(Finding("submission-incomplete", field=label))
    unit = next((owner for owner in senders(owners) if choice(owner) == said[UNIT]), None)
    if said[UNIT] and not unit:
        findings.append(Finding("submission-unit", field=UNIT, value=said[UNIT]))
    links = set(_LINK.findall(said[FILE]))
    url = next(iter(links)) if len(links) == 1 else ""
    if said[FILE] and not ATTACHMENT.fullmatch(url):
        findings.append(Finding("submission-file", field=FILE))
    if len([line for line in said[PROMISES].splitlines() if _TICKED.match(line)]) != PROMISED:
        findings.append(Finding("submission-promise", field=PROMISES))
    if findings or unit is None:
        return findings
    return Request(unit.folder, unit.name_vi, url, _line(said[SOURCE]), _line(said[REASON]))


def _parts(body: str) -> list[tuple[str, str]]:
    """The headings of the body and what stands under each, in order; what stands above the first is left out."""
    parts: list[tuple[str, list[str]]] = []
    for line in body[:MAX_BODY].splitlines():
        if line.startswith(_HEADING) and line.removeprefix(_HEADING).strip() in LABELS:
            parts.append((line.removeprefix(_HEADING).strip(), []))
        elif parts:
            parts[-1][1].append(line)
    return [(label, _answer("\n".join(lines))) for label, lines in parts]


def _answer(text: str) -> str:
    return "" if text.strip() == _EMPTY else text.strip()


def _line(text: str) -> str:
    """Text on one line, without what cannot be seen, cut to ``MAX_TEXT`` characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:MAX_TEXT]


def write_refusal(folder: Path, findings: Sequence[Finding]) -> None:
    """Write ``report.json`` of what was sent and could not be opened, as ``observatory check --json`` writes it."""
    report = {"valid": False, "tables": 0, "rows": 0, "findings": [as_json(finding, "vi") for finding in findings]}
    with whole(folder / REPORT) as file:
        json.dump(report, file)


def hand_over(**values: str | bool) -> None:
    """Give values to the steps that follow, through ``$GITHUB_OUTPUT`` where there is one."""
    if "GITHUB_OUTPUT" in os.environ:
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as stream:
            for name, value in values.items():
                stream.write(f"{name}={str(value).lower() if isinstance(value, bool) else value}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write ``OUT/request.json`` for a whole form, ``OUT/report.json`` for one that is not, nothing for another issue.

    ``asked`` and ``whole``, true or false, go to ``$GITHUB_OUTPUT``.
    """
    parser = argparse.ArgumentParser(prog="observatory.contribution.intake", description=__doc__)
    parser.add_argument("event", type=Path, help="the event of the issue, as the service wrote it")
    parser.add_argument("--datasets", type=Path, default=Path("datasets"), help="our own packages")
    parser.add_argument("--out", type=Path, required=True, help="folder for what is found")
    options = parser.parse_args(arguments)
    event = json.loads(options.event.read_text(encoding="utf-8"))
    found = request(event["issue"]["body"] or "", contributors.read(options.datasets))
    options.out.mkdir(parents=True, exist_ok=True)
    if isinstance(found, Request):
        with whole(options.out / REQUEST) as file:
            json.dump(asdict(found), file)
    elif found:
        write_refusal(options.out, found)
    hand_over(asked=found is not None, whole=isinstance(found, Request))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
