"""The weekly simulation: alarms and bounds equal those that R's surveillance 1.20.3 gave on the same series."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from observatory.warning import ears, farrington
from observatory.warning.scores import Scores

FIRST, WEEKS = 575, 52
# The bounds were written with seven digits.
DIGITS = 1e-6


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "detect"),
    [
        ("EARS_C1_default", partial(ears.detect, method="ears-c1", alpha=0.001)),
        ("EARS_C1_a01", partial(ears.detect, method="ears-c1", alpha=0.01)),
        ("EARS_C2_a01", partial(ears.detect, method="ears-c2", alpha=0.01)),
        ("EARS_C3_a01", partial(ears.detect, method="ears-c3", alpha=0.01)),
        (
            "farringtonFlexible_improved_a01",
            partial(farrington.detect, freq=WEEKS, settings=farrington.IMPROVED, first=FIRST),
        ),
    ],
)
def test_every_alarm_and_bound_is_that_of_r(shared: Path, name: str, detect: Callable[..., Scores]) -> None:
    folder = shared / "known-answers" / "warning-simulation"
    counts = np.loadtxt(folder / "weekly_y.csv", delimiter=",").T
    answers = pd.read_csv(folder / "given" / "weekly_R_alarms.csv")
    answers = answers[answers["algo"] == name]
    assert len(answers) == 84 * 49
    scores, at = detect(counts), (answers["series"].to_numpy() - 1, answers["t"].to_numpy() - 1)
    assert (scores.alarm[at] == (answers["alarm"] == 1).to_numpy()).all()
    np.testing.assert_allclose(scores.bound[at], answers["ub"].to_numpy(), rtol=DIGITS)
