from __future__ import annotations

import io

import pytest
from rich.console import Console

from observatory import build, progress


def test_nothing_is_shown_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.steps("build", "vi", len(build.STEPS)) as advance:
        for step in build.STEPS:
            advance(step)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("lang", "words"), [("vi", "vẽ biểu đồ"), ("en", "drawing the charts")])
def test_a_terminal_shows_the_step_in_the_language_asked_for(
    monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=120)
    monkeypatch.setattr(progress, "Console", lambda **_: console)
    with progress.steps("build", lang, 2) as advance:
        advance("charts")
    assert words in shown.getvalue()


def test_every_step_of_a_build_has_its_words() -> None:
    for titles in progress._TITLES.values():
        assert set(build.STEPS) <= set(titles)
