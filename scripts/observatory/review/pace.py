"""Pace towards a target: growth observed against growth required, as a status and a score.

The form of Statistics Canada and Open SDG (method page, section 6.1). With ``d`` the direction wished for (1 or
-1), ``s`` the sign of the baseline and ``CAGR(a, b, t) = (b / a) ** (1 / t) - 1``:

- with a target, the value is ``R = s d CAGR_observed / |CAGR_required|``, cut at .95, .60 and 0;
- without one, it is ``g = s d CAGR_observed``, cut at .015 C, .005 C and 0, where ``C`` is less than 1 near a
  natural limit, since growth must become small there.

Where a baseline or a target of zero leaves no growth rate, the straight line of section 6.2 takes its place and the
reason says so; nothing is put in place of the zero. What cannot be said has a name, not a number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

ACHIEVED = "target_achieved"
NOT_AVAILABLE = "not_available"
STATUSES = (
    ACHIEVED,
    "substantial_progress",
    "moderate_progress",
    "limited_progress",
    "deterioration",
    NOT_AVAILABLE,
)
REASONS = (
    "",
    "linear_form",
    "sign_change",
    "under_two_years",
    "target_equals_base",
    "no_value",
    "zero_base",
    "no_time",
)
RATIO_CUTS = (0.95, 0.60, 0.0)
GROWTH_CUTS = (0.015, 0.005, 0.0)
TOP, FLOOR = 5.0, -5.0
_LIMIT_POWER = 4.44


@dataclass(frozen=True)
class Pace:
    """A verdict: the ratio ``R`` or the growth ``g``, one of ``STATUSES``, a score from -5 to 5, one of ``REASONS``.

    Value and score are ``None`` where they cannot be said. A target that is reached scores 5 whatever the value.
    """

    progress_value: float | None
    status: str
    score: float | None
    reason: str


def pace(
    base_value: float | None,
    base_year: float | None,
    current_value: float | None,
    current_year: float | None,
    target: float | None,
    target_year: float | None,
    direction: int,
    limit: float | None,
    least_years: float = 1,
) -> Pace:
    """The pace of a series from its base year to its latest year; ``direction`` is 1 where more is better, else -1.

    ``None`` is a missing value. A target that is reached is achieved, whatever the trend and however short the
    series; otherwise ``least_years`` lie between the first and the last year, 1 where two years with data are
    enough. ``limit`` is the natural limit of a series without a target.
    """
    reached = target is not None and current_value is not None and direction * (current_value - target) >= 0
    if base_value is None or base_year is None or current_value is None or current_year is None:
        return _without_value("no_value", reached)
    years = current_year - base_year
    if years < least_years:
        return _without_value("under_two_years", reached)
    if _opposed(base_value, current_value):
        return _without_value("sign_change", reached)
    if target is None:
        return _without_target(base_value, current_value, years, direction, limit)
    reason = _hindrance(base_value, base_year, target, target_year)
    if reason or target_year is None:
        return _without_value(reason, reached)
    span = target_year - base_year
    linear = base_value == 0 or target == 0
    if linear:
        value = direction * (current_value - base_value) / abs(target - base_value) / (years / span)
    else:
        required = _growth(base_value, target, span)
        if required == 0:
            return _without_value("target_equals_base", reached)
        value = _observed(base_value, current_value, years, direction) / abs(required)
    return _with_value(value + 0.0, "linear_form" if linear else "", reached)


def ratio_status(ratio: float) -> str:
    """The status of a pace that is ``ratio`` times the one required."""
    return _cut(ratio, RATIO_CUTS)


def ratio_score(ratio: float) -> float:
    """The score of a ratio of paces, from -5 to 5: 2.5 at the first cut point, 0 at the second, -2.5 at the third."""
    if ratio >= RATIO_CUTS[1]:
        return min(7.1429 * ratio - 4.2857, TOP)
    return max(4.1667 * ratio - 2.5, FLOOR)


def room_to_grow(base_value: float, limit: float | None) -> float:
    """The factor ``C`` of the cut points of growth, from 0 at the natural limit to 1 far from it."""
    if limit is None:
        return 1.0
    size, end = abs(base_value), abs(limit)
    if size >= 2 * end:
        return 1.0
    nearness = size / end if size <= end else (2 * end - size) / end
    return float(1 - nearness**_LIMIT_POWER)


def _hindrance(base_value: float, base_year: float, target: float, target_year: float | None) -> str:
    """Why there is no pace to require, or nothing."""
    if target == base_value:
        return "target_equals_base"
    if target_year is None:
        return "no_value"
    if target_year <= base_year:
        return "no_time"
    return "sign_change" if _opposed(base_value, target) else ""


def _opposed(one: float, other: float) -> bool:
    return one < 0 < other or other < 0 < one


def _without_target(base_value: float, current_value: float, years: float, direction: int, limit: float | None) -> Pace:
    if base_value == 0:
        return _without_value("zero_base", False)
    growth = _observed(base_value, current_value, years, direction) + 0.0
    if not math.isfinite(growth):
        return _without_value("no_value", False)
    room = room_to_grow(base_value, limit)
    high, middle, low = (cut * room for cut in GROWTH_CUTS)
    return Pace(growth, _cut(growth, (high, middle, low)), _growth_score(growth, room, high, middle), "")


def _growth_score(growth: float, room: float, high: float, middle: float) -> float:
    if growth < 0:
        return max(125 * growth - 2.5, FLOOR)
    if room == 0:
        return TOP
    if growth >= high:
        return min(500 * growth / room - 5, TOP)
    return 250 * growth / room - 1.25 if growth >= middle else 500 * growth / room - 2.5


def _growth(start: float, end: float, years: float) -> float:
    return float((end / start) ** (1 / years)) - 1


def _observed(base_value: float, current_value: float, years: float, direction: int) -> float:
    sign = -1 if base_value < 0 else 1
    return sign * direction * _growth(base_value, current_value, years)


def _cut(value: float, cuts: tuple[float, float, float]) -> str:
    return next((status for status, cut in zip(STATUSES[1:], cuts, strict=False) if value >= cut), STATUSES[4])


def _with_value(value: float, reason: str, reached: bool) -> Pace:
    if not math.isfinite(value):
        return _without_value("no_value", reached)
    if reached:
        return Pace(value, ACHIEVED, TOP, reason)
    return Pace(value, ratio_status(value), ratio_score(value), reason)


def _without_value(reason: str, reached: bool) -> Pace:
    return Pace(None, ACHIEVED, TOP, reason) if reached else Pace(None, NOT_AVAILABLE, None, reason)
