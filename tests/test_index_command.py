"""``observatory index``: what it writes, that it is right, and that bad input leaves everything as it was."""

from __future__ import annotations

import json
import math
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index_files import CELLS, FRAMEWORK, GROUPS, UNITS, VALUES, rows, status, table, write, written
from observatory import __version__
from observatory.findings import Lang
from observatory.index import folder as index_folder
from observatory.index import run as index_run
from observatory.messages import catalogue
from packages import ROOT

LONG = ["unit", "period", "code", "value"]
STAGES = ("denominated", "imputed", "treated", "normalised")
LEAVES = list(CELLS)
AGGREGATES = ["index", "people", "place"]
PLAIN = {*STAGES, "scores", "ranks", "screening", "screening-indicators", "treatment", "treatment-rules"} | {
    "effective-weights",
    "coherence",
}
UNCERTAIN = {"uncertainty", "sensitivity", "leave-one-out", "design"}


def pivoted(path: Path) -> pd.DataFrame:
    """A file in long form as one row per unit and one column per node."""
    frame = pd.read_csv(path, keep_default_na=False, dtype={"unit": str, "period": str, "code": str})
    assert list(frame.columns) == LONG
    assert not frame.duplicated(["unit", "period", "code"]).any()
    wide = frame.pivot(index=["unit", "period"], columns="code", values="value")
    return wide.apply(pd.to_numeric)


# --- that it is right ---------------------------------------------------------------------------------


@pytest.mark.shared
def test_asem_from_raw_values_as_coinr_computed_it(tmp_path: Path, shared: Path) -> None:
    answers = shared / "known-answers" / "index" / "asem"
    meta = pd.read_csv(answers / "asem_imeta.csv", keep_default_na=False)
    raw = pd.read_csv(answers / "asem_idata.csv", keep_default_na=False, dtype=str)
    nodes = meta[meta["Type"].isin(["Indicator", "Aggregate"])]
    nodes = nodes[["iCode", "Parent", "Level", "Weight", "Direction", "Denominator"]].replace("NA", "")
    nodes.columns = ["code", "parent", "level", "weight", "direction", "denominator"]
    measured = meta.loc[meta["Type"].isin(["Indicator", "Denominator"]), "iCode"]
    long = raw.melt("uCode", measured, "indicator", "value").rename(columns={"uCode": "unit"}).replace("NA", "")
    groups = raw[["uCode", "EurAsia_group"]].rename(columns={"uCode": "code"})
    files = write(tmp_path, *(frame.to_csv(index=False) for frame in (nodes, long, groups)))
    out = tmp_path / "out"
    method = ["--impute", "group-mean:EurAsia_group", "--normalise", "minmax:0:100", "--threshold", "none"]
    assert status(*files, *method, "--out", out) == 0
    expected = {
        "denominated": "asem_stage_denominated",
        "imputed": "asem_stage_imputed",
        "treated": "asem_stage_imputed",
        "normalised": "notreat_norm_minmax_0_100",
        "scores": "notreat_agg_amean",
        "ranks": "notreat_ranks_amean",
    }
    for name, answer in expected.items():
        theirs = pd.read_csv(answers / f"{answer}.csv", index_col="uCode", keep_default_na=False, na_values=["NA", ""])
        ours = pivoted(out / f"{name}.csv").droplevel("period")
        theirs = theirs.loc[ours.index, ours.columns]
        assert len(ours) == 51
        assert (ours.isna() == theirs.isna()).all(axis=None), name
        difference = (ours - theirs).abs() / theirs.abs().clip(lower=1)
        assert difference.max(axis=None) <= (0 if name == "ranks" else 1e-9), name
    weights = pd.read_csv(out / "effective-weights.csv", index_col="code")["effective_weight"]
    theirs = pd.read_csv(answers / "notreat_eff_weights.csv", index_col="iCode")["EffWeight"]
    assert (weights - theirs[weights.index]).abs().max() < 1e-12
    alphas = pd.read_csv(answers / "notreat_cronbach.csv", index_col="group")["alpha"].dropna()
    coherence = pd.read_csv(out / "coherence.csv", keep_default_na=False, na_values=[""])
    ours = coherence[coherence["measure"] == "cronbach-alpha"].set_index("group")["value"]
    assert (ours[alphas.index] - alphas).abs().max() < 1e-9


