"""Tails and quantiles of counts, against sums of the probability mass and against each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.warning.distribution import (
    nb_lower_tail,
    nb_quantile,
    nb_upper_tail,
    normal_upper_tail,
    smallest_alarm,
    upper_normal,
)

MEANS = st.floats(-6, 7).map(lambda power: 10.0**power)
DISPERSIONS = st.one_of(st.just(1.0), st.floats(-6, 4).map(lambda power: 1 + 10.0**power))
SHARES = st.floats(1e-9, 1 - 1e-9)


def masses(mu: float, phi: float, most: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """P(Y = 0), …, P(Y = most), each from the one before."""
    if phi <= 1:
        return np.array([math.exp(k * math.log(mu) - mu - math.lgamma(k + 1)) for k in range(most + 1)])
    size = mu / (phi - 1)
    values = [phi**-size]
    for k in range(most):
        values.append(values[-1] * (size + k) / (k + 1) * (phi - 1) / phi)
    return np.array(values)


@pytest.mark.parametrize("mu", [0.01, 0.5, 3.0, 40.0])
@pytest.mark.parametrize("phi", [0.3, 1.0, 1.0001, 1.5, 20.0])
def test_tails_are_sums_of_the_mass(mu: float, phi: float) -> None:
    mass = masses(mu, phi, 60)
    below = np.cumsum(mass)
    y = np.arange(61)
    np.testing.assert_allclose(nb_lower_tail(y, mu, phi), below, rtol=1e-10)
    np.testing.assert_allclose(nb_upper_tail(y + 1, mu, phi), 1 - below, rtol=1e-9, atol=1e-12)
    assert nb_upper_tail(0, mu, phi) == 1
    assert nb_lower_tail(-1, mu, phi) == 0


def test_a_far_tail_keeps_its_digits() -> None:
    mass = masses(2.0, 1.5, 400)
    assert nb_upper_tail(60, 2.0, 1.5) == pytest.approx(mass[60:].sum(), rel=1e-11)
    assert 0 < nb_upper_tail(60, 2.0, 1.5) < 1e-16


def test_a_small_dispersion_leads_to_the_poisson_distribution() -> None:
    y, mu = np.array([3.0, 1_010_000.0]), np.array([2.0, 1e6])
    near = nb_upper_tail(y, mu, 1 + 2e-9)
    np.testing.assert_allclose(near, nb_upper_tail(y, mu, 1.0), rtol=1e-6)


def test_counts_between_whole_numbers() -> None:
    assert nb_upper_tail(2.1, 3, 2) == nb_upper_tail(3, 3, 2)
    assert nb_lower_tail(2.9, 3, 2) == nb_lower_tail(2, 3, 2)


@pytest.mark.parametrize("phi", [1.0, 3.0])
def test_a_mean_of_zero_gives_zero_for_sure(phi: float) -> None:
    assert nb_upper_tail([0, 1], 0, phi).tolist() == [1, 0]
    assert nb_lower_tail([0, 1], 0, phi).tolist() == [1, 1]
    assert nb_quantile(0.99, 0, phi) == 0
    assert smallest_alarm(0.01, 0, phi) == 1


@pytest.mark.parametrize("bad", [(math.nan, 1, 2), (1, math.nan, 2), (1, 1, math.nan), (1, -1, 2), (1, math.inf, 2)])
def test_what_is_not_known_stays_unknown(bad: tuple[float, float, float]) -> None:
    assert np.isnan(nb_upper_tail(*bad))
    assert np.isnan(nb_lower_tail(*bad))


def test_quantiles_at_the_ends() -> None:
    assert nb_quantile([0, 1, -0.1, 1.1], 3, 2).tolist()[:2] == [0, math.inf]
    assert np.isnan(nb_quantile([-0.1, 1.1, math.nan], 3, 2)).all()
    assert np.isnan(nb_quantile(0.5, [math.nan, math.inf, -1], 2)).all()
    assert smallest_alarm(0, 3, 2) == math.inf
    assert smallest_alarm(2, 3, 2) == 0
    assert smallest_alarm(1e-300, 5, 3) > 1000


def test_shapes_broadcast() -> None:
    assert nb_quantile(0.99, np.ones((3, 1)), np.full(4, 2.0)).shape == (3, 4)
    assert smallest_alarm(0.01, 5.0, 2.0).shape == ()
    assert nb_upper_tail(np.ones((2, 1)), 1.0, np.full(5, 2.0)).shape == (2, 5)
    assert nb_quantile(0.99, np.empty((0, 3)), 2.0).shape == (0, 3)


@given(SHARES, MEANS, DISPERSIONS)
def test_a_quantile_is_the_first_that_reaches_its_share(share: float, mu: float, phi: float) -> None:
    q = float(nb_quantile(share, mu, phi))
    assert q == int(q) >= 0
    assert nb_lower_tail(q, mu, phi) >= share
    assert q == 0 or nb_lower_tail(q - 1, mu, phi) < share


@given(st.floats(-12, -0.1).map(lambda power: 10.0**power), MEANS, DISPERSIONS)
def test_the_smallest_alarm_is_the_first_rare_count(alpha: float, mu: float, phi: float) -> None:
    y = float(smallest_alarm(alpha, mu, phi))
    assert nb_upper_tail(y, mu, phi) < alpha
    assert y == 0 or nb_upper_tail(y - 1, mu, phi) >= alpha


@given(st.integers(0, 10**7), MEANS, DISPERSIONS)
def test_the_two_tails_share_everything(y: int, mu: float, phi: float) -> None:
    upper, lower = float(nb_upper_tail(y + 1, mu, phi)), float(nb_lower_tail(y, mu, phi))
    assert 0 <= upper <= 1
    assert upper + lower == pytest.approx(1, abs=1e-9)
    assert nb_upper_tail(y, mu, phi) >= upper
    assert nb_upper_tail(y, mu * 1.5, phi) >= nb_upper_tail(y, mu, phi) * (1 - 1e-7)


def test_normal_tails() -> None:
    assert upper_normal(0.001) == pytest.approx(3.090232306167813, rel=1e-12)
    assert upper_normal(0.5) == 0
    assert normal_upper_tail([0, 3.090232306167813, np.inf, np.nan]) == pytest.approx(
        [0.5, 0.001, 0, np.nan], nan_ok=True
    )
