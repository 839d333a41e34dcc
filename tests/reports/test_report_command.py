"""The command that writes a report: the same bytes as the site's, the figures of the result, and what it refuses."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import docx as word
import pytest
from click.testing import CliRunner
from sample_report import DATASETS, ranking_file, ranking_site

from observatory import report
from observatory.commands.report import _KINDS
from observatory.commands.report import report as command
from observatory.errors import FindingsError, ObservatoryError
from observatory.reports import kinds
from observatory.reports.kinds import KINDS, Contents, latest
from observatory.site import numbers
from observatory.site.site import by
from packages import edit_descriptor


def test_the_command_and_the_site_write_the_same_bytes(tmp_path: Path) -> None:
    options = ["--year", "2024", "--format", "docx", "--datasets", str(DATASETS), "--out", str(tmp_path)]
    done = CliRunner().invoke(command, ["ranking", *options], standalone_mode=False)
    assert done.return_value == 0, done.output
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"ranking-2024.docx": ranking_file()}


def test_the_figures_are_those_of_the_result() -> None:
    tables = word.Document(io.BytesIO(ranking_file())).tables
    ranking = next(table for table in tables if table.cell(0, 0).text == "Hạng")
    shown = {row[1]: row for row in ([cell.text for cell in row.cells] for row in ranking.rows[1:])}
    site = ranking_site()
    intervals = by(site.result("local-index-pilot", "uncertainty"), "code")
    scores = by(site.result("local-index-pilot", "scores"), "code")
    assert len(shown) == len(scores) == 34
    for code, row in scores.items():
        cells = shown[site.units[code]["full_name_vi"]]
        assert cells[2] == numbers.number(row["score"], "vi", 2)
        if row["ranked"]:
            assert cells[0].lstrip("=") == f"{row['rank']}/{row['field_size']}"
            ends = sorted({intervals[code]["rank_low"], intervals[code]["rank_high"]})
            assert cells[4] == "–".join(f"{end:.0f}" for end in ends)
        else:
            assert (cells[0], cells[4]) == ("chưa xếp", "—")


def test_a_year_before_any_ranking_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "_catalogue", lambda *_given: ranking_site().catalogue)
    monkeypatch.setattr(report, "_site", lambda *_given: ranking_site())
    with pytest.raises(FindingsError) as refused:
        report.report("ranking", 2010, ("docx",), DATASETS, tmp_path)
    (finding,) = refused.value.findings
    assert (finding.code, finding.value, finding.expected) == ("report-no-year", "2010", "2011–2024")
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_missing_or_simulated_is_refused(tmp_path: Path) -> None:
    for name in ("methodology/ranking-periods", "reference/province-papi"):
        shutil.copytree(DATASETS / name, tmp_path / name)
    edit_descriptor(tmp_path / "reference/province-papi", lambda document: document.update(simulated=True))
    with pytest.raises(FindingsError) as refused:
        report.report("ranking", 2024, ("docx",), tmp_path, tmp_path / "out")
    found = [(finding.code, finding.package) for finding in refused.value.findings]
    assert ("package-required", "methodology/report-layout") in found
    assert ("simulated-data", "reference/province-papi") in found


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ObservatoryError) as refused:
        report._put(b"x", tmp_path / "file" / "a.pdf")
    assert refused.value.code == "report-not-written"


def test_every_kind_can_be_asked_for() -> None:
    assert tuple(KINDS) == _KINDS


def test_the_site_has_the_newest_year_of_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    ranking = KINDS["ranking"]
    none = Contents(ranking.build, lambda _site: [], ())
    monkeypatch.setattr(kinds, "KINDS", {"ranking": ranking, "review": none})
    monkeypatch.setattr(kinds, "written", lambda _site, kind, year, formats: [(formats[0], f"{kind} {year}".encode())])
    assert list(latest(ranking_site(), ("docx",))) == [("ranking", 2024, "docx", b"ranking 2024")]
