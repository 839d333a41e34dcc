"""Made-up personal data in many spellings, and figures of many magnitudes: nothing here belongs to anybody."""

from __future__ import annotations

import random
from collections.abc import Iterator

from stdnum import luhn

_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_AROUND = (
    "{}",
    "{}",
    "Liên hệ: {}.",
    "Đầu mối là bà Nguyễn Thị A ({}), Sở Văn hóa",
    "Contact {} for details",
    "xem phụ lục; {}, trước ngày 30/6/2026",
    "Số liệu 2024: 71,5. Người gửi {}",
)
_HEADS = ("32", "36", "39", "52", "56", "58", "70", "77", "79", "81", "85", "88", "90", "91", "96", "98")
_PROVINCES = ("001", "004", "022", "031", "038", "040", "046", "048", "056", "068", "079", "089", "092", "096")


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _parted(digits: str, sizes: tuple[int, ...], mark: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return mark.join([*parts, *([digits[at:]] if at < len(digits) else [])])


def phone(rng: random.Random) -> str:
    mark = rng.choice(("", " ", ".", "-", "\u00a0", "–"))
    if rng.random() < 0.25:
        area = rng.choice(("24", "28", "236", "234", "225", "292"))
        number = f"{area}{_digits(rng, 10 - len(area))}"
        start = rng.choice(("0", "(0", "+84 ", "0084 "))
        text = f"{start}{area}{')' if '(' in start else ''}{mark or ' '}{_parted(number[len(area) :], (4,), mark)}"
    else:
        number = rng.choice(_HEADS) + _digits(rng, 7)
        start = rng.choice(("0", "0", "0", "+84", "+84 ", "0084", "(+84) ", "+84 (0)", "(0"))
        text = start + _parted(number, rng.choice(((2, 3, 4), (3, 3, 3), (2, 7), (3, 6), (2, 2, 2, 3))), mark)
        if start == "(0":
            text = f"(0{number[:3]}) {_parted(number[3:], (3,), mark)}"
    return text.translate(_FULL) if rng.random() < 0.05 else text


def foreign(rng: random.Random) -> str:
    mark = rng.choice(("", " ", "-", "."))
    number, sizes = rng.choice(
        (
            (f"44 20 7946 0{_digits(rng, 3)}", ()),
            (f"1{mark}202{mark}555{mark}01{_digits(rng, 2)}", ()),
            (f"86{mark}138{_digits(rng, 8)}", ()),
            (f"33{mark}6{mark}12{_digits(rng, 6)}", ()),
            (f"81{mark}90{mark}{rng.randint(1000, 9999)}{mark}{_digits(rng, 4)}", ()),
            (f"65{mark}9{rng.choice('01234567')}{_digits(rng, 6)}", ()),
        )
    )
    assert not sizes
    return rng.choice(("+", "00")) + number


def email(rng: random.Random) -> str:
    name = rng.choice(("nguyen.van.a", "tranthib", "le_c-1990", "p.d+data", "hoang99"))
    host = rng.choice(("gmail.com", "danang.gov.vn", "svhttdl.hue.gov.vn", "example.org", "yahoo.com.vn"))
    spelt = host.replace(".", rng.choice((" [dot] ", " (dot) ")))
    return rng.choice(
        (
            *((f"{name}@{host}",) * 4),
            f"{name} @ {host}",
            f"{name}(at){host}",
            f"{name} [at] {host}",
            f"{name} (at) {spelt}",
            f"{name} a còng {host}",
            f"{name}＠{host}",
            f"<{name.upper()}@{host}>",
            f"mailto:{name}@{host}",
        )
    )


def citizen(rng: random.Random) -> str:
    if rng.random() < 0.2:
        old = _parted(_digits(rng, 9), rng.choice(((9,), (3, 3, 3))), " ").strip()
        return f"{rng.choice(('CMND', 'CMND số', 'Chứng minh nhân dân:', 'số CMND:'))} {old}"
    century = rng.choice("0123")
    year = f"{rng.randint(30, 99) if century in '01' else rng.randint(0, 15):02d}"
    number = rng.choice(_PROVINCES) + century + year + _digits(rng, 6)
    text = _parted(
        number, *rng.choice((((12,), ""), ((3, 3, 3), " "), ((3, 3, 3), "."), ((4, 4), " "), ((3, 1, 2), "-")))
    )
    return rng.choice(("", "CCCD ", "Căn cước công dân số: ", "ID card no. ", "Số định danh cá nhân ")) + text


def account(rng: random.Random) -> str:
    number = _digits(rng, rng.choice((9, 10, 12, 13, 14)))
    shown = rng.choice((number, _parted(number, (4, 4), " "), _parted(number, (4, 3), "-")))
    word = rng.choice(("STK", "STK:", "Số tài khoản", "số tài khoản:", "Tài khoản số", "account number", "TK"))
    bank = rng.choice(("", " Vietcombank", " tại BIDV chi nhánh Huế", ", Agribank"))
    return f"{word} {shown}{bank}"


def card(rng: random.Random) -> str:
    head, length = rng.choice((("4", 16), ("51", 16), ("55", 16), ("37", 15), ("35", 16), ("9704", 16), ("9704", 19)))
    if head == "35":
        head = f"35{rng.randint(28, 89)}"
    body = head + _digits(rng, length - len(head) - 1)
    number = body + luhn.calc_check_digit(body)
    return rng.choice((number, _parted(number, (4, 4, 4), " "), _parted(number, (4, 4, 4), "-")))


MAKERS = {
    "phone": (phone, foreign),
    "email": (email,),
    "citizen-id": (citizen,),
    "bank-account": (account,),
    "bank-card": (card,),
}


def people(kind: str, count: int, seed: int) -> Iterator[str]:
    """``count`` texts that hold data of one kind, bare or in a sentence."""
    rng = random.Random(seed)
    for number in range(count):
        makers = MAKERS[kind]
        yield rng.choice(_AROUND).format(makers[0 if number % 4 or len(makers) == 1 else 1](rng))


def figures(count: int, seed: int) -> list[list[str]]:
    """A table of figures with a header: ``count`` rows of figures as statistics write them, without types."""
    rng = random.Random(seed)
    header = ["year", "gdp", "share", "visitors", "grouped", "index", "code", "document", "range", "place", "change"]

    def row() -> list[str]:
        size = rng.randint(0, 16)
        figure = rng.randint(10 ** max(size - 1, 0), 10**size)
        return [
            str(rng.randint(1900, 2045)),
            str(figure),
            f"{rng.random():.{rng.randint(1, 15)}f}",
            str(rng.randint(0, 2_000_000_000)),
            f"{figure:,}".replace(",", rng.choice((".", " ", ","))),
            f"{rng.gauss(0, 10 ** rng.randint(0, 9)):.{rng.randint(0, 9)}f}",
            f"{rng.randint(1, 96):02d}",
            f"{rng.randint(1, 3000)}/QĐ-{rng.choice(('TTg', 'UBND'))} ngày {rng.randint(1, 28)}/12/2026",
            f"{rng.randint(1990, 2020)}-{rng.randint(2021, 2030)}",
            f"{rng.uniform(8, 23):.6f}, {rng.uniform(102, 110):.6f}",
            f"{rng.choice('+-')}{rng.uniform(0, 1e6):.{rng.randint(0, 4)}f}",
        ]

    return [header, *(row() for _ in range(count))]
