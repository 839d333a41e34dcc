"""Drawings that are kept from one build to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatory.site.drawings import Drawings


def never() -> str:
    raise AssertionError("drawn again")


def test_what_did_not_change_is_not_drawn_again(tmp_path: Path) -> None:
    assert Drawings(tmp_path / "kept").get(("spec", "vi"), lambda: "<svg>1</svg>") == "<svg>1</svg>"
    assert Drawings(tmp_path / "kept").get(("spec", "vi"), never) == "<svg>1</svg>"


@pytest.mark.parametrize("other", [("spec", "en"), ("specvi",), ("spec2", "vi")])
def test_what_changed_is_drawn_anew(tmp_path: Path, other: tuple[str, ...]) -> None:
    Drawings(tmp_path).get(("spec", "vi"), lambda: "<svg>1</svg>")
    assert Drawings(tmp_path).get(other, lambda: "<svg>2</svg>") == "<svg>2</svg>"


@pytest.mark.parametrize("damage", ["", "<svg>1", "<svg>1</svg"])
def test_a_drawing_that_was_cut_off_is_drawn_anew(tmp_path: Path, damage: str) -> None:
    Drawings(tmp_path).get(("spec",), lambda: "<svg>1</svg>")
    (kept,) = tmp_path.iterdir()
    kept.write_text(damage, encoding="utf-8")
    assert Drawings(tmp_path).get(("spec",), lambda: "<svg>1</svg>") == "<svg>1</svg>"
    assert kept.read_text(encoding="utf-8") == "<svg>1</svg>"


def test_what_no_chart_asks_for_is_removed(tmp_path: Path) -> None:
    old = Drawings(tmp_path)
    old.get(("kept",), lambda: "<svg>1</svg>")
    old.get(("left",), lambda: "<svg>2</svg>")
    new = Drawings(tmp_path)
    new.get(("kept",), never)
    new.tidy()
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["<svg>1</svg>"]


def test_there_may_be_nothing_to_keep(tmp_path: Path) -> None:
    Drawings(tmp_path / "none").tidy()
    assert not (tmp_path / "none").exists()
