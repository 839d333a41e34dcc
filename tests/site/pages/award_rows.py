"""Nominations, judged entries and models made up for the tests of pages: the real packages hold none."""

from __future__ import annotations

from typing import Any

import pandas as pd
from fixtures import with_tables

from observatory.site.site import Site

AWARD, EDITION = "thong-tin-doi-ngoai", "2025"
THEME = {"theme": "culture", "theme_vi": "văn hóa", "theme_en": "culture"}
HIDDEN = 61.25


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """The rows as a table."""
    return pd.DataFrame(list(rows))


def with_nominations(site: Site, **check: object) -> Site:
    """Four nominations: one first, one withheld for too few scores, one a laureate, one not judged yet."""
    key = {"award": AWARD, "edition": EDITION}

    def entry(code: str, state: str, **rest: object) -> dict[str, Any]:
        titles = {"title_vi": f"Tác phẩm thử {code}", "title_en": f"Trial work {code}"}
        return {**key, **THEME, "entry": code, **titles, "nominated_by": "Bảo tàng thử", "state": state, **rest}

    def judged(code: str, score: float | None, status: str, rank: int | None, tied: bool = False) -> dict[str, Any]:
        withheld = status != "ok"
        shown = {"score": None if withheld else score, "score_withheld": withheld, "status": status}
        return {**key, "entry": code, **shown, "n_scores": 2 if withheld else 7, "rank": rank, "tied": tied}

    return with_tables(
        site,
        "awards",
        nominations=frame(
            entry("m1", "judged", province_code="48"),
            entry("m2", "judged"),
            entry("m3", "laureate", prize_vi="Giải Nhất", prize_en="First prize", decision_number="12/QĐ-THU"),
            entry("m4", "nominated"),
        ),
        judged=frame(
            judged("m1", 8.5, "ok", 1, tied=True),
            judged("m2", HIDDEN, "too_few_scores", None),
            judged("m3", 8.5, "ok", 1, tied=True),
        ),
        criteria=frame({**key, "criterion": "c1", "name_vi": "Sức lan tỏa", "name_en": "Reach", "weight": 0.6}),
        scores=frame(
            *({**key, "entry": "m1", "criterion": "c1", "position": n, "score": s} for n, s in ((2, 7.5), (1, 9.0))),
            {**key, "entry": "m2", "criterion": "c1", "position": 1, "score": HIDDEN},
        ),
        check=frame(
            {
                **key,
                "judging_method": "trimmed",
                "n_judges": 7,
                "n_conflicts_declared": 2,
                "n_judged": 3,
                "n_withheld": 1,
                "cut": 2,
                "winner": "m1 m3",
                "borda_winner": "m1",
                "copeland_winner": "m3",
                "agrees": False,
                "recomputed": True,
                "source": "https://example.org/bien-ban",
                **check,
            }
        ),
    )


def with_models(site: Site, **model: object) -> Site:
    """Two models: one of Huế that two provinces replicated, one of the ministry that nobody did."""
    effect = {"effect_unit_vi": "lượt xem", "effect_unit_en": "views"}
    hue = {
        **THEME,
        "model": "thu-hue",
        "title_vi": "Mô hình thử một",
        "title_en": "Trial model one",
        "level": "province34",
        "code": "46",
        "unit_vi": "Huế",
        "unit_en": "Hue",
        "started_year": 2023,
        "recognition": "recognised",
        "recognised_by": "Quyết định 9/QĐ-THU",
        "source": "https://example.org/1",
        "summary_vi": "Tóm tắt thử.",
        "summary_en": "A trial summary.",
        "contributed": False,
        "effect_before": 100.0,
        "effect_after": 125.5,
        "effect_change_percent": 25.5,
        "better": "better",
        **effect,
    }
    other = {
        **hue,
        "model": "thu-bo",
        "title_vi": "Mô hình thử hai",
        "title_en": "Trial model two",
        "level": "ministry",
        "code": "VTC",
        "unit_vi": "Đơn vị thử",
        "unit_en": "Trial unit",
        "recognition": "proposed",
        "recognised_by": None,
        "effect_before": None,
        "better": None,
        "contributed": True,
        "source_package": "reference/models",
    }
    done = {"model": "thu-hue", "level": "province34", "source": "https://example.org/2", "contributed": False}
    empty = {"n_with_effect": 0, "n_effect_better": 0, "n_effect_worse": 0}
    return with_tables(
        site,
        "models",
        models=frame({**hue, **model}, other),
        steps=frame(
            {"model": "thu-hue", "position": 2, "text_vi": "Bước sau.", "text_en": "Then this."},
            {
                "model": "thu-hue",
                "position": 1,
                "text_vi": "Bước đầu.",
                "text_en": "First this.",
                "cost_vi": "10 triệu đồng",
                "cost_en": "VND 10 million",
            },
        ),
        replications=frame(
            {
                **done,
                **effect,
                "code": "48",
                "year": 2024,
                "unit_vi": "Đà Nẵng",
                "unit_en": "Da Nang",
                "effect_before": 10.0,
                "effect_after": 8.0,
                "effect_change_percent": -20.0,
                "better": "worse",
            },
            {**done, "code": "56", "year": 2025, "unit_vi": "Khánh Hoà", "unit_en": "Khanh Hoa"},
        ),
        themes=frame({"theme": "culture", "name_vi": "văn hóa", "name_en": "culture", "n_models": 2}),
        reach=frame(
            {
                "model": "thu-hue",
                "n_replications": 2,
                "n_places": 2,
                "n_regions": 1,
                "n_with_effect": 1,
                "n_effect_better": 0,
                "n_effect_worse": 1,
            },
            {"model": "thu-bo", "n_replications": 0, "n_places": 0, "n_regions": 0, **empty},
        ),
    )
