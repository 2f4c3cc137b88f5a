"""In what unit amounts are given: a word such as 万元, and where a list says it."""

from __future__ import annotations

import re
from typing import NamedTuple

from arrears.tables.currencies import NAMES, NUMBERS, SIGNS, currencies_of
from arrears.tables.texts import clean, narrow, simple
from arrears.units import FEN_IN_YUAN


class Unit(NamedTuple):
    """A unit of amounts.

    Attributes
    ----------
    fen : int
        How many hundredths of its currency's unit one is.
    currency : str
        The currency that it names; empty if none.
    is_currency_alone : bool
        Whether it names a currency and no size, as USD does; it agrees with any unit beside it.
    """

    fen: int
    currency: str = ""
    is_currency_alone: bool = False


class Said(NamedTuple):
    """A unit that a text says.

    Attributes
    ----------
    unit : Unit or None
        None if it is a unit of money that is not known.
    word : str
        As it stands there.
    about : str
        What it is said of, such as 本金 in 本金单位：万元; empty for all amounts.
    """

    unit: Unit | None
    word: str
    about: str = ""


_TIMES = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "hundred": 100,
    "hundreds": 100,
    "thousand": 1_000,
    "thousands": 1_000,
    "k": 1_000,
    "'000": 1_000,
    "000": 1_000,
    "000s": 1_000,
    "'000s": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "lac": 100_000,
    "lacs": 100_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "mn": 1_000_000,
    "mln": 1_000_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
    "billion": 1_000_000_000,
    "billions": 1_000_000_000,
}
_PARTS = {"角": 10, "分": 1, "fen": 1, "cent": 1, "cents": 1, "pence": 1, "paise": 1, "仙": 1}
_PLAIN = {
    "元": "",
    "圆": "",
    "yuan": "",
    "dollars": "",
    "dollar": "",
    "pounds": "GBP",
    "pound": "GBP",
    "sterling": "GBP",
    "rupees": "INR",
} | {
    "rupee": "INR",
    "euros": "EUR",
    "euro": "EUR",
}
_MONEY = sorted({*NAMES, *NUMBERS, *SIGNS, *(word.upper() for word in _PLAIN)} - {"元", "圆"}, key=len, reverse=True)
_ONE_MONEY = "|".join(map(re.escape, _MONEY))
_ONE_TIMES = "|".join(map(re.escape, sorted(filter(None, _TIMES), key=len, reverse=True)))
_UNIT = re.compile(
    rf"(?P<before>{_ONE_MONEY})?(?:IN|OF)?(?P<times>{_ONE_TIMES})?(?:OF)?(?P<after>{_ONE_MONEY}|元|圆)?", re.IGNORECASE
)
_CURRENCY_WORDS = {word.upper(): code for word, code in _PLAIN.items() if code}
_SIZED = {"元", "圆", "人民币元", "YUAN", "DOLLARS", "POUNDS", "RUPEES", "EUROS"}
_LABEL = re.compile(
    r"(?P<about>[\u4e00-\u9fff]{0,8}?)(?:(?:金额|货币|计量|计价|数量)?单位|(?<![a-z])units?(?:\s+of\s+\w+)?)(?P<mark>\s*[:：=为是]\s*|\s*)"
    r"(?P<words>[^\s,，)）\]】;；。|:：]{1,12}(?:\s+[^\s,，)）\]】;；。|:：]{1,12}){0,2})",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(（\[【]\s*(?:in\s+)?([^()（）\[\]【】]{1,16})\s*[)）\]】]", re.IGNORECASE)
_IN = re.compile(
    r"(?<![a-z])(?:amounts?\s+(?:are\s+|is\s+)?(?:shown\s+|stated\s+|expressed\s+|given\s+)?in|expressed\s+in|stated\s+in|figures\s+in|in)\s+"
    r"(?P<words>(?:[a-z$£€₹¥]{1,4}\s*)?(?:'?000s?|thousands?|lakhs?|lacs?|crores?|millions?|mn|billions?)(?:\s+of\s+[a-z]+)?)(?![a-z])",
    re.IGNORECASE,
)
_BARE_ENGLISH = re.compile(
    r"(?P<words>(?:[a-z]{2,3}\$?|[$£€₹¥])\s*(?:'?000s?|thousands?|lakhs?|crores?|millions?|mn))", re.IGNORECASE
)
_CURRENCY_LABEL = re.compile(r"(?:币种|币别|货币|(?<![a-z])currency)\s*[:：]\s*([^\s,，;；)）]{1,12})", re.IGNORECASE)
_SPLIT = re.compile(r"[、,，/;；和及]")
_LIKE_MONEY = re.compile(r"[元币圆]|[百千万亿]|thousand|million|lakh|crore|[$£€₹]", re.IGNORECASE)
_NAME = re.compile("银行|公司|支行|分行|中心|部|局|机构|银")
"""An organisation stands behind 单位 as often as a unit."""
_ORGANISATIONS = (
    "编制",
    "填报",
    "报送",
    "制表",
    "工作",
    "所属",
    "委托",
    "受托",
    "发卡",
    "主办",
    "承办",
    "填表",
    "上报",
    "接收",
    "期限",
    "时间",
)
_TOO_SHORT = frozenset({"分", "角", "百", "千", "k", "000", "元", "圆"})
"""In brackets of a title these may mean anything."""


