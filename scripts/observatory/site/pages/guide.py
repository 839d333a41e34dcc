"""The guide for those who send figures: from a sheet of Excel to a figure on the site."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.site.contributions import WORDS
from observatory.site.guide_pictures import PACKAGE, pictures
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.model import Text

FORM = "gui-so-lieu.yml"


def drafts(site: Site, repository: str = "") -> Iterator[Draft]:
    """The guide; ``repository`` is the public address of the source, or empty."""
    yield Draft(
        slug=str(WORDS["guide"]),
        template="parts/by_language.html",
        title=Text("Hướng dẫn gửi số liệu bằng Excel", "How to send figures with Excel"),
        description=Text(
            "Từng bước, có hình: lấy mẫu, điền, gửi, đọc câu trả lời, sửa; không cần biết GitHub.",
            "Step by step, with pictures: get a template, fill it in, send it, read the answer, mend it.",
        ),
        context={
            **WORDS,
            "text": "guide",
            "pictures": pictures(site),
            "package": PACKAGE,
            "repository": repository,
            "form": f"{repository}/issues/new?template={FORM}" if repository else "",
        },
        boost=1.5,
    )
