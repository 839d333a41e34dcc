"""The page of Excel templates: one workbook for each package, and one for each of its tables, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from observatory.findings import Lang
from observatory.site.contributions import DOORS, GUIDE
from observatory.site.site import Site
from observatory.site.template_files import TemplateFile, of_package
from observatory.site.templates import Draft
from observatory.tables.model import Package, Text

SLUG = "du-lieu/mau-excel"

_PROJECT = {
    "reference": Text("Dữ liệu tham chiếu", "Reference data"),
    "methodology": Text("Phương pháp", "Methodology"),
}


@dataclass(frozen=True)
class Line:
    """One line of the list: the whole of a package, or one table of it."""

    package: str
    table: str
    title: Text
    files: dict[Lang, TemplateFile]


def drafts(site: Site, templates: Sequence[TemplateFile]) -> Iterator[Draft]:
    """The page; ``templates`` are the files written, none where a site offers none."""
    yield Draft(
        slug=SLUG,
        template="excel_templates.html",
        title=Text("Mẫu Excel", "Excel templates"),
        description=Text(
            "Mẫu nhập số liệu bằng Excel cho từng gói, từng bảng: có danh sách chọn, quy tắc của từng ô và hướng dẫn.",
            "Excel templates for every package and table, with drop-down lists, the rule of each cell and a guide.",
        ),
        context={"groups": _groups(site, templates), "n_files": len(templates), "guide": GUIDE, "doors": DOORS},
    )


def _groups(site: Site, templates: Sequence[TemplateFile]) -> list[tuple[str, Text, list[Line]]]:
    """The lines by owner: units and provinces first, for they fill the templates in, then the project's own."""
    owners = {package.owner: None for package in site.catalogue}
    order = sorted(owners, key=lambda owner: (owner in _PROJECT, owner != "reference", owner))
    names = {str(unit["slug"]): Text(str(unit["name_vi"]), str(unit["name_en"])) for unit in site.units.values()}
    groups = [
        (
            owner,
            _PROJECT.get(owner) or names.get(owner, Text(owner, owner)),
            _lines((package for package in site.catalogue if package.owner == owner), templates),
        )
        for owner in order
    ]
    return [group for group in groups if group[2]]


def _lines(packages: Iterable[Package], templates: Sequence[TemplateFile]) -> list[Line]:
    lines = []
    for package in packages:
        for table, files in of_package(templates, package.id).items():
            lines.append(Line(package.id, table, package.tables[table].title if table else package.title, files))
    return lines
