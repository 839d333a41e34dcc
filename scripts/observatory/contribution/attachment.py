"""Fetch the one workbook that a form names, from the service's store of attachments and from nowhere else."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from observatory.contribution.intake import ATTACHMENT, FILE, write_refusal
from observatory.findings import Finding
from observatory.media.collect.fetch import Fetcher, Limits

MAX_BYTES = 5_000_000
SECONDS = 60.0
# The store answers with a redirect to where the bytes lie; no other place is asked, whatever it says.
ORIGINS = frozenset({("https", "github.com", 443), ("https", "objects.githubusercontent.com", 443)})


def fetch(url: str, to: Path, fetcher: Fetcher) -> list[Finding]:
    """Put the workbook at ``url`` into the file ``to``, whole, or say why it could not be had."""
    if not ATTACHMENT.fullmatch(url):
        return [Finding("submission-file", field=FILE)]
    fetched = fetcher.get(url, Limits(MAX_BYTES, SECONDS, attempts=3), to)
    if fetched.reason == "too-large":
        return [Finding("submission-too-large", field=FILE, expected=str(MAX_BYTES))]
    if fetched.status != "ok":
        return [Finding("submission-unreachable", field=FILE, value=fetched.reason)]
    return []


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch what a request names; 1, and ``report.json`` beside the request, when it could not be had."""
    parser = argparse.ArgumentParser(prog="observatory.contribution.attachment", description=__doc__)
    parser.add_argument("request", type=Path, help="what the form said, as observatory.contribution.intake wrote it")
    parser.add_argument("--to", type=Path, required=True, help="file for the workbook")
    options = parser.parse_args(arguments)
    url = json.loads(options.request.read_text(encoding="utf-8"))["url"]
    with Fetcher(only=ORIGINS) as fetcher:
        findings = fetch(url, options.to, fetcher)
    if findings:
        write_refusal(options.request.parent, findings)
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