def test_asem_with_outliers_treated_as_coinr_documents_it(tmp_path: Path) -> None:
    """The first six units of the table in COINr's article on presenting results, to its two decimals."""
    published = pd.DataFrame(
        [
            ("CHE", 1, 68.38, 62.79, 73.98, 63.41, 32.87, 74.78, 85.94, 56.93, 77.21),
            ("NLD", 2, 64.82, 61.94, 67.70, 64.87, 46.62, 84.55, 71.74, 41.92, 58.73),
            ("DNK", 3, 64.80, 57.10, 72.51, 50.52, 30.43, 78.13, 75.35, 51.04, 69.83),
            ("NOR", 4, 64.47, 57.44, 71.50, 58.18, 25.70, 80.03, 89.46, 33.80, 70.90),
            ("BEL", 5, 63.54, 63.99, 63.09, 71.97, 48.22, 80.84, 75.60, 43.32, 53.01),
            ("SWE", 6, 63.00, 53.87, 72.12, 51.51, 23.87, 80.98, 74.51, 38.50, 66.37),
        ],
        columns=[
            "unit",
            "rank",
            "Index",
            "Conn",
            "Sust",
            "Physical",
            "ConEcFin",
            "Political",
            "Instit",
            "P2P",
            "Environ",
        ],
    ).set_index("unit")
    asem = ROOT / "datasets/reference/asem-2018/data"
    files = [asem / "framework.csv", asem / "values.csv", "--units", asem / "units.csv", "--impute"]
    method = ["group-mean:eurasia_group", "--treat", "auto", "--normalise", "minmax:0:100", "--threshold", "none"]
    assert status(*files, *method, "--out", tmp_path / "out") == 0
    scores = pivoted(tmp_path / "out/scores.csv").droplevel("period")
    ranks = pivoted(tmp_path / "out/ranks.csv").droplevel("period")
    wanted = published.drop(columns="rank")
    assert (scores.loc[wanted.index, wanted.columns] - wanted).abs().max(axis=None) <= 0.005 + 1e-9
    assert ranks.loc[published.index, "Index"].tolist() == published["rank"].tolist()


@pytest.mark.shared
def test_the_human_development_index_to_its_last_decimal(tmp_path: Path, shared: Path) -> None:
    published = pd.read_csv(shared / "known-answers" / "index" / "hdi" / "hdi_2010_2022.csv", dtype=str).dropna()
    nodes = [
        ("hdi", "", 3, 1, "", "", ""),
        ("health", "hdi", 2, 1, "", "", ""),
        ("education", "hdi", 2, 1, "", "", ""),
        ("income", "hdi", 2, 1, "", "", ""),
        ("le", "health", 1, 1, 1, 20, 85),
        ("eys", "education", 1, 1, 1, 0, 18),
        ("mys", "education", 1, 1, 1, 0, 15),
        ("ln_gni", "income", 1, 1, 1, math.log(100), math.log(75_000)),
    ]
    header = ["code", "parent", "level", "weight", "direction", "goalpost_low", "goalpost_high"]
    published["ln_gni"] = published["gnipc"].astype(float).map(math.log).map(repr)
    long = published.melt(["iso3", "year"], ["le", "eys", "mys", "ln_gni"], "indicator", "value")
    long = long.rename(columns={"iso3": "unit", "year": "period"})
    files = write(tmp_path, table(header, nodes), long.to_csv(index=False))
    out = tmp_path / "out"
    assert status(*files, "--aggregate", "arithmetic,geometric", "--out", out) == 0
    ours = pivoted(out / "scores.csv")["hdi"]
    theirs = published.set_index(["iso3", "year"])["hdi"]
    assert len(ours) == len(theirs) > 2400
    third = Decimal("0.001")
    rounded = {place: (Decimal(repr(score)) / 100).quantize(third, ROUND_HALF_UP) for place, score in ours.items()}
    assert rounded == {place: Decimal(hdi).quantize(third) for place, hdi in theirs.items()}


