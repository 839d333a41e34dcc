"""The numbers of the policy, as the methodology gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Rules:
    """The settings of ``methodology/warning`` that the policy applies; each field is the key of a setting.

    Counts are in mentions, spans in days, levels from 0 to 4, tone in points of the daily tables, and the
    ``weight_*`` are shares of the severity score.
    """

    history_least: int
    history_nbw: int
    history_ff7: int
    ears_baseline: int
    ears_min_sigma: float
    ears_alpha: float
    nbw_alpha: float
    nbw_window: int
    nbw_guard: int
    nbw_mean_floor: float
    day_least_count: int
    ff7_alpha: float
    ff7_least_count: int
    holiday_years: int
    tone_least_mentions: int
    tone_least_days: int
    tone_mad: float
    tone_within: float
    tone_alpha: float
    tone_lambda: float
    tone_limit: float
    tone_level_cap: int
    tone_raise: int
    calibration_days: int
    calibration_beyond: float
    calibration_update: int
    discovery_q: float
    weight_ratio: float
    weight_excess: float
    weight_spread: float
    weight_tone: float
    weight_persistence: float
    ratio_doublings: float
    excess_percentile: float
    excess_days: int
    spread_countries: int
    spread_domains: int
    tone_unit: float
    tone_steps: float
    persistence_days: int
    level_1: float
    level_2: float
    level_3: float
    level_4: float
    machine_cap: int
    stay_open_p: float
    gap_days: int
    quiet_days: int
    cooldown_days: int
    parent_provinces: int
    detector_version: int
    why_listed: int
    cell_least: int
    days_shown: int


def rules(settings: Mapping[str, str]) -> Rules:
    """The rules of a table of settings, as texts by key.

    Raises ``KeyError`` for a setting that is not there and ``ValueError`` for one that is no number, or a fraction
    where whole numbers belong.
    """
    numbers = {}
    for field in fields(Rules):
        number = float(settings[field.name])
        if field.type == "int" and number != int(number):
            raise ValueError(f"{field.name}={settings[field.name]}")
        numbers[field.name] = int(number) if field.type == "int" else number
    return Rules(**numbers)  # type: ignore[arg-type]
