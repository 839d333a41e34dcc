"""The log of alerts: what opens, changes and ends a message, and that nothing in it can be rewritten unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alert_messages import TERMS, episode, every_kind, known, said
from observatory.warning import log
from observatory.warning.log import COLUMNS

DAYS = [f"2026-11-{day:02}" for day in range(1, 29)]


def types(found: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(found[["identifier", "msg_type", "status"]].itertuples(index=False, name=None))


# Messages


def test_an_episode_from_level_1_on_opens_with_an_alert() -> None:
    found = said((DAYS[1], known(episode(), episode("low", alert_level=0), episode("past", status="closed"))))
    assert types(found) == [("vn-img-e1-r1", "Alert", "open")]
    row = found.iloc[0]
    assert list(found.columns) == list(COLUMNS)
    assert (row["sent"], row["expires"]) == ("2026-11-03T07:00:00+07:00", "2026-11-10T07:00:00+07:00")
    assert (row["cap_severity"], row["cap_urgency"], row["cap_certainty"]) == ("Minor", "Future", "Possible")
    assert (row["observed_count"], row["expected_count"], row["ratio"], row["score"]) == (61, 12.35, 4.94, 31.2)
    assert row["headline_vi"] == "Mức 1 (Theo dõi): số tin tăng khác thường, Du lịch, Quảng Ninh"
    assert row["headline_en"] == "Level 1 (Watch): an unusual rise in mentions, Tourism, Quang Ninh"
    assert "Quan sát 61 tin, dự kiến 12,35. Gấp 4,94 lần dự kiến." in row["description_vi"]
    assert row["description_vi"].startswith("Từ 02/11/2026 đến 02/11/2026 (ngày UTC).")
    assert "Negative binomial by weekday; tests of the family that day: 680, false discovery" in row["description_en"]
    assert "Sắc thái" not in row["description_vi"]
    assert pd.isna(row["references"]) and pd.isna(row["previous_digest"])


def test_a_life_from_opening_to_the_second_closing() -> None:
    raised = episode(alert_level=2)
    over = {**raised, "status": "closed"}
    found = said(
        *((DAYS[1], known(episode())), (DAYS[2], known(episode())), (DAYS[3], known(raised)), (DAYS[4], known(over))),
        *((DAYS[5], known(over)), (DAYS[6], known(raised)), (DAYS[7], known(over))),
    )
    assert types(found) == [
        ("vn-img-e1-r1", "Alert", "open"),
        ("vn-img-e1-r2", "Update", "open"),
        ("vn-img-e1-r3", "Update", "closed"),
        ("vn-img-e1-r4", "Update", "open"),
        ("vn-img-e1-r5", "Update", "closed"),
    ]
    assert [text.split(":")[0] for text in found["headline_en"]] == [
        "Level 1 (Watch)",
        "Raised to level 2 (Advisory)",
        "Back to the usual",
        "Open again at level 2 (Advisory)",
        "Back to the usual",
    ]
    assert found["cap_severity"].to_list() == ["Minor", "Moderate", "Unknown", "Moderate", "Unknown"]
    assert found["cap_urgency"].to_list()[2] == "Past"
    assert found["references"].iloc[2] == "vn-img-e1-r1 vn-img-e1-r2"


def test_what_later_data_undo_is_withdrawn_and_may_come_back() -> None:
    found = said((DAYS[1], known(episode())), (DAYS[2], known()), (DAYS[3], known()), (DAYS[4], known(episode())))
    assert [row[1:] for row in types(found)] == [("Alert", "open"), ("Cancel", "withdrawn"), ("Alert", "open")]
    withdrawn = found.iloc[1]
    assert withdrawn["references"] == "vn-img-e1-r1" and withdrawn["observed_count"] == 61
    assert withdrawn["description_vi"].startswith("Tính lại trên số liệu đến muộn thì đợt này không còn")
    weaker = said((DAYS[1], known(episode())), (DAYS[2], known(episode(alert_level=0, observed_count=15.0))))
    assert weaker["msg_type"].to_list() == ["Alert", "Cancel"] and weaker["observed_count"].to_list() == [61, 61]


def test_a_closed_episode_is_withdrawn_by_the_same_detector_alone() -> None:
    before = said((DAYS[1], known(episode())), (DAYS[2], known(episode(status="closed"))))
    sent = log.moment(DAYS[3])
    assert log.append(before, known(), sent, TERMS)["msg_type"].iloc[-1] == "Cancel"
    assert len(log.append(before, known(), sent, replace(TERMS, detector_version="2"))) == len(before)
    running = said((DAYS[1], known(episode())))
    assert log.append(running, known(), sent, replace(TERMS, detector_version="2"))["msg_type"].iloc[-1] == "Cancel"


def test_a_tone_episode_says_what_tone_is_not() -> None:
    row = said((DAYS[1], known(episode(kind="tone", test="tone")))).iloc[0]
    assert "Mean tone \u22122.5, usually \u22120.4" in row["description_en"]
    assert "không phải thái độ đối với Việt Nam" in row["description_vi"]


def test_what_is_not_known_is_not_said() -> None:
    row = said((DAYS[1], known(episode(expected_count=None, ratio=None, test=None, tests=None, score=None)))).iloc[0]
    assert not any(word in row["description_en"] for word in ("Observed", "ratio", "Test:", "Score", "nan", "None"))


def test_late_data_that_lower_the_level_are_said() -> None:
    found = said((DAYS[1], known(episode(alert_level=2))), (DAYS[2], known(episode())))
    assert found["headline_vi"].iloc[1].startswith("Điều chỉnh về cấp 1 (Theo dõi)")


def test_an_open_episode_is_said_again_when_its_message_lapses() -> None:
    found = said(*((day, known(episode())) for day in DAYS[:16]))
    assert found["sent"].str[:10].to_list() == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert found["references"].to_list()[1:] == ["vn-img-e1-r1", "vn-img-e1-r2"]
    assert found["headline_en"].iloc[1].startswith("Still at level 1")


def test_the_same_day_again_adds_nothing_and_an_earlier_one_is_refused() -> None:
    found = said((DAYS[1], known(episode())))
    pd.testing.assert_frame_equal(log.append(found, known(episode()), log.moment(DAYS[1]), TERMS), found)
    with pytest.raises(ValueError, match="after"):
        log.append(found, known(episode()), log.moment(DAYS[0]), TERMS)


def test_what_had_been_sent_by_a_day() -> None:
    found = every_kind()
    for count in range(len(found) + 1):
        sent = found["sent"].iloc[count - 1] if count else "2026-01-01T07:00:00+07:00"
        assert len(log.until(found, sent)) == (found["sent"] <= sent).sum()


lives = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]), st.tuples(st.integers(0, 2), st.sampled_from(["open", "closed"]))
    ),
    max_size=8,
)


def table(day: dict[str, tuple[int, str]]) -> pd.DataFrame:
    return known(*(episode(key, alert_level=level, status=status) for key, (level, status) in day.items()))


@settings(max_examples=10)
@given(lives)
def test_whatever_happens_the_log_grows_from_a_whole_beginning(days: list[dict[str, tuple[int, str]]]) -> None:
    found = log.empty()
    for day, life in zip(DAYS, days, strict=False):
        longer = log.append(found, table(life), log.moment(day), TERMS)
        pd.testing.assert_frame_equal(longer.head(len(found)), found)
        pd.testing.assert_frame_equal(log.append(longer, table(life), log.moment(day), TERMS), longer)
        assert not longer.tail(len(longer) - len(found))["episode_id"].duplicated().any()
        found = longer
    assert log.check(found) == []
    assert found["identifier"].is_unique
    sent = dict(zip(found["identifier"], found["sent"], strict=True))
    for _, messages in found.groupby("episode_id"):
        assert messages["msg_type"].iloc[0] == "Alert"
        for _, row in messages.iterrows():
            earlier = [] if pd.isna(row["references"]) else row["references"].split(" ")
            assert all(sent[name] < row["sent"] for name in earlier)
            assert bool(earlier) or row["identifier"].endswith("-r1") or row["msg_type"] == "Alert"


def test_replaying_days_gives_what_appending_day_by_day_gives() -> None:
    raised = episode(alert_level=2)
    days = [[episode()], [episode(), episode("e2", ratio=float("nan"))], [raised], []]
    tables = [(day, known(*rows)) for day, rows in zip(DAYS, days, strict=False)]
    pd.testing.assert_frame_equal(log.replay(zip(DAYS, days, strict=False), TERMS), said(*tables))


# The chain


def test_the_digest_is_what_the_package_says_it_is() -> None:
    row = every_kind().iloc[0]
    texts = ["" if pd.isna(value) else str(value).removesuffix(".0") for value in row.drop("digest").to_list()]
    assert texts[COLUMNS_BEFORE_P] == "1e-05"
    content = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    assert row["digest"] == hashlib.sha256(content).hexdigest()
    assert every_kind()["previous_digest"].iloc[1] == row["digest"]


COLUMNS_BEFORE_P = list(COLUMNS).index("p")


@settings(max_examples=40)
@given(st.data())
def test_no_cell_of_any_row_can_be_altered_unseen(data: st.DataObject) -> None:
    found = every_kind()
    row = data.draw(st.integers(0, len(found) - 1))
    column = data.draw(st.sampled_from(list(COLUMNS)))
    kind = COLUMNS[column]
    old = found.loc[row, column]
    altered = found.copy()
    if kind == "string":
        altered.loc[row, column] = "x" if pd.isna(old) else f"{old}x"
    else:
        altered.loc[row, column] = 1 if pd.isna(old) else old + 1
    findings = log.check(altered, "messages.csv")
    assert {finding.code for finding in findings} == {"alert-log-rewritten"}
    assert {finding.row for finding in findings} <= {row + 2, row + 3}


@settings(max_examples=40)
@given(st.data())
def test_no_row_can_be_taken_out_or_moved_but_the_last(data: st.DataObject) -> None:
    found = every_kind()
    out = data.draw(st.integers(0, len(found) - 2))
    assert log.check(found.drop(index=out).reset_index(drop=True))
    order = data.draw(st.permutations(range(len(found))))
    assert bool(log.check(found.iloc[order].reset_index(drop=True))) == (list(order) != sorted(order))
    assert log.check(found.head(-1)) == []