def test_scores_and_ranks_worked_out_by_hand(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert status(*write(tmp_path), "--out", out) == 0
    normalised = pivoted(out / "normalised.csv").droplevel("period")
    assert normalised.loc["Huế", ["learning", "parks"]].to_list() == [75, 80]
    assert normalised.loc["Cà Mau", "waste"] == 40
    assert math.isnan(normalised.loc["Huế", "waste"])
    scores = pivoted(out / "scores.csv").droplevel("period")
    people = (62.5 + 3 * (71 - 20) / 65 * 100) / 4
    assert scores.loc["Cà Mau", "people"] == pytest.approx(people, abs=1e-12)
    assert scores.loc["Cà Mau", "place"] == 40
    assert scores.loc["Cà Mau", "index"] == pytest.approx((2 * people + 40) / 3, abs=1e-12)
    assert math.isnan(scores.loc["Huế", "place"])
    assert scores.loc["Huế", "index"] == scores.loc["Huế", "people"]
    ranks = pivoted(out / "ranks.csv").droplevel("period")
    assert ranks["people"].to_dict() == {"Đà Nẵng": 1, "Huế": 2, "Cà Mau": 3, "Lào Cai": 4}
    assert ranks.loc[["Lào Cai", "Đà Nẵng", "Cà Mau"], "place"].to_list() == [1, 2, 3]
    assert math.isnan(ranks.loc["Huế", "place"])


# --- what it writes -----------------------------------------------------------------------------------


def test_the_files_and_their_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "out"
    assert status(*write(tmp_path), "--out", out) == 0
    assert set(written(out)) == {f"{name}.csv" for name in PLAIN} | {"method.json"}
    for name, content in written(out).items():
        content.decode("utf-8")
        assert b"\r" not in content and content.endswith(b"\n"), name
        assert b"nan" not in content.lower() and not content.startswith(b"\xef\xbb\xbf"), name
    for name in STAGES:
        found = rows(out / f"{name}.csv")
        assert [(row["unit"], row["period"], row["code"]) for row in found] == [
            (unit, "2025", code) for unit in sorted(UNITS) for code in LEAVES
        ]
    for name in ("scores", "ranks"):
        found = rows(out / f"{name}.csv")
        assert [(row["unit"], row["code"]) for row in found] == [
            (unit, code) for unit in sorted(UNITS) for code in AGGREGATES
        ]
    assert {row["value"] for row in rows(out / "ranks.csv")} == {"1", "2", "3", "4", ""}
    assert list(rows(out / "effective-weights.csv")[0]) == ["code", "level", "weight", "effective_weight"]
    assert list(rows(out / "screening.csv")[0]) == [
        "unit",
        "period",
        "availability",
        "lowest_group",
        "enough",
        "imputed",
    ]
    printed = capsys.readouterr()
    assert printed.out == f"Đã tính xong: 4 dòng đơn vị, 4 có hạng. Kết quả ở {out}\n"


def test_the_method_and_the_data_stand_beside_the_results(tmp_path: Path) -> None:
    out = tmp_path / "out"
    files = write(tmp_path, units=GROUPS)
    assert status(*files, "--out", out, "--impute", "group-median:region", "--seed", "7") == 0
    about = json.loads((out / "method.json").read_text())
    assert about["version"] == __version__
    assert about["index"] == "index"
    assert about["method"] == (
        "impute=group-median:region; treat=none; normalise=goalposts:0:100; aggregate=arithmetic; threshold=0.5"
    )
    assert (about["replications"], about["seed"]) == (0, 7)
    assert set(about["sha256"]) == {"framework", "values", "units"}


def test_a_period_that_is_not_given_is_empty(tmp_path: Path) -> None:
    out = tmp_path / "out"
    values = VALUES.replace("period,", "").replace("2025,", "")
    assert status(*write(tmp_path, values=values), "--out", out) == 0
    assert {row["period"] for row in rows(out / "scores.csv")} == {""}


def test_names_that_hold_commas_and_quotes_come_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    name = 'Bà Rịa, "Vũng Tàu"'
    quoted = '"' + name.replace('"', '""') + '"'
    assert status(*write(tmp_path, values=VALUES.replace("Cà Mau", quoted)), "--out", out) == 0
    assert {row["unit"] for row in rows(out / "ranks.csv")} == {name, *UNITS[1:]}


def test_equal_input_gives_equal_bytes_whatever_the_order_of_rows(tmp_path: Path) -> None:
    header, *lines = VALUES.splitlines(keepends=True)
    first, again, turned = (tmp_path / name for name in ("first", "again", "turned"))
    options = ["--replications", "50", "--normalise", "minmax:1:100", "--treat", "auto"]
    assert status(*write(tmp_path), "--out", first, *options) == 0
    assert status(*write(tmp_path), "--out", again, *options) == 0
    assert written(first) == written(again)
    assert status(*write(tmp_path, values=header + "".join(reversed(lines))), "--out", turned, *options) == 0
    one, other = written(first), written(turned)
    assert one.pop("method.json") != other.pop("method.json")
    assert one == other


# --- uncertainty --------------------------------------------------------------------------------------


def test_more_replications_than_memory_holds_are_refused_before_they_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(index_run, "MOST_RANKS", 30)
    assert status(*write(tmp_path), "--out", tmp_path / "out", "--replications", "64", "--lang", "en") == 1
    assert "[too-many-replications]" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_replications_add_their_tables(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert status(*write(tmp_path), "--out", out, "--replications", "64") == 0
    assert set(written(out)) == {f"{name}.csv" for name in PLAIN | UNCERTAIN} | {"method.json"}
    uncertainty = rows(out / "uncertainty.csv")
    assert list(uncertainty[0])[:7] == ["unit", "period", "code", "rank", "rank_median", "rank_p5", "rank_p95"]
    ranks = {row["unit"]: row["value"] for row in rows(out / "ranks.csv") if row["code"] == "index"}
    assert {row["unit"]: row["rank"] for row in uncertainty} == ranks
    for row in uncertainty:
        assert 1 <= float(row["rank_p5"]) <= float(row["rank_median"]) <= float(row["rank_p95"]) <= 4
    assert len(rows(out / "design.csv")) == 64
    assert {row["pillar"] for row in rows(out / "leave-one-out.csv")} == {"people", "place"}
    assert "weights:2" in {row["factor"] for row in rows(out / "sensitivity.csv")}


def test_another_seed_gives_another_design(tmp_path: Path) -> None:
    files = write(tmp_path)
    for seed in ("1", "2"):
        assert status(*files, "--out", tmp_path / seed, "--replications", "8", "--seed", seed) == 0
    assert written(tmp_path / "1")["design.csv"] != written(tmp_path / "2")["design.csv"]


def test_standard_errors_bring_noise_into_the_design(tmp_path: Path) -> None:
    noisy = VALUES.replace("value\n", "value,se\n", 1).replace("71\n", "71,3\n", 1)
    noisy = "\n".join(line if line.count(",") == 4 else f"{line}," for line in noisy.splitlines()) + "\n"
    out = tmp_path / "out"
    assert status(*write(tmp_path, values=noisy), "--out", out, "--replications", "16") == 0
    assert {row["noise"] for row in rows(out / "design.csv")} != {"0"}
    assert "noise" in {row["factor"] for row in rows(out / "sensitivity.csv")}


def test_a_group_without_any_value_has_no_say(tmp_path: Path) -> None:
    out = tmp_path / "out"
    values = "".join(line for line in VALUES.splitlines(keepends=True) if "waste" not in line and "parks" not in line)
    assert status(*write(tmp_path, values=values), "--out", out, "--replications", "8") == 0
    left_out = {row["pillar"]: row["mean_rank_change"] for row in rows(out / "leave-one-out.csv")}
    assert left_out == {"people": "", "place": "0"}


# --- the folder ---------------------------------------------------------------------------------------


def test_files_of_others_are_kept_and_what_is_no_longer_made_goes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    files = write(tmp_path)
    assert status(*files, "--out", out, "--replications", "8") == 0
    (out / "notes.txt").write_text("của tôi")
    (out / "sub").mkdir()
    (out / "sub" / "scores.csv").write_text("của tôi")
    assert status(*files, "--out", out) == 0
    assert set(written(out)) == {f"{name}.csv" for name in PLAIN} | {"method.json", "notes.txt", "sub/scores.csv"}


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".index-killed").mkdir(parents=True)
    (out / ".index-killed" / "scores.csv").touch()
    assert status(*write(tmp_path), "--out", out) == 0
    assert not list(out.glob(".index-*"))


def test_a_write_that_fails_leaves_the_earlier_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert status(*write(tmp_path), "--out", out) == 0
    before = written(out)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index_folder, "_write", full)
    capsys.readouterr()
    assert status(*write(tmp_path), "--out", out, "--normalise", "rank", "--lang", "en") == 1
    assert "No space left on device" in capsys.readouterr().err
    assert written(out) == before
    assert not list(out.glob(".index-*"))


