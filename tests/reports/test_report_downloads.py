"""The reports of a site: what is written for download, and what is said where no PDF can be made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from observatory import build as building
from observatory.build import Built
from observatory.cli import cli
from observatory.reports.kinds import Format
from observatory.site.report_files import ReportFile
from observatory.site.site import Site
from observatory.tables.model import Catalogue

NOTHING = Site(Catalogue({}), {})


def made(_site: Site, formats: tuple[Format, ...]) -> Iterator[tuple[str, int, Format, bytes]]:
    for form in formats:
        yield "review", 2026, form, form.encode() * 2


@pytest.mark.parametrize(("with_pdf", "formats"), [(True, ["docx", "pdf"]), (False, ["docx"])])
def test_each_report_is_written_with_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_pdf: bool, formats: list[str]
) -> None:
    monkeypatch.setattr(building, "latest", made)
    files = building._reports(NOTHING, tmp_path, with_pdf)
    assert files == [ReportFile("review", 2026, form, f"bao-cao/review-2026.{form}", 2 * len(form)) for form in formats]
    assert all((tmp_path / file.path).stat().st_size == file.size_bytes for file in files)
    assert len(list((tmp_path / "bao-cao").iterdir())) == len(formats)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("vi", "Không tạo báo cáo PDF vì máy thiếu libpango-1.0-0"), ("en", "PDF reports are left out")],
)
def test_a_build_without_pdfs_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch, lang: str, said: str) -> None:
    def run(no_pdf: str) -> str:
        monkeypatch.setattr(building, "build", lambda *_given, **_more: Built(Path("site"), (), no_pdf))
        return CliRunner().invoke(cli, ["build", "--lang", lang], standalone_mode=False).stderr

    (line,) = run("libpango-1.0-0").splitlines()
    assert line.startswith(said) and "libpango-1.0-0" in line
    assert run("") == ""
