"""Where the listed files are taken from: their own servers, one server that stands for them, or a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from observatory.errors import ObservatoryError
from observatory.media.collect.archive import BLOCK
from observatory.media.collect.fetch import Fetched, Fetcher, Limits, Validators
from observatory.media.collect.targets import NamedOrigin, origin_of


@dataclass(frozen=True)
class Origin:
    """Where ``get`` looks: below the address ``base``, or in ``folder``; with neither, at the listed address itself.

    A folder is flat: a listed address is looked up there by its base name, and what is not there is absent. A
    server is asked for a listed address as it stands where that is one of its own, else for ``base/<base name>``.
    """

    base: str
    folder: Path | None
    fetcher: Fetcher | None

    @classmethod
    def of(
        cls, text: str | None, default: str = "", fetcher: Callable[[frozenset[NamedOrigin]], Fetcher] = Fetcher
    ) -> Self:
        """The origin that the operator named by ``text``, an address or a folder, or else ``default``, an address.

        Only the server that the operator named may lie on an address that is not public. Raises
        ``ObservatoryError`` (``collect-bad-origin``) where ``text`` is neither an address nor a folder that is there.
        """
        if text is None:
            return cls(default.rstrip("/"), None, fetcher(frozenset()))
        if text and "://" not in text and Path(text).is_dir():
            return cls("", Path(text), None)
        named = origin_of(text)
        if named is None:
            raise ObservatoryError("collect-bad-origin", value=text)
        return cls(text.rstrip("/"), None, fetcher(frozenset((named,))))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.fetcher:
            self.fetcher.close()

    def address(self, listed: str) -> str:
        """The address or the path that stands for ``listed``."""
        if self.folder:
            return str(self.folder / base_name(listed))
        if not self.base or (origin_of(listed) is not None and origin_of(listed) == origin_of(self.base)):
            return listed
        return f"{self.base}/{base_name(listed)}"

    def get(
        self,
        listed: str,
        limits: Limits,
        to: Path | None = None,
        validators: Validators | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Get what is listed as ``listed``, as ``Fetcher.get`` does.

        From a folder nothing is copied: where ``to`` is given, ``path`` of the outcome is the file in the folder, which
        belongs to the operator and must not be changed or taken away. ``validators`` and ``headers`` do not apply
        there. Raises ``OSError`` where a file cannot be read or written.
        """
        if self.fetcher:
            return self.fetcher.get(self.address(listed), limits, to, validators, headers)
        path = Path(self.address(listed))
        if not base_name(listed) or not path.is_file():
            return Fetched("absent", "not-found", url=listed)
        return _read(path, limits.most_bytes, in_memory=to is None)


def base_name(listed: str) -> str:
    """The last part of the path of an address, empty where it cannot be the name of a file."""
    try:
        name = urlsplit(listed).path.rpartition("/")[2]
    except ValueError:
        return ""
    return "" if name in (".", "..") or "\0" in name or "\\" in name else name


def _read(path: Path, most_bytes: int, in_memory: bool) -> Fetched:
    digest = hashlib.md5(usedforsecurity=False)
    content = bytearray()
    size = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            size += len(block)
            if size > most_bytes:
                return Fetched("failed", "too-large", url=str(path), attempts=1)
            digest.update(block)
            if in_memory:
                content += block
    kept = bytes(content) if in_memory else None
    return Fetched(
        "ok",
        content=kept,
        path=None if in_memory else path,
        size=size,
        md5=digest.hexdigest(),
        url=str(path),
        attempts=1,
    )
