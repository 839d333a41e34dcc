"""The parts of a workbook that hold figures, taken out of its archive under caps.

A workbook is a ZIP archive that a stranger made. It is inflated here once, in bounded steps; what is no
table (macros, links to other files, embedded objects) is refused by name; and nothing but the parts that a
reader of tables needs goes any further.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from observatory.findings import Finding

# A sheet of 5,000 rows and 14 columns is 0.3 MB, and 2.4 MB inflated, so each cap leaves room for ten of them.
MAX_BYTES = 10_000_000
MAX_INFLATED = 32_000_000
MAX_MEMBERS = 200
MAX_RATIO = 250  # inflated to packed, of a part over 1 MB; sheets of figures reach 40
MAX_SMALL_PART = 2_000_000  # of every part but sheets and their texts

CONTENT_TYPES, WORKBOOK = "[content_types].xml", "xl/workbook.xml"
_CHUNK = 1 << 16
_RATIO_FROM = 1_000_000
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_LARGE = re.compile(r"\Axl/(?:worksheets/[a-z0-9_ -]+\.xml|sharedstrings\.xml)\Z")
_KEPT = {CONTENT_TYPES, WORKBOOK, "xl/_rels/workbook.xml.rels", "xl/styles.xml", "docprops/custom.xml"}
_REFUSED = (
    ("excel-macro", re.compile(r"vba|\Axl/(?:macrosheets|dialogsheets)/")),
    ("excel-external-link", re.compile(r"\Axl/(?:externallinks/|querytables/|connections\.xml)")),
    ("excel-embedded", re.compile(r"/(?:embeddings|activex|ctrlprops|media|charts|diagrams|webextensions|model)/")),
)
_EXTERNAL = re.compile(rb"""TargetMode\s*=\s*["']External["']""", re.IGNORECASE)
_RELATIONSHIP = re.compile(rb"<[^<>]*Relationship\s[^<>]*>")
_HYPERLINK = re.compile(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""")


class _OverCapError(Exception):
    """A cap that the archive breaks: what is there and what is allowed."""


def parts(content: bytes, file: str) -> tuple[dict[str, bytes], list[Finding]]:
    """The inflated parts by their names in lower case, or nothing and the findings that say why.

    ``content`` is the whole file. A link that a web address in a cell has is let through, and not read.
    """
    refused = _inspect_kind(content, file)
    if refused:
        return {}, refused
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, file)
    except _OverCapError as error:
        value, expected = error.args
        return {}, [Finding("excel-too-large", file=file, value=value, expected=expected)]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        # What zipfile raises for a damaged or encrypted member, or for a method it does not know.
        return {}, [Finding("excel-unreadable", file=file, value=type(error).__name__)]


def _inspect_kind(content: bytes, file: str) -> list[Finding]:
    """What the first bytes of the file say it is, when that is no workbook of today's kind."""
    if len(content) > MAX_BYTES:
        return [Finding("excel-too-large", file=file, value=_megabytes(len(content)), expected=_megabytes(MAX_BYTES))]
    if content.startswith(_COMPOUND_FILE):
        if _ENCRYPTED_STREAM in content:
            return [Finding("excel-encrypted", file=file)]
        return [Finding("excel-old-format", file=file, value=".xls")]
    if not content.startswith(_ZIP):
        return [Finding("excel-not-workbook", file=file)]
    return []


def _read(archive: zipfile.ZipFile, file: str) -> tuple[dict[str, bytes], list[Finding]]:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise _OverCapError(str(len(members)), str(MAX_MEMBERS))
    names = [member.filename.casefold() for member in members]
    if len(set(names)) < len(names):
        return {}, [Finding("excel-unreadable", file=file, value="ZIP")]
    if "xl/workbook.bin" in names:
        return {}, [Finding("excel-old-format", file=file, value=".xlsb")]
    if WORKBOOK not in names or CONTENT_TYPES not in names:
        return {}, [Finding("excel-not-workbook", file=file)]
    inflated = dict(_inflate(archive, members))
    findings = [Finding(code, file=file) for code in _refused(inflated)]
    if findings:
        return {}, findings
    return {name.casefold(): content for name, content in inflated.items() if _kept(name)}, []


def _inflate(archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Every member with its bytes, counted as they come and not as the archive says.

    Raises ``_OverCapError`` at the first byte too many.
    """
    total = 0
    for member in members:
        name = member.filename.casefold()
        most = MAX_INFLATED if _LARGE.match(name) or not _kept(name) else MAX_SMALL_PART
        whole = bytearray()
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                whole += chunk
                total += len(chunk)
                if total > MAX_INFLATED or len(whole) > most:
                    raise _OverCapError(f"> {_megabytes(min(most, MAX_INFLATED))}", _megabytes(most))
                if len(whole) > max(_RATIO_FROM, MAX_RATIO * member.compress_size):
                    raise _OverCapError(f"> {MAX_RATIO} : 1", f"{MAX_RATIO} : 1")
        yield member.filename, bytes(whole)


def _refused(inflated: dict[str, bytes]) -> list[str]:
    """The codes of what the workbook holds and may not."""
    names = [name.casefold() for name in inflated]
    codes = [code for code, pattern in _REFUSED if any(pattern.search(name) for name in names)]
    types = next(content for name, content in inflated.items() if name.casefold() == CONTENT_TYPES)
    if b"macroenabled" in types.lower() and "excel-macro" not in codes:
        codes.append("excel-macro")
    rels = [content for name, content in inflated.items() if name.casefold().endswith(".rels")]
    if any(_external(content) for content in rels) and "excel-external-link" not in codes:
        codes.append("excel-external-link")
    return codes


def _external(rels: bytes) -> bool:
    """True when a list of relations has one, other than an address in a cell, that leads out of the file."""
    nodes = _RELATIONSHIP.findall(rels)
    return any(_EXTERNAL.search(node) and not _HYPERLINK.search(node) for node in nodes)


def _kept(name: str) -> bool:
    name = name.casefold()
    return name in _KEPT or _LARGE.match(name) is not None


def _megabytes(size: int) -> str:
    return f"{size / 1e6:g} MB"
