"""Cells: what a validator lets through and this project does not."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from observatory.findings import LANGS, Finding
from observatory.gate import limits
from observatory.messages import message
from observatory.tables import cells
from observatory.tables.load import load
from packages import edit_csv, edit_descriptor, table, write_package


def _inspect(cell: str, **field: Any) -> list[Finding]:
    records = [["x", "y"], [cell, "1"]]
    return cells.inspect(records, [{"name": "x", **field}, {"name": "y"}], [""], "x.csv")


def _code(cell: str, **field: Any) -> str:
    findings = _inspect(cell, **field)
    assert all((finding.row, finding.field, finding.value) == (2, "x", cell) for finding in findings)
    return ", ".join(finding.code for finding in findings)


@pytest.mark.parametrize("cell", ["0", "-0", "7", "-2.5", "71.50", "0.1", "1e5", "1E-3", "123456789012", ""])
def test_numbers(cell: str) -> None:
    assert _code(cell, type="number") == ""


@pytest.mark.parametrize(
    "cell",
    [
        *("NaN", "nan", "INF", "inf", "-inf", "Infinity", "1e400", "-1e400", "1e301", "1e999999999"),
        *(
            "1_000",
            "1,000",
            "1.234,5",
            "1 000",
            "1\u00a0234",
            "1'000",
            "12%",
            "$5",
            "1/2",
            "0x10",
            "1e",
            "1.5.2",
        ),
        *(
            "１２３",
            "٤٥",
            "१२",
            "²",
            "½",
            "Ⅷ",
            "−5",
            "--5",
            "+5",
            ".5",
            "5.",
            "01",
            "1e1000",
            "true",
            "n/a",
            "-",
        ),
    ],
)
def test_what_is_not_a_number(cell: str) -> None:
    assert _code(cell, type="number") == "type-error"


@pytest.mark.parametrize("cell", ["1.0", "1e3", "1_0", "１２", "٤٥", "007", "+1", "1" * 19, "NaN", "1,0"])
def test_what_is_not_an_integer(cell: str) -> None:
    assert _code(cell, type="integer") == "type-error"
    assert _code(cell, type="year") == "type-error"


@pytest.mark.parametrize("cell", ["0", "-3", "2026", "9" * 18])
def test_integers(cell: str) -> None:
    assert _code(cell, type="integer") == ""


@pytest.mark.parametrize("kind", ["number", "integer", "string", "date"])
@pytest.mark.parametrize("cell", ["1\n", " 1", "1 ", "1\t", "\u00a01", "1\u2003", "1\r\n", " "])
def test_space_at_the_edge(cell: str, kind: str) -> None:
    assert _code(cell, type=kind) == "edge-space"


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "-cmd",
        '=HYPERLINK("x")',
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "+84",
        "-",
    ],
)
def test_formulas(cell: str) -> None:
    assert _code(cell, type="string") == "formula-prefix"


@pytest.mark.parametrize("cell", ["-2.5", "-7", "1+1", "a=1", "– 5", "—", "(+5)", "x@y", "Đà Nẵng"])
def test_text_that_is_no_formula(cell: str) -> None:
    assert _code(cell, type="string") == ""


def test_long_cells() -> None:
    assert _code("x" * limits.MAX_CELL_CHARS) == ""
    assert _code("x" * (limits.MAX_CELL_CHARS + 1)) == "cell-too-long"


def test_patterns_match_the_whole_cell() -> None:
    rules = {"constraints": {"pattern": "[0-9]+|[a-z]+"}}
    for cell in ("12", "ab"):
        assert _code(cell, **rules) == ""
    for cell in ("1<script>alert(1)</script>", "ab1", "12 ab", "1\nx", "x\n1"):
        assert _code(cell, **rules) == "constraint-error"
    assert _inspect("1x", **rules)[0].expected == "pattern [0-9]+|[a-z]+"


def test_patterns_do_not_hang() -> None:
    rules = {"constraints": {"pattern": "(a+)+$"}}
    begun = time.monotonic()
    assert _code("a" * 8000 + "!", **rules) == "constraint-error"
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("pattern", ["(", "(?=x)", "(x)\\1", "a{1,5000}", 1, [], {}])
def test_patterns_that_cannot_be_used(pattern: object) -> None:
    (finding,) = _inspect("x", constraints={"pattern": pattern})
    assert (finding.code, finding.field) == ("bad-pattern", "x")


def test_a_pattern_with_letters_of_vietnamese() -> None:
    rules = {"constraints": {"pattern": r"[\p{L} ]+"}}
    assert _code("Thừa Thiên Huế", **rules) == ""


def test_patterns_through_the_whole_check(root: Path) -> None:
    folder = write_package(root)
    rules = {"pattern": "(a+)+|[a-z]"}
    edit_descriptor(folder, lambda document: document["resources"][0]["schema"]["fields"][0].update(constraints=rules))
    assert load([folder]).findings == ()
    edit_csv(folder, "b,2025", f"{'a' * 60}!,2025")
    begun = time.monotonic()
    (finding,) = load([folder]).findings
    assert time.monotonic() - begun < 5
    assert (finding.code, finding.row, finding.field) == ("constraint-error", 3, "id")


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ('a\n"x\ny"\n', [["a"], ["x\ny"]]),
        ('a\n"say ""yes"""\n', [["a"], ['say "yes"']]),
        ("a\n\n1", [["a"], [], ["1"]]),
        ("", []),
    ],
)
def test_records(text: str, records: list[list[str]]) -> None:
    assert cells.rows(text, "x.csv") == (records, [])


