"""The files of the alert feed, by their path from the root of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from observatory.feeds import atom, cap, json_feed
from observatory.findings import LANGS, Lang

FOLDER = "canh-bao"
JSON = f"{FOLDER}/canh-bao.json"


def atom_path(lang: Lang) -> str:
    """Where the Atom feed of a language lies."""
    return f"{_folder(lang)}/canh-bao.atom"


def cap_path(identifier: str) -> str:
    """Where the CAP document of a message lies."""
    return f"{FOLDER}/cap/{identifier}.xml"


def files(log: pd.DataFrame, updated: str) -> dict[str, str]:
    """Path and text of every file of the feed, from the log of messages in its order.

    ``updated`` (an ISO day) dates the feeds while there is no message. Raises what the builders raise.
    """
    messages = _records(log)
    sent = {str(message["identifier"]): str(message["sent"]) for message in messages}
    found = {cap_path(str(message["identifier"])): cap.alert(message, sent) for message in messages}
    found |= {
        atom_path(lang): atom.feed(messages, lang, f"{updated}T00:00:00Z", "" if lang == "vi" else f"../../{FOLDER}/")
        for lang in LANGS
    }
    return {**found, JSON: json_feed.document(messages)}


def _folder(lang: Lang) -> str:
    return FOLDER if lang == "vi" else f"{lang}/{FOLDER}"


def _records(log: pd.DataFrame) -> list[Mapping[str, Any]]:
    """The rows with missing cells as ``None``."""
    return [
        {str(key): None if pd.isna(value) else value for key, value in row.items()} for row in log.to_dict("records")
    ]
