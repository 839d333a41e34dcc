"""Values in proportion to the size of a unit: per head, per square kilometre, per unit of product."""

from __future__ import annotations

import numpy as np
import pandas as pd

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators.cells import MISSING, limited, row_label, text
from observatory.indicators.framework import Framework


def denominate(
    matrix: pd.DataFrame, denominators: pd.DataFrame, framework: Framework
) -> tuple[pd.DataFrame, list[Finding]]:
    """Each indicator divided by the denominator that the framework names for it, with warnings.

    ``matrix`` has one row per unit and period and one column per indicator, ``denominators`` the same rows
    and one column per denominator. A denominator that is missing, zero or negative leaves the value
    missing, with a warning where there was a value. Standard errors are divided in the same way.

    Raises ``FindingsError`` for a denominator without any value.
    """
    of = {code: framework.nodes[str(code)].denominator for code in matrix.columns}
    unknown = {name for name in of.values() if name and (name not in denominators or denominators[name].isna().all())}
    if unknown:
        raise FindingsError(
            [Finding("denominator-missing", field=str(code), value=of[code]) for code in of if of[code] in unknown],
            "index-refused",
        )
    if not any(of.values()):
        return matrix, []
    array = matrix.to_numpy(copy=True)
    findings = []
    for name in filter(None, dict.fromkeys(of.values())):
        columns = [at for at, divisor in enumerate(of.values()) if divisor == name]
        size = denominators[name].to_numpy()
        lost = ~(size > 0) & ~np.isnan(array[:, columns]).all(axis=1)
        findings += [
            Finding(
                "denominator-not-positive",
                "warning",
                field=name,
                value=f"{name} ({row_label(row)}) = {text(given) or MISSING[-1]}",
            )
            for row, given in zip(matrix.index[lost], size[lost], strict=True)
        ]
        array[:, columns] /= np.where(size > 0, size, np.nan)[:, None]
    return pd.DataFrame(array, index=matrix.index, columns=matrix.columns, copy=False), limited(findings, "")
