"""The simulated daily series: the model's own moments, the outbreaks, and the figures that others had on it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from observatory.warning import bootstrap, ears, metrics, simulation
from observatory.warning.simulation import SIGNALS, STEPS, TESTED

SEED = 20260127


@pytest.mark.shared
def test_the_parameters_are_those_of_the_signals(shared: Path) -> None:
    known = json.loads((shared / "known-answers/warning-simulation/daily_signals.json").read_text(encoding="utf-8"))
    fields = ("days", "k", "k2", "alpha", "beta", "g1", "g2", "g3", "g4", "phi", "shift", "div")
    ours = {signal.number: [getattr(signal, name) for name in fields] + [signal.season] for signal in SIGNALS}
    assert ours == {row["id"]: [row[name] for name in (*fields, "seas")] for row in known}


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: f"signal-{signal.number}")
def test_moments_without_outbreaks(signal: simulation.Signal) -> None:
    counts = simulation.quiet(len(SIGNALS) * 3, SEED)[SIGNALS.index(signal) :: len(SIGNALS)]
    whole = simulation.mean(signal, 52 * signal.days * simulation.YEARS)
    for row, share in zip(counts, (1, 0.1, 0.01), strict=True):
        weeks = row.reshape(-1, 7)
        assert (weeks[:, signal.days :] == 0).all()
        reported = weeks[:, : signal.days].ravel()
        mu, phi = share * whole, 1 + share * (signal.phi - 1)
        variance = phi * mu / signal.div**2
        if signal.div > 1:
            # Whole numbers of a divided count: even rounding, of a variance of its own.
            assert np.abs(reported - mu / signal.div).mean() <= np.sqrt(variance.mean()) + 0.5
            continue
        assert reported.mean() == pytest.approx(mu.mean(), abs=5 * np.sqrt(variance.mean() / len(mu)))
        assert (reported - mu).var() == pytest.approx(variance.mean(), rel=0.25)


def test_an_outbreak_lies_in_the_last_weeks_and_inside_the_counts() -> None:
    simulated = simulation.simulate(48, 5, SEED)
    assert simulated.counts.shape == (48, STEPS)
    assert simulated.signal[:17] == (*(signal.number for signal in SIGNALS), SIGNALS[0].number)
    assert (simulated.outbreak[:, : STEPS - TESTED] == 0).all()
    assert simulated.outbreak.any(axis=1).sum() >= 46
    assert (simulated.counts >= simulated.outbreak).all()
    assert (simulated.counts == np.round(simulated.counts)).all()
    without = simulation.simulate(48, 0, SEED)
    np.testing.assert_array_equal(without.counts, simulated.counts - simulated.outbreak)


def test_outbreaks_grow_with_their_size() -> None:
    cases = [simulation.simulate(64, size, SEED).outbreak.sum() for size in (2, 5, 10)]
    assert cases[1] / cases[0] == pytest.approx(2.5, rel=0.1)
    assert cases[2] / cases[1] == pytest.approx(2.0, rel=0.1)


def test_a_series_depends_on_its_number_and_the_seed_alone() -> None:
    few, many = simulation.simulate(4, 5, SEED), simulation.simulate(20, 5, SEED)
    np.testing.assert_array_equal(few.counts, many.counts[:4])
    assert (simulation.simulate(4, 5, SEED + 1).counts != few.counts).any(axis=1).all()


@pytest.mark.shared
@pytest.mark.parametrize("method", ["ears-c1", "ears-c2", "ears-c3"])
def test_others_had_the_same_figures_with_ears(shared: Path, method: ears.Method) -> None:
    """240 series of another generator of the same model, with its own seed: each figure within both intervals."""
    path = shared / "known-answers/warning-simulation/daily_results_prototype.csv"
    with path.open(encoding="utf-8", newline="") as file:
        label = method.upper().replace("-", "_") + " daily"
        (known,) = (row for row in csv.DictReader(file) if (row["outbreak_size"], row["detector"]) == ("5", label))
    simulated = simulation.simulate(240, 5, SEED)
    alarms = ears.detect(simulated.counts, method).alarm[:, -TESTED:]
    counted = metrics.tally(alarms, simulated.outbreak[:, -TESTED:] > 0)
    low, high = bootstrap.interval(counted, SEED)
    for name, column in (
        ("specificity", "spec"),
        ("ppv", "PPV"),
        ("f1", "F1"),
        ("pod", "POD"),
        ("sensitivity", "sens"),
    ):
        at = metrics.MEASURES.index(name)
        # Two independent estimates: the difference has the spread of both.
        slack = (high[at] - low[at]) / 2 * np.sqrt(2)
        assert float(known[column]) == pytest.approx(metrics.measures(counted)[at], abs=slack), name
