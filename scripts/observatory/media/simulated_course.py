"""What simulated days follow: settings, seasons, Tết, injected events, and which slices arrived.

Every setting is listed in ``PARAMETERS`` with its meaning and published beside the tables, so whoever tries a
detector on them knows what was put in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

SLICES_A_DAY = 96
STREAMS = (
    *("gkg", "gkg-translation", "events", "events-translation"),
    *("event-mentions", "event-mentions-translation"),
)

Reals = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Setting:
    """A number that the generator uses, and its meaning in both languages."""

    value: float
    vi: str
    en: str


PARAMETERS: dict[str, Setting] = {
    "mentions_a_day": Setting(240, "Số tin trung bình mỗi ngày ở đầu kỳ", "Mean mentions a day at the start"),
    "countries": Setting(24, "Số nước được bốc thăm", "Countries drawn by lot"),
    "growth": Setting(0.12, "Tăng trưởng mỗi năm", "Growth a year"),
    "dispersion": Setting(8, "Tham số phân tán của nhị thức âm", "Dispersion of the negative binomial"),
    "weekend": Setting(0.75, "Hệ số thứ bảy, chủ nhật", "Factor on Saturdays and Sundays"),
    "season": Setting(0.15, "Biên độ theo mùa trong năm", "Amplitude of the yearly season"),
    "tet_peak": Setting(1.4, "Hệ số từ 10 đến 3 ngày trước Tết", "Factor from 10 to 3 days before Tết"),
    "tet_dip": Setting(0.55, "Hệ số từ 2 ngày trước đến 4 ngày sau Tết", "Factor from 2 days before to 4 after Tết"),
    "province_share": Setting(0.12, "Phần tin có nêu một địa phương", "Share of mentions that name a province"),
    "second_topic": Setting(0.3, "Xác suất có chủ đề thứ hai", "Chance of a second topic"),
    "no_topic": Setting(0.1, "Xác suất không có chủ đề", "Chance of no topic"),
    "english_share": Setting(0.45, "Phần tin thuộc luồng tiếng Anh", "Share from the English stream"),
    "tone_mean": Setting(-0.4, "Sắc thái trung bình", "Mean tone"),
    "tone_memory": Setting(0.7, "Hệ số tự hồi quy bậc một của sắc thái", "Autoregression of tone, order one"),
    "tone_step": Setting(0.3, "Độ lệch chuẩn của bước mỗi ngày", "Standard deviation of the daily step"),
    "tone_between": Setting(0.4, "Độ lệch chuẩn giữa các nhóm", "Standard deviation between parts"),
    "tone_spread": Setting(2.8, "Độ lệch chuẩn giữa các tin", "Standard deviation between mentions"),
    "lines_a_slice": Setting(1450, "Số dòng trung bình của một lát", "Mean lines of a slice"),
    "slices_lost": Setting(0.003, "Xác suất mất một lát", "Chance of losing a slice"),
    "outages": Setting(10, "Số ngày mất nhiều lát", "Days that lose many slices"),
    "dead_days": Setting(3, "Số ngày không có lát nào", "Days without any slice"),
    "injected_events": Setting(8, "Số sự kiện cài vào", "Events injected"),
    "event_decay": Setting(0.6, "Phần còn lại của sự kiện sau mỗi ngày", "What remains of an event after a day"),
}
# The first day of the lunar year in Viet Nam.
TET = tuple(
    dt.date.fromisoformat(day)
    for day in (
        *("2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29"),
        *("2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02"),
    )
)
# Volume on the first day as a multiple, and the shift of tone then: (national, provincial).
_KINDS = (("surge", 2.2, 0.0), ("crisis", 2.5, -3.0), ("praise", 1.8, 2.5), ("silence", 0.3, 0.0))
_EVENT_DAYS = 7


@dataclass(frozen=True)
class Injected:
    """An event put into the tables: the truth that a detector should find.

    ``province_code`` is empty for the nation. On its first day it multiplies the mentions of its place by
    ``factor`` and shifts their tone by ``tone_shift`` points; both fade day by day. ``topic`` is what the
    mentions of those days lean to.
    """

    number: int
    kind: str
    first_day: dt.date
    province_code: str
    topic: str
    factor: float
    tone_shift: float

    def course(self, days: Sequence[dt.date]) -> Iterator[tuple[int, float]]:
        """The place of each day that it lasts, and how much of it is left then, from 1 downwards."""
        begin = (self.first_day - days[0]).days
        for day in range(_EVENT_DAYS):
            yield begin + day, PARAMETERS["event_decay"].value ** day

    def row(self) -> dict[str, object]:
        """The event as a row of the table of injected events."""
        return {
            "event": self.number,
            "kind": self.kind,
            "first_day": self.first_day.isoformat(),
            "days": _EVENT_DAYS,
            "geo_level": "province" if self.province_code else "nation",
            "province_code": self.province_code or None,
            "topic": self.topic,
            "factor": self.factor,
            "tone_shift": self.tone_shift,
        }


def lot(rng: np.random.Generator, size: int) -> Reals:
    """Weights that fall like one over the place, in an order drawn by lot; they add up to one."""
    weights = 1 / (2 + rng.permutation(size).astype(float))
    shares: Reals = weights / weights.sum()
    return shares


def factors(days: Sequence[dt.date]) -> Reals:
    """What multiplies the mean of each day: trend, weekday, season and Tết."""
    p = {key: setting.value for key, setting in PARAMETERS.items()}
    elapsed = np.arange(len(days)) / 365.25
    weekend = np.where([day.weekday() >= 5 for day in days], p["weekend"], 1.0)
    season = 1 + p["season"] * np.cos(2 * np.pi * (np.array([day.timetuple().tm_yday for day in days]) - 100) / 365.25)
    found: Reals = (1 + p["growth"]) ** elapsed * weekend * season * np.array([_tet(day) for day in days])
    return found


def _tet(day: dt.date) -> float:
    """The factor of Tết on one day."""
    distance = min(((day - first).days for first in TET), key=abs)
    if -10 <= distance <= -3:
        return PARAMETERS["tet_peak"].value
    return PARAMETERS["tet_dip"].value if -2 <= distance <= 4 else 1.0


def injected(
    rng: np.random.Generator, days: Sequence[dt.date], provinces: Sequence[str], topics: Sequence[str]
) -> tuple[Injected, ...]:
    """Events on days drawn by lot, far enough apart that none runs into the next.

    Every second one befalls a province; the kinds take turns. Raises ``ValueError`` when the days are too few.
    """
    number = int(PARAMETERS["injected_events"].value)
    room = len(days) // number
    if room <= 2 * _EVENT_DAYS:
        raise ValueError(f"{len(days)} days are too few for {number} events")
    events = []
    for n in range(number):
        kind, factor, shift = _KINDS[n // 2 % len(_KINDS)]
        begin = n * room + int(rng.integers(_EVENT_DAYS, room - _EVENT_DAYS))
        local = n % 2 == 1
        # A province has few mentions a day: what is to be seen there must be larger.
        size = factor * 3 if local and factor > 1 else factor
        province = str(rng.choice(list(provinces))) if local else ""
        events.append(Injected(n + 1, kind, days[begin], province, str(rng.choice(list(topics))), size, shift))
    return tuple(events)


def coverage(rng: np.random.Generator, days: Sequence[dt.date]) -> pd.DataFrame:
    """The table ``coverage``: slices and lines of each stream on each day, in the order of days and streams.

    A few days have no slice at all and some lose many; elsewhere a slice is lost now and then. ``kept`` is
    missing where it is not known yet.
    """
    p = {key: setting.value for key, setting in PARAMETERS.items()}
    lost = rng.binomial(SLICES_A_DAY, p["slices_lost"], (len(days), len(STREAMS)))
    troubled = rng.choice(len(days), int(p["outages"] + p["dead_days"]), replace=False)
    dead, hit = np.split(troubled, [int(p["dead_days"])])
    lost[hit] = rng.integers(8, 70, len(hit))[:, None]
    lost[dead] = SLICES_A_DAY
    bad = rng.binomial(lost, np.where(lost == SLICES_A_DAY, 0.0, 0.3))
    received = SLICES_A_DAY - lost
    lines = rng.poisson(received * p["lines_a_slice"])
    frame = pd.DataFrame(
        {
            "date": np.repeat([day.isoformat() for day in days], len(STREAMS)),
            "stream": np.tile(STREAMS, len(days)),
            "expected": SLICES_A_DAY,
            "received": received.ravel(),
            "absent": (lost - bad).ravel(),
            "bad": bad.ravel(),
            "lines": lines.ravel(),
            "bad_lines": rng.binomial(lines, 0.0002).ravel(),
            "kept": rng.binomial(lines, 0.001).ravel(),
        }
    )
    frame["reasons"] = [_reasons(*counts) for counts in zip(frame["absent"], frame["bad"], strict=True)]
    return frame


def _reasons(absent: int, bad: int) -> str:
    """Why slices are not there, as the aggregate writes it."""
    said = [f"{reason}:{count}" for reason, count in (("bad-crc", bad), ("not-found", absent)) if count]
    return "; ".join(said)
