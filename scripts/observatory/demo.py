"""The data of the demonstration: names from the real packages, figures from the generator, nothing else.

What is written here is marked ``simulated`` in its descriptor. A real build refuses it; a build of the
demonstration puts a label on all that is made of it.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from observatory import demo_awards
from observatory.alerts import write_log
from observatory.errors import ObservatoryError
from observatory.media.simulate import SEED, Simulation, simulate
from observatory.media.simulated_days import Codes
from observatory.recipes.alerts import LOG, terms
from observatory.recipes.warning import RENAMED, names, policy_rules
from observatory.tables.load import load
from observatory.warning import log
from observatory.warning.history import history

MEDIA = "reference/media-daily"
AWARDS = ("reference/awards", "reference/award-judging", "reference/models")
# Names, codes and methods: no figure of a country, a province or a year stands in the tables that pages show.
NAMING = (
    "methodology/crisis-process",
    "methodology/indicators",
    "methodology/media",
    "methodology/recognition",
    "methodology/warning",
    "reference/countries",
    "reference/provincial-units",
    "reference/tile-grid",
)
_LEVEL = "province34"
_LOGGED_DAYS = 365
_SOURCE = "Bộ sinh số mô phỏng của dự án, không phải quan sát (the project's own generator, nothing observed)"
_README = """# Dữ liệu mô phỏng: truyền thông theo ngày

**Không phải số liệu thật.** Mọi con số, tiêu đề và liên kết trong gói này do bộ sinh số của dự án tạo ra với số mầm
{seed}, từ {first} đến {last}, để trình diễn các trang. Chỉ tên và mã là thật. Bảng `parameters` ghi mọi tham số; bảng
`injected` ghi các sự kiện đã cài vào. Không trích dẫn, không trộn với số liệu thật.

# Simulated data: the media by day

**Not real figures.** Every figure, title and link in this package was made up by the project's generator with the
seed {seed}, for {first} to {last}, to demonstrate the pages. Only names and codes are real. The table `parameters`
lists every setting; the table `injected` the events that were put in. Do not quote it, and do not mix it with real
figures.
"""
_LOG_README = """# Dữ liệu mô phỏng: sổ bản tin cảnh báo sớm

**Không phải bản tin thật.** Mọi bản tin ở đây do chính sách cảnh báo phát ra khi chạy lại từng ngày trên số liệu mô
phỏng, với trạng thái CAP là Test. Không trích dẫn.

# Simulated data: log of early warning messages

**Not real messages.** Every message here is what the warning policy says when it is replayed day by day on simulated
figures, with the CAP status Test. Do not quote it.
"""
_AWARDS_README = """# Dữ liệu mô phỏng: {vi}

**Không phải số liệu thật.** Mọi giải thưởng, đề cử, điểm, mô hình và nơi áp dụng trong gói này do bộ sinh số của dự án
tạo ra với số mầm {seed}, để trình diễn các trang. Không trích dẫn, không trộn với số liệu thật.

# Simulated data: {en}

