"""Put the outcomes of several checks together, for the annotations, the summary and the comment."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from observatory.swap import whole

Document = Mapping[str, Any]


def merge(documents: Sequence[Document]) -> Document:
    """One document in the form of ``observatory validate --json``: valid when all are, with the findings of all.

    A finding that several checks made stands there once.
    """
    findings = {
        json.dumps(finding, sort_keys=True): finding for document in documents for finding in document["findings"]
    }
    return {
        "valid": all(document["valid"] for document in documents),
        "tables": sum(document["tables"] for document in documents),
        "rows": sum(document["rows"] for document in documents),
        "findings": list(findings.values()),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the merged document to ``OUT``; 0 when it is valid, 1 when it is not."""
    parser = argparse.ArgumentParser(prog="observatory.contribution.merge", description=__doc__)
    parser.add_argument("documents", type=Path, nargs="+", help="outputs of checks, as JSON")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    merged = merge([json.loads(file.read_text(encoding="utf-8")) for file in options.documents])
    with whole(options.out) as file:
        json.dump(merged, file, ensure_ascii=False)
    return 0 if merged["valid"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
