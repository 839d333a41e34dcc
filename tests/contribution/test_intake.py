"""The issue form: what its handler takes from a text that anyone wrote, fetches, and puts in place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from test_paths import OWNERS

from observatory.contribution import owners as contributors
from observatory.contribution.attachment import MAX_BYTES, ORIGINS, fetch
from observatory.contribution.comment import WORDS, plain
from observatory.contribution.document import DocumentError
from observatory.contribution.intake import (
    ATTACHMENT,
    FILE,
    LABELS,
    PROMISED,
    PROMISES,
    REASON,
    SOURCE,
    UNIT,
    Request,
    choice,
    main,
    request,
    senders,
)
from observatory.contribution.reply import answer, place
from observatory.contribution.submission import decided, not_taken, refusal
from observatory.media.collect.answers import Fetched, Limits
from packages import ROOT

URL = "https://github.com/user-attachments/files/12345/mau-le-hoi.xlsx"
RUN = "https://github.com/x/y/actions/runs/12"
PARTS = {
    UNIT: "Đơn vị hue (hue)",
    FILE: f"[mau-le-hoi.xlsx]({URL})",
    SOURCE: "Báo cáo 12/BC-SDL",
    REASON: "_No response_",
    PROMISES: "- [X] một\n- [x] hai\n- [X] ba",
}


def body(**changed: str) -> str:
    labels = dict(zip(("unit", "file", "source", "reason", "promises"), LABELS, strict=True))
    parts = PARTS | {labels[key]: text for key, text in changed.items()}
    return "\n\n".join(f"### {label}\n\n{text}" for label, text in parts.items())


def codes(text: str) -> set[str]:
    found = request(text, OWNERS)
    return {finding.code for finding in found} if isinstance(found, list) else set()


def test_a_whole_form_is_a_request() -> None:
    assert request(body(), OWNERS) == Request("hue", "Đơn vị hue", URL, "Báo cáo 12/BC-SDL", "")
    said = request(body(reason="Số cũ\ncộng nhầm\u202e").replace("\n", "\r\n"), OWNERS)
    assert said == Request("hue", "Đơn vị hue", URL, "Báo cáo 12/BC-SDL", "Số cũ cộng nhầm")


@pytest.mark.parametrize("text", ["", "Trang web bị lỗi", "### Steps\n\nx", "## " + UNIT])
def test_another_issue_is_left_alone(text: str) -> None:
    assert request(text, OWNERS) is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"unit": "_No response_"}, "submission-incomplete"),
        ({"unit": "Đơn vị reference (reference)"}, "submission-unit"),
        ({"unit": "../da-nang"}, "submission-unit"),
        ({"source": ""}, "submission-incomplete"),
        ({"file": "tệp gửi sau"}, "submission-file"),
        ({"file": f"{URL} {URL.replace('12345', '12346')}"}, "submission-file"),
        ({"file": f"{URL} https://evil.example/x"}, "submission-file"),
        ({"promises": "- [X] một\n- [ ] hai\n- [X] ba"}, "submission-promise"),
        ({"promises": ""}, "submission-promise"),
        ({"source": f"a\n### {FILE}\n\n{URL.replace('1', '9')}"}, "submission-incomplete"),
    ],
)
def test_a_form_that_is_not_whole(changed: dict[str, str], code: str) -> None:
    assert code in codes(body(**changed))


@pytest.mark.parametrize(
    "url",
    [
        "http://github.com/user-attachments/files/1/a.xlsx",
        "https://github.com.evil.example/user-attachments/files/1/a.xlsx",
        "https://github.com@evil.example/user-attachments/files/1/a.xlsx",
        "https://evil.example/user-attachments/files/1/a.xlsx",
        "https://github.com:8443/user-attachments/files/1/a.xlsx",
        "https://github.com/user-attachments/files/1/../../../x/a.xlsx",
        "https://github.com/user-attachments/files/1/%2e%2e/a.xlsx",
        "https://github.com/user-attachments/files/1/a.xlsx?x=1",
        "https://github.com/user-attachments/files/1/a.xlsx#x",
        "https://github.com/user-attachments/files/0/a.xlsx",
        "https://github.com/user-attachments/files/1/a.xlsm",
        "https://github.com/user-attachments/assets/1/a.xlsx",
        "https://github.com/x/y/raw/main/a.xlsx",
        "HTTPS://github.com/user-attachments/files/1/a.xlsx",
        "https://raw.githubusercontent.com/x/y/main/a.xlsx",
        "https://127.0.0.1/user-attachments/files/1/a.xlsx",
    ],
)
def test_no_other_address_is_taken_or_fetched(url: str, tmp_path: Path) -> None:
    assert codes(body(file=f"[a.xlsx]({url})")) == {"submission-file"}
    nobody: Any = None
    assert [finding.code for finding in fetch(url, tmp_path / "x", nobody)] == ["submission-file"]


@given(st.text(max_size=400), st.sampled_from(LABELS))
def test_what_comes_out_of_any_text_is_one_attachment(text: str, label: str) -> None:
    found = request(body() + f"\n### {label}\n" + text, OWNERS)
    assert isinstance(found, list), "a part that stands twice"
    found = request(f"{text}\n{body(source=text or '_No response_')}", OWNERS)
    if isinstance(found, Request):
        assert ATTACHMENT.fullmatch(found.url)
        assert (found.source + found.reason).isprintable()


def test_the_form_asks_what_the_handler_reads() -> None:
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/gui-so-lieu.yml").read_text(encoding="utf-8"))
    asked = {part["attributes"]["label"]: part for part in form["body"] if part["type"] != "markdown"}
    assert tuple(asked) == LABELS
    owners = contributors.read(ROOT / "datasets")
    assert asked[UNIT]["attributes"]["options"] == [choice(owner) for owner in senders(owners)]
    promises = asked[PROMISES]["attributes"]["options"]
    assert [promise["required"] for promise in promises] == [True] * PROMISED
    assert {label for label, part in asked.items() if part.get("validations", {}).get("required")} == {
        UNIT,
        FILE,
        SOURCE,
    }
    filled = {
        UNIT: choice(senders(owners)[0]),
        PROMISES: "\n".join(f"- [X] {promise['label']}" for promise in promises),
    }
    whole = "\n\n".join(f"### {label}\n\n{(PARTS | filled)[label]}" for label in LABELS)
    assert isinstance(request(whole, owners), Request)


@pytest.mark.parametrize(
    ("text", "files", "outputs"),
    [
        (None, set(), "asked=false\nwhole=false\n"),
        (body(unit="x"), {"report.json"}, "asked=true\nwhole=false\n"),
        ("whole", {"request.json"}, "asked=true\nwhole=true\n"),
    ],
)
def test_the_command_reads_the_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, files: set[str], outputs: str
) -> None:
    unit = choice(senders(contributors.read(ROOT / "datasets"))[0])
    event, out, output = tmp_path / "event.json", tmp_path / "sent", tmp_path / "output"
    event.write_text(json.dumps({"issue": {"body": body(unit=unit) if text == "whole" else text}}), encoding="utf-8")
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    assert main([str(event), "--datasets", str(ROOT / "datasets"), "--out", str(out)]) == 0
    assert {file.name for file in out.iterdir()} == files
    assert output.read_text(encoding="utf-8") == outputs


class Served:
    """A fetcher that gives one answer and remembers what it was asked."""

    def __init__(self, fetched: Fetched) -> None:
        self.fetched = fetched
        self.asked: list[tuple[str, int]] = []

    def get(self, url: str, limits: Limits, to: Path) -> Fetched:
        assert not to.exists()
        self.asked.append((url, limits.most_bytes))
        return self.fetched


@pytest.mark.parametrize(
    ("fetched", "codes_"),
    [
        (Fetched("ok"), []),
        (Fetched("failed", "too-large"), ["submission-too-large"]),
        (Fetched("failed", "redirect-refused"), ["submission-unreachable"]),
        (Fetched("absent", "not-found"), ["submission-unreachable"]),
    ],
)
def test_an_attachment_is_fetched_under_a_cap(tmp_path: Path, fetched: Fetched, codes_: list[str]) -> None:
    served: Any = Served(fetched)
    assert [finding.code for finding in fetch(URL, tmp_path / "sent.xlsx", served)] == codes_
    assert served.asked == [(URL, MAX_BYTES)]


def test_attachments_lie_in_two_places_only() -> None:
    assert {("https", "github.com", 443), ("https", "objects.githubusercontent.com", 443)} == ORIGINS


CHECKED = {"valid": True, "tables": 1, "rows": 34, "findings": [], "package": "hue/le-hoi", "repairs": [{}, {}]}


@pytest.mark.parametrize(
    ("package", "unit", "refused"),
    [
        ("hue/le-hoi", "hue", False),
        ("reference/visitors", "hue", False),
        ("da-nang/le-hoi", "hue", True),
        ("methodology/reviews", "hue", True),
        ("methodology/reviews", "methodology", True),
        ("hue/../da-nang", "hue", True),
        ("hue", "hue", True),
    ],
)
def test_a_unit_sends_its_own_figures_or_common_ones(package: str, unit: str, refused: bool) -> None:
    assert bool(refusal(package, unit)) == refused
    report, decision = decided(CHECKED | {"package": package}, unit)
    assert (report["valid"], decision["ready"]) == (not refused, not refused)


def test_a_workbook_with_findings_or_without_a_package_goes_no_further() -> None:
    assert decided(CHECKED, "hue")[1] == {"package": "hue/le-hoi", "repairs": 2, "ready": True}
    assert not decided(CHECKED | {"valid": False}, "hue")[1]["ready"]
    assert decided(CHECKED | {"package": None}, "hue")[1] == {"package": "", "repairs": 2, "ready": False}
    assert not not_taken(decided(CHECKED, "hue")[0])["valid"]


def handed(folder: Path, package: str = "hue/le-hoi", valid: bool = True) -> Path:
    data = folder / "package/data"
    data.mkdir(parents=True)
    report = {"valid": valid, "tables": 1, "rows": 1, "findings": []}
    decision = {"package": package, "repairs": 0, "ready": valid}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (folder / "submission.json").write_text(json.dumps(decision), encoding="utf-8")
    (folder / "package/datapackage.json").write_text("{}", encoding="utf-8")
    (data / "le-hoi.csv").write_text("year\n2026\n", encoding="utf-8")
    return folder


@pytest.fixture
def published(tmp_path: Path) -> Path:
    folder = tmp_path / "datasets/hue/le-hoi/data"
    folder.mkdir(parents=True)
    (folder.parent / "datapackage.json").write_text('{"old": 1}', encoding="utf-8")
    (folder / "le-hoi.csv").write_text("year\n2025\n", encoding="utf-8")
    (folder / "corrections.csv").write_text("key\n", encoding="utf-8")
    return tmp_path / "datasets"


def test_the_files_of_one_package_are_put_in_place(tmp_path: Path, published: Path) -> None:
    assert place(handed(tmp_path / "sent"), published) == "hue/le-hoi"
    assert (published / "hue/le-hoi/data/le-hoi.csv").read_text(encoding="utf-8") == "year\n2026\n"
    assert (published / "hue/le-hoi/datapackage.json").read_text(encoding="utf-8") == "{}"
    assert (published / "hue/le-hoi/data/corrections.csv").exists()


def test_nothing_handed_over_places_nothing(tmp_path: Path, published: Path) -> None:
    assert place(tmp_path / "absent", published) == ""


@pytest.mark.parametrize(
    "package", ["../../.github", "methodology/reviews", "hue", "hue/khong-co", "/etc/x", "hue/le-hoi/data"]
)
def test_no_other_place_is_written(tmp_path: Path, published: Path, package: str) -> None:
    with pytest.raises(DocumentError):
        place(handed(tmp_path / "sent", package), published)
    assert (published / "hue/le-hoi/data/le-hoi.csv").read_text(encoding="utf-8") == "year\n2025\n"


@pytest.mark.parametrize("name", ["data/run.sh", ".git", "data/.x.csv", "data/x/y.csv", "README.md", "data/Á.csv"])
def test_no_other_file_is_placed(tmp_path: Path, published: Path, name: str) -> None:
    file = handed(tmp_path / "sent") / "package" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x", encoding="utf-8")
    with pytest.raises(DocumentError):
        place(tmp_path / "sent", published)


@pytest.mark.parametrize("linked", ["package", "package/data", "package/data/le-hoi.csv"])
def test_no_link_is_followed(tmp_path: Path, published: Path, linked: str) -> None:
    path = handed(tmp_path / "sent") / linked
    moved = tmp_path / "elsewhere"
    path.rename(moved)
    path.symlink_to(moved)
    with pytest.raises(DocumentError):
        place(tmp_path / "sent", published)


@pytest.mark.parametrize(
    ("valid", "outcome", "expected"),
    [
        (True, "opened", "opened"),
        (True, "same", "same"),
        (False, "again", "again"),
    ],
)
def test_the_answer_says_what_became_of_it(tmp_path: Path, valid: bool, outcome: Any, expected: str) -> None:
    comment = answer(handed(tmp_path / "sent", valid=valid), RUN, outcome)
    assert WORDS["vi"][expected] in comment
    assert WORDS["en"][expected] in comment


@pytest.mark.parametrize(("valid", "outcome"), [(True, "again"), (False, "opened")])
def test_an_answer_that_would_not_be_true_is_not_given(tmp_path: Path, valid: bool, outcome: Any) -> None:
    assert answer(handed(tmp_path / "sent", valid=valid), RUN, outcome) == plain("unreadable")
    assert answer(tmp_path / "absent", RUN, "again") == plain("unreadable")


def test_a_form_that_was_not_whole_is_answered_without_a_package(tmp_path: Path) -> None:
    folder = handed(tmp_path / "sent", valid=False)
    (folder / "submission.json").unlink()
    assert WORDS["vi"]["again"] in answer(folder, RUN, "again")


def test_requests_are_data_alone() -> None:
    found = request(body(source="$(id) `id` ${{ github.token }} ; rm -rf /"), OWNERS)
    assert isinstance(found, Request)
    assert replace(found, source="") == Request("hue", "Đơn vị hue", URL, "", "")
