"""Small files of an index for tests: good as they are written, and easy to spoil in one place."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from observatory import cli

FRAMEWORK = """code,parent,level,weight,direction,goalpost_low,goalpost_high
index,,3,1,,,
people,index,2,2,,,
place,index,2,1,,,
learning,people,1,1,1,0,20
health,people,1,3,1,20,85
waste,place,1,1,-1,0,50
parks,place,1,0,1,0,10
"""
UNITS = ["Cà Mau", "Huế", "Lào Cai", "Đà Nẵng"]
CELLS = {
    "learning": ["12.5", "15", "9", "18"],
    "health": ["71", "75.5", "68", "77"],
    "waste": ["30", "", "12", "25"],
    "parks": ["3", "8", "2", "5"],
}
VALUES = "unit,period,indicator,value\n" + "".join(
    f"{unit},2025,{code},{cell}\n" for code, cells in CELLS.items() for unit, cell in zip(UNITS, cells, strict=True)
)
GROUPS = "code,region\nCà Mau,south\nHuế,centre\nLào Cai,north\nĐà Nẵng,centre\n"


def write(folder: Path, framework: str = FRAMEWORK, values: str = VALUES, units: str = "") -> list[Path | str]:
    """The files in ``folder`` and the arguments that name them."""
    for name, text in (("framework", framework), ("values", values), ("units", units)):
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    arguments: list[Path | str] = [folder / "framework.csv", folder / "values.csv"]
    return [*arguments, "--units", folder / "units.csv"] if units else arguments


def status(*arguments: object) -> int:
    """How ``observatory index`` ends in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", "index", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(folder: Path) -> dict[str, bytes]:
    """The content of every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def table(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A CSV text."""
    return "".join(",".join(map(str, line)) + "\n" for line in [header, *lines])
