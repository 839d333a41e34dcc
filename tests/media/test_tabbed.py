"""Rows of a tab-separated file from blocks of bytes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from itertools import chain, pairwise, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media import tabbed
from observatory.media.tabbed import TabbedRows, decoded


def read(blocks: Iterable[bytes], fields: int = 3) -> tuple[list[list[str]], int, int, bool]:
    table = TabbedRows(blocks, fields)
    rows = [decoded(row) for row in table]
    return rows, table.lines, table.bad_lines, table.delimiter_problem


@pytest.mark.parametrize(
    ("content", "rows", "lines", "bad"),
    [
        (b"", [], 0, 0),
        (b"1\tb\tc\n", [["1", "b", "c"]], 1, 0),
        (b"1\tb\tc", [["1", "b", "c"]], 1, 0),
        (b"1\tb\tc\r\n", [["1", "b", "c"]], 1, 0),
        (b"\t\t", [["", "", ""]], 1, 0),
        (b"\t\t\n\n\t\t\n", [["", "", ""], ["", "", ""]], 3, 1),
        (b"1\tb\n1\tb\tc\td\n2\tb\tc\n", [["2", "b", "c"]], 3, 2),
        (b"1\ra\tb\tc\n", [["1\ra", "b", "c"]], 1, 0),
        (b"1\t\xff\tc\n", [["1", "\ufffd", "c"]], 1, 0),
        (b"1\t\x00\x0b\x0c\x1c\xc2\x85\tc\n", [["1", "\x00\x0b\x0c\x1c\x85", "c"]], 1, 0),
    ],
)
def test_lines_are_counted_and_only_those_of_the_right_width_given(
    content: bytes, rows: list[list[str]], lines: int, bad: int
) -> None:
    assert read([content]) == (rows, lines, bad, False)


@pytest.mark.parametrize(
    "content",
    [
        b"GLOBALEVENTID\tday\turl\n1\tb\tc\n",
        b"\xef\xbb\xbfGLOBAL_EVENT_ID\tday\turl\n1\tb\tc\n",
        b'"id","day","url"\n"1","b","c"\n',
        b"id;day;url\n1;b;c\n",
        b"1;b;c\n2;b;c\n",
        b"1;b;c;;;;\n",
    ],
)
def test_a_file_that_was_saved_anew_is_told(content: bytes) -> None:
    assert read([content])[3]


@pytest.mark.parametrize(
    "content",
    [
        b"1\tb\tc\nTOURISM;LEADER;MEDICAL\n",
        b"<html>\n<body>\n",
        b"some text\n",
        b"1\tb\tc\nid\tday\turl\n",
        b"1;b\n",
    ],
)
def test_a_damaged_line_is_no_such_file(content: bytes) -> None:
    assert not read([content])[3]


def test_a_line_without_end_is_let_go() -> None:
    tracemalloc.start()
    blocks = chain(repeat(b"x" * (1 << 20), 100), [b"\n1\tb\tc\n"])
    rows, lines, bad, _ = read(blocks)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (rows, lines, bad) == ([["1", "b", "c"]], 2, 1)
    assert peak < 5 * tabbed.LONGEST_LINE


CONTENT = st.lists(st.sampled_from([b"\t", b"\n", b"\r", b";", b"a", b"1", b"\xff", b"\x85", b"\xe1\xbb\x87"])).map(
    b"".join
)


@given(CONTENT, st.lists(st.integers(0, 60)))
def test_where_the_blocks_end_does_not_matter(content: bytes, cuts: list[int]) -> None:
    ends = sorted({*cuts, 0, len(content)} & set(range(len(content) + 1)))
    blocks = [content[start:end] for start, end in pairwise(ends)]
    assert read(blocks) == read([content])


@given(CONTENT)
def test_rows_are_what_a_plain_split_gives(content: bytes) -> None:
    lines = content.split(b"\n")
    lines = lines if lines[-1] else lines[:-1]
    rows, count, bad, problem = read([content])
    assert (count, bad) == (len(lines), len(lines) - len(rows))
    if not problem:
        good = [line.removesuffix(b"\r") for line in lines if line.count(b"\t") == 2]
        assert rows == [line.decode("utf-8", "replace").split("\t") for line in good]
