"""What in a text looks like the data of a person: a number to call, an address, a citizen's or a bank's number.

Only what has a structure is found. A name, a home address or a day of birth has none that a machine could tell
from a figure or a place: those are for people to look at.

Structures: Vietnamese numbers by the national numbering plan (0 or +84, then nine digits of a mobile or ten of a
fixed line), others by the metadata of ``phonenumbers``; the 12 digits of a citizen's number by Decree 137/2015/ND-CP
(province, century and sex, year of birth, six digits), the 9 of an older identity card only beside a word that says
so; cards by issuer and the check digit of ISO/IEC 7812; IBAN by ISO 13616.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

KINDS = ("bank-account", "bank-card", "citizen-id", "email", "passport", "phone")

_GAP = r"[ .()/_·-]{0,3}"
_ASIDE = r"[^0-9\n]{0,24}?"
# Not inside a longer word or number, nor behind the point of a decimal.
_EDGE = r"(?<![0-9A-Za-z_])(?<![0-9][.,])"
_END = r"(?![0-9A-Za-z_])(?![.,][0-9])"
# A text with none of these holds nothing of what is sought; nearly every cell ends here.
_MAYBE = re.compile(
    r"[0-9](?:[ .,()/_·-]{0,3}[0-9]){6}|@|[(\[{< ](?:at|a c[òo]ng)[)\]}> ]|&#|%40|&commat;", re.IGNORECASE
)
# A figure as it is written alone: of these only one as long as a card may be something else.
_FIGURE = re.compile(
    r"-?(?:0|[1-9][0-9]*)(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?|\+[0-9]+[.,][0-9]{1,4}|-?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+"
)
_CARD_DIGITS = 15  # cards of fewer digits are hardly issued any more, and figures of 13 and 14 are common
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1[5-9]|2[01])[0-9]{2}"
_CLOCK = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
# What is written with many digits and is no person's, taken out before a number is sought.
_OTHERS = re.compile(
    r"\bhttps?://(?!(?:zalo|wa|t)\.me/)\S+|\bwww\.\S+|\b10\.[0-9]{4,9}/\S+"
    r"|\bIS[BS]N(?:-1[03])?[\s:]*[0-9][0-9X -]{6,16}"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[a-f]*[0-9]+[a-f]+[0-9])[0-9a-f]{16,}\b"
    r"|\b(?:MST|mã số thuế|mã số doanh nghiệp|tax code)\b[^0-9\n]{0,8}[0-9]{10}(?:-[0-9]{3})?\b"
    rf"|(?<![0-9]){_YEAR}([-/.]){_MONTH}\1{_DAY}(?:[T ]{_CLOCK})?(?![-/.]?[0-9])"
    rf"|(?<![0-9]){_DAY}([-/.]){_MONTH}\2{_YEAR}(?![-/.]?[0-9])"
    rf"|(?<![0-9]){_MONTH}/{_YEAR}(?![-/.]?[0-9])|(?<![0-9:]){_CLOCK}(?![0-9:])"
    r"|\b[0-9]+/(?:[0-9]{4}/)?(?=[^0-9\s]{1,8}-)[A-ZĐ]+(?:-[A-ZĐ0-9]+)+",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,\s])[0-9]{3})(?:\1[0-9]{3})*")
# A figure whose thousands are parted by spaces; a number to call is never parted in threes alone.
_SPACED = re.compile(
    r"(?<![0-9+().,])(?<![0-9)] )[1-9][0-9]{0,2}(?:[ \xa0\u202f][0-9]{3}){2,}(?:[.,][0-9]+)?(?! ?[0-9])"
)

_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|a c[òo]ng|@)\s?[)\]}>]\s?|\sa c[òo]ng\s|\sat\s(?=\S+\s(?:dot|chấm)\s))"
_DOT = r"(?:\s?[(\[{<]\s?(?:dot|chấm|\.)\s?[)\]}>]\s?|\s(?:dot|chấm)\s|\s?\.\s?)"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])(?!git@)[\w.+%-]{{0,63}}\w{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,4}}"
    r"(?!(?:png|jpe?g|gif|svg|webp|css|js)\b)[^\W\d_]{2,24}(?![\w-])",
    re.IGNORECASE,
)

_CALL = r"(?:s[đd]t|[đd]t|điện thoại|dien thoai|di động|di dong|zalo|whatsapp|viber|hotline|tel|phone|mobile|fax)"
_NATIONAL = rf"(?:[35789](?:{_GAP}[0-9]){{8}}|2(?:{_GAP}[0-9]){{9}})"
_CLOSE = r"(?![0-9A-Za-z_])(?![.,/-][0-9])"
_PHONE = re.compile(
    rf"(?:{_EDGE}|(?:{_CALL}|me/)[\s:.]{{0,3}}|(?<=[\s(:]))\(?"
    rf"(?:(?:\+|00){_GAP}84\)?{_GAP}(?:\(?0\)?{_GAP})?|0(?![.,][0-9])(?![/\s-][0-9]{{9}}(?![0-9]))(?![0-9]\.[0-9]{{5}}))"
    rf"{_GAP}{_NATIONAL}{_CLOSE}",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"(?<![^\W\d_]){_CALL}(?:\s(?:number|no\.?|số))?[\s:.]{{0,3}}"
    rf"(?P<number>(?:84{_GAP})?[35789](?:{_GAP}[0-9]){{8}}){_CLOSE}",
    re.IGNORECASE,
)
_UNMARKED = re.compile(rf"{_EDGE}84[35789][0-9]{{8}}{_CLOSE}")
_CALL_WORD = re.compile(rf"(?<![^\W\d_]){_CALL}(?![^\W\d_])", re.IGNORECASE)
_FOREIGN = re.compile(rf"(?:(?<![0-9A-Za-z])\+|{_EDGE}00)\s?[1-9](?:{_GAP}[0-9]){{6,14}}{_CLOSE}")

_CITIZEN = re.compile(rf"{_EDGE}0[0-9]{{2}}(?:[ .-]?[0-9]){{9}}{_END}")
_IDENTITY = re.compile(
    r"(?:cccd|cmnd|cmtnd|cmt|căn cước|can cuoc|chứng minh|chung minh|định danh|dinh danh|identity (?:card|number|no)"
    rf"|\bid (?:card|number|no)|(?:citizen|national|personal) id){_ASIDE}"
    rf"(?P<number>[0-9](?:[ .-]?[0-9]){{8,11}}){_END}",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"\s*(?:người|thẻ|công dân|trường hợp|lượt|hồ sơ|people|persons|cards|citizens)\b", re.IGNORECASE)
_PASSPORT = re.compile(rf"(?:hộ chiếu|ho chieu|passport)[^0-9\n]{{0,16}}?\b[A-Z] ?[0-9]{{7,8}}{_END}", re.IGNORECASE)

_BANKS = (
    r"vietcombank|vcb|bidv|vietinbank|agribank|techcombank|tcb|mb ?bank|acb|sacombank|vpbank|tpbank|shb|hdbank|vib"
    r"|ocb|msb|seabank|eximbank|lpbank|scb|nam a bank|bac a bank|pvcombank|abbank|ncb|kienlongbank|napas"
)
_ACCOUNT = re.compile(
    r"(?:\b(?P<word>stk|số tài khoản|so tai khoan|tài khoản|tai khoan|tk|account|acct|a/c)\b"
    rf"|\b(?:{_BANKS})\b){_ASIDE}{_EDGE}(?P<number>[0-9](?:[ .-]?[0-9]){{7,18}}){_END}",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\s*(?:đồng|tỷ|tỉ|triệu|nghìn|ngàn|vnd|vnđ|usd|eur|%|khách|người|tài khoản|accounts|billion|million|customers"
    r"|dong|users|lượt)",
    re.IGNORECASE,
)
_IBAN = re.compile(rf"{_EDGE}[A-Z]{{2}}[0-9]{{2}}(?: ?[A-Z0-9]){{11,30}}(?![A-Za-z0-9])")
_CARD = re.compile(rf"{_EDGE}[2-6](?:[ -]?[0-9]){{12,18}}{_END}|{_EDGE}9704(?:[ -]?[0-9]){{12,15}}{_END}")
_ISSUER = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|35[0-9]{14}|3[068][0-9]{12}"
    r"|6(?:011|4[4-9]|5)[0-9]{12,13}|62[0-9]{14,17}|9704(?:[0-9]{12}|[0-9]{15})"
)

_NAMED = (
    ("phone", re.compile(r"(?:.* )?(?:phone|telephone|tel|mobile|cellphone|sdt|dien thoai|di dong|hotline|zalo|fax)")),
    ("citizen-id", re.compile(r"(?:.* )?(?:cccd|cmnd|cmt|can cuoc(?: cong dan)?|dinh danh(?: ca nhan)?|id card)")),
    ("citizen-id", re.compile(r"(?:.* )?(?:citizen|national|identity) (?:id|card)")),
    ("passport", re.compile(r"(?:so )?(?:ho chieu|passport)")),
    ("bank-account", re.compile(r"(?:.* )?(?:stk|so tai khoan(?: ngan hang)?|bank account|iban)|account")),
    ("bank-card", re.compile(r"(?:.* )?(?:so the|(?:bank|credit|debit) card|the ngan hang|card)")),
)
_COUNTS = re.compile(r"\b(?:thue bao|so luong|ty le|luot|subscri\w+)\b")
_LAST = re.compile(r" (?:number|numbers|no|so)\Z")
_SHAPES = {
    "phone": re.compile(r"(?:\+|00)?[0-9]{8,15}"),
    "citizen-id": re.compile(r"[0-9]{9,12}"),
    "passport": re.compile(r"[A-Za-z][0-9]{7,8}"),
    "bank-account": re.compile(r"[0-9]{6,19}|[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"),
    "bank-card": re.compile(r"[0-9]{13,19}"),
}
# What a spreadsheet leaves of a number that began with zero.
_SHORTENED = {
    "phone": re.compile(r"(?:84)?(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}"),
    "citizen-id": re.compile(r"[1-9][0-9]{9,10}"),
}


def personal(text: str, field: str = "") -> tuple[str, ...]:
    """The kinds of personal data that ``text`` seems to hold, sorted, each once; none of it is given back.

    ``field`` is the name or the title of the column it stands in: under a column named for it, a bare number is one.
    Full-width and other digits, dashes of all kinds and e-mail addresses written out are read as what they stand for.
    """
    kind = named(field) if field else ""
    if text.isascii():
        if not _MAYBE.search(text) and not (kind and _bare(text, kind)):
            return ()
        plain = text
    else:
        plain = _plain(text)
        if not _MAYBE.search(plain) and not (kind and _bare(plain, kind)):
            return ()
    if not kind and _FIGURE.fullmatch(plain):
        return ("bank-card",) if plain.isdecimal() and len(plain) >= _CARD_DIGITS and _is_card(plain) else ()
    if "&" in plain or "%40" in plain:
        plain = html.unescape(plain).replace("%40", "@")
    found = set(_kinds(plain))
    if kind and _bare(plain, kind):
        found.add(kind)
    return tuple(sorted(found))


@lru_cache(maxsize=4096)
def named(field: str) -> str:
    """The kind of personal data that a column is named for (``so_dien_thoai``, "Số CCCD"), or nothing.

    The last words decide: ``phone_number`` is one, ``phone_subscriptions`` is not.
    """
    letters = unicodedata.normalize("NFD", field.casefold().replace("đ", "d"))
    words = " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))
    if _COUNTS.search(words):
        return ""
    last = _LAST.sub("", words)
    return next((kind for kind, rule in _NAMED if rule.fullmatch(words) or rule.fullmatch(last)), "")


def shortened(number: str, kind: str) -> bool:
    """Whether digits are a phone or a citizen's number as a spreadsheet leaves it: without the zero it began with."""
    if not _SHORTENED[kind].fullmatch(number):
        return False
    return kind == "phone" or _is_citizen(number.zfill(12))


