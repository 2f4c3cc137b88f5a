"""Which heading means which column, and in what unit an amount is given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from arrears.tables.columns import BY_KEY, CASE_COLUMNS, Column, Kind
from arrears.tables.texts import clean, shown
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

UNITS = {
    "元": 100,
    "人民币": 100,
    "人民币元": 100,
    "rmb": 100,
    "cny": 100,
    "yuan": 100,
    "rmbyuan": 100,
    "¥": 100,
    "角": 10,
    "分": 1,
    "fen": 1,
    "百元": 10_000,
    "千元": 100_000,
    "万": 1_000_000,
    "万元": 1_000_000,
    "人民币万元": 1_000_000,
    "亿元": 10_000_000_000,
}
"""How many fen a unit in a heading is."""
_FOREIGN = frozenset({"usd", "hkd", "eur", "gbp", "jpy", "mop", "inr", "美元", "港币", "港元", "欧元", "$", "%", "‰"})
_REMARKS = frozenset(
    {"必填", "选填", "可选", "可空", "required", "optional", "mandatory", "文本", "文本格式", "text", "日期", "date"}
)
_DATE_SHAPE = re.compile(r"[y年]{1,4}[-/.]?[m月]{1,2}[-/.]?[d日]{1,2}", re.IGNORECASE)
_NOISE = re.compile(r"[\s*#:：_\-—\[\]【】「」《》<>\"'“”‘’、.。]+")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
_SLASHED = re.compile(r"(.+?)[/:,]([^/:,]+)")
_BARE_UNIT = re.compile(r"(.+?)(人民币万元|人民币元|万元|千元|元|cny|rmb)")
HELPERS = frozenset({"原行号", "问题", "处理办法", "originalrow", "problem", "remedy"})
"""Columns of our own list of rejected rows: what is fed back is the rest."""


@dataclass(frozen=True)
class Heading:
    """One heading of a list.

    Attributes
    ----------
    place : int
        Its column, counted from 0.
    text : str
        As it stands in the file.
    column : Column or None
        What it means; None if that is not known.
    fen_in_unit : int
        For an amount, how many fen its unit is; 0 if the unit is not one of ours.
    """

    place: int
    text: str
    column: Column | None
    fen_in_unit: int = FEN_IN_YUAN


def read_headings(cells: Sequence[object]) -> list[Heading]:
    """Read a row of headings; empty ones are left out."""
    return [_heading(place, text) for place, cell in enumerate(cells) if (text := clean(shown(cell)))]


def known_headings(cells: Iterable[object]) -> int:
    """Count the different columns that a row of cells would name."""
    found = (meaning(cell)[0] for cell in cells if isinstance(cell, str) and len(cell) < _LONGEST)
    return len({key for key in found if key})


def is_helper(text: str) -> bool:
    """Tell whether a heading is one of those that our own list of rejected rows adds."""
    return _bare(text) in HELPERS


@lru_cache(maxsize=4096)
def meaning(text: str) -> tuple[str, int]:
    r"""Give the key that a heading means and how many fen its unit is; an empty key if it is not known.

    Examples
    --------
    >>> meaning("*逾期本金（万元）"), meaning("Principal (CNY)"), meaning(" 到期 还款日\n"), meaning("手机号(配偶)")
    (('principal', 1000000), ('principal', 100), ('due_date', 100), ('', 100))
    """
    folded = unicodedata.normalize("NFKC", clean(text)).casefold()
    if key := _KEYS.get(_bare(folded)):
        return key, FEN_IN_YUAN
    remarks = [_bare(first or second or third) for first, second, third in _BRACKETS.findall(folded)]
    base = _BRACKETS.sub("", folded)
    key = _KEYS.get(_bare(base), "")
    if not key:
        key, unit = _with_unit(base)
        remarks += [unit] if unit else []
    if not key or not remarks:
        return key, FEN_IN_YUAN
    return _judged(key, remarks)


def _judged(key: str, remarks: list[str]) -> tuple[str, int]:
    """Accept a remark that is a unit or says nothing about what the column means, else do not guess."""
    fen_in_unit = FEN_IN_YUAN
    for remark in remarks:
        unit = remark.removeprefix("单位").removeprefix("unit")
        if BY_KEY[key].kind is Kind.AMOUNT and (unit in UNITS or unit in _FOREIGN):
            fen_in_unit = UNITS.get(unit, 0)
        elif not _says_nothing(remark, key):
            return "", FEN_IN_YUAN
    return key, fen_in_unit


def _says_nothing(remark: str, key: str) -> bool:
    """Tell whether a remark leaves a column's meaning as it is: none, ``必填``, a form of dates, its name again."""
    return not remark or remark in _REMARKS or _KEYS.get(remark) == key or bool(_DATE_SHAPE.fullmatch(remark))


def _with_unit(text: str) -> tuple[str, str]:
    """Split a unit from a heading's end: ``逾期本金/元``, ``逾期本金元``, ``案件编号/Case ID``."""
    for pattern in (_SLASHED, _BARE_UNIT):
        match = pattern.fullmatch(re.sub(r"\s", "", text))
        key = _KEYS.get(_bare(match[1]), "") if match else ""
        if match and key:
            return key, _bare(match[2])
    return "", ""


def _bare(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _heading(place: int, text: str) -> Heading:
    key, fen_in_unit = meaning(text)
    return Heading(place, text, BY_KEY.get(key), fen_in_unit)


_KEYS = {
    _bare(word): column.key for column in CASE_COLUMNS for word in (column.key, column.zh, column.en, *column.synonyms)
}
_LONGEST = 60
"""No heading is longer; a row of long texts is no heading."""