**Not real.** Every award, nomination, score, model and replication in this package was made up by the project's
generator with the seed {seed}, to demonstrate the pages. Do not quote it, and do not mix it with real data.
"""
_OWN_TABLES: dict[str, tuple[str, str, tuple[tuple[str, str, str, str], ...]]] = {
    "parameters": (
        "Tham số của bộ sinh số",
        "Settings of the generator",
        (
            ("key", "string", "Tham số", "Setting"),
            ("value", "number", "Giá trị", "Value"),
            ("name_vi", "string", "Ý nghĩa", "Meaning in Vietnamese"),
            ("name_en", "string", "Ý nghĩa tiếng Anh", "Meaning in English"),
        ),
    ),
    "injected": (
        "Sự kiện đã cài vào",
        "Events injected",
        (
            ("event", "integer", "Số thứ tự", "Number"),
            ("kind", "string", "Loại", "Kind"),
            ("first_day", "date", "Ngày đầu", "First day"),
            ("days", "integer", "Số ngày", "Days"),
            ("geo_level", "string", "Cấp", "Level"),
            ("province_code", "string", "Mã địa phương", "Code of the province"),
            ("topic", "string", "Chủ đề", "Topic"),
            ("factor", "number", "Hệ số số tin ngày đầu", "Factor of mentions on the first day"),
            ("tone_shift", "number", "Dịch chuyển sắc thái ngày đầu", "Shift of tone on the first day"),
        ),
    ),
}


def write(datasets: Path, folder: Path) -> None:
    """Fill ``folder`` with the packages of the demonstration, their names taken from ``datasets``.

    The figures are those of the last two whole years before the day of the naming packages, so that equal
    packages give equal figures. Raises ``ObservatoryError`` when a naming package is not there.
    """
    for package in (*NAMING, MEDIA, LOG, *AWARDS):
        if not (datasets / package / "datapackage.json").is_file():
            raise ObservatoryError("demo-no-names", folder=str(datasets / package))
    for package in NAMING:
        shutil.copytree(datasets / package, folder / package)
    day = max(_descriptor(folder / package)["last_reviewed"] for package in NAMING)
    year = dt.date.fromisoformat(day).year
    first, last = dt.date(year - 2, 1, 1), dt.date(year - 1, 12, 31)
    articles = _rows(folder, "methodology/recognition", "articles")
    followed = [(row["entity"], row["project"], row["article"]) for row in articles]
    simulation = simulate(first, last, codes(folder), followed)
    _write_media(simulation, _descriptor(datasets / MEDIA), folder / MEDIA, first, last, day)
    _write_log(simulation, datasets, folder, last - dt.timedelta(_LOGGED_DAYS - 1))
    _write_awards(datasets, folder, year, day)


def codes(folder: Path) -> Codes:
    """The codes that the figures are made for, from the naming packages below ``folder``."""
    media = "methodology/media"
    return Codes(
        provinces=tuple(
            sorted(
                row["code"] for row in _rows(folder, "reference/provincial-units", "units") if row["level"] == _LEVEL
            )
        ),
        countries=tuple(sorted({row["country_iso2"] for row in _rows(folder, media, "outlets")})),
        languages=tuple(sorted({row["lang"] for row in _rows(folder, "methodology/recognition", "projects")})),
        topics=tuple(row["code"] for row in _rows(folder, media, "topics")),
        method_version=str(_descriptor(folder / media)["version"]),
    )


def _write_media(
    simulation: Simulation, descriptor: dict[str, Any], folder: Path, first: dt.date, last: dt.date, day: str
) -> None:
    """The package of figures: the descriptor of the real one, marked, with the simulated tables."""
    tables = {**simulation.tables, "parameters": simulation.parameters, "injected": simulation.injected}
    resources = [*descriptor["resources"], *(_resource(name) for name in _OWN_TABLES)]
    (folder / "data").mkdir(parents=True)
    for resource in resources:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        (folder / resource["path"]).write_text(_csv(tables[resource["name"]][columns]), encoding="utf-8")
    _describe(folder, {**descriptor, "last_reviewed": day}, resources)
    readme = _README.format(seed=SEED, first=first.isoformat(), last=last.isoformat())
    (folder / "README.md").write_text(readme, encoding="utf-8")


def _write_log(simulation: Simulation, datasets: Path, folder: Path, since: dt.date) -> None:
    """The log of alerts that running the policy on every day from ``since`` on gives."""
    loaded = load([*(folder / package for package in NAMING), datasets / LOG]).catalogue
    daily, coverage, domains = (simulation.tables[name] for name in ("daily", "coverage", "domains"))
    daily, domains = (
        table.assign(province_code=table["province_code"].replace("", None)) for table in (daily, domains)
    )
    known = history(daily, coverage, domains, policy_rules(loaded), names(loaded), since.isoformat())
    days = ((day, [{RENAMED.get(key, key): cell for key, cell in row.items()} for row in rows]) for day, rows in known)
    write_log(loaded.packages[LOG], log.replay(days, terms(loaded, simulated=True)), folder / LOG)
    descriptor = _descriptor(datasets / LOG)
    _describe(folder / LOG, descriptor, descriptor["resources"])
    (folder / LOG / "README.md").write_text(_LOG_README, encoding="utf-8")


def _write_awards(datasets: Path, folder: Path, year: int, day: str) -> None:
    """The packages of commendation: the words for prizes are the real ones, all else is made up."""
    known = codes(folder)
    prizes = pd.DataFrame(_rows(datasets, AWARDS[0], "prizes"))
    made = (
        {**demo_awards.awards(year), "prizes": prizes},
        demo_awards.judging(year, known.topics),
        demo_awards.models(year, known.provinces, known.topics),
    )
    for package, tables in zip(AWARDS, made, strict=True):
        descriptor = _descriptor(datasets / package)
        (folder / package / "data").mkdir(parents=True)
        for resource in descriptor["resources"]:
            columns = [field["name"] for field in resource["schema"]["fields"]]
            rows = tables[resource["name"]].reindex(columns=columns)
            (folder / package / resource["path"]).write_text(_csv(rows), encoding="utf-8")
        vi, en = descriptor["title"], descriptor["title_en"]
        about = {"description": f"{vi}.", "description_en": f"{en}.", "last_reviewed": day}
        _describe(folder / package, {**descriptor, **about}, descriptor["resources"])
        readme = _AWARDS_README.format(vi=vi.lower(), en=en.lower(), seed=demo_awards.SEED)
        (folder / package / "README.md").write_text(readme, encoding="utf-8")


def _describe(folder: Path, descriptor: dict[str, Any], resources: list[dict[str, Any]]) -> None:
    """The descriptor of a package whose figures are made up: that of the real one, marked."""
    document = {
        **descriptor,
        "title": f"Mô phỏng: {descriptor['title']}",
        "title_en": f"Simulated: {descriptor['title_en']}",
        "description": f"Dữ liệu mô phỏng, không phải số liệu thật. {descriptor['description']}",
        "description_en": f"Simulated data, not real figures. {descriptor['description_en']}",
        "simulated": True,
        "sources": [{"title": _SOURCE}],
        "resources": [{**node, "sources": [{"title": _SOURCE}]} for node in resources],
    }
    (folder / "datapackage.json").write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")


def _resource(name: str) -> dict[str, Any]:
    """The description of a table that only the demonstration has."""
    title, title_en, fields = _OWN_TABLES[name]
    return {
        "name": name,
        "title": title,
        "title_en": title_en,
        "path": f"data/{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "sources": [{"title": _SOURCE}],
        "schema": {
            "fields": [{"name": key, "type": kind, "title": vi, "title_en": en} for key, kind, vi, en in fields],
            "primaryKey": [fields[0][0]],
            "missingValues": [""],
        },
    }


def _csv(frame: pd.DataFrame) -> str:
    """The table as the aggregates are written: six decimals, a missing value empty, no negative zero."""
    reals = frame.select_dtypes("float").columns
    return frame.assign(**{name: frame[name] + 0.0 for name in reals}).to_csv(
        index=False, lineterminator="\n", float_format="%.6f"
    )


def _descriptor(package: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    return document


def _rows(folder: Path, package: str, table: str) -> list[dict[str, str]]:
    with (folder / package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
