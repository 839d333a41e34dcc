import pandas as pd

from observatory.ranking import profile

UNITS = pd.DataFrame(
    {
        "level": "province34",
        "code": ["04", "48"],
        "population": [555809, 3065628],
        "area_km2": [6700.4, 11859.6],
    }
)
SCORES = pd.DataFrame(
    {
        "level": "province34",
        "code": ["04", "48"],
        "score": [None, 42.1],
        "rank": [None, 22],
        "n_former": [1, 2],
    }
)
CROSSWALK = pd.DataFrame(
    {
        "former_level": "former63",
        "former_code": ["04", "48", "49"],
        "new_level": "province34",
        "new_code": ["04", "48", "48"],
    }
)


def heritage() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit_level": "province34",
            "unit_code": ["48", "48"],
            "indicator": "unesco_whs_count",
            "year": [2024, 2025],
            "value": [1.0, 2.0],
            "note": ["Phố cổ Hội An", "Phố cổ Hội An; Khu đền tháp Mỹ Sơn"],
        }
    )


def test_a_unit_that_the_source_does_not_name_has_no_count() -> None:
    found = profile.profiles(UNITS, SCORES, heritage()).set_index("code")
    assert found.loc["48", ["whs_year", "whs_count"]].tolist() == [2025, 2.0]
    assert pd.isna(found.loc["04", "whs_count"])
    assert found.loc["48", "papi_rank"] == 22
    assert found.loc["48", "n_former"] == 2
    assert found.loc["04", "density"] == 555809 / 6700.4


def test_a_series_needs_every_former_province() -> None:
    values = pd.DataFrame(
        {
            "unit_level": "former63",
            "unit_code": ["04", "48", "49", "04", "48"],
            "indicator": "papi_unweighted_6dim",
            "year": [2011, 2011, 2011, 2012, 2012],
            "value": [36.0, 35.0, 39.0, 37.0, 36.0],
        }
    )
    found = profile.merged_series(values, CROSSWALK, "papi_unweighted_6dim").set_index(["code", "year"])
    assert found["value"].to_dict() == {("04", 2011): 36.0, ("48", 2011): 37.0, ("04", 2012): 37.0}
    assert found.loc[("04", 2011), ["median", "difference"]].tolist() == [36.5, -0.5]
    assert profile.merged_series(values, CROSSWALK, "another").empty


def test_the_latest_value_of_each_package() -> None:
    values = heritage().assign(month=pd.NA, package=["reference/a", "reference/a"], id=["x", "y"])
    other = heritage().head(1).assign(month=pd.NA, package="da-nang/b", id="z")
    former = heritage().assign(unit_level="former63", month=pd.NA, package="reference/a", id="w")
    found = profile.latest(pd.concat([values, other, former]), "province34")
    assert sorted(found["source_row"]) == ["y", "z"]
    assert set(found["code"]) == {"48"}