def test_a_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert status(*write(tmp_path), "--out", tmp_path / "file" / "out") == 1
    assert "không ghi được" in capsys.readouterr().err


def test_a_folder_in_place_of_a_result_is_not_touched(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert status(*write(tmp_path), "--out", out) == 0
    (out / "ranks.csv").unlink()
    (out / "ranks.csv").mkdir()
    before = written(out)
    assert status(*write(tmp_path), "--out", out, "--normalise", "rank") == 1
    assert written(out) == before


def test_an_input_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write(tmp_path)
    (tmp_path / "values.csv").rename(tmp_path / "scores.csv")
    before = written(tmp_path)
    assert status(files[0], tmp_path / "scores.csv", "--out", tmp_path, "--lang", "en") == 1
    assert "input-is-output" in capsys.readouterr().err
    assert written(tmp_path) == before
    (tmp_path / "scores.csv").rename(tmp_path / "values.csv")
    assert status(*files, "--out", tmp_path) == 0


# --- bad input ----------------------------------------------------------------------------------------

MINMAX = ("--normalise", "minmax:0:100")
GEOMETRIC = ("--aggregate", "geometric")


def spoilt(old: str, new: str, text: str = FRAMEWORK) -> str:
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def values(old: str, new: str) -> str:
    return spoilt(old, new, VALUES)


CASES: dict[str, tuple[str, dict[str, str], tuple[str, ...], int | None, str]] = {
    # name: code, files, options, row, column
    "unknown parent": (
        "framework-unknown-parent",
        {"framework": spoilt("waste,place", "waste,plaza")},
        (),
        7,
        "parent",
    ),
    "cycle": (
        "framework-cycle",
        {"framework": spoilt("people,index,2", "people,place,2").replace("place,index,2", "place,people,2")},
        (),
        3,
        "parent",
    ),
    "skipped level": ("framework-level", {"framework": spoilt("waste,place,1", "waste,index,1")}, (), 7, "level"),
    "no level": ("framework-level", {"framework": spoilt("waste,place,1", "waste,place,một")}, (), 7, "level"),
    "duplicate code": ("framework-duplicate-code", {"framework": spoilt("parks,", "waste,")}, (), 8, "code"),
    "space in a code": ("framework-bad-code", {"framework": spoilt("parks,", "green parks,")}, (), 8, "code"),
    "two roots": ("framework-root", {"framework": spoilt("place,index", "place,")}, (), 4, "parent"),
    "negative weight": ("framework-weight", {"framework": spoilt("place,1,1,-1", "place,1,-1,-1")}, (), 7, "weight"),
    "weights that sum to zero": (
        "framework-weights-zero",
        {"framework": spoilt("place,1,1,-1", "place,1,0,-1")},
        (),
        4,
        "code",
    ),
    "direction": ("framework-direction", {"framework": spoilt("place,1,1,-1", "place,1,1,0")}, (), 7, "direction"),
    "goalposts": ("framework-goalposts", {"framework": spoilt("20,85", "85,20")}, (), 6, "goalpost_high"),
    "childless": (
        "framework-no-children",
        {"framework": FRAMEWORK + "lonely,index,2,1,,,\n"},
        (),
        9,
        "code",
    ),
    "no column weight": ("framework-column-missing", {"framework": spoilt("weight", "w")}, (), 1, "weight"),
    "no column value": ("values-column-missing", {"values": values("value\n", "v\n")}, (), 1, "value"),
    "text for a number": (
        "value-not-a-number",
        {"values": values("12.5", "12,5").replace("12,5", '"12,5"')},
        (),
        2,
        "value",
    ),
    "infinite": ("value-not-a-number", {"values": values("12.5", "inf")}, (), 2, "value"),
    "nan": ("value-not-a-number", {"values": values("12.5", "nan")}, (), 2, "value"),
    "duplicate": ("values-duplicate", {"values": VALUES + "Huế,2025,health,75\n"}, (), 18, "indicator"),
    "value of an aggregate": (
        "values-aggregate-code",
        {"values": VALUES + "Huế,2025,people,75\n"},
        (),
        18,
        "indicator",
    ),
    "all missing": ("values-empty", {"values": "unit,indicator,value\nHuế,health,\n"}, (), None, ""),
    "nothing at all": ("values-empty", {"values": "unit,indicator,value\n"}, (), None, ""),
    "values beyond computing": (
        "values-out-of-range",
        {"values": values("12.5", "1e300").replace(",18\n", ",-1e300\n")},
        ("--normalise", "zscore:0:1"),
        None,
        "",
    ),
    "negative standard error": (
        "values-se-negative",
        {"values": table(["unit", "indicator", "value", "se"], [("Huế", "health", 75, -1)])},
        (),
        2,
        "se",
    ),
    "a score of zero under the geometric mean": ("score-not-positive", {}, (*MINMAX, *GEOMETRIC), None, ""),
    "a score of zero under the harmonic mean": (
        "score-not-positive",
        {},
        (*MINMAX, "--aggregate", "harmonic,arithmetic"),
        None,
        "",
    ),
    "no goalposts": ("goalposts-missing", {"framework": spoilt("20,85", ",")}, (), 6, "goalpost_low"),
    "no target": ("target-missing", {}, ("--normalise", "dist2targ"), 5, "target"),
    "no positive maximum": ("maximum-not-positive", {}, ("--normalise", "fracmax"), 7, ""),
    "column to group by": ("units-column-missing", {"units": GROUPS}, ("--impute", "group-mean:vùng"), 1, "vùng"),
    "a unit twice": ("units-duplicate", {"units": GROUPS + "Huế,north\n"}, (), 6, "code"),
    "functions for levels": ("aggregate-levels", {}, ("--aggregate", "arithmetic,arithmetic,geometric"), None, ""),
    "semicolons": ("wrong-delimiter", {"values": VALUES.replace(",", ";")}, (), 1, ""),
    "a short row": ("missing-cell", {"values": VALUES + "Huế,2025\n"}, (), 18, "indicator"),
    "not UTF-8": ("hidden-character", {"values": VALUES.replace("Huế", "Hu\u200bế", 1)}, (), 3, ""),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("case", list(CASES))
def test_bad_input_is_named_before_any_output(
    tmp_path: Path, case: str, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    code, files, options, row, column = CASES[case]
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    assert status(*write(tmp_path), "--out", out) == 0
    before = written(out)
    capsys.readouterr()
    arguments = [*write(tmp_path, **files), *options, "--lang", lang]
    assert status(*arguments, "--out", out) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"[{code}]" in printed.err
    places = [line for line in printed.err.splitlines() if f"[{code}]" in line]
    if row:
        assert any(f"{'dòng' if lang == 'vi' else 'row'} {row}" in line for line in places), places
    if column:
        assert any(f"“{column}”" in line for line in places), places
    assert catalogue()["index-refused"][lang] in printed.err
    assert written(out) == before
    assert status(*arguments, "--out", fresh) == 1
    assert not fresh.exists()


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    framework = spoilt("waste,place", "waste,plaza").replace("parks,place,1,0,1", "parks,place,1,-1,1")
    assert status(*write(tmp_path, framework), "--out", tmp_path / "out") == 1
    printed = capsys.readouterr().err
    assert "[framework-unknown-parent]" in printed and "[framework-weight]" in printed


@pytest.mark.parametrize("missing", ["framework", "values", "units"])
def test_a_file_that_is_not_there(tmp_path: Path, missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = write(tmp_path, units=GROUPS)
    (tmp_path / f"{missing}.csv").unlink()
    assert status(*files, "--out", tmp_path / "out") == 1
    assert "[input-unreadable]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "files", "options"),
    [
        (
            "constant-column",
            {"values": VALUES.replace(",71\n", ",75.5\n").replace(",68\n", ",75.5\n").replace(",77\n", ",75.5\n")},
            MINMAX,
        ),
        ("values-unknown-indicator", {"values": VALUES + "Huế,2025,happiness,7\n"}, ()),
        ("indicator-no-values", {"framework": FRAMEWORK + "art,place,1,1,1,0,10\n"}, ()),
        ("unit-without-group", {"units": GROUPS.replace("Huế,centre\n", "")}, ("--impute", "group-mean:region")),
        ("unit-short-of-data", {}, ()),
        (
            "denominator-not-positive",
            {
                "framework": FRAMEWORK.replace("goalpost_high\n", "goalpost_high,denominator\n")
                .replace(",,,\n", ",,,,\n")
                .replace("0,20\n", "0,20,people_n\n")
                .replace("20,85\n", "20,85,\n")
                .replace("0,50\n", "0,50,\n")
                .replace("0,10\n", "0,10,\n"),
                "values": VALUES + "".join(f"{unit},2025,people_n,{n}\n" for n, unit in enumerate(UNITS)),
            },
            (),
        ),
    ],
)
def test_warnings_do_not_stop_it(
    tmp_path: Path, code: str, files: dict[str, str], options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert status(*write(tmp_path, **files), *options, "--out", out) == 0
    printed = capsys.readouterr()
    assert f"[{code}]" in printed.err
    assert "Lưu ý" in printed.err and "Lỗi" not in printed.err
    assert (out / "ranks.csv").exists()


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--out",),
        ("--out", "x", "--normalise", "minmax:100:1"),
        ("--out", "x", "--normalise", "rank:0:1"),
        ("--out", "x", "--aggregate", "mean"),
        ("--out", "x", "--treat", "log"),
        ("--out", "x", "--impute", "zero"),
        ("--out", "x", "--impute", "group-mean:region"),
        ("--out", "x", "--threshold", "2"),
        ("--out", "x", "--replications", "-1"),
        ("--out", "x", "--replications", "5", "--aggregate", "copeland"),
        ("--out", "x", "--seed", "one"),
    ],
)
def test_usage(
    tmp_path: Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert status(*write(tmp_path), *options) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err
    assert not (tmp_path / "x").exists()


CELL = st.sampled_from(
    ["", "0", "1", "-1", "2", "1e308", "-1e308", "1e-320", "inf", "x", "index", "people", "Huế", "9" * 400]
)
METHODS = st.tuples(
    st.sampled_from(["none", "mean", "median", "panel", "row-mean"]),
    st.sampled_from(["none", "auto", "capped", "boxcox:0", "boxcox:0.5"]),
    st.sampled_from(
        ["goalposts", "minmax:1:100", "zscore:0:1", "rank", "borda", "prank", "fracmax", "dist2max", "scaled:0:9"]
    ),
    st.sampled_from(
        ["arithmetic", "geometric", "harmonic", "power:2", "power:-1.5", "copeland", "arithmetic,copeland"]
    ),
    st.sampled_from(["none", "0.5", "1"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["framework", "values"]), st.integers(0, 17), st.integers(0, 6), CELL), max_size=4
    ),
    METHODS,
    st.sampled_from([0, 3]),
)
def test_whatever_stands_in_the_cells_it_ends_in_order(
    tmp_path: Path,
    changes: list[tuple[str, int, int, str]],
    method: tuple[str, str, str, str, str],
    replications: int,
) -> None:
    """Never a traceback: results, findings or usage; and no results beside findings."""
    grids = {
        name: [line.split(",") for line in text.splitlines()]
        for name, text in (("framework", FRAMEWORK), ("values", VALUES))
    }
    for name, row, column, cell in changes:
        grid = grids[name]
        line = grid[row % len(grid)]
        line[column % len(line)] = cell
    texts = {name: "\n".join(",".join(line) for line in grid) + "\n" for name, grid in grids.items()}
    options = [
        part
        for name, choice in zip(("impute", "treat", "normalise", "aggregate", "threshold"), method, strict=True)
        for part in (f"--{name}", choice)
    ]
    out = tmp_path / "out"
    for left in written(out) if out.exists() else {}:
        (out / left).unlink()
    ended = status(*write(tmp_path, **texts), *options, "--replications", replications, "--out", out)
    assert ended in {0, 1, 2}
    assert bool(out.exists() and written(out)) == (ended == 0)
