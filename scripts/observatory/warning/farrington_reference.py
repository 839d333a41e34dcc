"""The reference steps of the improved Farrington detector, and the seasons they fall in.

A step is compared with the same season of the years before it: ``b`` windows of ``w`` steps either side of the same
step of each year (Farrington et al. 1996, section 3.2). With more than one season, the rest of each year is cut into
``no_periods - 1`` further seasons of as equal length as whole steps allow, the longer ones first, so that every step
since the oldest window counts (Noufaily et al. 2013, section 3.1). All of it hangs on the lag behind the step alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.warning.scores import Reals

Positions = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Reference:
    """The m reference steps of any step, those of the windows first, then season by season.

    ``lags`` [m] counts the steps back. Season i is ``lengths[i]`` steps long, its years taken together.
    """

    lags: Positions
    lengths: Positions

    def sums(self, values: Reals) -> Reals:
        """The sums over each season [B, seasons] of values at the reference steps [B, m]."""
        starts = np.cumsum(self.lengths) - self.lengths
        return np.asarray(np.add.reduceat(values, starts, axis=1), dtype=np.float64)

    def spread(self, values: Reals) -> Reals:
        """The value of its season [B, seasons] at each reference step [B, m]."""
        return np.repeat(values, self.lengths, axis=1)


def reference(b: int, w: int, no_periods: int, past_left_out: int, freq: int) -> Reference | None:
    """The reference steps for ``b`` years of ``freq`` steps, or None where they cannot be laid out.

    The last ``past_left_out`` steps never count. There is no layout where it has no step in the windows or none beside
    them (of one season: no step at all), for more seasons than steps in a year, and for windows that fill it. One
    season has the window of the step itself too, as far as it is not left out; no window reaches ahead. With more
    seasons than steps beside the windows, each of these is a season, and the last one takes the first step of
    the window that follows.
    """
    lags = np.arange(b * freq + w, past_left_out, -1, dtype=np.intp)
    place = (b * freq + w - lags) % freq
    width = 2 * w + 1
    if no_periods == 1:
        years = np.minimum(np.rint(lags / freq), b)
        lags = lags[np.abs(lags - years * freq) <= w]
        return Reference(lags, np.array([len(lags)])) if len(lags) else None
    beside = freq - width
    if no_periods > freq or beside < 1:
        return None
    seasons = np.zeros(freq, dtype=np.intp)
    for number, steps in enumerate(np.array_split(np.arange(width, freq), min(no_periods - 1, beside)), start=1):
        seasons[steps] = number
    season = seasons[place]
    if no_periods - 1 > beside:
        season[(place == 0) & (lags < b * freq + w)] = beside
    lengths = np.bincount(season, minlength=2)
    if min(lengths[0], lengths[1:].max()) == 0:
        return None
    order = np.argsort(season, kind="stable")
    return Reference(lags[order], lengths[lengths > 0])