@pytest.mark.parametrize(
    ("text", "row", "value"),
    [
        ('a\n1\n"x\ny\n', 3, '"x'),
        ('a\n"x\ny"\n"z', 3, '"z'),
        ('a\n"x"y\n', 2, '"x"y'),
        ('"', 1, '"'),
    ],
)
def test_what_is_not_csv(text: str, row: int, value: str) -> None:
    _, (finding,) = cells.rows(text, "x.csv")
    assert (finding.code, finding.row, finding.value) == ("csv-error", row, value)


def test_a_cell_without_end() -> None:
    _, (finding,) = cells.rows("a\n" + "x" * (limits.MAX_LINE_BYTES + 1), "x.csv")
    assert (finding.code, finding.row) == ("csv-error", 2)


def test_findings_are_capped_and_say_so() -> None:
    records = [["x"], *([["=1"]] * (limits.MAX_FINDINGS + 500))]
    findings = cells.inspect(records, [{"name": "x"}], [""], "x.csv")
    assert len(findings) == limits.MAX_FINDINGS + 1
    assert findings[-1].code == "more-findings"
    assert findings[-1].row == limits.MAX_FINDINGS + 1


_TEXT_KINDS = {"string", "any"}


@pytest.mark.parametrize("kind", ["array", "object", "geojson", "string", "number", "date", "any"])
def test_deep_and_long_cells_are_stopped_before_any_library(root: Path, kind: str) -> None:
    fields = [{"name": "x", "type": kind}, {"name": "source", "type": "string"}]
    begun = time.monotonic()
    for size in (limits.MAX_CELL_CHARS, 60_000):
        rows = [("[" * size, "A"), ('{"a":' * (size // 5), "A")]
        folder = write_package(root, name=f"p{size}", tables={"values": table(rows, fields)})
        loaded = load([folder])
        assert loaded.tables == 1
        assert bool(loaded.catalogue.packages) == (size == limits.MAX_CELL_CHARS and kind in _TEXT_KINDS)
    assert time.monotonic() - begun < 8


def test_look_alikes_of_a_province(root: Path) -> None:
    fields = [
        {"name": "name", "type": "string", "constraints": {"enum": ["Đà Nẵng", "Huế"]}},
        {"name": "source", "type": "string"},
    ]
    names = [
        unicodedata.normalize("NFD", "Đà Nẵng"),
        "Đà\u200b Nẵng",
        "Đà\u202e Nẵng",
        "Đà\u00a0Nẵng",
        "Ðà Nẵng",
    ]
    rows = [(name, "A") for name in ["Huế", *names]]
    findings = load([write_package(root, tables={"values": table(rows, fields)})]).findings
    assert {finding.row for finding in findings} == {3, 4, 5, 6, 7}
    codes = {(finding.row, finding.code) for finding in findings}
    assert {(3, "not-composed"), (4, "hidden-character"), (5, "hidden-character")} <= codes
    shown = {finding.row: message(finding, "vi") for finding in findings if finding.code == "constraint-error"}
    assert "<U+200B>" in shown[4]
    assert "<U+202E>" in shown[5]
    assert "<U+00A0>" in shown[6]


@pytest.mark.shared
def test_naughty_strings(root: Path, shared: Path) -> None:
    strings = json.loads((shared / "hostile" / "blns" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) > 500
    fields = [
        {"name": "text", "type": "string"},
        {"name": "number", "type": "number"},
        {"name": "source", "type": "string"},
    ]
    rows = [(text, text, "A") for text in strings]
    loaded = load([write_package(root, tables={"values": table(rows, fields)})])
    assert loaded.tables == 1
    assert not loaded.catalogue.packages
    for finding in loaded.findings:
        for lang in LANGS:
            shown = message(finding, lang)
            assert shown.isprintable()
            assert len(shown) < 2500


@pytest.mark.shared
def test_each_naughty_string_has_a_verdict(shared: Path) -> None:
    strings = json.loads((shared / "hostile" / "blns" / "blns.json").read_text(encoding="utf-8"))
    for text in strings:
        for kind in ("string", "number", "integer", "year", "date", "boolean"):
            for finding in _inspect(text, type=kind):
                assert finding.value == text
        if _code(text, type="number") == "":
            assert text == "" or (text.isascii() and abs(float(text)) < 1e300)
