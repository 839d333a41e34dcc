"""GKG rows of a slice about Viet Nam: our filter over bytes, against DuckDB's read_csv on two threads.

10,000 rows, 112 MB: the 200 real rows of the shared samples over and over where these are, else made-up rows that are
as wide and of which as many are about Viet Nam.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from observatory.media.gkg import FIELDS, READ, read_slice

GOAL = 1.25
ROWS = 10_000
BLOCK = 1 << 20
SAMPLES = Path(__file__).resolve().parents[3] / "shared/samples/media"
PLACE = r"(^|;)[^#;]*#[^#;]*#[^#;]*#VM"


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    rows = list(_real() if SAMPLES.is_dir() else _made_up())
    path = folder / "slice.csv"
    with path.open("wb") as file:
        file.writelines(b"%d-%d\t%b\n" % (n // len(rows), n, rows[n % len(rows)]) for n in range(ROWS))
    expected = ROWS // 10
    columns = ", ".join(f"column{number:02}" for number in sorted(READ))
    query = f"""
        select {columns} from read_csv($path, delim = '\t', quote = '', header = false, all_varchar = true)
        where regexp_matches(column09, '{PLACE}') or regexp_matches(column10, '{PLACE}')
    """
    connection = duckdb.connect(config={"threads": 2})

    def ours() -> None:
        found = read_slice(_blocks(path))
        assert (found.lines, found.bad_lines, found.kept) == (ROWS, 0, expected)

    def reference() -> None:
        assert len(connection.execute(query, {"path": str(path)}).fetchall()) == expected

    return ours, reference


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while block := file.read(BLOCK):
            yield block


def _real() -> Iterator[bytes]:
    """The sample rows, without their record ids."""
    for name in ("spark-gdelt_gkg.csv", "spark-gdelt_gkgT.csv"):
        for line in (SAMPLES / name).read_bytes().splitlines():
            yield line.partition(b"\t")[2]


def _made_up() -> Iterator[bytes]:
    """20 rows of 11 kB, two of them about Viet Nam; field 17 is the widest, as it is in real rows."""
    for number in range(20):
        country = b"VM" if number < 2 else b"FR"
        fields = [b""] * (FIELDS - 1)
        fields[8] = b"1#Somewhere#%b#%b#16#106#%b;" % (country, country, country) * 5
        fields[9] = b"1#Somewhere#%b#%b##16#106#%b#340;" % (country, country, country) * 10
        fields[7] = b"TAX_FNCACT_MINISTER,%d;" % number * 60
        fields[16] = b",".join(b"c%d.%d:%d" % (n % 30, n % 97, n % 7) for n in range(950))
        yield b"\t".join(fields)
