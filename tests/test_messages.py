"""The catalogue of messages: complete in both languages, and nothing in it that nobody says."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import frictionless
import pytest
from frictionless import errors as frictionless_errors
from hypothesis import given
from hypothesis import strategies as st

from observatory import errors
from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import LANGS, Finding
from observatory.messages import VALUE_LIMIT, as_json, catalogue, error_message, hint, message, place
from packages import ROOT

SOURCE = ROOT / "scripts" / "observatory"
KEYS = {"vi", "vi_hint", "en", "en_hint"}
PLACES = {field.name for field in fields(Finding)} - {"code", "level"}


def _calls() -> list[tuple[Path, ast.Call]]:
    return [
        (file, node)
        for file in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def _name(call: ast.Call) -> str:
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)} - {"Finding"}


def _said(call: ast.Call) -> str | None:
    """The code that a call makes a finding or an error with, when it is written out there."""
    parent = isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"
    makes = _name(call) in {"Finding", "StrictJSONError"} | ERRORS or parent
    first = call.args[0] if call.args else None
    keyword = next((word.value for word in call.keywords if word.arg == "code"), None)
    for node in (first, keyword):
        if makes and isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", node.value) else None
    return None


CODES = {code for _, call in _calls() if (code := _said(call))}
STRINGS = {
    node.value
    for file in SOURCE.rglob("*.py")
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
FRICTIONLESS = {
    kind.type
    for kind in vars(frictionless_errors).values()
    if isinstance(kind, type) and issubclass(kind, frictionless.Error)
}


def test_codes_were_found_in_the_source() -> None:
    assert {"no-table", "encoding-error", "descriptor-not-json", "internal", "framework-cycle"} <= CODES
    assert {"error", "duplicate-row", "row-constraint", "hash-count", "schema-error"} <= FRICTIONLESS


def test_every_code_that_is_said_has_its_sentences() -> None:
    assert sorted(CODES - set(catalogue())) == []


def test_every_verdict_of_frictionless_has_its_sentences() -> None:
    assert sorted(FRICTIONLESS - set(catalogue())) == []


def test_nothing_in_the_catalogue_is_never_said() -> None:
    known = CODES | STRINGS | FRICTIONLESS
    assert [code for code in catalogue() if code.partition("/")[0] not in known] == []


def test_variants_belong_to_a_code() -> None:
    assert [code for code in catalogue() if code.partition("/")[0] not in catalogue()] == []


def _places_of_errors() -> dict[str, set[str]]:
    """What each error carries beside its code, by code."""
    carried: dict[str, set[str]] = {}
    for _, call in _calls():
        code = _said(call)
        if code and _name(call) not in {"Finding", "StrictJSONError"}:
            carried.setdefault(code, set()).update(word.arg for word in call.keywords if word.arg)
    return carried


CARRIED = _places_of_errors()


# One test for many codes: a test for each would cost seconds.
LETTERS = sorted({code[0] for code in catalogue()})


@pytest.mark.parametrize("letter", LETTERS)
def test_sentences(letter: str) -> None:
    for code in catalogue():
        if code.startswith(letter):
            _check_sentences(code)


def _check_sentences(code: str) -> None:
    texts = catalogue()[code]
    assert set(texts) == KEYS, code
    assert len(set(texts.values())) == len(KEYS), code
    for key, text in texts.items():
        assert text.strip() == text, f"{code}.{key}"
        assert text, f"{code}.{key}"
        places = set(re.findall(r"{(\w+)}", text))
        allowed = PLACES | CARRIED.get(code, set()) if code not in CARRIED else CARRIED[code]
        assert places <= allowed, f"{code}.{key}: {places - allowed}"
        assert ("“" in text) == ("”" in text), f"{code}.{key}"
    vietnamese = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
    for key in ("vi", "vi_hint"):
        assert vietnamese.search(texts[key]), f"{code}.{key}"
    for key in ("en", "en_hint"):
        assert not vietnamese.search(texts[key].replace("Đà Nẵng", "")), f"{code}.{key}"


@pytest.mark.parametrize("letter", LETTERS)
def test_no_place_is_left_empty(letter: str) -> None:
    for code in catalogue():
        if code.startswith(letter):
            _check_places(code)


def _check_places(code: str) -> None:
    name, _, rule = code.partition("/")
    finding = Finding(name, "error", "hue/x", "data/x.csv", 7, "cột", "giá trị", rule or "quy tắc")
    details = dict.fromkeys(CARRIED.get(code, set()), "chi tiết")
    for lang in LANGS:
        sentences = [
            message(finding, lang),
            hint(finding, lang),
            error_message(ObservatoryError(name, **details), lang),
        ]
        if code in CARRIED:
            del sentences[:2]
        else:
            del sentences[2:]
        for sentence in sentences:
            assert not re.search(r"{\w+}", sentence), sentence


def test_places() -> None:
    finding = Finding("type-error", file="data/x.csv", row=7, field="year")
    assert place(finding, "vi") == "data/x.csv, dòng 7, cột “year”"
    assert place(finding, "en") == "data/x.csv, row 7, column “year”"
    assert place(Finding("no-package", package="hue/x"), "en") == "hue/x"
    assert place(Finding("no-package"), "en") == ""


def test_values_are_cut_and_control_characters_named() -> None:
    finding = Finding("edge-space", value="\x1b[31m" + "x" * 500, file="a\nb.csv", field="c\td")
    shown = message(finding, "en")
    assert "<U+001B>[31m" in shown
    assert "\x1b" not in shown
    assert len(shown) < VALUE_LIMIT + 100
    assert place(finding, "en") == "a<U+000A>b.csv, column “c<U+0009>d”"


def test_braces_in_a_value_are_no_places() -> None:
    finding = Finding("constraint-error", value="{expected}", expected="{value}")
    assert message(finding, "en") == "“{expected}” breaks the rule of the column: {value}."


def test_a_rule_with_a_bound_has_the_sentences_of_its_rule() -> None:
    finding = Finding("constraint-error", value="1724", field="year", expected="minimum 1900")
    assert message(finding, "en") == "“1724” is too small: the column takes 1900 and above."
    assert message(finding, "vi") == "“1724” nhỏ quá: cột này nhận từ 1900 trở lên."
    chosen = Finding("constraint-error", value="c", expected="enum a, b")
    assert hint(chosen, "vi") == "Chọn đúng một trong: a, b."


def test_a_variant_stands_in_for_its_code() -> None:
    assert message(Finding("type-error", value="x", expected="number"), "en") == "“x” is not a number."
    assert message(Finding("type-error", value="x", expected="duration"), "en") == "“x” is not of type duration."


def test_errors() -> None:
    error = ObservatoryError("internal", detail="ValueError()")
    assert error_message(error, "vi").startswith("Lỗi của chương trình: ValueError().")
    assert error_message(error, "en").startswith("A fault of the program: ValueError().")
    assert "Nothing was built" in error_message(FindingsError([]), "en")


def test_json_has_the_whole_finding() -> None:
    finding = Finding("type-error", "error", "hue/x", "data/x.csv", 7, "year", "\udcff\n", "integer")
    document = as_json(finding, "vi")
    assert set(document) == {field.name for field in fields(Finding)} | {"message", "hint"}
    assert document["value"] == "\\udcff\n"
    assert document["row"] == 7


@given(st.text(), st.text(), st.text())
def test_any_finding_can_be_shown(value: str, field: str, file: str) -> None:
    finding = Finding("type-error", value=value, field=field, file=file)
    for lang in LANGS:
        assert message(finding, lang).isprintable()
        assert place(finding, lang).isprintable()
        for text in as_json(finding, lang).values():
            str(text).encode("utf-8")
