"""Slices of GDELT made from rows: archives, the lists that name them, and flat folders of both."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from observatory import cli
from observatory.media.collect.ledger import LedgerRow
from observatory.media.collect.methodology import Methodology

BASE = "http://data.gdeltproject.org/gdeltv2"
METHODOLOGY = Methodology(
    version="1",
    units={"VM44": ("01", "01"), "VM66": ("46", "46"), "VM50": ("02", "08")},
    outlets={"example.com": "US"},
    languages={"vie": "vi"},
    theme_topics={},
    about_words=(),
    feeds=(),
    articles=(),
    settings={"story_window_hours": 72.0, "story_similarity": 0.6},
)
# Columns that tell of the run and not of what was collected.
OF_THE_RUN = frozenset(("attempts", "recorded_at"))


def gkg_row(record: str, adm1: str = "VM44", tone: float = 1.5, title: str = "", place: str = "Hanoi") -> str:
    """A row of GKG 2.1 that names one place; ``record`` is as ``20260105001500-7``."""
    cells = [""] * 27
    cells[0], cells[1], cells[2] = record, record[:14], "1"
    cells[3], cells[4] = "example.com", f"https://www.example.com/{record}"
    cells[7] = "TAX_WORLD;TOURISM;"
    cells[9] = f"4#{place}#VM#{adm1}#21.0#105.8#-3730078"
    cells[15] = f"{tone},3.0,1.5,4.5,20.0,1.0,400"
    cells[26] = f"<PAGE_TITLE>{title}</PAGE_TITLE>" if title else ""
    return "\t".join(cells)


def event_row(number: int, added: str, adm1: str = "VM44") -> str:
    """A row of Events 2.0 whose action took place in ``adm1``; ``added`` has 14 digits."""
    cells = [""] * 61
    cells[0], cells[1] = str(number), added[:8]
    cells[26], cells[28], cells[29], cells[30] = "040", "04", "1", "1.0"
    cells[31], cells[32], cells[33], cells[34] = "5", "1", "5", "2.5"
    cells[54], cells[59], cells[60] = adm1, added, f"https://www.example.com/e{number}"
    return "\t".join(cells)


def event_mention_row(number: int, time: str, sentence: int = 1) -> str:
    """A row of Mentions 2.0 for the event ``number``."""
    cells = [""] * 16
    cells[0], cells[1], cells[2], cells[3] = str(number), time, time, "1"
    cells[4], cells[5], cells[6] = "example.com", f"https://www.example.com/m{number}", str(sentence)
    cells[11], cells[13] = "60", "-1.25"
    return "\t".join(cells)


def archive(name: str, rows: Iterable[str]) -> bytes:
    """A zip archive with one deflated member, the same bytes every time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        member = zipfile.ZipInfo(name.removesuffix(".zip"), (2026, 1, 1, 0, 0, 0))
        member.compress_type = zipfile.ZIP_DEFLATED
        file.writestr(member, "".join(f"{row}\n" for row in rows))
    return content.getvalue()


def line(name: str, content: bytes, base: str = BASE) -> str:
    """The line of a list for a file."""
    return f"{len(content)} {hashlib.md5(content).hexdigest()} {base}/{name}"


@dataclass
class Archives:
    """A flat folder of slices in the making: what lies in it, and what its two master lists say."""

    folder: Path
    lines: dict[str, list[str]] = field(default_factory=lambda: {"": [], "-translation": []})

    def add(self, name: str, rows: Sequence[str]) -> bytes:
        """Put a slice in, and into its list; ``name`` is the name of its file."""
        content = archive(name, rows)
        self.put(name, content)
        self.lists(name, content)
        return content

    def put(self, name: str, content: bytes) -> None:
        """Put a file in that no list names."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)

    def lists(self, name: str, content: bytes, base: str = BASE) -> None:
        """Have the list say that the file ``name`` has this ``content``."""
        family = "-translation" if ".translation." in name else ""
        self.lines[family].append(line(name, content, base))

    def write(self) -> Path:
        """Write both master lists, and give the folder."""
        for family, lines in self.lines.items():
            self.put(f"masterfilelist{family}.txt", "".join(f"{one}\n" for one in lines).encode())
        return self.folder

    def routes(self) -> dict[str, bytes]:
        """What a server would serve: paths and contents."""
        return {f"/{path.name}": path.read_bytes() for path in sorted(self.write().iterdir())}


def days(folder: Path, names: Iterable[str], each: int = 2) -> Archives:
    """English slices of these names with ``each`` rows about Viet Nam and one that is not."""
    made = Archives(folder)
    for name in names:
        rows = [gkg_row(f"{name}-{number}", title=f"Title {name} {number}") for number in range(each)]
        made.add(f"{name}.gkg.csv.zip", [*rows, gkg_row(f"{name}-{each}", adm1="CH22")])
    return made


def contents(store: Path) -> dict[str, bytes]:
    """Every Parquet file of a store, as bytes, by its place."""
    return {str(path.relative_to(store)): path.read_bytes() for path in sorted(store.rglob("*.parquet"))}


def rows(store: Path, folder: str = "mentions") -> list[dict[str, Any]]:
    """Every row of a kind, file after file."""
    found: list[dict[str, Any]] = []
    for path in sorted((store / folder).rglob("*.parquet")):
        found += pq.ParquetFile(path).read().to_pylist()
    return found


def ledgered(ledger: Iterable[LedgerRow]) -> list[tuple[Any, ...]]:
    """The rows of a ledger without what tells of the run only."""
    return [tuple(value for key, value in vars(row).items() if key not in OF_THE_RUN) for row in ledger]


def run(*arguments: object) -> int:
    """How ``observatory collect …`` ends in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", "collect", *map(str, arguments)])
        patch.setenv("NO_COLOR", "1")
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)
