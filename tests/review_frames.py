"""Small results of reviews, as the recipes give them: a year before the Strategy, its first year, its two stages."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from observatory import results
from observatory.site.site import Site

METHOD = "methodology/reviews@1.0.0"
YEARS = (2024, 2025, 2026)
AS_OF = "2026-11-23"
STAGES = ("2026-2030", "2031-2045")
BASIS = "results/target-progress · progress · T"
NOTE = "Khách tăng nhờ chính sách thị thực (ghi thử)."


def _frame(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows under the names of their columns, which may be mixed in kind."""
    return pd.DataFrame(list(rows), columns=columns.split(), dtype=object)


def years() -> pd.DataFrame:
    """Three years: two before the Strategy, one that is not over."""
    return _frame(
        "year phase complete as_of n_indicators n_with_value n_better n_worse n_steady n_not_comparable "
        "n_localities_ranked n_episodes n_incidents n_editions n_decisions completeness_percent",
        (2024, "before", True, AS_OF, 40, 12, 3, 2, 1, 6, 33, None, None, 0, 0, 30.0),
        (2025, "before", True, AS_OF, 40, 20, 5, 4, 1, 10, 34, None, None, 2, 0, 50.0),
        (2026, "strategy", False, AS_OF, 40, 6, 2, 1, 1, 2, 0, 3, 1, 1, 2, 15.0),
    )


def moves() -> pd.DataFrame:
    """Indicators of Viet Nam against the value before: better, worse, the same, and one that cannot be compared."""
    columns = (
        "year indicator value field_size previous_year previous_value previous_field_size change change_percent better "
        "note_vi note_en source_package source_row previous_source_row"
    )
    power, travel = "reference/country-reputation", "reference/country-passport"
    better = (-1, None, "better", None, None, power, "gspi-2025", "gspi-2024")
    worse = (5, None, "worse", NOTE, "Written as a trial.", travel, "passport-2025", "passport-2024")
    return _frame(
        columns,
        *[
            (2025, "gspi_rank", 52, 193, 2024, 53, 193, *better),
            (2025, "henley_rank", 92, 199, 2024, 87, 199, *worse),
            (2025, "gspi_score", 41.5, None, *[None] * 5, "unknown", None, None, power, "gspi-score-2025", None),
            (2026, "gspi_rank", 52, 193, 2025, 52, 193, 0, None, "same", None, None, power, "gspi-2026", "gspi-2025"),
        ],
    )


def rank_moves() -> pd.DataFrame:
    """Twelve localities that moved by different numbers of places, and one that is ranked for the first time."""
    codes = ("01", "04", "08", "11", "12", "14", "15", "19", "20", "22", "24", "25")
    steps = (4, -3, 9, -8, 1, 0, 2, -2, 12, -11, 5, -5)
    moved = [
        (2025, "province34", code, "papi-6dim", 10 + place, 2024, 10 + place + step, step, "unknown")
        for place, (code, step) in enumerate(zip(codes, steps, strict=True))
    ]
    first = (2025, "province34", "48", "papi-6dim", 1, None, None, None, "new")
    columns = "year level code series rank previous_year previous_rank rank_change movement"
    return _frame(columns, *moved, first)


def annual_targets() -> pd.DataFrame:
    """A target read the same way twice, one where the two readings differ, and one that cannot be assessed."""
    columns = (
        "year target_id value expected_value progress_share expected_share verdict verdict_ratio verdict_reason "
        "linear_verdict"
    )
    return _frame(
        columns,
        (2025, "T2045-3", 21_200_000, None, None, None, "not_available", None, "under_two_years", "not_available"),
        (2026, "T2045-2", 50, 50.9, 0.0909, 0.05, "substantial_progress", 1.4, "", "substantial_progress"),
        (2026, "T2045-3", 20_000_000, 22_510_000, -0.0246, 0.0268, "deterioration", -0.9, "", "limited_progress"),
        (2026, "T2030-1", None, None, None, None, "not_available", None, "no_value", "not_available"),
    )


