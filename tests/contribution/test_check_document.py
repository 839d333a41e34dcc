"""What a check hands over is read as a stranger's: the whole of it right, or nothing of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.contribution.document import MAX_BYTES, DocumentError, Move, flag, impact, report
from observatory.findings import Finding

FINDING = {
    "code": "type-error",
    "level": "error",
    "package": "hue/le-hoi",
    "file": "datasets/hue/le-hoi/data/le-hoi.csv",
    "row": 7,
    "field": "year",
    "value": "hai nghìn",
    "expected": "integer",
    "message": "anything",
    "hint": "anything",
}
REPORT = {"valid": False, "tables": 2, "rows": 120, "findings": [FINDING]}
MOVE = {"index": "local-index-pilot", "unit": "province34:48", "period": 2025, "before": 3, "after": 1.0}
ROW = {"package": "hue/le-hoi", "table": "le-hoi", "key": {"unit": "48", "year": 2025}, "before": None, "after": None}
ROWS = [
    ROW | {"change": "changed", "field": "value", "before": 78.9, "after": "79,4"},
    ROW | {"change": "added", "field": None, "after": {"value": 1}},
]
INDICATOR = {"indicator": "visitors", "unit": "VNM", "period": "2025-06", "before": None, "after": True}
IMPACT = {"severity": "medium", "rows": ROWS, "indicators": [INDICATOR], "scores": [], "ranks": [MOVE]}


def write(folder: Path, document: Any) -> Path:
    file = folder / "document.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_a_report_gives_its_findings_without_its_sentences(tmp_path: Path) -> None:
    found = report(write(tmp_path, REPORT))
    assert (found.valid, found.tables, found.rows) == (False, 2, 120)
    assert found.findings == (
        Finding(
            "type-error",
            package="hue/le-hoi",
            file="datasets/hue/le-hoi/data/le-hoi.csv",
            row=7,
            field="year",
            value="hai nghìn",
            expected="integer",
        ),
    )


def test_an_impact_gives_its_moves(tmp_path: Path) -> None:
    found = impact(write(tmp_path, IMPACT))
    assert (found.severity, found.scores) == ("medium", ())
    assert found.rows == (
        Move("hue/le-hoi/le-hoi", "48 2025", "value", 78.9, "79,4"),
        Move("hue/le-hoi/le-hoi", "48 2025", "", None, None, "added"),
    )
    assert found.indicators == (Move("visitors", "VNM", "2025-06", None, "true"),)
    assert found.ranks == (Move("local-index-pilot", "province34:48", "2025", 3, 1.0),)


@pytest.mark.parametrize(
    "spoiled",
    [
        [],
        {},
        REPORT | {"valid": "yes"},
        REPORT | {"tables": -1},
        REPORT | {"tables": True},
        REPORT | {"rows": 1e3},
        REPORT | {"findings": {}},
        REPORT | {"findings": ["x"]},
        REPORT | {"findings": [FINDING | {"code": "no-such-code"}]},
        REPORT | {"findings": [FINDING | {"code": ["type-error"]}]},
        REPORT | {"findings": [FINDING | {"row": "7"}]},
        REPORT | {"findings": [FINDING | {"value": {"a": 1}}]},
        REPORT | {"findings": [FINDING] * 20_001},
    ],
)
def test_a_spoiled_report_is_refused_whole(tmp_path: Path, spoiled: Any) -> None:
    with pytest.raises(DocumentError):
        report(write(tmp_path, spoiled))


@pytest.mark.parametrize(
    "spoiled",
    [
        IMPACT | {"severity": "<b>"},
        IMPACT | {"ranks": None},
        IMPACT | {"rows": [ROW | {"change": "<b>"}]},
        IMPACT | {"rows": [ROW | {"change": "added", "key": "x"}]},
        IMPACT | {"rows": [ROW | {"change": "added", "key": {"a": []}}]},
        IMPACT | {"ranks": [MOVE | {"before": [1]}]},
        IMPACT | {"ranks": [MOVE | {"after": 1e300}]},
        IMPACT | {"ranks": [MOVE | {"unit": 48}]},
    ],
)
def test_a_spoiled_impact_is_refused_whole(tmp_path: Path, spoiled: Any) -> None:
    with pytest.raises(DocumentError):
        impact(write(tmp_path, spoiled))


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b'{"a": NaN}', b"9" * 5_000, b"null"])
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "document.json"
    file.write_bytes(content)
    with pytest.raises(DocumentError):
        report(file)


def test_a_link_a_pipe_a_folder_and_a_huge_file_are_not_opened(tmp_path: Path) -> None:
    write(tmp_path, REPORT)
    (tmp_path / "link").symlink_to("document.json")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    for name in ("link", "pipe", "folder", "huge", "absent"):
        with pytest.raises(DocumentError):
            report(tmp_path / name)


@pytest.mark.parametrize(("said", "expected"), [("true\n", True), ("false\n", False)])
def test_a_flag_is_one_of_two_words(tmp_path: Path, said: str, expected: bool) -> None:
    (tmp_path / "code").write_text(said, encoding="utf-8")
    assert flag(tmp_path / "code") is expected


@pytest.mark.parametrize("said", ["", "true", "True\n", "$(id)\n"])
def test_a_flag_that_says_anything_else_is_refused(tmp_path: Path, said: str) -> None:
    (tmp_path / "code").write_text(said, encoding="utf-8")
    with pytest.raises(DocumentError):
        flag(tmp_path / "code")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*REPORT, *IMPACT]), _JSON), st.sampled_from([report, impact]))
def test_any_document_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, document: Any, reader: Any) -> None:
    file = write(tmp_path_factory.getbasetemp(), document)
    try:
        reader(file)
    except DocumentError:
        return
    assert {"valid", "tables", "rows", "findings"} <= document.keys() or "severity" in document
