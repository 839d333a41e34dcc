"""The filter alone is light: what it imports, and what it holds while it reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MOST_RESIDENT = 40 << 10  # KiB, Python itself and the imports included

# 110 MB in blocks of 1 MB, several slices' worth: 11 kB a row, one row in ten about Viet Nam, records all different.
# The kernel's VmHWM, because ru_maxrss also has what the parent process held before it became this one.
FILTER = """
from pathlib import Path
from observatory.media.gkg import read_slice

FRANCE = b"1#France#FR#FR#46#2#FR;" * 20
VIETNAM = b"1#Vietnam, Republic Of#VM#VM#16#107#VM;" * 20
WIDE = b"c18.134:1,c18.34:2," * 500

def row(number):
    places = FRANCE if number % 10 else VIETNAM
    start = b"20260901001500-%d\\t20260901001500" % number + b"\\t" * 8
    return start + places + b"\\t" * 7 + WIDE + b"\\t" * 10 + b"\\n"

def blocks():
    for first in range(0, 10_000, 100):
        yield b"".join(map(row, range(first, first + 100)))

found = read_slice(blocks())
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
print(found.lines, found.bad_lines, found.kept, peak)
"""


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux what a process held at most")
def test_a_large_file_is_read_in_little_memory() -> None:
    lines, bad, kept, resident = map(int, run(FILTER).split())
    assert (lines, bad, kept) == (10_000, 0, 1_000)
    assert resident <= MOST_RESIDENT


@pytest.mark.parametrize("module", ["gkg", "events"])
def test_nothing_heavy_is_imported(module: str) -> None:
    heavy = {
        "pandas",
        "numpy",
        "pyarrow",
        "duckdb",
        "narwhals",
        "click",
        "tldextract",
        "py3langid",
        "httpx2",
        "zipfile",
    }
    assert run(f"import sys, observatory.media.{module}; print(sorted({heavy!r} & set(sys.modules)))") == "[]\n"
