"""A sixth of a day of English GKG collected from a folder, against inflating its archives and counting the lines.

16 of the 96 slices of a day: 2,000 rows or 22 MB each, as on a full day, of which 20 are about Viet Nam. The
promise of 90 seconds for the day is 15 seconds for these. The rows are the 200 real ones of the shared samples over
and over where these are, else made-up rows that are as wide. Ours reads in two processes and ends with the
mentions in the store, their stories found and the ledger written; the reference is one process and keeps nothing.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from observatory.media.collect.methodology import Methodology
from observatory.media.collect.outcome import Request
from observatory.media.collect.slices import collect_gkg
from observatory.media.collect.store import locked

GOAL = 1.25
MOST_SECONDS = 15.0
ROWS = 2_000
FIELDS = 27
BLOCK = 1 << 20
SAMPLES = Path(__file__).resolve().parents[3] / "shared/samples/media"
NAMES = [f"20230601{hour:02}{minute}00" for hour in range(4) for minute in ("00", "15", "30", "45")]


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    rows = list(_real() if SAMPLES.is_dir() else _made_up())
    about = [row for row in rows if b"#VM" in row][:20]
    others = [row for row in rows if b"#VM" not in row]
    source, store = folder / "from", folder / "store"
    source.mkdir()
    lines = [_slice(source, name, about, others) for name in NAMES]
    (source / "masterfilelist.txt").write_text("".join(lines))
    methodology = Methodology.load(Path(__file__).resolve().parents[2] / "datasets")

    def ours() -> None:
        shutil.rmtree(store, ignore_errors=True)
        with locked(store):
            done = collect_gkg(Request(str(source), store, None, None, methodology, lambda _step: None))
        assert (done.got, done.kept) == (len(NAMES), len(NAMES) * len(about))

    def reference() -> None:
        for path in sorted(source.glob("*.zip")):
            with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
                count = 0
                while block := file.read(BLOCK):
                    count += block.count(b"\n")
            assert count == ROWS

    return ours, reference


def _slice(folder: Path, name: str, about: list[bytes], others: list[bytes]) -> str:
    """Write the archive of a slice, and give its line of the list."""
    rows = [about[number] if number < len(about) else others[number % len(others)] for number in range(ROWS)]
    content = b"".join(b"%s-%d\t%s\t%s\n" % (name.encode(), n, name.encode(), row) for n, row in enumerate(rows))
    path = folder / f"{name}.gkg.csv.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(path.stem, content)
    packed = path.read_bytes()
    return f"{len(packed)} {hashlib.md5(packed).hexdigest()} http://data.gdeltproject.org/gdeltv2/{path.name}\n"


def _real() -> Iterator[bytes]:
    """The sample rows, without their record ids and dates."""
    for name in ("spark-gdelt_gkg.csv", "spark-gdelt_gkgT.csv"):
        for line in (SAMPLES / name).read_bytes().splitlines():
            yield line.split(b"\t", 2)[2]


def _made_up() -> Iterator[bytes]:
    """200 rows of 11 kB, 20 of them about Viet Nam; field 17 is the widest, as it is in real rows."""
    numbers = random.Random(2026)
    for row in range(200):
        country = b"VM" if row < 20 else b"FR"
        fields = [b""] * (FIELDS - 2)
        fields[0], fields[1], fields[2] = b"1", b"example.com", b"https://example.com/%d" % row
        fields[7] = b"1#Somewhere#%b#%b#16#106#%b;" % (country, country, country) * 5
        fields[13] = b"1.5,3,1.5,4.5,20,1,400"
        fields[15] = b",".join(b"c%d.%d:%d" % (n % 30, n % 97, numbers.randrange(500)) for n in range(950))
        yield b"\t".join(fields)
