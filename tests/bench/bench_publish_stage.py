"""Copying a site of 1,000 files with names and manifest checked, against copying and hashing alone."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from observatory.manifest import Manifest, digest
from observatory.publish import stage

GOAL = 1.5
FILES = 1000
BYTES = 20_000


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    source, copy = folder / "site", folder / "copy"
    numbers = random.Random(2026)
    hashes: dict[str, str] = {}
    for number in range(FILES):
        path = f"dia-phuong/{number % 34:02}/trang-{number}.html"
        content = numbers.randbytes(BYTES)
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(content)
        hashes[path] = hashlib.sha256(content).hexdigest()
    manifest = Manifest(digest(hashes), hashes)

    def ours() -> None:
        stage(source, manifest, copy)
        shutil.rmtree(copy)

    def reference() -> None:
        shutil.copytree(source, copy)
        for path in hashes:
            hashlib.sha256((copy / path).read_bytes()).hexdigest()
        shutil.rmtree(copy)

    return ours, reference
