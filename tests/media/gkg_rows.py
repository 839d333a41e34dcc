"""Rows of GDELT's tables made up for tests: as many fields as the real ones, empty but for those that are named."""

from __future__ import annotations

from observatory.media import events, gkg

VIETNAM = "1#Vietnam, Republic Of#VM#VM#16.166667#107.833333#VM"
HANOI = "4#Hanoi, Ha N?I, Vietnam, Republic Of#VM#VM44#21.0333#105.85#-3714993"
FRANCE = "1#France#FR#FR#46#2#FR"


def line(count: int, fields: dict[int, str]) -> bytes:
    return "\t".join(fields.get(number, "") for number in range(count)).encode() + b"\n"


def gkg_line(record: str = "20260901001500-1", places: str = VIETNAM, **fields: str) -> bytes:
    """A row of GKG; other fields by number, as ``f15="1,2,3,4,5,6,7"``."""
    by_number = {int(name[1:]): text for name, text in fields.items()}
    start = {gkg.RECORD: record, gkg.DATE: "20260901001500", gkg.COLLECTION: "1", gkg.LOCATIONS: places}
    return line(gkg.FIELDS, start | by_number)


def event_line(number: str = "913097124", **fields: str) -> bytes:
    """A row of Events; the event took place in Viet Nam unless field 54 says otherwise."""
    by_number = {int(name[1:]): text for name, text in fields.items()}
    return line(events.EVENT_FIELDS, {0: number, 1: "20200318", 54: "VM44", 59: "20200318104500"} | by_number)


def event_mention_line(number: str = "913097124", **fields: str) -> bytes:
    """A row of Mentions."""
    by_number = {int(name[1:]): text for name, text in fields.items()}
    return line(events.MENTION_FIELDS, {0: number, 1: "20200318104500", 2: "20200318110000", 3: "1"} | by_number)
