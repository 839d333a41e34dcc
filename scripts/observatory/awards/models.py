"""Models worth doing again: who replicated them where, with what effect, and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from observatory.awards.placed import at, rows
from observatory.findings import Finding

RECOGNISED = "recognised"
NUMBERS = ("effect_before", "effect_after")
UNITS = ("effect_unit_vi", "effect_unit_en")
UNIT = ["level", "code"]
_WORDS = ("unknown", "same", "better", "worse")
_REACH = [
    *("model", "n_replications", "n_places", "n_regions", "first_year", "last_year"),
    *("n_with_effect", "n_effect_better", "n_effect_worse"),
]


def check(
    models: pd.DataFrame,
    steps: pd.DataFrame,
    replications: pd.DataFrame,
    known: frozenset[str],
    units: frozenset[tuple[str, str]],
) -> list[Finding]:
    """What keeps models, their steps and replications from being published.

    ``known`` holds the codes of models outside these frames, ``units`` the levels and codes of all units. Findings:
    a code used twice, a recognised model without its decision, steps or replications of an unknown model, an unknown
    unit, and a number of an effect without its unit.
    """
    names = known | frozenset(models["model"])
    found = [at(row, "model-repeated", "model", row["model"]) for row in rows(models[models["model"].duplicated()])]
    found += [
        at(row, "model-not-decided", "recognised_by", row["model"])
        for row in rows(models)
        if row["recognition"] == RECOGNISED and row["recognised_by"] is None
    ]
    found += [
        at(row, "model-unknown", "model", row["model"])
        for frame in (steps, replications)
        for row in rows(frame)
        if row["model"] not in names
    ]
    again = replications.duplicated(["model", *UNIT, "year"])
    found += [at(row, "model-replication-repeated", "code", row["code"]) for row in rows(replications[again])]
    for frame in (models, replications):
        for row in rows(frame):
            if (row["level"], row["code"]) not in units:
                found.append(at(row, "model-unknown-unit", "code", row["code"], row["level"]))
            if any(row[name] is not None for name in NUMBERS):
                found += [at(row, "model-effect-no-unit", name, row["model"]) for name in UNITS if row[name] is None]
    return found


def measured(frame: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """``frame`` of models or replications with the change from before to after, and whether it is for the better.

    ``indicators`` has ``code, name_vi, name_en, direction`` (1: more is better; -1: less is; 0: neither). The change
    in per cent is missing where the value before is not above zero, and ``better`` is ``unknown`` where no direction
    is known. Before against after does not prove that the model was the cause.
    """
    about = indicators.set_index("code")
    change = frame["effect_after"] - frame["effect_before"]
    direction = frame["effect_indicator"].map(about["direction"]).astype("float64")
    unknown = ~direction.isin((-1, 1))
    words = np.select([unknown, change == 0, change * direction > 0], _WORDS[:3], _WORDS[3])
    return frame.assign(
        effect_change=change,
        effect_change_percent=(100 * change / frame["effect_before"]).where(frame["effect_before"] > 0),
        better=pd.Series(words, index=frame.index).where(change.notna()),
        **{f"effect_indicator_{lang}": frame["effect_indicator"].map(about[f"name_{lang}"]) for lang in ("vi", "en")},
    )


def reach(models: pd.DataFrame, replications: pd.DataFrame) -> pd.DataFrame:
    """How far each model of ``models`` came: counts of replications, units, regions and effects, and the years.

    ``replications`` are as ``measured`` gives them, with ``region_vi``.
    """
    found = [{"model": model, **_reach(replications[replications["model"] == model])} for model in models["model"]]
    return pd.DataFrame(found, columns=_REACH)


def _reach(frame: pd.DataFrame) -> Mapping[str, Any]:
    years = frame["year"].dropna()
    return {
        "n_replications": len(frame),
        "n_places": len(frame[UNIT].drop_duplicates()),
        "n_regions": frame["region_vi"].nunique(),
        "first_year": years.min() if len(years) else None,
        "last_year": years.max() if len(years) else None,
        "n_with_effect": int(frame["effect_change"].notna().sum()),
        "n_effect_better": int((frame["better"] == "better").sum()),
        "n_effect_worse": int((frame["better"] == "worse").sum()),
    }