def adjustments(columns: str, key: object) -> pd.DataFrame:
    """What to adjust: a target with no baseline, one behind, and a decision in the register."""
    return _frame(
        f"{columns} position kind subject text_vi text_en basis",
        (key, 1, "no_baseline", "T2030-1", "Chốt số gốc năm 2025.", "Freeze the baseline of 2025.", BASIS),
        (key, 2, "behind", "T2045-3", "Xem lại thị trường khách.", "Look again at the markets.", BASIS),
        (key, 3, "decision", "Q-1", "Đổi mốc đo.", "A goalpost is changed.", "results/decisions · register · Q-1"),
    )


def notes(column: str, key: object) -> pd.DataFrame:
    """An editor's texts on the whole and on the moves."""
    return _frame(
        f"{column} section position text_vi text_en author noted_on",
        (key, "overview", 1, "Nhận xét chung của người biên tập.", "The editor's view.", "Ban biên tập", AS_OF),
        (key, "moves", 1, "Vì sao chỉ số đổi.", "Why indicators moved.", "Ban biên tập", AS_OF),
    )


def annual() -> dict[str, pd.DataFrame]:
    """The tables of the annual review."""
    return {
        "years": years(),
        "moves": moves(),
        "rank_moves": rank_moves(),
        "targets": annual_targets(),
        "warnings": _frame(
            "year kind alert_level n", (2026, "episode", 1, 2), (2026, "episode", 2, 1), (2026, "incident", 3, 1)
        ),
        "completeness": _frame(
            "year family n_indicators n_with_value share_percent",
            (2024, "soft-power", 3, 1, 33.333),
            (2025, "soft-power", 3, 2, 66.667),
            (2025, "nation-brand", 4, 0, 0.0),
            (2026, "soft-power", 3, 1, 33.333),
        ),
        "adjustments": adjustments("year", 2026),
        "notes": notes("year", 2026),
    }


def stage() -> dict[str, pd.DataFrame]:
    """The tables of the stage review: the stage that runs, and the one to come."""
    return {
        "stages": _frame(
            "stage from_year to_year phase title_vi title_en as_of years_elapsed n_targets n_assessed",
            ("2026-2030", 2026, 2030, "running", "Giai đoạn 2026-2030", "Stage 2026-2030", AS_OF, 1, 5, 0),
            ("2031-2045", 2031, 2045, "future", "Tầm nhìn đến năm 2045", "The view to 2045", AS_OF, 0, 5, 2),
        ),
        "targets": _frame(
            "stage target_id baseline_value latest_value latest_year target_value target_year expected_value "
            "progress_share verdict verdict_reason cannot_assess_vi cannot_assess_en",
            (
                *("2026-2030", "T2030-1", None, None, None, 20, 2030, None, None, "not_available", "no_value"),
                *("Chưa có số gốc chính thức.", "There is no official baseline."),
            ),
            (
                *("2031-2045", "T2045-2", 52, 52, 2026, 30, 2045, 50.9, 0.0, "limited_progress", ""),
                *(None, None),
            ),
            (
                *("2031-2045", "T2045-3", 21_200_000, 22_000_000, 2026, 70_000_000, 2045, 22_510_000, 0.0164),
                *("moderate_progress", "", None, None),
            ),
        ),
        "milestones": _frame(
            "stage target_id year expected_value",
            ("2031-2045", "T2045-2", 2030, 46.5),
            ("2031-2045", "T2045-2", 2045, 30),
            ("2031-2045", "T2045-3", 2030, 28_600_000),
            ("2031-2045", "T2045-3", 2045, 70_000_000),
        ),
        "adjustments": adjustments("stage", "2026-2030"),
        "notes": notes("stage", "2026-2030"),
    }


def with_reviews(site: Site) -> Site:
    """``site`` with these reviews for its own."""
    own = {
        "annual-review": results.package("annual-review", METHOD, {}, annual()),
        "stage-review": results.package("stage-review", METHOD, {}, stage()),
    }
    return replace(site, results={**site.results, **own})


def without_rows(site: Site) -> Site:
    """``site`` whose annual review has its years and nothing else in them."""
    empty = {name: frame.head(0) for name, frame in annual().items()} | {"years": years()}
    return replace(
        site,
        results={**site.results, "annual-review": results.package("annual-review", METHOD, {}, empty)},
    )
