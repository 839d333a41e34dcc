"""The newest messages as an Atom feed (RFC 4287), one for each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from observatory.feeds.elements import add, document, root
from observatory.findings import Lang

NAMESPACE = "http://www.w3.org/2005/Atom"
NEWEST = 50
CAP_TYPE = "application/cap+xml"
_ROOT = uuid5(NAMESPACE_URL, "urn:vn-image-alert:1")
_TITLES: dict[Lang, str] = {
    "vi": "Quan sát hình ảnh Việt Nam: cảnh báo sớm",
    "en": "Viet Nam Image Observatory: early warning",
}
_SUBTITLES: dict[Lang, str] = {
    "vi": "Thống kê do máy tính; mức và ngưỡng là đề xuất, chưa có thang chính thức.",
    "en": "Statistics made by machine; levels and thresholds are proposals, no official scale exists.",
}
_AUTHORS: dict[Lang, str] = {"vi": "Quan sát hình ảnh Việt Nam", "en": "Viet Nam Image Observatory"}


def feed(messages: Sequence[Mapping[str, Any]], lang: Lang, updated: str, home: str) -> str:
    """The feed of the ``NEWEST`` messages of the log, the newest first.

    ``updated`` (RFC 3339) dates a feed without a message. ``home`` leads from the feed to the page and the files of the
    alerts in the language at hand, and ends in ``/`` or is empty. Ids stay the same wherever the feed is served.
    Raises ``ValueError`` for a text that XML cannot hold.
    """
    newest = list(messages)[::-1][:NEWEST]
    element = root("feed", NAMESPACE, **{"xml:lang": lang})
    add(element, "id", _id(lang))
    add(element, "title", _TITLES[lang])
    add(element, "subtitle", _SUBTITLES[lang])
    add(element, "updated", newest[0]["sent"] if newest else updated)
    add(element, "link", rel="self", type="application/atom+xml", href="canh-bao.atom")
    add(element, "link", rel="alternate", type="text/html", hreflang=lang, href="./")
    add(add(element, "author"), "name", _AUTHORS[lang])
    for message in newest:
        entry = add(element, "entry")
        add(entry, "id", _id(f"{lang}/{message['identifier']}"))
        add(entry, "title", _title(message, lang))
        add(entry, "updated", message["sent"])
        add(entry, "published", message["sent"])
        for term in (message["msg_type"], message["cap_status"], message["status"]):
            add(entry, "category", term=str(term))
        add(entry, "link", rel="alternate", type=CAP_TYPE, href=f"{home}cap/{message['identifier']}.xml")
        add(entry, "summary", message[f"description_{lang}"])
    return document(element)


def _id(name: str) -> str:
    return uuid5(_ROOT, name).urn


def _title(message: Mapping[str, Any], lang: Lang) -> str:
    """The headline, behind the status where it is not the real one."""
    mark = "" if message["cap_status"] == "Actual" else f"[{message['cap_status']}] "
    return f"{mark}{message[f'headline_{lang}']}"
