"""The stages before normalising held against the ASEM index as COINr 1.1.14 computed and documents it."""

from pathlib import Path

import pandas as pd
import pytest

from observatory.indicators import framework, values
from observatory.indicators.denominate import denominate
from observatory.indicators.framework import Framework
from observatory.indicators.impute import impute
from observatory.indicators.treat import treat
from observatory.indicators.values import Values

pytestmark = pytest.mark.shared
Asem = tuple[Framework, Values, Path]
GROUPS = ["GDP_group", "GDPpc_group", "Pop_group", "EurAsia_group"]


@pytest.fixture
def asem(shared: Path) -> Asem:
    """The raw data as texts, in the order of the file: one row per value, the groups in a table of units."""
    folder = shared / "known-answers" / "index" / "asem"
    meta = pd.read_csv(folder / "asem_imeta.csv", dtype=str, keep_default_na=False)
    nodes = meta[meta["Type"].isin(["Indicator", "Aggregate"])].rename(columns=str.lower)
    tree = framework.read(nodes.rename(columns={"icode": "code"}))
    wide = pd.read_csv(folder / "asem_idata.csv", dtype=str, keep_default_na=False).rename(columns={"uCode": "unit"})
    codes = meta.loc[meta["Type"].isin(["Indicator", "Denominator"]), "iCode"]
    long = wide.melt(id_vars="unit", value_vars=list(codes), var_name="indicator")
    found, warnings = values.read(long, tree, wide[["unit", *GROUPS]])
    assert warnings == []
    return tree, found, folder


def stage(folder: Path, name: str, columns: list[str]) -> pd.DataFrame:
    return pd.read_csv(
        folder / f"asem_stage_{name}.csv", index_col="uCode", keep_default_na=False, na_values=["NA", ""]
    )[columns]


def same(found: pd.DataFrame, expected: pd.DataFrame) -> bool:
    mine = found.droplevel("period").loc[expected.index]
    scale = expected.abs().clip(lower=1.0)
    return bool(mine.isna().equals(expected.isna()) and ((mine - expected).abs() / scale).max(axis=None) < 1e-9)


def test_denominated(asem: Asem) -> None:
    tree, found, folder = asem
    result, warnings = denominate(found.matrix, found.denominators, tree)
    expected = stage(folder, "denominated", tree.leaves)
    assert same(result, expected)
    assert [warning.value for warning in warnings] == ["Energy (LAO) = NA"]
    assert found.matrix.shape == (51, 49)
    assert set(found.denominators.columns) == {"Area", "Energy", "GDP", "Population"}


def test_imputed_by_group(asem: Asem) -> None:
    tree, found, folder = asem
    result = impute(
        denominate(found.matrix, found.denominators, tree)[0], tree, "group-mean:EurAsia_group", found.groups
    )
    assert same(result, stage(folder, "imputed", tree.leaves))


def test_nothing_denominated_or_imputed_is_another_result(asem: Asem) -> None:
    tree, found, folder = asem
    assert not same(found.matrix, stage(folder, "denominated", tree.leaves))
    by_population = impute(denominate(found.matrix, found.denominators, tree)[0], tree, "mean", found.groups)
    assert not same(by_population, stage(folder, "imputed", tree.leaves))


@pytest.mark.parametrize(
    ("code", "rule", "n_changed", "before", "after"),
    [
        ("LPI", "", 0, (-0.3042681, -0.6567514), (-0.3042681, -0.6567514)),
        ("Flights", "winsorise", 1, (2.103287, 4.508879), (1.900658, 3.3360647)),
        ("Goods", "winsorise", 2, (2.649973, 8.266610), (1.140608, 0.1572047)),
        ("Services", "", 0, (1.701085, 2.375656), (1.701085, 2.375656)),
    ],
)
def test_raw_indicators_treated_as_the_package_documents(
    asem: Asem, code: str, rule: str, n_changed: int, before: tuple[float, float], after: tuple[float, float]
) -> None:
    # Printed in COINr's article "Outlier treatment", bluefoxr.github.io/COINr/articles/treat.html.
    tree, found, _ = asem
    row = treat(found.matrix, tree, "auto").rules.set_index("code").loc[code]
    assert (row["rule"], row["n_changed"]) == (rule, n_changed)
    assert (row["skew_before"], row["kurt_before"]) == pytest.approx(before, abs=1e-6)
    assert (row["skew_after"], row["kurt_after"]) == pytest.approx(after, abs=1e-6)
