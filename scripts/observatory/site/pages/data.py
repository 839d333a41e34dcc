"""The catalogue of packages and results, and a page for each: sources, columns, first rows, downloads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from observatory.findings import Lang
from observatory.results import OWNER as RESULTS
from observatory.results import ResultPackage
from observatory.site import citation
from observatory.site.contributions import DOORS, package_standing
from observatory.site.downloads import Download
from observatory.site.pages.corrections import SLUG as CORRECTIONS
from observatory.site.pages.corrections import count
from observatory.site.sheets import PREVIEW_ROWS, Sheet, anchor, computed, lang_of, published
from observatory.site.site import Site, package_slug
from observatory.site.template_files import TemplateFile, of_package
from observatory.site.templates import Draft
from observatory.tables.model import Package, Source, Text

Downloads = Sequence[Download]

_GROUPS = {
    "reference": (
        Text("Dữ liệu tham chiếu", "Reference data"),
        Text(
            "Số liệu và danh mục chép từ nguồn công khai; mỗi dòng giữ nguồn của mình.",
            "Figures and lists copied from public sources; every row keeps its own source.",
        ),
    ),
    "methodology": (
        Text("Phương pháp", "Methodology"),
        Text(
            "Những điều được quyết định khi tính toán: định nghĩa, chiều, trọng số, mốc, cách đo mục tiêu.",
            "What is decided before anything is computed: definitions, directions, weights, goalposts, the "
            "way targets are measured.",
        ),
    ),
    RESULTS: (
        Text("Kết quả tính toán", "Results"),
        Text(
            "Các bảng được tính lại từ những gói trên ở mỗi lần dựng trang. Mọi con số trên trang lấy từ đây "
            "hoặc từ các gói trên.",
            "Tables computed again from the packages above whenever the site is built. Every figure on this "
            "site comes from here or from those packages.",
        ),
    ),
}
_OTHER_INTRO = Text(
    "Gói dữ liệu do đơn vị này gửi và chịu trách nhiệm.",
    "Packages that this body contributed and answers for.",
)


@dataclass(frozen=True)
class Entry:
    """A package or a result as the catalogue shows it.

    ``method`` is the package that decided how a result was made, empty for a package that was contributed;
    ``inputs`` and ``used_by`` tie packages to the results made from them.
    """

    id: str
    title: Text
    description: Text
    version: str
    reviewed: str
    due: str
    licence: Text
    sources: tuple[Source, ...]
    sheets: tuple[Sheet, ...]
    method: str = ""
    inputs: tuple[tuple[str, str, str], ...] = ()
    used_by: tuple[tuple[str, Text], ...] = ()

    @property
    def owner(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]

    @property
    def pilot(self) -> bool:
        """True for a pilot and for what is made by the method of one."""
        return self.id.endswith("-pilot") or self.method.endswith("-pilot")

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(sheet.rows for sheet in self.sheets)


def drafts(
    site: Site,
    downloads: Mapping[str, Downloads],
    site_url: str = "",
    repository: str = "",
    templates: Sequence[TemplateFile] = (),
) -> Iterator[Draft]:
    """The catalogue, then a page for each package and each result.

    ``downloads`` are the files written for each package, by its id; ``site_url`` and ``repository`` are the
    public addresses of the site and of its source, or empty; ``templates`` are the Excel templates written.
    """
    entries = [_of_package(site, package) for package in site.catalogue]
    entries += [_of_result(site, site.results[key], downloads) for key in sorted(site.results)]
    yield Draft(
        slug="du-lieu",
        template="catalogue.html",
        title=Text("Dữ liệu", "Data"),
        description=Text(
            "Danh mục các gói dữ liệu mở của trang, cách dùng lại và cách bổ sung.",
            "The open data packages of this site, how to reuse them and how to add to them.",
        ),
        context={
            "groups": _groups(site, entries),
            "n_sheets": sum(len(entry.sheets) for entry in entries),
            "n_rows": sum(entry.rows for entry in entries),
            "n_entries": len(entries),
            "licence": _licence(next((p for p in site.catalogue if p.owner == "reference"), None)),
            "repository": repository,
            "lang_of": lang_of,
            "doors": DOORS,
        },
    )
    for entry in entries:
        files = downloads.get(entry.id, ())
        yield _package_draft(site, entry, files, of_package(templates, entry.id), site_url)


def _package_draft(
    site: Site, entry: Entry, files: Downloads, templates: Mapping[str, Mapping[Lang, TemplateFile]], site_url: str
) -> Draft:
    slug = package_slug(entry.id)
    work = citation.Work(entry.id, slug, entry.title, entry.version, entry.reviewed, entry.sources)
    return Draft(
        slug=slug,
        template="package.html",
        title=entry.title,
        description=Text(entry.description.vi or entry.title.vi, entry.description.en or entry.title.en),
        context={
            "entry": entry,
            "packages": site.catalogue.packages,
            "whole": [file for file in files if not file.table],
            "files": {
                sheet.name: {file.format: file for file in files if file.table == sheet.name} for sheet in entry.sheets
            },
            "templates": templates,
            "corrected": count(site, entry.id),
            "corrections_page": CORRECTIONS,
            "apa": citation.apa(work, site_url),
            "bibtex": citation.bibtex(work, site_url),
            "preview_rows": PREVIEW_ROWS,
            "anchor": anchor,
            "lang_of": lang_of,
            "standing": package_standing(site, entry.id),
        },
    )


def _groups(site: Site, entries: Iterable[Entry]) -> list[tuple[str, Text, Text, list[Entry]]]:
    """The entries by owner: reference and methodology first, then units and provinces, results last."""
    by_owner: dict[str, list[Entry]] = {}
    for entry in entries:
        by_owner.setdefault(entry.owner, []).append(entry)
    others = sorted(set(by_owner) - set(_GROUPS))
    order = ["reference", "methodology", *others, RESULTS]
    return [
        (owner, *_GROUPS.get(owner, (_owner_name(site, owner), _OTHER_INTRO)), by_owner[owner])
        for owner in order
        if owner in by_owner
    ]


def _owner_name(site: Site, owner: str) -> Text:
    """The name of the locality whose slug a folder bears, else the slug itself."""
    unit = next((unit for unit in site.units.values() if unit["slug"] == owner), None)
    return Text(str(unit["full_name_vi"]), str(unit["full_name_en"])) if unit else Text(owner, owner)


def _of_package(site: Site, package: Package) -> Entry:
    described = {resource["name"]: resource for resource in package.descriptor["resources"]}
    used = [result for result in site.results.values() if package.id in result.inputs]
    return Entry(
        id=package.id,
        title=package.title,
        description=package.description,
        version=package.version,
        reviewed=package.last_reviewed,
        due=str(package.descriptor.get("next_review_due") or ""),
        licence=_licence(package),
        sources=package.sources,
        sheets=tuple(published(table, described[key], package.id) for key, table in package.tables.items()),
        used_by=tuple((result.id, result.title) for result in sorted(used, key=lambda result: result.id)),
    )


def _of_result(site: Site, result: ResultPackage, downloads: Mapping[str, Downloads]) -> Entry:
    digests = {file.table: file.sha256 for file in downloads.get(result.id, ()) if file.format == "csv"}
    method = result.method.partition("@")[0]
    return Entry(
        id=result.id,
        title=result.title,
        description=result.description,
        version=result.version,
        reviewed=site.updated,
        due="",
        licence=_licence(site.catalogue.packages.get(method)),
        sources=(),
        sheets=tuple(computed(table, digests.get(key, "")) for key, table in result.tables.items()),
        method=method,
        inputs=tuple(
            (package, table, sha256)
            for package, tables in sorted(result.inputs.items())
            for table, sha256 in sorted(tables.items())
        ),
    )


def _licence(package: Package | None) -> Text:
    """The first licence of a package in both languages; empty when it states none."""
    if package is None:
        return Text("")
    stated = (package.descriptor.get("licenses") or [{}])[0]
    return Text(package.licence.title, str(stated.get("title_en") or ""))
