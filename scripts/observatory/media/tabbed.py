"""The rows of a GDELT file: UTF-8, fields parted by tabs, no header, no quotes, a fixed number of fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

LONGEST_LINE = 4 << 20  # bytes; a GKG row has some ten thousand


class TabbedRows:
    """Goes once over the blocks of a file, gives the rows that have exactly ``fields`` fields and counts the others.

    A row is a list of fields, each with a line feed at its end; ``decoded`` makes texts of it. Lines end at a line
    feed; what follows the last one is a line too unless it is empty. One block and one unfinished line are held,
    so that a file of any size needs a few megabytes.

    After the last row ``lines`` is how many lines there were, and ``bad_lines`` how many of them had another number of
    fields or more than 4 MiB.
    """

    def __init__(self, blocks: Iterable[bytes], fields: int) -> None:
        self._blocks = blocks
        self._fields = fields
        self._header = False
        self._semicolons = False
        self.lines = 0
        self.bad_lines = 0

    @property
    def delimiter_problem(self) -> bool:
        """True when somebody saved the file anew, so that nothing of it can be relied on.

        Its first line names columns, or no line is right and lines are parted by semicolons.
        """
        return self._header or (self._semicolons and self.lines == self.bad_lines)

    def refuse(self) -> None:
        """Count as bad a row that was given and turned out to have no usable key."""
        self.bad_lines += 1

    def __iter__(self) -> Iterator[list[bytes]]:
        for line in _lines(self._blocks, self._fields):
            self.lines += 1
            if self.lines == 1 and _names_columns(line, self._fields):
                self._header = True
                self.bad_lines += 1
                continue
            # Half the time of bytes.split, which looks at one byte after the other.
            row = BytesIO(line.replace(b"\t", b"\n")).readlines()
            if len(row) == self._fields:
                yield row
            else:
                self.bad_lines += 1
                self._semicolons |= len(row) == 1 and line.count(b";") >= self._fields - 1


def decoded(row: Sequence[bytes]) -> list[str]:
    """The fields as texts; what is not UTF-8 becomes U+FFFD, a carriage return at the end of the line is dropped."""
    return b"\t".join(field[:-1] for field in row).removesuffix(b"\r").decode("utf-8", "replace").split("\t")


def _lines(blocks: Iterable[bytes], fields: int) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        end = block.find(b"\n") + 1
        if end:
            yield rest + block[:end]
            start = end
            while end := block.find(b"\n", start) + 1:
                yield block[start:end]
                start = end
            rest = block[start:]
        else:
            rest += block
        if len(rest) > LONGEST_LINE:
            rest = b"\t" * fields  # a field too many already, whatever is still to come
    if rest:
        yield rest + b"\n"


def _names_columns(line: bytes, fields: int) -> bool:
    parts = (line.split(separator) for separator in (b"\t", b";", b","))
    first = next((cells[0] for cells in parts if len(cells) == fields), b"")
    return first.removeprefix(b"\xef\xbb\xbf").strip(b' "').replace(b"_", b"").isalpha()
