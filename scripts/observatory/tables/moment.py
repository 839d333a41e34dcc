"""The moment that counts as now, for what depends on it: an embargo, the last day of a waiver."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def now() -> datetime:
    """``SOURCE_DATE_EPOCH`` (seconds since 1970) where it is set, else the clock; in the time of Viet Nam."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)).astimezone(VIETNAM)
