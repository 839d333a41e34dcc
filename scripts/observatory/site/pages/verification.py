"""The verification page: the index engine against answers that others published, computed at each build."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

RESULT = "engine-verification"
METHOD = "methodology/engine-verification"
_PLAIN_FROM = -4
# A difference this small is given as a bound: its digits depend on the processor.
_BOUND = 1e-12


@dataclass(frozen=True)
class Tiny:
    """A number that may be very small: its digits, and the power of ten they are multiplied by."""

    digits: Decimal
    decimals: int
    power: int


def drafts(site: Site) -> Iterator[Draft]:
    """The page of the verification."""
    wording = {(row["case"], row["quantity"]): row for row in records(site.data(METHOD, "quantities"))}
    compared = [
        {
            **wording[row["case"], row["quantity"]],
            **row,
            "difference": tiny(row["largest_difference"]),
            "limit": tiny(row["tolerance"]),
            "at_most": 0 < row["largest_difference"] <= _BOUND,
        }
        for row in records(site.result(RESULT, "comparisons"))
    ]
    cases = [
        {
            **row,
            "rows": [found for found in compared if found["case"] == row["case"]],
            "files": f"datasets/{row['package']}/data",
        }
        for row in records(site.data(METHOD, "cases"))
    ]
    yield Draft(
        slug="phuong-phap/kiem-chung",
        template="verification.html",
        title=Text("Kiểm chứng máy tính chỉ số", "Verification of the index engine"),
        description=Text(
            "Kết quả của chương trình so với kết quả đã công bố của người khác: chênh lệch lớn nhất và mức cho phép.",
            "What the program computes against answers that others published: largest difference and tolerance.",
        ),
        context={
            "cases": [case for case in cases if case["rows"]],
            "n_compared": sum(row["n_compared"] for row in compared),
            "n_holding": sum(bool(row["holds"]) for row in compared),
            "n_quantities": len(compared),
            "download": f"tai-ve/results/{RESULT}/data/comparisons.csv",
            "version": site.results[RESULT].method,
        },
    )


def tiny(value: Any) -> Tiny:
    """How a difference is written: plain where it has few decimals, else by a power of ten, to two digits."""
    exact = Decimal(repr(float(value))).normalize()
    power = 0 if exact == 0 or exact.adjusted() > _PLAIN_FROM else exact.adjusted()
    digits = exact.scaleb(-power)
    given = -int(digits.as_tuple().exponent)
    return Tiny(digits, max(0, min(given, 1 - digits.adjusted())), power)
