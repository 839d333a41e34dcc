"""Languages: what the source says, else what the title tells beyond doubt, else nothing."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.media import language

LANGUAGES = {"vie": "vi", "zho": "zh", "eng": "en"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [("vie", "vi"), ("VIE", "vi"), ("zho", "zh"), ("ceb", "ceb"), ("und", None), ("", None), ("v1e", None)],
)
def test_gdelt_letters_go_by_the_table(code: str, expected: str | None) -> None:
    assert language.of_gdelt(code, LANGUAGES) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        *(("vi", "vi"), ("vi-VN", "vi"), (" EN_us ", "en"), ("zh-Hant-TW", "zh"), ("fil", "fil")),
        *(("", None), ("mul", None), ("tiếng Việt", None), ("v", None), ("vietnamese", None)),
    ],
)
def test_tags(tag: str, expected: str | None) -> None:
    assert language.of_tag(tag) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Việt Nam tăng cường hợp tác với ASEAN", "vi"),
        ("Vietnam will mehr Touristen aus Deutschland anziehen", "de"),
        ("ベトナムの経済成長", "ja"),
        ("베트남 관광객 증가", "ko"),
        ("VN-Index", None),
        ("12345", None),
        ("", None),
    ],
)
def test_titles_without_network(title: str, expected: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert language.detect(title, None) == expected


def test_what_is_known_is_not_guessed() -> None:
    assert language.detect("Việt Nam tăng cường hợp tác với ASEAN", "en") == "en"


def test_the_model_is_loaded_only_when_needed() -> None:
    code = "import sys, observatory.media.language as l; l.detect('x', 'vi'); print('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@settings(max_examples=50)
@given(st.text())
def test_no_title_raises(title: str) -> None:
    code = language.detect(title, None)
    assert code is None or language.of_tag(code) == code
