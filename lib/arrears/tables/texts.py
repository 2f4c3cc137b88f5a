"""How text cells are read: noise is removed, meaning is not guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from arrears.tables.columns import FLAG_WORDS
from arrears.tables.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST_NAME = 200
"""Characters that a name of the house's own, such as a collector's, may have anywhere: in a list, a workbook and the store."""
_INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
"""Soft hyphen, zero-width characters, direction marks, byte order mark."""
_NARROW = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xFFE5: "¥",
    0xFFE1: "£",
    0xFFE6: "₩",
    0xA0: " ",
    0x2009: " ",
    0x202F: " ",
}
_MINUS = dict.fromkeys(map(ord, "−–—﹣‐‑‒"), "-")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
_BREAKS = re.compile(r"[\t\r\n]+")
_QUOTED = re.compile(r'="(.*)"')
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
ERROR_TEXTS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
"""What a spreadsheet shows where a formula failed, and writes into text files."""
_NOTHING = frozenset({"-", "--", "—", "——", "/", "n/a", "无"})
NULLS = frozenset({"NULL", "null", "(null)", "[NULL]", "nan", "NaN", "NaT", "None", "<NA>", "\\N", "#NULL"})
"""What programs write where there is nothing, exactly so: Null and Nan are names of people."""
_ALSO_NAMES = frozenset({"nan", "NaN", "None"})
_CASE_ID_LENGTH = 64
_EXACT_BELOW = 10**15
"""A spreadsheet's number holds 15 digits; from here on the last ones are lost."""


def clean(text: str) -> str:
    r"""Take away spaces at the ends and characters that nobody sees.

    Examples
    --------
    >>> clean(" \u200b张三\u3000")
    '张三'
    """
    return text.strip() if text.isascii() else text.translate(_INVISIBLE).strip()


_TRADITIONAL = str.maketrans(
    "業產餘況別動區單號後員處備幣應總戶據機標滯電碼種稱簽約納經絡編職聯訊記證識話諾負責賬帳貨貸資還進違郵銀額訴異議爭體勢務訟協擾暫計萬匯筆數製覆審註說給歲離齡級類債權親關係緊屬國際滿個歷實現時間點擔險週網",
    "业产余况别动区单号后员处备币应总户据机标滞电码种称签约纳经络编职联讯记证识话诺负责账账货贷资还进违邮银额诉异议争体势务讼协扰暂计万汇笔数制复审注说给岁离龄级类债权亲关系紧属国际满个历实现时间点担险周网",
)
"""Signs of headings, totals, units and flags as they are written in Hong Kong; names of people are left as they are."""


def simple(text: str) -> str:
    """Give a list's own words in simplified signs.

    Examples
    --------
    >>> simple("到期還款日"), simple("合計"), simple("單位：萬元")
    ('到期还款日', '合计', '单位：万元')
    """
    return text if text.isascii() else text.translate(_TRADITIONAL)


def narrow(text: str) -> str:
    """Give full-width digits, letters and signs, and all kinds of minus, as ASCII.

    Examples
    --------
    >>> narrow("−￥１，２３４．５６（Ａ）")
    '-¥1,234.56(A)'
    """
    return text if text.isascii() else text.translate(_NARROW).translate(_MINUS)


def is_blank(cell: object) -> bool:
    """Tell whether a cell holds nothing: empty, spaces, or pandas' missing values."""
    if isinstance(cell, str):
        return not clean(cell)
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and cell != cell)  # noqa: PLR0124  # NaN


def is_placeholder(cell: object) -> bool:
    """Tell whether an optional cell says that there is nothing: ``-``, ``N/A``, ``无``."""
    return isinstance(cell, str) and clean(cell).lower() in _NOTHING


def is_null(cell: object, *, is_name: bool = False) -> bool:
    """Tell whether a cell holds what a program writes for nothing; in a column of names, what can be one is one.

    Examples
    --------
    >>> is_null("NULL"), is_null(" nan "), is_null("Null"), is_null(0)
    (True, True, False, False)
    """
    return isinstance(cell, str) and clean(cell) in NULLS and not (is_name and clean(cell) in _ALSO_NAMES)


def shown(cell: object) -> str:
    """Give any cell as text, as a person would see it.

    Examples
    --------
    >>> shown(12.0), shown(True), shown(date(2024, 1, 31))
    ('12', 'TRUE', '2024-01-31')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < _EXACT_BELOW else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)


def lost_digits(cell: object) -> bool:
    """Tell whether an id has been a number of 16 digits or more, which keeps only 15 of them."""
    if isinstance(cell, str):
        return _SCIENTIFIC.fullmatch(clean(cell)) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _EXACT_BELOW


def id_text(cell: object) -> str | None:
    """Give an id's text, without what exports wrap around it (``'0012``, ``="0012"``); a whole number as its digits.

    Examples
    --------
    >>> id_text(' ="0012" '), id_text("'００１２"), id_text(123.0), id_text(True)
    ('0012', '0012', '123', None)
    """
    if isinstance(cell, str):
        text = narrow(clean(cell))
        quoted = _QUOTED.fullmatch(text)
        return (quoted[1] if quoted else text.removeprefix("'")).strip()
    # A number that is too large for any float, which a damaged workbook may hold, is no whole number either.
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not float(cell).is_integer():
        return None
    return str(int(cell))


def parse_text(cell: object) -> str | Fault:
    """Read a cell of free text; a number is given as it is shown."""
    if isinstance(cell, bool | time | timedelta):
        return Fault("TEXT_INVALID")
    text = _BREAKS.sub(" ", clean(shown(cell)))
    return Fault("TEXT_DAMAGED") if _CONTROL.search(text) else text


def parse_name(cell: object) -> str | Fault:
    """Read a person's name: text as it stands, freed of what nobody sees; rare and foreign names stay whole."""
    return parse_text(cell) if isinstance(cell, str) else Fault("NAME_INVALID")


