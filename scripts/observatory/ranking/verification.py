"""The engine held against published answers: what it makes of the same input, and the largest difference."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators import framework, values
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.coherence import coherence
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.ranking import index

KEY = ["item", "code"]
ANY = "*"  # what stands for a place where a quantity has none
FLOAT = 1e-9
# Below this the last digits differ from one processor to another; a difference is published rounded up to it.
RESOLVED = 12
RESOLUTION = 10.0**-RESOLVED
THREE_DECIMALS = "three-decimals"
Answers = dict[str, "pd.Series[float]"]


def composite(frame: pd.DataFrame, tree: pd.DataFrame, units: pd.DataFrame, impute: str) -> Answers:
    """An index by weighted arithmetic means of min-max scores, as COINr computes it, quantity by quantity.

    ``frame`` (``unit``, ``indicator``, ``value``), ``tree`` and ``units`` are the input; ``impute`` fills
    what is missing. Each answer is indexed by ``item`` (a unit, or the first of two codes) and ``code``:
    ``minmax`` and ``zscore`` scores of the indicators, ``scores`` and ``ranks`` of the aggregates,
    ``effective-weights``, ``cronbach`` and ``correlations`` of the aggregates.
    """
    nodes = framework.read(tree)
    known, _ = values.read(frame, nodes, units)
    method = Method(impute=impute, normalise=Normalisation("minmax", 0.0, 100.0), threshold=None)
    found = index.compute(known, nodes, method)
    standard = index.compute(known, nodes, Method(impute=impute, normalise=Normalisation("zscore", 0.0, 1.0)))
    measures = coherence(found.normalised.scores, found.scores, nodes, known.denominators).set_index("measure")
    alpha, linked = measures.loc[["cronbach-alpha"]], measures.loc[["correlation"]]
    both = pd.concat([linked, linked.rename(columns={"code": "other", "other": "code"})])
    return {
        "minmax": _long(found.normalised.scores),
        "zscore": _long(standard.normalised.scores),
        "scores": _long(found.scores),
        "ranks": _long(found.ranks),
        "effective-weights": _keyed(nodes.effective_weights().rename_axis("code").reset_index(name="value")),
        "cronbach": _keyed(alpha[["code", "value"]]),
        "correlations": _keyed(both[["other", "code", "value"]].rename(columns={"other": "item"})),
    }


def human_development(components: pd.DataFrame, tree: pd.DataFrame) -> Answers:
    """The Human Development Index, rounded half up to three decimals, by ``item`` (the unit) and ``code`` (the year).

    ``components`` has ``unit``, ``year`` and one column per indicator of ``tree``, but income, of which it
    has ``gni_per_capita`` and the tree the natural logarithm: goalposts, the arithmetic mean inside each
    dimension and the geometric mean of the three (UNDP, Technical note 1).
    """
    nodes = framework.read(tree)
    frame = components.assign(ln_gni_per_capita=np.log(components["gni_per_capita"].astype("float64")))
    long = frame.melt(["unit", "year"], nodes.leaves, "indicator").rename(columns={"year": "period"})
    known, _ = values.read(long, nodes)
    means = (Aggregation("arithmetic"), Aggregation("geometric"))
    scores = index.compute(known, nodes, Method(aggregate=means)).scores[nodes.root] / 100
    rounded = (np.floor(scores * 1000 + 0.5) / 1000).rename_axis(KEY)
    return {THREE_DECIMALS: rounded}


def compare(computed: Mapping[str, Answers], published: pd.DataFrame, quantities: pd.DataFrame) -> pd.DataFrame:
    """One row per case and quantity: ``n_compared``, ``largest_difference`` and whether it ``holds``.

    A largest difference is given to ``RESOLUTION``, and as at least that where a tolerance is allowed.

    ``computed`` gives the answers by case; ``published`` has ``case``, ``quantity``, ``item``, ``code`` and
    ``value``; ``quantities`` has ``case``, ``quantity`` and ``tolerance`` (absolute). It holds when there is
    something to compare, nothing published is missing from what was computed and no difference exceeds the
    tolerance, but for what decimal numbers lose as float64.
    """
    rows = []
    for quantity in quantities.to_dict("records"):
        case, name, tolerance = str(quantity["case"]), str(quantity["quantity"]), float(quantity["tolerance"])
        answers = published[(published["case"] == case) & (published["quantity"] == name)].set_index(KEY)["value"]
        ours = computed[case][name].reindex(answers.index).astype("float64")
        difference = (ours - answers).abs()
        largest = float(difference.max())
        holds = len(answers) > 0 and bool(difference.notna().all()) and largest <= tolerance * (1 + FLOAT)
        rows.append(
            {
                "case": case,
                "quantity": name,
                "n_compared": int(difference.notna().sum()),
                "largest_difference": round(max(largest, RESOLUTION if tolerance else 0.0), RESOLVED),
                "tolerance": tolerance,
                "holds": holds,
            }
        )
    return pd.DataFrame(rows)


def require(comparisons: pd.DataFrame) -> None:
    """Raise ``FindingsError`` with each comparison that does not hold."""
    findings = [
        Finding(
            "verification-failed",
            field=f"{row['case']} · {row['quantity']}",
            value=f"{row['largest_difference']:.3g}",
            expected=f"{row['tolerance']:.3g}",
        )
        for row in comparisons[~comparisons["holds"].astype("bool")].to_dict("records")
    ]
    if findings:
        raise FindingsError(findings)


def _long(frame: pd.DataFrame) -> pd.Series[float]:
    """A table of one period, one row per unit and one column per node, as one value per unit and node."""
    keys = pd.MultiIndex.from_product([frame.index.get_level_values("unit"), frame.columns], names=KEY)
    return pd.Series(frame.to_numpy("float64", na_value=np.nan).ravel(), index=keys)


def _keyed(frame: pd.DataFrame) -> pd.Series[float]:
    return frame.assign(item=frame.get("item", ANY)).set_index(KEY)["value"].astype("float64")