def _plain(text: str) -> str:
    """``text`` with compatible forms, digits of all scripts and dashes as ASCII has them."""
    normal = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), normal)


def _bare(text: str, kind: str) -> bool:
    """Whether the whole text has the shape of what its column is named for."""
    return _SHAPES[kind].fullmatch(re.sub(r"[\s.()/_·-]", "", text)) is not None


def _kinds(text: str) -> Iterator[str]:
    if _EMAIL.search(text):
        yield "email"
    text = _OTHERS.sub(" # ", text)
    if _PASSPORT.search(text):
        yield "passport"
    if any(_is_citizen(_digits(found[0])) for found in _whole(_CITIZEN, text)) or _has_identity(text):
        yield "citizen-id"
    if _has_account(text):
        yield "bank-account"
    if any(_is_card(found[0]) and not _counts(text, found.end()) for found in _whole(_CARD, text)):
        yield "bank-card"
    if _has_phone(text):
        yield "phone"


def _whole(rule: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What a rule finds, but for the middle of a longer number that is grouped by the same mark."""
    for found in rule.finditer(text):
        marks = {mark for mark in " .-" if mark in found[0]}
        before, after = text[: found.start()][-2:], text[found.end() :][:2]
        inside = len(before) == 2 and before[0].isdecimal() and before[1] in marks
        if not inside and not (len(after) == 2 and after[0] in marks and after[1].isdecimal()):
            yield found


def _has_phone(text: str) -> bool:
    text = _SPACED.sub(" # ", text)
    if _PHONE.search(text) or (_UNMARKED.search(text) and _CALL_WORD.search(text)):
        return True
    if any(not _GROUPED.fullmatch(found["number"]) for found in _CALLED.finditer(text)):
        return True
    return any(_is_foreign(found[0]) for found in _FOREIGN.finditer(text))


def _is_foreign(number: str) -> bool:
    """Whether a number with the mark of an international call is one that is given out."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(re.sub(r"\A00", "+", number))
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed)


