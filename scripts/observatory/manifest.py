"""What a build wrote: the digest of each file of the site, and one digest over all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """The SHA-256 of each file by its path, and one digest over all of them.

    ``simulated`` is True for a site of made-up figures, which is never published.
    """

    site_sha256: str
    files: Mapping[str, str]
    simulated: bool = False

    def text(self) -> str:
        """The manifest as JSON."""
        document: dict[str, object] = {"site_sha256": self.site_sha256, "files": dict(self.files)}
        if self.simulated:
            document["simulated"] = True
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def digest(files: Mapping[str, str]) -> str:
    """SHA-256 over the lines ``<sha256>  <path>`` sorted by path, as ``sha256sum`` prints them."""
    lines = (f"{files[path]}  {path}\n" for path in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def of(site: Path, simulated: bool = False) -> Manifest:
    """The manifest of the files under ``site``."""
    files = {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }
    return Manifest(digest(files), files, simulated)


def read(path: Path) -> Manifest:
    """The manifest that a build left.

    Raises ``ValueError`` when it is damaged or contradicts itself, and ``OSError`` when it is absent.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    try:
        files = {str(key): str(raw["files"][key]) for key in raw["files"]}
        manifest = Manifest(str(raw["site_sha256"]), files, bool(raw.get("simulated", False)))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is not a manifest") from error
    if not manifest.files or digest(manifest.files) != manifest.site_sha256:
        raise ValueError(f"{path} contradicts itself")
    return manifest