def read_unit(text: str) -> Unit | None:
    """Read a unit of amounts, with the currency that it names; None if it is none.

    Examples
    --------
    >>> read_unit("万元"), read_unit("人民币千元"), read_unit("USD'000"), read_unit("分"), read_unit("港币")
    (Unit(fen=1000000, currency='', is_currency_alone=False), Unit(fen=100000, currency='CNY', is_currency_alone=False), Unit(fen=100000, currency='USD', is_currency_alone=False), Unit(fen=1, currency='', is_currency_alone=False), Unit(fen=100, currency='HKD', is_currency_alone=True))
    >>> read_unit("₹ crore"), read_unit("万美元"), read_unit("户"), read_unit("%")
    (Unit(fen=1000000000, currency='INR', is_currency_alone=False), Unit(fen=1000000, currency='USD', is_currency_alone=False), None, None)
    """
    word = re.sub(r"[\s\"”“（）()\[\]【】:：.]+", "", narrow(clean(text))).replace("’", "'").replace("‘", "'")
    if word.casefold() in _PARTS:
        return Unit(_PARTS[word.casefold()])
    match = _UNIT.fullmatch(word.upper()) if word else None
    if not match or not any(match.groups()):
        return None
    codes = [_code(one) for one in (match["before"], match["after"]) if one]
    named = {code for code in codes if code}
    if len(named) > 1 or None in codes:
        return None
    names_size = bool(match["times"]) or word.upper() in _SIZED or match["after"] in {"元", "圆"}
    return Unit(_TIMES[(match["times"] or "").casefold()] * FEN_IN_YUAN, named.pop() if named else "", not names_size)


def _code(money: str) -> str | None:
    """Give the currency that a word beside a unit names; empty for a bare 元, None for a sign that many share."""
    if money in {"元", "圆", "YUAN"}:
        return "CNY" if money == "YUAN" else ""
    if money in _CURRENCY_WORDS:
        return _CURRENCY_WORDS[money]
    if money == "¥":
        return "CNY"
    found = currencies_of(money)
    if money in SIGNS and len(found) > 1:
        return {"£": "GBP", "RS": "INR", "RS.": "INR"}.get(money, "")
    return next(iter(found)) if len(found) == 1 else ""


def units_said(text: str) -> list[Said]:
    """Give the units that a line above, beside or below a table says.

    Examples
    --------
    >>> units_said("XX银行信用卡逾期清单（金额单位：万元）"), units_said("填报单位：XX支行"), units_said("单位：户、千元")
    ([Said(unit=Unit(fen=1000000, currency='', is_currency_alone=False), word='万元', about='')], [], [Said(unit=Unit(fen=100000, currency='', is_currency_alone=False), word='千元', about='')])
    >>> units_said("Overdue accounts, amounts in USD thousands"), units_said("单位：万点元")
    ([Said(unit=Unit(fen=100000, currency='USD', is_currency_alone=False), word='USD thousands', about='')], [Said(unit=None, word='万点元', about='')])
    """
    text = simple(narrow(clean(text)))
    found: list[Said] = []
    for match in _LABEL.finditer(text):
        if not match["about"].endswith(_ORGANISATIONS):
            about = match["about"].removesuffix("的").removesuffix("金额")
            found += _labelled(match["words"], about, is_marked=bool(match["mark"].strip()))
    if not found:
        found += [Said(read_unit(match["words"]), match["words"].strip()) for match in _IN.finditer(text)]
    if not found:
        found += [
            Said(unit, word)
            for word in _BRACKETS.findall(text)
            if word.casefold() not in _TOO_SHORT and (unit := read_unit(word)) and unit != Unit(FEN_IN_YUAN)
        ]
    if not found and (alone := _BARE_ENGLISH.fullmatch(text)):
        found.append(Said(read_unit(alone["words"]), alone["words"]))
    return found


def _labelled(words: str, about: str, *, is_marked: bool) -> list[Said]:
    """Read what stands behind 单位."""
    tokens = words.split()
    for count in range(len(tokens), 0, -1):
        word = " ".join(tokens[:count])
        if unit := read_unit(word):
            return [Said(unit, word, about)]
    parts = [part for part in _SPLIT.split(tokens[0]) if part]
    if units := [Said(unit, part, about) for part in parts if (unit := read_unit(part))]:
        return units
    is_money = is_marked and not _NAME.search(words) and any(_LIKE_MONEY.search(part) for part in parts)
    return [Said(None, tokens[0], about)] if is_money else []


def currencies_said(text: str) -> list[str]:
    """Give the currencies that a line such as 币种：美元 says.

    Examples
    --------
    >>> currencies_said("币种：美元"), currencies_said("Currency: GBP"), currencies_said("币种：全部")
    (['USD'], ['GBP'], [])
    """
    found = []
    for word in _CURRENCY_LABEL.findall(narrow(clean(text))):
        codes = currencies_of(word)
        if len(codes) == 1:
            found.append(next(iter(codes)))
    return found