def parse_case_id(cell: object) -> str | Fault:
    """Read a case id as text with its leading zeros.

    Examples
    --------
    >>> parse_case_id("000123"), parse_case_id("Ａ－００３"), parse_case_id(1.1e17)
    ('000123', 'A-003', Fault(code='CASE_ID_PRECISION_LOST', detail=''))
    """
    if lost_digits(cell):
        return Fault("CASE_ID_PRECISION_LOST")
    if isinstance(cell, date | time | timedelta):
        return Fault("CASE_ID_INVALID")
    text = id_text(cell)
    if not text or len(text) > _CASE_ID_LENGTH or _BREAKS.search(text):
        return Fault("CASE_ID_INVALID")
    return Fault("TEXT_DAMAGED") if _CONTROL.search(text) else text


_EMAIL = re.compile(r"[^\s@,;<>\"']{1,64}@[\w\-]+(?:\.[\w\-]+)+")


def parse_email(cell: object) -> str | Fault:
    """Read an e-mail address, masked ones too."""
    text = narrow(clean(cell)).replace(" ", "") if isinstance(cell, str) else ""
    return text if _EMAIL.fullmatch(text) else Fault("EMAIL_INVALID")


_FLAG_OF = {word.casefold(): key for key, words in FLAG_WORDS.items() for word in (key, *words)}
FLAG_KEYS = frozenset(FLAG_WORDS)
_LONGEST_COUNT = 9
_NO_FLAG = frozenset(
    {"否", "正常", "none", "no", "n", "false", "0", "null", "nan", "无标记", "未标记", "普通", "normal", *_NOTHING}
)
_FLAG_SPLIT = re.compile(r"[、,;/|，；\s]+")
_SPACED = {word: word.replace(" ", "_") for word in _FLAG_OF if " " in word}


def read_flags(cell: object) -> tuple[str, tuple[str, ...]]:
    """Read flags as their keys in the contract's order, and the words that are none.

    Examples
    --------
    >>> read_flags("投诉、VIP"), read_flags("Do not call | legal"), read_flags("正常")
    (('complaint', ('VIP',)), ('legal;do_not_call', ()), ('', ()))
    """
    text = narrow(clean(shown(cell)))
    if simple(text.casefold()) in _NO_FLAG:
        return "", ()
    for spaced, joined in _SPACED.items():
        text = re.sub(re.escape(spaced), joined, text, flags=re.IGNORECASE)
    words = [word for word in _FLAG_SPLIT.split(text) if word and word.casefold() not in _NO_FLAG]
    found = {_FLAG_OF.get(simple(word.casefold()), "") for word in words}
    return ";".join(key for key in FLAG_WORDS if key in found), tuple(
        word for word in words if simple(word.casefold()) not in _FLAG_OF
    )


def parse_flags(cell: object) -> str | Fault:
    """Read flags in either language as their keys in the contract's order.

    Examples
    --------
    >>> parse_flags("异议、投诉"), parse_flags("Do not call | legal"), parse_flags("VIP")
    ('complaint;dispute', 'legal;do_not_call', Fault(code='FLAG_UNKNOWN', detail='VIP'))
    """
    flags, unknown = read_flags(cell)
    return Fault("FLAG_UNKNOWN", unknown[0]) if unknown else flags


def parse_count(cell: object) -> int | Fault:
    """Read a whole number that is not negative.

    Examples
    --------
    >>> parse_count("3"), parse_count(3.0), parse_count("1,200"), parse_count(1.5).code
    (3, 3, 1200, 'COUNT_INVALID')
    """
    text = (id_text(cell) or "").removesuffix(".0").replace(",", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_COUNT else Fault("COUNT_INVALID")


def parse_column(
    cells: Iterable[object], parse: Callable[[object], object]
) -> tuple[list[object], list[tuple[int, Fault]]]:
    """Read all cells of a column, each different one once.

    Returns
    -------
    list, list of (position, Fault)
        The values, None where a cell is blank or bad; and what is bad.
    """
    memo: dict[object, object] = {}
    values: list[object] = []
    faults: list[tuple[int, Fault]] = []
    for place, cell in enumerate(cells):
        # The type is part of the key: 1, 1.0 and True are equal to Python and three things to a reader.
        key = (cell.__class__, cell)
        value = memo.get(key, memo)
        if value is memo:
            value = memo[key] = parse(cell)
        if value.__class__ is Fault:
            faults.append((place, value))
            value = None
        values.append(value)
    return values, faults
