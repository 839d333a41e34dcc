"""One message of the alert feed in the Common Alerting Protocol 1.2 (OASIS, 1 July 2010), in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from observatory.feeds.elements import add, document, root
from observatory.findings import LANGS, Lang

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER = "quan-sat-hinh-anh-viet-nam"
"""Who sends, in every message ever sent: CAP allows no space, comma, ``<`` or ``&`` in it."""
SCHEME = "vn-image-alert:1"
NATION = "VNM"
_NOTE = (
    "Thống kê do máy tính, không có dữ liệu cá nhân; mức và ngưỡng là đề xuất, chưa có thang chính thức. / "
    "Statistics made by machine, no personal data; levels and thresholds are proposals, no official scale exists."
)
_LANGUAGES: dict[Lang, str] = {"vi": "vi-VN", "en": "en"}
_SENDERS: dict[Lang, str] = {"vi": "Quan sát hình ảnh Việt Nam", "en": "Viet Nam Image Observatory"}
_EVENTS: dict[Lang, str] = {
    "vi": "Tín hiệu khác thường trên báo chí về Việt Nam",
    "en": "Unusual signal in the press on Viet Nam",
}
_RESPONSES = {"closed": "AllClear", "withdrawn": "None"}
_PARAMETERS = (
    *("alert_level", "observed_count", "expected_count", "ratio", "score", "p", "p_calibrated", "test", "tests", "q"),
    *("first_day", "last_day", "detector_version"),
)


def alert(message: Mapping[str, Any], sent: Mapping[str, str]) -> str:
    """The CAP document of one row of the log, missing cells as ``None``.

    ``sent`` gives the time of every message by its identifier: a reference names both. Raises ``KeyError`` for a
    reference to a message that it does not hold, and ``ValueError`` for a text that XML cannot hold.
    """
    element = root("alert", NAMESPACE)
    add(element, "identifier", message["identifier"])
    add(element, "sender", SENDER)
    add(element, "sent", message["sent"])
    add(element, "status", message["cap_status"])
    add(element, "msgType", message["msg_type"])
    add(element, "scope", "Public")
    add(element, "code", SCHEME)
    add(element, "note", _NOTE)
    if message["references"]:
        earlier = str(message["references"]).split(" ")
        add(element, "references", " ".join(f"{SENDER},{name},{sent[name]}" for name in earlier))
    add(element, "incidents", message["episode_id"])
    for lang in LANGS:
        _info(element, message, lang)
    return document(element)


def _info(element: Element, message: Mapping[str, Any], lang: Lang) -> None:
    info = add(element, "info")
    add(info, "language", _LANGUAGES[lang])
    add(info, "category", "Other")
    add(info, "event", _EVENTS[lang])
    add(info, "responseType", _RESPONSES.get(message["status"]) or _response(int(message["alert_level"])))
    add(info, "urgency", message["cap_urgency"])
    add(info, "severity", message["cap_severity"])
    add(info, "certainty", message["cap_certainty"])
    for name in ("kind", "topic"):
        _named(info, "eventCode", f"vn-image-{name}", message[name])
    add(info, "effective", message["sent"])
    add(info, "onset", f"{message['first_day']}T00:00:00+00:00")
    add(info, "expires", message["expires"])
    add(info, "senderName", _SENDERS[lang])
    add(info, "headline", message[f"headline_{lang}"])
    add(info, "description", message[f"description_{lang}"])
    for name in _PARAMETERS:
        _named(info, "parameter", name, message[name])
    area = add(info, "area")
    add(area, "areaDesc", message[f"place_{lang}"])
    place = message["place"]
    _named(area, "geocode", "ISO3166-1-alpha-3" if place == NATION else "VN-ADM1", place)


def _response(level: int) -> str:
    """Level 1 is to be watched, anything above to be looked at by a person."""
    return "Monitor" if level <= 1 else "Assess"


def _named(parent: Element, tag: str, name: str, value: object) -> None:
    """A pair of name and value, where there is a value."""
    if value is not None:
        pair = add(parent, tag)
        add(pair, "valueName", name)
        add(pair, "value", value)
