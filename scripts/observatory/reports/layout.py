"""How reports are laid out: the settings of ``methodology/report-layout``, after Decree 30/2020/NĐ-CP.

Millimetres for paper and margins, points for type. The method page of the package says which of them were seen where.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from observatory.site.site import Site, by

PACKAGE = "methodology/report-layout"
AGENCIES = "reference/agencies"
NEEDS = (PACKAGE, AGENCIES)
TEMPLATES = Path(__file__).resolve().parents[3] / "site_src" / "reports"


@dataclass(frozen=True)
class Layout:
    """The settings by their names in the package, and the name of the issuing body instead of its code."""

    page_width: float
    page_height: float
    margin_top: float
    margin_bottom: float
    margin_left: float
    margin_right: float
    font: str
    font_pdf: str
    national_name: str
    national_name_size: float
    motto: str
    motto_size: float
    issuer_parent: str
    issuer: str
    issuer_size: float
    number_line: str
    date_line: str
    kind_word: str
    title_size: float
    body_size: float
    bases_size: float
    page_number_size: float
    line_height: float
    paragraph_space: float
    first_line_indent: float
    table_size: float
    recipients_label: str
    recipients_label_size: float
    recipients_size: float

    @property
    def text_width(self) -> float:
        """The width between the margins, in millimetres."""
        return self.page_width - self.margin_left - self.margin_right


def read(site: Site) -> Layout:
    """The layout of the catalogue.

    Raises ``KeyError`` where the package, a setting or the issuing body is missing.
    """
    settings = {key: row["value"] for key, row in by(site.data(PACKAGE, "settings"), "key").items()}
    bodies = by(site.data(AGENCIES, "agencies"), "code")
    named = {**settings, "issuer": bodies[settings["issuer"]]["name_vi"]}
    typed: dict[str, Any] = {
        field.name: float(named[field.name]) if field.type == "float" else named[field.name] for field in fields(Layout)
    }
    return Layout(**typed)