def _is_citizen(digits: str) -> bool:
    """Province 001 to 096; century and sex 0 to 3; born in 1910 to 2049."""
    century, year = int(digits[3]), int(digits[4:6])
    return 1 <= int(digits[:3]) <= 96 and ((century <= 1 and year >= 10) or (century in (2, 3) and year < 50))


def _has_identity(text: str) -> bool:
    return any(
        not _counted(found["number"]) and not _PEOPLE.match(text, found.end()) for found in _IDENTITY.finditer(text)
    )


def _has_account(text: str) -> bool:
    for found in _ACCOUNT.finditer(text):
        number, word = found["number"], (found["word"] or "").casefold()
        exact = word not in ("tài khoản", "tai khoan", "account", "")
        if _MONEY.match(text, found.end()) or (_GROUPED.fullmatch(number) if not exact else _counted(number)):
            continue
        if word or len(_digits(number)) >= 9:
            return True
    return any(_is_iban(found[0]) for found in _IBAN.finditer(text))


def _counts(text: str, end: int) -> bool:
    """Whether what stands behind a number says that it counts something: money, people, a share."""
    return (_MONEY.match(text, end) or _PEOPLE.match(text, end)) is not None


def _counted(number: str) -> bool:
    """Whether digits are grouped as a count is written in Vietnamese, by dots."""
    return "." in number and _GROUPED.fullmatch(number) is not None


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text))


def _is_card(text: str) -> bool:
    from stdnum import luhn

    number = _digits(text)
    return not _GROUPED.fullmatch(text) and _ISSUER.fullmatch(number) is not None and bool(luhn.is_valid(number))


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
