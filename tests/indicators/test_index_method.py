"""The notation of methods: read, written back, and refused where it says nothing."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.indicators import method
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "normalisation"),
    [
        ("goalposts", Normalisation("goalposts", 0, 100)),
        ("minmax", Normalisation("minmax", 0, 100)),
        ("minmax:1:100", Normalisation("minmax", 1, 100)),
        ("scaled:-2.5:1e3", Normalisation("scaled", -2.5, 1000)),
        ("zscore", Normalisation("zscore", 0, 1)),
        ("zscore:50:10", Normalisation("zscore", 50, 10)),
        *((name, Normalisation(name)) for name in ("rank", "borda", "prank", "dist2targ", "fracmax", "dist2max")),
    ],
)
def test_normalisations(text: str, normalisation: Normalisation) -> None:
    assert method.parse_normalise(text) == normalisation


@pytest.mark.parametrize(
    ("text", "aggregations"),
    [
        ("arithmetic", (Aggregation("arithmetic"),)),
        ("geometric,harmonic", (Aggregation("geometric"), Aggregation("harmonic"))),
        ("power:-0.5,copeland", (Aggregation("power", -0.5), Aggregation("copeland"))),
    ],
)
def test_aggregations(text: str, aggregations: tuple[Aggregation, ...]) -> None:
    assert repr(method.parse_aggregate(text)) == repr(aggregations)


@pytest.mark.parametrize("text", ["none", "mean", "median", "panel", "row-mean", "group-mean:Vùng", "group-median:a:b"])
def test_imputations(text: str) -> None:
    assert method.parse_impute(text) == text


@pytest.mark.parametrize(("text", "column"), [("group-mean:region", "region"), ("mean", ""), ("none", "")])
def test_the_column_that_an_imputation_groups_by(text: str, column: str) -> None:
    assert method.group_column(text) == column


@pytest.mark.parametrize(
    ("text", "treatment"), [("none", "none"), ("auto", "auto"), ("capped", "capped"), ("boxcox:0.50", "boxcox:0.5")]
)
def test_treatments(text: str, treatment: str) -> None:
    assert method.parse_treat(text) == treatment


@pytest.mark.parametrize(("text", "threshold"), [("none", None), ("0", 0.0), ("0.65", 0.65), ("1", 1.0)])
def test_thresholds(text: str, threshold: float | None) -> None:
    assert method.parse_threshold(text) == threshold


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        *((method.parse_normalise, text) for text in ("", "min-max", "minmax:1", "minmax:1:2:3", "minmax:100:1")),
        *((method.parse_normalise, text) for text in ("minmax:1:1", "minmax:a:b", "minmax:0:inf", "minmax:nan:1")),
        *((method.parse_normalise, text) for text in ("rank:0:1", "prank:0:100", "zscore:0:0", "zscore:0:-1")),
        *((method.parse_normalise, text) for text in ("minmax: 0:1", "minmax:1_0:20", "MINMAX", "goalposts:")),
        *((method.parse_aggregate, text) for text in ("", "mean", "power", "power:", "power:x", "arithmetic,")),
        *((method.parse_aggregate, text) for text in ("arithmetic geometric", "power:inf", "power:1000")),
        *((method.parse_impute, text) for text in ("", "zero", "group-mean", "group-mean:", "mean:region")),
        *((method.parse_treat, text) for text in ("", "log", "boxcox", "boxcox:", "boxcox:x", "auto:5")),
        *((method.parse_threshold, text) for text in ("", "half", "-0.1", "1.1", "nan", "inf", "50%")),
    ],
)
def test_what_says_nothing_is_refused(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"“|power"):
        parse(text)


@given(st.sampled_from(sorted(method.RANGED)), FLOATS, st.floats(min_value=1e-6, max_value=1e6))
def test_a_normalisation_is_read_back_from_its_label(name: str, low: float, width: float) -> None:
    high = width if name == "zscore" else low + width
    if not low < high < math.inf and name != "zscore":
        return
    normalisation = Normalisation(name, low, high)
    assert method.parse_normalise(method.normalise_label(normalisation)) == normalisation


@given(
    st.lists(
        st.one_of(st.sampled_from(method.AGGREGATE), st.floats(0.001, 100), st.floats(-100, -0.001)),
        min_size=1,
        max_size=4,
    )
)
def test_aggregations_are_read_back_from_their_label(choices: list[str | float]) -> None:
    aggregations = tuple(
        Aggregation(choice) if isinstance(choice, str) else Aggregation("power", choice) for choice in choices
    )
    found = method.parse_aggregate(method.aggregate_label(aggregations))
    assert [one.name for one in found] == [one.name for one in aggregations]
    assert [one.power for one in found if one.name == "power"] == [
        one.power for one in aggregations if one.name == "power"
    ]


@given(st.text())
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    for parse in (method.parse_normalise, method.parse_aggregate, method.parse_impute, method.parse_treat):
        try:
            parse(text)
        except ValueError as error:
            assert "“" in str(error) or "power" in str(error)


def test_the_label_holds_every_choice() -> None:
    assert Method().label() == (
        "impute=none; treat=none; normalise=goalposts:0:100; aggregate=arithmetic; threshold=0.5"
    )
    chosen = Method(
        "group-mean:region",
        "boxcox:0.5",
        Normalisation("rank"),
        (Aggregation("power", 2.0), Aggregation("geometric")),
        None,
    )
    assert chosen.label() == (
        "impute=group-mean:region; treat=boxcox:0.5; normalise=rank; aggregate=power:2,geometric; threshold=none"
    )
