"""Simulated daily counts with known outbreaks, to measure the detectors on: sixteen signals over seven years.

The model is that of Noufaily, Morbey, Colon-Gonzalez et al. (2019), Bioinformatics 35(17):3110-3117, with the
parameters of its sixteen signals. Over the steps u = 1, 2, ... at which a signal reports,

    log mu(u) = alpha + beta (u + shift)
                + sum over j <= k  of g1 cos(2 pi j (u + shift) / year) + g2 sin(2 pi j (u + shift) / year)
                + sum over l <= k2 of g3 cos(2 pi l (u + shift) / days) + g4 sin(2 pi l (u + shift) / days)

with ``days`` steps a week and ``year = 52 days``; the count is negative binomial with mean mu and variance phi mu
(Poisson at phi 1), divided by ``div`` and rounded. A signal of five days reports zeros at weekends. Outbreaks are
added: a large one in every year for the three seasonal signals, and one to be found, which starts on a day of the
last 49 weeks, has Poisson(size * days * standard deviation of the first day) cases, and spreads them over the days
after by a log-normal delay with a median of four days. Bank holidays are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from observatory.warning.scores import Flags, Reals

YEAR = 364
YEARS = 7
STEPS = YEAR * YEARS
TESTED = 343
_DELAY_SPREAD = 0.5
_DELAY_STEP = 0.25
_SEASON_DELAY_STEP = 0.02
_SEASON_SIZE = 3.0
_SEASON_STARTS = 20
_SHARES = (1.0, 0.1, 0.01)
# How many cases one case of an outbreak becomes, Monday first: people report by the habits of the week.
_REPORTED = {5: np.array([1.5, 1.1, 1.0, 1.0, 1.1]), 7: np.array([1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0])}


@dataclass(frozen=True)
class Signal:
    """One kind of series: the symbols of the model above; ``season`` is the size of its yearly outbreak, or 0.

    ``season_step`` is the first step of the year on which the yearly outbreak may start, and ``season_like`` the
    signal whose standard deviation its size counts in, where that is not its own.
    """

    number: int
    days: int
    k: int
    k2: int
    alpha: float
    beta: float
    g1: float
    g2: float
    g3: float
    g4: float
    phi: float
    shift: int
    div: float = 1.0
    season: float = 0.0
    season_step: int = 0
    season_like: Signal | None = None


# Noufaily, Morbey et al. (2019), the authors' programs, which number them so, without a 2.
_SEVENTH = Signal(7, 5, 1, 1, 1, 0, 0.1, 2, 0.05, 0.05, 1, -50, 1, 50)
SIGNALS = (
    Signal(1, 7, 1, 2, 6, 0, 0.2, 0.2, 0.5, 0.4, 2, 29),
    Signal(3, 7, 1, 2, 0.5, 0, 1.5, 1.4, 0.5, 0.4, 1, -167),
    Signal(4, 7, 0, 2, 5.5, 0, 0, 0, 0.3, 0.25, 1, 1),
    Signal(5, 7, 0, 2, 2, 0, 0, 0, 0.3, 0.25, 1, 1),
    Signal(6, 5, 1, 1, 6, 0, 0.3, 2, 0.3, 0.5, 1.5, -50, 10, 80),
    _SEVENTH,
    Signal(8, 5, 0, 1, 6, 0.0001, 0, 0, 0.6, 0.9, 1.5, 0, 10),
    Signal(9, 5, 1, 1, 3, 0, 1.5, 0.1, 0.2, 0.3, 1, -150),
    Signal(10, 5, 1, 1, 3, 0, 0.2, 0.1, 0.05, 0.15, 1, -200),
    Signal(11, 5, 1, 1, 5, 0, 0.2, 0.1, 0.05, 0.1, 1, 0),
    Signal(12, 5, 2, 1, 0.5, 0, 0.4, 0, 0.05, 0.15, 1, 0),
    Signal(13, 5, 1, 1, 9, 0, 0.5, 0.2, 0.2, 0.5, 1, 0, 100),
    Signal(14, 7, 1, 2, 2, 0.0005, 0.8, 0.8, 0.8, 0.4, 4, 57),
    Signal(15, 7, 4, 1, 0.05, 0, 0.01, 0.01, 1.8, 0.1, 1, -85),
    Signal(16, 7, 1, 2, 3, 0, 0.8, 0.6, 0.8, 0.4, 4, 29, 1, 150, 209, _SEVENTH),
    Signal(17, 7, 0, 2, 6, 0, 0, 0, 0.8, 0.4, 4, 1),
)


@dataclass(frozen=True)
class Simulated:
    """Series of counts [S, T] over ``STEPS`` days, Monday first, and the cases of the outbreak to be found in them.

    ``outbreak`` [S, T] is already inside ``counts``; ``signal`` gives the number of each series' signal.
    """

    counts: Reals
    outbreak: Reals
    signal: tuple[int, ...]

    @property
    def tested(self) -> Flags:
        """The last 49 weeks [T], on which detectors are measured."""
        return np.arange(STEPS) >= STEPS - TESTED


def simulate(series: int, size: float, seed: int) -> Simulated:
    """``series`` series that take the sixteen signals in turn, each with an outbreak of ``size`` to be found.

    ``size`` is in standard deviations of a day, for each day of the week; 0 leaves the outbreak out. A series
    depends on ``seed`` and on its own number only, and two sizes share everything but the outbreak.
    """
    counts, outbreaks = np.zeros((series, STEPS)), np.zeros((series, STEPS))
    signals = [SIGNALS[number % len(SIGNALS)] for number in range(series)]
    for number, signal in enumerate(signals):
        counts[number], outbreaks[number] = _one(signal, size, np.random.default_rng([seed, number]))
    return Simulated(counts, outbreaks, tuple(signal.number for signal in signals))


def quiet(series: int, seed: int) -> Reals:
    """Counts [S, T] without any outbreak: the sixteen signals in turn, whole, to a tenth and to a hundredth.

    A share s of the cases of a signal has s times its mean and 1 + s (phi - 1) for its phi.
    """
    counts = np.zeros((series, STEPS))
    for number in range(series):
        signal = SIGNALS[number % len(SIGNALS)]
        share = _SHARES[number // len(SIGNALS) % len(_SHARES)]
        mu = share * mean(signal, 52 * signal.days * YEARS)
        rng = np.random.default_rng([seed, number])
        counts[number] = _by_calendar(signal, np.round(_noise(signal, mu, 1 + share * (signal.phi - 1), rng)))
    return counts


def mean(signal: Signal, steps: int) -> Reals:
    """mu of the model at the first ``steps`` steps at which the signal reports, before ``div``."""
    step = np.arange(1, steps + 1) + float(signal.shift)
    log = signal.alpha + signal.beta * step
    for wave in range(1, signal.k + 1):
        angle = 2 * np.pi * wave * step / (52 * signal.days)
        log = log + signal.g1 * np.cos(angle) + signal.g2 * np.sin(angle)
    for wave in range(1, signal.k2 + 1):
        angle = 2 * np.pi * wave * step / signal.days
        log = log + signal.g3 * np.cos(angle) + signal.g4 * np.sin(angle)
    return np.asarray(np.exp(log))


def _spread_of(signal: Signal, steps: int) -> Reals:
    """The standard deviation of a count at each of the first ``steps`` steps."""
    return np.asarray(np.sqrt(mean(signal, steps) * signal.phi))


def _one(signal: Signal, size: float, rng: np.random.Generator) -> tuple[Reals, Reals]:
    """Counts and outbreak of one series by calendar days, each [T]."""
    steps = 52 * signal.days * YEARS
    noise = _noise(signal, mean(signal, steps), signal.phi, rng)
    spread = _spread_of(signal, steps)
    if signal.season:
        yearly = _spread_of(signal.season_like or signal, steps)
        for year in range(YEARS):
            start = year * 52 * signal.days + signal.season_step + int(rng.integers(_SEASON_STARTS))
            cases = int(rng.poisson(yearly[start] * _SEASON_SIZE * signal.days * signal.season))
            noise = noise + _reports(signal, start, cases, _SEASON_DELAY_STEP, rng)
    start = steps - 49 * signal.days + int(rng.integers(49 * signal.days))
    cases = max(2, int(rng.poisson(spread[start] * size * signal.days))) if size else 0
    outbreak = np.round(_reports(signal, start, cases, _DELAY_STEP, rng))
    return _by_calendar(signal, np.round(noise) + outbreak), _by_calendar(signal, outbreak)


def _noise(signal: Signal, mu: Reals, phi: float, rng: np.random.Generator) -> Reals:
    """Counts with mean ``mu`` and variance ``phi`` mu, over the divisor of the signal."""
    drawn = rng.negative_binomial(mu / (phi - 1), 1 / phi) if phi > 1 else rng.poisson(mu)
    return np.asarray(drawn / signal.div)


def _reports(signal: Signal, start: int, cases: int, step: float, rng: np.random.Generator) -> Reals:
    """The cases of one outbreak by the step on which they are reported; what comes after the end is lost."""
    steps = 52 * signal.days * YEARS
    reported = start + np.floor(rng.lognormal(0.0, _DELAY_SPREAD, cases) / step).astype(np.int64)
    number = np.bincount(reported[reported < steps], minlength=steps)
    return np.asarray(number * np.tile(_REPORTED[signal.days], 52 * YEARS))


def _by_calendar(signal: Signal, values: Reals) -> Reals:
    """Values at the reporting steps on the seven days of the week, with zeros on the days without a report."""
    weeks = values.reshape(-1, signal.days)
    return np.pad(weeks, ((0, 0), (0, 7 - signal.days))).ravel()
