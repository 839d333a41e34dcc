"""Commendation in the demonstration: a made-up award judged by the methods of the project, and made-up models.

Every name says that it is simulated, so that nobody can take one for an award, a body or a model that exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from observatory.awards import panel, scores
from observatory.awards.outcomes import LEAST_SCORES
from observatory.awards.panel import Method

# With this seed the second panel's winner is not that of Copeland, which pages must be able to show.
SEED = 175
AWARD = "giai-mo-phong"
SOURCE = "Bộ sinh số mô phỏng (simulated)"
CRITERIA = (
    ("content", "Nội dung", "Content", 0.5),
    ("reach", "Độ lan tỏa", "Reach", 0.3),
    ("craft", "Hình thức", "Craft", 0.2),
)
SCALE = (1.0, 10.0)
CUT = 3
PRIZES = ("first", "second", "third")
METHODS: tuple[Method, Method] = ("trimmed", "mixed")
JUDGES = (7, 9)
ENTRIES = (9, 12)
# How many judges score an entry of the second edition, whose panel is incomplete by design.
SEATS = 5
MODELS = 6
INDICATORS = ("media_presence_share", "media_positive_mentions", "media_source_countries", "")
UNITS = (("%", "%"), ("tin mỗi ngày", "items a day"), ("nước", "countries"), ("lượt xem mỗi ngày", "views a day"))
_STEPS = (
    ("Chọn một câu chuyện và người kể", "Choose a story and who tells it"),
    ("Làm nội dung bằng hai thứ tiếng", "Make it in two languages"),
    ("Đăng và gửi cho báo chí nước ngoài", "Publish it and send it to the foreign press"),
    ("Đo số tin trước và sau", "Count the news before and after"),
)
_REASON = {
    "reason_vi": "Lý do mô phỏng: hội đồng giữ kết quả theo mô hình vì không phải giám khảo nào cũng chấm mọi đề cử.",
    "reason_en": "A simulated reason: the panel keeps the result of the model, as not all judges scored all entries.",
}
# Nominations of the second edition that no judge has scored.
_UNJUDGED = {"MP2-13": "nominated", "MP2-14": "withdrawn"}
Tables = Mapping[str, pd.DataFrame]


def awards(year: int) -> Tables:
    """The tables of a simulated ``reference/awards`` with editions of the year before and of ``year``."""
    both = {"award": AWARD, "source": SOURCE}
    names = {"name_vi": "Giải thưởng mô phỏng", "name_en": "Simulated award"}
    about = {"about_vi": "Giải thưởng không có thật, để trình diễn.", "about_en": "An award that does not exist."}
    editions = [
        {"edition": str(of), "number": str(number), "year": of, "date": f"{of}-12-01", "verified_twice": "no", **both}
        for number, of in enumerate((year - 1, year), start=1)
    ]
    counts = {"n_first": 1, "n_second": 1, "n_third": 1, "n_consolation": 0, "n_total": CUT, "n_entries": ENTRIES[0]}
    editions[0] |= {**counts, "decided_by": "panel"}
    events = [
        _event(f"{AWARD}-{of}", "ceremony", f"{of}-12-01", f"Lễ trao giải mô phỏng {of}", f"Simulated ceremony {of}")
        for of in (year - 1, year)
    ]
    meeting = (f"{year + 1}-03-10", "Hội nghị mô phỏng", "Simulated conference")
    events.append(_event("hoi-nghi-mo-phong", "conference", *meeting))
    return {
        "awards": pd.DataFrame([{**both, **names, **about}]),
        "editions": pd.DataFrame(editions).convert_dtypes(),
        "laureates": pd.DataFrame(columns=["award"]),
        "rules": pd.DataFrame(columns=["award"]),
        "legal_forms": pd.DataFrame(columns=["code"]),
        "events": pd.DataFrame(events),
    }


def judging(year: int, topics: Sequence[str]) -> Tables:
    """The tables of a simulated ``reference/award-judging``: a full panel and one that is incomplete by design.

    In the first edition an entry has too few scores, and judges declared conflicts in both.
    """
    rng = np.random.default_rng(SEED)
    parts = [_edition(rng, number, year - 1 + number, topics) for number in (0, 1)]
    return {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}


def models(year: int, provinces: Sequence[str], topics: Sequence[str]) -> Tables:
    """The tables of a simulated ``reference/models``: models, their steps, and provinces that replicated them."""
    rng = np.random.default_rng(SEED + 1)
    made, steps, done = [], [], []
    for number in range(1, MODELS + 1):
        name = f"mo-hinh-mo-phong-{number}"
        kind = (number - 1) % len(UNITS)
        units = rng.permutation(np.array(provinces, dtype=object)).tolist()
        title = {"title_vi": f"Mô hình mô phỏng {number}", "title_en": f"Simulated model {number}"}
        text = {"summary_vi": "Mô hình không có thật, để trình diễn.", "summary_en": "A model that does not exist."}
        first = {"level": "province34", "code": units[0], "started_year": year - 4, "recognition": "proposed"}
        about = {"model": name, "theme": topics[number % len(topics)], "source": SOURCE}
        made.append({**about, **title, **text, **first, **_effect(rng, kind)})
        for position, (vi, en) in enumerate(_STEPS, start=1):
            cost = {
                "cost_vi": f"{position} tháng công (mô phỏng)",
                "cost_en": f"months of work: {position} (simulated)",
            }
            step = {"text_vi": f"{vi} (mô phỏng)", "text_en": f"{en} (simulated)"}
            steps.append({"model": name, "position": position, **step, **cost})
        for code in units[1 : 1 + int(rng.integers(0, 8))]:
            found = {"adapted_vi": "Điều chỉnh mô phỏng", "adapted_en": "Simulated adaptation", **_effect(rng, kind)}
            where = {"level": "province34", "code": code, "year": int(year - rng.integers(1, 4))}
            done.append({"model": name, **where, **found, "source": SOURCE})
    return {"models": pd.DataFrame(made), "steps": pd.DataFrame(steps), "replications": pd.DataFrame(done)}


def _event(event: str, kind: str, day: str, vi: str, en: str) -> dict[str, str]:
    titles = {"title_vi": vi, "title_en": en, "source": SOURCE}
    return {"event": event, "kind": kind, "award": AWARD, "date_from": day, "date_to": day, **titles}


def _effect(rng: np.random.Generator, kind: int) -> dict[str, object]:
    """Before and after, for one in ten only before."""
    before = float(np.round(rng.uniform(2, 20), 1))
    after = None if rng.random() < 0.1 else float(np.round(before * rng.uniform(0.85, 1.6), 1))
    vi, en = UNITS[kind]
    numbers = {"effect_before": before, "effect_after": after, "effect_unit_vi": vi, "effect_unit_en": en}
    return {"effect_indicator": INDICATORS[kind], **numbers}


def _edition(rng: np.random.Generator, number: int, year: int, topics: Sequence[str]) -> dict[str, pd.DataFrame]:
    """The tables of one edition, its judging held to the rules that published ones are."""
    of = {"award": AWARD, "edition": str(year)}
    entries = [f"MP{number + 1}-{count:02}" for count in range(1, ENTRIES[number] + 1)]
    table = _sheet(rng, entries, JUDGES[number], SEATS if number else JUDGES[number])
    sheet, findings = scores.read(table, scale=SCALE)
    if sheet is None:
        raise ValueError(findings)
    judged = panel.published(panel.stand(sheet, METHODS[number], CUT)).assign(**of)
    declared = int(judged["n_conflicts"].sum())
    jury = {"method": METHODS[number], "n_judges": JUDGES[number], "n_conflicts_declared": declared}
    reason = _REASON if _first(judged, "place") != _first(judged, "copeland_place") else {}
    criteria = pd.DataFrame(CRITERIA, columns=["criterion", "name_vi", "name_en", "weight"])
    return {
        "nominations": _nominations(rng, judged, year, topics, {} if number == 0 else _UNJUDGED),
        "criteria": criteria.assign(scale_min=SCALE[0], scale_max=SCALE[1], **of),
        "panels": pd.DataFrame(
            [{**of, **jury, **reason, "cut": CUT, "published_on": f"{year}-11-20", "source": SOURCE}]
        ),
        "judged": judged,
        "scores": scores.high_to_low(sheet).assign(**of),
    }


def _first(judged: pd.DataFrame, column: str) -> list[str]:
    """The entries that a column of places puts first."""
    return sorted(judged.loc[judged[column] == judged[column].min(), "entry"])


def _sheet(rng: np.random.Generator, entries: Sequence[str], judges: int, seats: int) -> pd.DataFrame:
    """Scores of half points: a worth of the entry, a leaning of the judge, and chance.

    A judge in conflict gives no score; the last entry has fewer scores than are needed where all judges sit.
    """
    worth = rng.normal(6.5, 1.2, len(entries))
    leaning = rng.normal(0, 0.6, judges)
    conflicts = {(int(rng.integers(0, len(entries) - 1)), int(rng.integers(0, judges))) for _ in range(2)}
    rows = []
    for place, entry in enumerate(entries):
        few = seats == judges and place == len(entries) - 1
        seated = rng.permutation(judges)[: LEAST_SCORES - 1 if few else seats]
        for judge in sorted({*seated.tolist(), *(judge for of, judge in conflicts if of == place)}):
            conflict = (place, judge) in conflicts
            for criterion, _, _, weight in CRITERIA:
                value = np.clip(np.round(2 * (worth[place] + leaning[judge] + rng.normal(0, 0.7))) / 2, *SCALE)
                score = "" if conflict else f"{value:.1f}"
                rows.append((entry, f"G{judge + 1}", criterion, weight, score, "true" if conflict else "false"))
    return pd.DataFrame(rows, columns=["entry", "judge", "criterion", "weight", "score", "conflict"])


def _nominations(
    rng: np.random.Generator, judged: pd.DataFrame, year: int, topics: Sequence[str], unjudged: Mapping[str, str]
) -> pd.DataFrame:
    """The nominations of an edition; where all were judged, the first have a prize by a made-up decision."""
    place, of = judged.set_index("entry")["place"], {"award": AWARD, "edition": str(year)}
    rows = []
    for count, entry in enumerate([*place.index, *unjudged], start=1):
        won = not unjudged and not pd.isna(place[entry]) and place[entry] <= CUT
        prize = {"prize": PRIZES[int(place[entry]) - 1], "decision_number": f"{count}/QĐ-MÔ-PHỎNG"} if won else {}
        rows.append(
            {
                **of,
                "entry": entry,
                "title_vi": f"Đề cử mô phỏng {entry}",
                "title_en": f"Simulated nomination {entry}",
                "theme": topics[int(rng.integers(0, len(topics)))],
                "organisation": f"Đơn vị mô phỏng {count}",
                "category_vi": "Hạng mục mô phỏng",
                "category_en": "Simulated category",
                "nominated_by": "Cơ quan mô phỏng",
                "nominated_on": f"{year}-09-01",
                "state": unjudged.get(entry, "judged" if unjudged else "laureate" if won else "not_awarded"),
                **prize,
                "decided_on": f"{year}-11-25" if won else None,
                "source": SOURCE,
            }
        )
    return pd.DataFrame(rows)
