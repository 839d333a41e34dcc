"""What the pages on decisions and on versions share: the words of the register, names of units and addresses."""

from __future__ import annotations

from typing import Any

from observatory.findings import Lang
from observatory.site.site import LEVEL, Site
from observatory.tables.model import Text

METHOD = "methodology/decisions"
DECISIONS = "decisions"
VERSIONS = "method-versions"
REGISTER = "so-ket/dieu-chinh"
FOLDER = "phuong-phap/phien-ban"
PROPOSED, IN_FORCE, WITHDRAWN = "proposed", "in_force", "withdrawn"
STATUSES = {
    PROPOSED: Text("đề xuất, chưa áp dụng", "proposal, not in force"),
    IN_FORCE: Text("đang áp dụng", "in force"),
    WITHDRAWN: Text("đã rút", "withdrawn"),
}
KINDS = {
    "weight": Text("trọng số", "weight"),
    "goalpost": Text("mốc chuẩn hóa", "goalpost"),
    "target": Text("mục tiêu", "target"),
    "indicator": Text("chỉ số", "indicator"),
    "deadline": Text("thời hạn", "deadline"),
    "rule": Text("quy tắc tính", "rule"),
}
COLUMNS = {
    "weight": Text("trọng số", "weight"),
    "goalpost_low": Text("mốc thấp", "low goalpost"),
    "goalpost_high": Text("mốc cao", "high goalpost"),
    "target_value": Text("giá trị mục tiêu", "target value"),
    "target_year": Text("năm mục tiêu", "target year"),
    "value": Text("giá trị", "value"),
}
_OTHER: dict[Lang, str] = {"vi": "_en", "en": "_vi"}


def decision_slug(decision: str) -> str:
    """The address of a decision's page."""
    return f"{REGISTER}/{decision.lower()}"


def version_slug(index: str, version: str) -> str:
    """The address of the page of a version of an index."""
    return f"{FOLDER}/{index}/{version.replace('.', '-')}"


def index_title(site: Site, package: str) -> Text:
    """The name of an index: the title of its methodology."""
    return site.catalogue.packages[package].title


def unit_name(site: Site, level: str, code: str) -> Text:
    """The name of a country or of a locality."""
    row, stem = (site.units[code], "full_name") if level == LEVEL else (site.countries[code], "name")
    return Text(str(row[f"{stem}_vi"]), str(row[f"{stem}_en"]))


def by_rank(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The rows by a column of ranks, those without one last, equal ranks by code."""
    return sorted(rows, key=lambda row: (row[key] is None, row[key] or 0, row["code"]))


def readable(field: str, lang: Lang) -> bool:
    """Whether a column is for readers of a language: a text in the other one is not."""
    return not field.endswith(_OTHER[lang])
