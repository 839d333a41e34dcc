"""The comment on a pull request: our own sentences, and nothing in it that a contributor could make act."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.contribution.comment import MARKER, MAX_CHARS, WORDS, plain, pull, submission
from observatory.contribution.document import Impact, Move, Report
from observatory.contribution.letter import address, letter, main, unit_names
from observatory.contribution.merge import merge
from observatory.findings import Finding
from packages import ROOT

RUN = "https://github.com/x/y/actions/runs/12"
NAMES = {"province34:48": {"vi": "Đà Nẵng", "en": "Da Nang"}}
FINDING = Finding(
    "type-error", package="hue/le-hoi", file="datasets/hue/le-hoi/data/le-hoi.csv", row=1234, field="year",
    value="hai nghìn", expected="integer",
)  # fmt: skip
BAD = Report(False, 2, 1234, (Finding("review-due", "warning", file="b"), FINDING))
GOOD = Report(True, 2, 1234, ())
IMPACT = Impact(
    "medium",
    ranks=(Move("local-index-pilot", "province34:48", "2025", 3, 1), Move("x", "VNM", "2024", None, 71.25)),
    rows=(Move("hue/le-hoi/le-hoi", "hue 2025", "", None, None, "added"),),
)
HOSTILE = (
    "<script>alert(1)</script> @everyone #12 GH-7 `code` [x](javascript:1) ![](//evil.example/a.png) "
    "https://evil.example www.evil.example -->\n\n## big | a@b.vn </td></table>"
)


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes = 0
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.tags.add(tag)
        self.attributes += len(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(comment: str) -> Seen:
    reader = Seen()
    reader.feed(comment)
    return reader


def test_the_comment_says_vietnamese_first_and_english_whole() -> None:
    comment = pull(BAD, IMPACT, touches_code=True, run=RUN, names=NAMES)
    vietnamese, english = comment.split("<details><summary>English</summary>")
    assert vietnamese.startswith(MARKER)
    assert "Số liệu chưa đạt yêu cầu" in vietnamese
    assert "Đã kiểm tra 2 bảng, 1.234 dòng: 1 lỗi, 1 lưu ý." in vietnamese
    assert "The figures do not pass yet" in english
    assert "Checked 2 tables, 1,234 rows: 1 errors, 1 warnings." in english
    assert vietnamese.index("1.234</td>") < vietnamese.index("<code>b</code>"), "errors come first"
    assert "<td>Đà Nẵng</td><td>2025</td><td>3</td><td>1</td>" in vietnamese
    assert "<td>Da Nang</td>" in english
    assert "<td>hue 2025</td><td>thêm dòng</td><td>–</td><td>–</td>" in vietnamese
    assert "<td>–</td><td>71,25</td>" in vietnamese
    assert "<td>–</td><td>71.25</td>" in english
    for lang, part in (("vi", vietnamese), ("en", english)):
        assert WORDS[lang]["code"] in part
        assert f"({RUN})" in part


def test_good_figures_that_move_nothing() -> None:
    comment = pull(GOOD, Impact("none"), touches_code=False, run=RUN, names={})
    assert "Số liệu đạt yêu cầu" in comment
    assert WORDS["vi"]["still"] in comment
    assert "<table>" not in comment
    assert WORDS["vi"]["code"] not in comment


def test_a_report_that_says_valid_beside_an_error_is_not_believed() -> None:
    assert "Số liệu chưa đạt yêu cầu" in pull(
        Report(True, 1, 1, (FINDING,)), None, touches_code=False, run=RUN, names={}
    )


@pytest.mark.parametrize("place", ["file", "field", "value", "expected"])
def test_nothing_of_a_contributor_acts(place: str) -> None:
    finding = Finding("type-error", **{"file": "x", place: HOSTILE})  # type: ignore[arg-type]
    move = Move(HOSTILE, HOSTILE, HOSTILE, HOSTILE, None)
    comment = pull(
        Report(False, 1, 1, (finding,)),
        Impact("low", (move,), (move,), (move,), (move,)),
        touches_code=False,
        run=RUN,
        names={},
    )
    found = seen(comment)
    assert found.tags <= {"details", "summary", "table", "tr", "th", "td", "code"}
    assert found.attributes == 0
    assert comment.count("-->") == 1
    assert not re.search(r"@\w|#\d|GH-\d", found.text), "the service links these in the finished page"
    assert not re.search(r"www\.|javascript:|://|`|!\[", comment.replace(RUN, ""))
    assert comment.count("](") == 2


@given(st.text(max_size=60))
def test_any_text_stays_in_its_cell(text: str) -> None:
    comment = pull(
        Report(False, 1, 1, (Finding("type-error", file="x", value=text),)), None, touches_code=False, run=RUN, names={}
    )
    rows = re.findall(r"^<tr>(?:<t[hd]>[^\n]*</t[hd]>)+</tr>$", comment, re.M)
    assert len(rows) == 4
    assert all(row.count("<td>") in (0, 5) for row in rows)


def test_a_comment_is_never_longer_than_the_service_takes() -> None:
    long = Finding(
        "type-error", file="datasets/" + "a" * 300, row=1, field="b" * 300, value="🦆" * 500, expected="c" * 400
    )
    moves = tuple(Move("i" * 300, "u" * 300, "2025", "🦆" * 400, "w" * 400) for _ in range(3_000))
    comment = pull(
        Report(False, 1, 1, (long,) * 5_000),
        Impact("high", moves, moves, moves, moves),
        touches_code=True,
        run=RUN,
        names={},
    )
    assert len(comment) < MAX_CHARS
    assert re.search(r"Còn 4\.\d{3} mục nữa", comment)


def test_an_answer_to_a_workbook() -> None:
    good = submission(GOOD, "hue/le-hoi", 1_200, "opened", RUN)
    assert "1.200 ô" in good
    assert "1,200 cells" in good
    assert WORDS["vi"]["opened"] in good
    again = submission(BAD, "hue/le-hoi", 0, "again", RUN)
    assert WORDS["vi"]["again"] in again
    assert WORDS["vi"]["opened"] not in again


def test_an_answer_to_a_form_that_is_not_whole_speaks_of_no_marked_copy() -> None:
    lacking = Report(False, 0, 0, (Finding("submission-incomplete", field="Nguồn số liệu / Source"),))
    comment = submission(lacking, "", 0, "again", RUN)
    assert WORDS["vi"]["form"] in comment
    assert WORDS["en"]["form"] in comment
    assert RUN not in comment
    assert "đánh dấu" not in comment


@pytest.mark.parametrize("word", ["unreadable", "workflow"])
def test_a_plain_answer_is_whole_in_both_languages(word: str) -> None:
    assert plain(word).startswith(MARKER)
    assert WORDS["vi"][word] in plain(word)
    assert WORDS["en"][word] in plain(word)


def test_both_languages_have_the_same_words() -> None:
    places = {
        lang: {key: set(re.findall(r"{\w+}", text)) for key, text in words.items()} for lang, words in WORDS.items()
    }
    assert places["vi"] == places["en"]


def handed(folder: Path) -> Path:
    folder.mkdir()
    finding = {"code": "type-error", "level": "error", "file": "x", "row": 1, "message": HOSTILE, "hint": HOSTILE}
    report = {"valid": False, "tables": 1, "rows": 1, "findings": [finding]}
    impact = {"severity": "low", "rows": [], "indicators": [], "scores": [], "ranks": []}
    (folder / "findings.json").write_text(json.dumps(report), encoding="utf-8")
    (folder / "impact.json").write_text(json.dumps(impact), encoding="utf-8")
    (folder / "code").write_text("false\n", encoding="utf-8")
    return folder


def test_sentences_that_were_handed_over_are_not_used(tmp_path: Path) -> None:
    comment = letter(handed(tmp_path / "answer"), RUN, {})
    assert "Số liệu chưa đạt yêu cầu" in comment
    assert "everyone" not in comment


@pytest.mark.parametrize("spoil", ["extra", "absent", "folder", "link", "code", "impact"])
def test_a_folder_that_is_not_what_a_check_hands_over(tmp_path: Path, spoil: str) -> None:
    folder = handed(tmp_path / "answer")
    if spoil == "extra":
        (folder / "run.sh").write_text("id", encoding="utf-8")
    elif spoil == "absent":
        (folder / "findings.json").unlink()
    elif spoil == "folder":
        folder = tmp_path / "none"
    elif spoil == "link":
        (folder / "impact.json").unlink()
        (folder / "impact.json").symlink_to("/etc/passwd")
    else:
        (folder / ("code" if spoil == "code" else "impact.json")).write_text("yes", encoding="utf-8")
    assert letter(folder, RUN, {}) == plain("unreadable")


def test_the_letter_is_one_text_in_a_document(tmp_path: Path) -> None:
    out = tmp_path / "letter/body.json"
    arguments = [
        str(handed(tmp_path / "answer")),
        f"--run={RUN}",
        "--datasets",
        str(ROOT / "datasets"),
        "--out",
        str(out),
    ]
    assert main([*arguments, "--workflow-changed=false"]) == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert set(document) == {"body"}
    assert "Số liệu chưa đạt yêu cầu" in document["body"]
    assert main([*arguments, "--workflow-changed=true"]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["body"] == plain("workflow")


@pytest.mark.parametrize(
    "text", ["", "x", "javascript:1", f"{RUN}) @all", RUN.replace("https", "http"), f"{RUN}/../.."]
)
def test_only_the_address_of_a_run_is_linked(text: str) -> None:
    assert address(RUN) == RUN
    with pytest.raises(Exception, match="not the address"):
        address(text)


def test_names_of_units_come_from_our_own_packages() -> None:
    names = unit_names(ROOT / "datasets")
    assert names["province34:48"]["vi"] == "Đà Nẵng"
    assert names["VNM"]["en"].replace("-", " ").lower() in {"viet nam", "vietnam"}


@pytest.mark.parametrize("module", ["letter", "intake", "reply"])
def test_a_job_with_a_token_needs_no_library(module: str) -> None:
    command = [sys.executable, "-S", "-c", f"import observatory.contribution.{module}"]
    subprocess.run(command, env={"PYTHONPATH": str(ROOT / "scripts")}, check=True)


def test_merged_checks_count_together_and_say_a_finding_once() -> None:
    one = {"valid": True, "tables": 0, "rows": 0, "findings": [{"code": "a"}]}
    two = {"valid": False, "tables": 2, "rows": 5, "findings": [{"code": "a"}, {"code": "b"}]}
    assert merge([one, two]) == {"valid": False, "tables": 2, "rows": 5, "findings": [{"code": "a"}, {"code": "b"}]}
    assert merge([one])["valid"]
