"""The drawing of a process: every state and move of the data, nothing over one another, the same in both languages."""

from __future__ import annotations

import re

import pytest
from defusedxml import ElementTree

from observatory.findings import LANGS
from observatory.site.process_map import BOX_HEIGHT, STEP, ProcessMap
from observatory.site.site import Site, records

STATES = [
    {
        "code": code,
        "name_vi": f"Bước {code}",
        "name_en": f"Step <{code}>",
        "automatic": code == "a",
        "terminal": code == "d",
    }
    for code in "abcd"
]


def drawn(moves: list[tuple[str, str]]) -> str:
    return str(ProcessMap(STATES, moves).html("en"))


def test_every_state_is_named_and_marked() -> None:
    html = drawn([("a", "b")])
    ElementTree.fromstring(html)
    assert re.findall(r"<text[^>]*>([^<]*)</text>", html) == [f"Step &lt;{code}&gt;" for code in "abcd"]
    assert html.count("obs-process__auto") == 1 and html.count("obs-process__inner") == 1


def test_a_move_to_the_next_state_is_straight_and_others_go_round() -> None:
    paths = re.findall(r' d="([^"]*)"', drawn([("a", "b"), ("a", "c"), ("d", "b")]))
    straight, right, left = sorted(paths, key=lambda path: path.count("H"))
    assert straight.count("H") == 0 and f"V{STEP - 6}" in straight
    sides = [float(re.findall(r"^M([\d.-]+)", path)[0]) for path in (right, left)]
    lanes = [float(re.findall(r"H([\d.-]+)", path)[0]) for path in (right, left)]
    assert {lane > side for side, lane in zip(sides, lanes, strict=True)} == {True, False}


def test_moves_that_overlap_have_lanes_of_their_own() -> None:
    paths = re.findall(r' d="([^"]*)"', drawn([("a", "c"), ("a", "d"), ("b", "d")]))
    assert len({re.findall(r"H([\d.-]+)", path)[0] for path in paths}) == 3


def test_a_move_to_a_state_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="not there"):
        ProcessMap(STATES, [("a", "z")])


def test_the_published_process_is_drawn_whole(site: Site) -> None:
    states = records(site.data("methodology/crisis-process", "states").sort_values("position"))
    moves = [
        (row["from_state"], row["to_state"]) for row in records(site.data("methodology/crisis-process", "transitions"))
    ]
    for lang in LANGS:
        html = str(ProcessMap(states, moves).html(lang))
        _, _, width, height = map(float, re.findall(r'viewBox="([^"]*)"', html)[0].split())
        assert width < 340, "readable at 390 pixels without scaling down"
        assert height >= STEP * (len(states) - 1) + BOX_HEIGHT
        assert html.count("obs-process__head") == len(moves) == 16
        assert all(state[f"name_{lang}"] in html for state in states)
