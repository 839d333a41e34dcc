"""JSON: one document, read by everybody alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.gate import limits
from observatory.gate.document import StrictJSONError, parse_json


def _code(text: str) -> str:
    with pytest.raises(StrictJSONError) as caught:
        parse_json(text)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "descriptor-not-json"),
        ("{", "descriptor-not-json"),
        ('{"a": 1,}', "descriptor-not-json"),
        ("{'a': 1}", "descriptor-not-json"),
        ("[1] 2", "descriptor-not-json"),
        ("\ufeff{}", "descriptor-not-json"),
        ('{"resources": [], "resources": []}', "descriptor-duplicate-key"),
        ('{"a": {"b": 1, "b": 1}}', "descriptor-duplicate-key"),
        ("NaN", "descriptor-bad-number"),
        ("[Infinity]", "descriptor-bad-number"),
        ("[-Infinity]", "descriptor-bad-number"),
        ("1e400", "descriptor-bad-number"),
        ("-1e999999999", "descriptor-bad-number"),
        ("1" * 5000, "descriptor-bad-number"),
        ("-" + "9" * 19, "descriptor-bad-number"),
        ('"\\ud800"', "descriptor-bad-character"),
        ('{"\\udc00": 1}', "descriptor-bad-character"),
        ("[" * 100_000 + "]" * 100_000, "descriptor-too-deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "descriptor-too-deep"),
        ("[" * 100_000, "descriptor-too-deep"),
    ],
)
def test_refused(text: str, code: str) -> None:
    assert _code(text) == code


def test_depth_is_capped_where_it_says() -> None:
    deep = limits.MAX_JSON_DEPTH - 1
    assert parse_json("[" * deep + "]" * deep) is not None
    too_deep = limits.MAX_JSON_DEPTH + 1
    assert _code("[" * too_deep + "]" * too_deep) == "descriptor-too-deep"


def test_a_fault_has_its_line_and_what_stands_there() -> None:
    with pytest.raises(StrictJSONError) as caught:
        parse_json('{\n  "name": "x"\n  "title": "y"\n}')
    assert caught.value.row == 3
    assert '"title"' in caught.value.value


def test_whole_pairs_of_surrogates_are_read() -> None:
    assert parse_json('"\\ud83c\\uddfb"') == "\U0001f1fb"


def test_numbers_keep_their_values() -> None:
    assert parse_json("[0, -12, 123456789012345678, 0.1, 1e3]") == [0, -12, 123456789012345678, 0.1, 1000.0]


@pytest.mark.shared
def test_parsing_suite(shared: Path) -> None:
    files = sorted((shared / "hostile" / "JSONTestSuite").glob("*.json"))
    assert len(files) > 200
    wrong = []
    for file in files:
        try:
            parse_json(file.read_bytes().decode("utf-8"))
            verdict = "y"
        except UnicodeDecodeError:
            verdict = "n"
        except StrictJSONError as error:
            duplicate = file.name.startswith("y_") and error.code == "descriptor-duplicate-key"
            verdict = "y" if duplicate and "duplicated_key" in file.name else "n"
        if file.name[0] in "yn" and file.name[0] != verdict:
            wrong.append(file.name)
    assert wrong == []


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(JSON)
def test_what_the_standard_library_writes_is_read_back(document: object) -> None:
    assert parse_json(json.dumps(document)) == document
    assert parse_json(json.dumps(document, ensure_ascii=False)) == document


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_json(text)
    except StrictJSONError as error:
        assert error.code.startswith("descriptor-")
