"""Which heading means which column, and in what unit and currency an amount is given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from arrears.intake.mapping.units import Unit, read_unit
from arrears.tables.columns import Column, Kind
from arrears.tables.contract import CASES, Contract
from arrears.tables.texts import clean, simple
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arrears.tables.amounts import Mark
    from arrears.tables.dates import Order

_REMARKS = frozenset(
    {"必填", "选填", "可选", "可空", "required", "optional", "mandatory", "文本", "文本格式", "text", "日期", "date"}
)
_NO_UNITS = frozenset({"%", "‰"})
_DATE_SHAPE = re.compile(r"[ymd年月日]{1,4}[-/.]?[ymd月日]{1,2}[-/.]?[ymd日]{1,4}", re.IGNORECASE)
_COMMA_REMARKS = frozenset({"小数逗号", "逗号小数", "小数点为逗号", "逗号为小数点", "decimalcomma", "commadecimal"})
_NOISE = re.compile(r"[\s*#:：_\-—\[\]【】「」《》<>\"'“”‘’、.。]+")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
_SLASHED = re.compile(r"(.+?)[/:,]([^/:,]+)")
_BARE_UNIT = re.compile(r"(.+?)(人民币万元|人民币千元|人民币元|百万元|万元|千元|元|cny|rmb|usd|hkd|gbp|eur|inr)")
HELPERS = frozenset({"原行号", "问题", "处理办法", "originalrow", "problem", "remedy"})
"""Columns of our own list of rejected rows: what is fed back is the rest."""
UNIT_COLUMNS = frozenset({"单位", "金额单位", "货币单位", "计量单位", "unit", "amountunit", "units"})
"""Headings of a column that gives each row's unit."""


class Meaning(NamedTuple):
    """What a heading means.

    Attributes
    ----------
    key : str
        Of the column; empty if it is not known.
    unit : Unit or None
        The unit that it names; None if it names none.
    order : str
        The order of day and month that it names.
    mark : str or None
        The decimal mark that it names; None if it names none.
    is_weak : bool
        Whether another heading that means the same goes before it.
    is_odd : bool
        Whether an amount is said to be in something that is no unit of money.
    """

    key: str = ""
    unit: Unit | None = None
    order: Order = ""
    mark: Mark | None = None
    is_weak: bool = False
    is_odd: bool = False

    @property
    def fen_in_unit(self) -> int:
        """How many fen the unit is: 100 where none is named, 0 where it is none of money."""
        return 0 if self.is_odd else self.unit.fen if self.unit else FEN_IN_YUAN


