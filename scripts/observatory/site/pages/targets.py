"""The targets of the Strategy: where each began, where it stands, what pace it asks for, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site.chart_years import target_path
from observatory.site.charts import Chart, Labels
from observatory.site.site import Site, by, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

_FOLDER = "tai-ve/results/target-progress/data"
_UNITS = {
    "asean_rank": Text("hạng trong ASEAN", "rank in ASEAN"),
    "year": Text("hạng thế giới", "rank in the world"),
    "rolling12": Text("lượt khách trong một năm", "visitors in a year"),
    "per_year": Text("chỉ số, năm 2025 = 100 (giả định)", "index, 2025 = 100 (assumed)"),
}
LIGHTS = {
    "target_achieved": Text(
        "Kết quả mới nhất đã tới mức mục tiêu.",
        "The latest result has reached the target.",
    ),
    "substantial_progress": Text("Từ 95% nhịp độ cần có trở lên.", "95% of the pace needed, or more."),
    "moderate_progress": Text("Từ 60% đến dưới 95% nhịp độ cần có.", "From 60% to under 95% of the pace needed."),
    "limited_progress": Text("Từ 0% đến dưới 60% nhịp độ cần có.", "From 0% to under 60% of the pace needed."),
    "deterioration": Text("Kết quả ngày càng xa mục tiêu.", "Results move away from the target."),
    "not_available": Text(
        "Chưa đủ hai năm số liệu, hoặc chưa có số gốc hay con số mục tiêu; mỗi mục tiêu ghi rõ lý do.",
        "Under two years of data, or no baseline or target number; each target gives its reason.",
    ),
}
"""What each light says of the pace, from the best to the worst."""


def drafts(site: Site) -> Iterator[Draft]:
    """The page of targets."""
    path = site.result("target-progress", "path")
    seen = site.result("target-progress", "observations")
    progress = {row["target_id"]: row for row in records(site.result("target-progress", "progress"))}
    targets = [
        {**row, "progress": progress[row["id"]]} for row in records(site.data("reference/strategy-targets", "targets"))
    ]
    levels = by(site.result("target-progress", "levels"), "code")
    charts = [chart for row in targets if (chart := _chart(row, path, seen)) is not None]
    yield Draft(
        slug="muc-tieu",
        template="targets.html",
        title=Text("Mục tiêu của Chiến lược", "Targets of the Strategy"),
        description=Text(
            "Mười mục tiêu của Quyết định 173/QĐ-TTg: số gốc, kết quả mới nhất và nhịp độ cần có.",
            "The ten targets of Decision 173/QD-TTg: baseline, latest result and the pace they need.",
        ),
        context={
            "targets": targets,
            "strategy": levels["strategy"],
            "pillars": _pillars(targets, levels),
            "lights": LIGHTS,
            "tasks": records(site.data("reference/strategy-targets", "annex_tasks")),
        },
        charts=tuple(charts),
    )


def chart_id(target: str) -> str:
    """The id of a target's chart."""
    return f"muc-tieu-{target.lower()}"


def _pillars(targets: list[dict[str, Any]], levels: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The pillars in the order of their first targets, each with the ids of its targets."""
    members: dict[str, list[str]] = {}
    for row in targets:
        members.setdefault(row["progress"]["pillar"], []).append(row["id"])
    return [{**levels[code], "targets": ids} for code, ids in members.items()]


def _chart(target: dict[str, Any], path: pd.DataFrame, seen: pd.DataFrame) -> Chart | None:
    """The path of a target and its results so far; ``None`` where it asks for no path."""
    own = path[path["target_id"] == target["id"]].assign(kind="path")
    if own.empty:
        return None
    results = seen[(seen["target_id"] == target["id"]) & (seen["to_month"].isna() | (seen["to_month"] == 12))]
    results = results.rename(columns={"to_year": "year"}).assign(kind="result")
    form = target["progress"]["form"]
    unit = _UNITS["per_year" if form == "per_year" else target["progress"]["series"]]
    return target_path(
        chart_id(target["id"]),
        pd.concat([own, results], ignore_index=True)[["year", "value", "kind"]],
        Labels(
            title=Text(str(target["text_vi"]), str(target["text_en"])),
            description=Text(
                f"Đường đi mà mục tiêu {target['id']} đòi hỏi và các kết quả đã có.",
                f"The path that target {target['id']} asks for, and the results so far.",
            ),
            unit=unit,
            source=Text("Quyết định 173/QĐ-TTg; tính toán của trang này", "Decision 173/QD-TTg; computed by this site"),
            download=f"{_FOLDER}/path.csv",
        ),
        decimals=1 if form == "per_year" else 0,
    )
