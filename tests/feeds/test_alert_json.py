"""JSON: every column of every message, with the types of the table, and the version of the form."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from alert_messages import episode, every_kind, known, said
from observatory.feeds.files import JSON, files
from observatory.warning.log import COLUMNS

KINDS = {"integer": int, "number": (int, float), "string": str}


def test_every_column_is_there_with_its_type() -> None:
    document = json.loads(files(every_kind(), "2026-11-23")[JSON])
    assert document["schema_version"] == "1.0"
    assert "đề xuất" in document["note_vi"] and "proposals" in document["note_en"]
    assert len(document["messages"]) == len(every_kind())
    for message in document["messages"]:
        assert list(message) == list(COLUMNS)
        for name, value in message.items():
            assert value is None or isinstance(value, KINDS[COLUMNS[name]]), name  # type: ignore[arg-type]
    assert document["messages"][0]["references"] is None


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1))
def test_any_name_survives(name: str) -> None:
    text = files(said(("2026-11-02", known(episode(place_vi=name)))), "2026-11-23")[JSON]
    assert json.loads(text)["messages"][0]["place_vi"] == name


def test_equal_logs_give_equal_bytes() -> None:
    assert files(every_kind(), "2026-11-23") == files(every_kind(), "2026-11-23")