NOTHING = Meaning()


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
    currency : str
        For an amount, the currency that the list says; empty if it says none.
    order : str
        For a date, the order of day and month that was settled.
    mark : str
        For an amount, the decimal mark that was settled.
    unit : Unit or None
        The unit that the heading itself says.
    """

    place: int
    text: str
    column: Column | None
    fen_in_unit: int = FEN_IN_YUAN
    currency: str = ""
    order: Order = ""
    mark: Mark = "."
    unit: Unit | None = None

    @property
    def is_amount(self) -> bool:
        """Whether it is a column of amounts."""
        return self.column is not None and self.column.kind is Kind.AMOUNT


UNIT_WORDS = {
    1: "分",
    10: "角",
    100: "元",
    10_000: "百元",
    100_000: "千元",
    1_000_000: "万元",
    10_000_000: "十万元",
    100_000_000: "百万元",
    1_000_000_000: "千万元",
    10_000_000_000: "亿元",
}
"""The word of each unit, for headings of our own."""
_SHAPES = {"dmy": "DD/MM/YYYY", "mdy": "MM/DD/YYYY"}
_COMMA = {"zh": "小数逗号", "en": "decimal comma"}


def exported(heading: Heading, lang: str, contract: Contract = CASES) -> str:
    """Give a heading as it must stand in a list of its own, so that its cells are read there as they were here.

    Examples
    --------
    >>> own = Heading(0, "逾期本金", CASES["principal"], 1_000_000), Heading(1, "客户代码", CASES["case_id"])
    >>> [exported(one, "zh") for one in own]
    ['逾期本金（万元）', '案件编号']
    """
    column = heading.column
    if column is None:
        return heading.text
    said = meaning(heading.text, contract)
    text = heading.text if said.key == column.key and not said.is_weak else column.heading(lang)
    remarks = []
    if heading.is_amount:
        unit = said.unit if text == heading.text else None
        currency = heading.currency if heading.currency != (unit.currency if unit else "") else ""
        word = (
            UNIT_WORDS.get(heading.fen_in_unit, "")
            if heading.fen_in_unit != (unit.fen if unit else FEN_IN_YUAN)
            else ""
        )
        remarks += [f"{currency}{word}"] if currency or word else []
        remarks += [_COMMA[lang]] if heading.mark == "," and said.mark != "," else []
    elif heading.order in _SHAPES and said.order != heading.order:
        remarks.append(_SHAPES[heading.order])
    return text + "".join(f"（{remark}）" if lang == "zh" else f" ({remark})" for remark in remarks)


def heading_of(place: int, text: str, found: Meaning, contract: Contract = CASES) -> Heading:
    """Give a heading with what it means."""
    column = contract[found.key] if found.key else None
    currency = found.unit.currency if found.unit else ""
    return Heading(
        place,
        text,
        column,
        found.fen_in_unit,
        currency,
        found.order,
        "." if found.mark is None else found.mark,
        found.unit,
    )


def known_headings(cells: Iterable[object], contract: Contract = CASES) -> int:
    """Count the different columns that a row of cells would name."""
    found = (meaning(cell, contract).key for cell in cells if isinstance(cell, str) and len(cell) < _LONGEST)
    return len({key for key in found if key})


def is_helper(text: str) -> bool:
    """Tell whether a heading is one of those that our own list of rejected rows adds."""
    return bare(text) in HELPERS


@lru_cache(maxsize=8192)
def meaning(text: str, contract: Contract = CASES) -> Meaning:
    r"""Give the key that a heading means, with the unit, the currency and the form of writing that it names.

    Examples
    --------
    >>> [(found.key, found.fen_in_unit) for found in map(meaning, ("*逾期本金（万元）", "Principal (USD)", " 到期 还款日\n", "手机号(配偶)"))]
    [('principal', 1000000), ('principal', 100), ('due_date', 100), ('', 100)]
    >>> meaning("Principal (USD)").unit.currency, meaning("Due date (DD/MM/YYYY)").order, meaning("合同号").is_weak
    ('USD', 'dmy', True)
    """
    folded = simple(unicodedata.normalize("NFKC", clean(text)).casefold())
    strong, weak = words_of(contract)
    if key := strong.get(bare(folded)):
        return Meaning(key)
    if key := weak.get(bare(folded)):
        return Meaning(key, is_weak=True)
    remarks = [first or second or third for first, second, third in _BRACKETS.findall(folded)]
    base = _BRACKETS.sub("", folded)
    key = strong.get(bare(base), "")
    is_weak = not key and bare(base) in weak
    key = key or weak.get(bare(base), "")
    if not key:
        key, unit = _with_unit(base, strong)
        remarks += [unit] if unit else []
    if not key or not remarks:
        return Meaning(key, is_weak=is_weak)
    return _judged(key, remarks, contract)._replace(is_weak=is_weak)


def bare(text: str) -> str:
    """Give a heading without what only decorates it.

    Examples
    --------
    >>> bare("* 案件 编号："), bare("Case_ID")
    ('案件编号', 'caseid')
    """
    return simple(_NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold())


@cache
def words_of(contract: Contract) -> tuple[dict[str, str], dict[str, str]]:
    """Give the words that mean a column whatever else is there, and those that mean it where no better one is."""
    strong = {
        bare(word): column.key
        for column in contract.columns
        for word in (column.key, column.zh, column.en, *column.synonyms)
    }
    weak = {bare(word): column.key for column in contract.columns for word in column.weak}
    return strong, {word: key for word, key in weak.items() if word not in strong}


def _judged(key: str, remarks: list[str], contract: Contract) -> Meaning:
    """Accept a remark that is a unit or says nothing about what the column means, else do not guess."""
    kind, found = contract[key].kind, Meaning(key)
    for remark in remarks:
        word = re.sub(r"^(金额|货币)?(单位|unit)[\s:：为]*", "", remark.strip())
        unit = read_unit(word) if kind is Kind.AMOUNT else None
        if unit:
            found = found._replace(unit=unit)
        elif kind is Kind.AMOUNT and bare(word) in _NO_UNITS:
            found = found._replace(is_odd=True)
        elif kind is Kind.AMOUNT and bare(word) in _COMMA_REMARKS:
            found = found._replace(mark=",")
        elif kind is Kind.DATE and _DATE_SHAPE.fullmatch(bare_shape(word)):
            found = found._replace(order=_order_of(bare_shape(word)))
        elif not _says_nothing(bare(remark), key, contract):
            return NOTHING
    return found


def bare_shape(text: str) -> str:
    """Give a form of dates without spaces."""
    return re.sub(r"\s", "", text)


def _order_of(shape: str) -> Order:
    """Give the order of a form of dates that begins with its day or month; one that begins with its year needs none."""
    first = shape[0]
    return "dmy" if first in "d日" else "mdy" if first in "m月" else ""


def _says_nothing(remark: str, key: str, contract: Contract) -> bool:
    """Tell whether a remark leaves a column's meaning as it is: none, ``必填``, a form of dates, its name again."""
    strong, weak = words_of(contract)
    return (
        not remark
        or remark in _REMARKS
        or key in {strong.get(remark), weak.get(remark)}
        or bool(_DATE_SHAPE.fullmatch(remark))
    )


def _with_unit(text: str, strong: dict[str, str]) -> tuple[str, str]:
    """Split a unit from a heading's end: ``逾期本金/元``, ``逾期本金元``, ``案件编号/Case ID``."""
    for pattern in (_SLASHED, _BARE_UNIT):
        match = pattern.fullmatch(re.sub(r"\s", "", text))
        key = strong.get(bare(match[1]), "") if match else ""
        if match and key:
            return key, match[2]
    return "", ""


_LONGEST = 60
"""No heading is longer; a row of long texts is no heading."""
