"""The columns of a repayment schedule, and the words for its methods and day counts in both languages."""

from __future__ import annotations

from arrears.tables.columns import Column, Kind

SCHEDULE_COLUMNS: tuple[Column, ...] = (
    Column("no", Kind.COUNT, "期数", "no"),
    Column("due_date", Kind.DATE, "到期还款日", "due date"),
    Column("opening", Kind.AMOUNT, "期初余额", "opening"),
    Column("payment", Kind.AMOUNT, "应还金额", "payment"),
    Column("principal", Kind.AMOUNT, "应还本金", "principal"),
    Column("interest", Kind.AMOUNT, "应还利息", "interest"),
    Column("fee", Kind.AMOUNT, "手续费", "fee"),
    Column("closing", Kind.AMOUNT, "期末余额", "closing"),
)
"""Left to right; the English headings are the contract's."""

METHOD_WORDS: dict[str, tuple[str, ...]] = {
    "equal_instalment": ("等额本息", "equal instalment", "annuity"),
    "equal_principal": ("等额本金", "equal principal"),
    "flat_fee": ("手续费分期", "flat fee", "账单分期"),
    "interest_only": ("先息后本", "interest only"),
    "balloon": ("气球贷", "尾款还款"),
    "step_up": ("递增还款", "等额递增", "step up"),
}
"""Each method's words; the first Chinese word is its name."""

DAY_COUNT_WORDS: dict[str, tuple[str, ...]] = {
    "30/360 Bond Basis": ("30/360",),
    "30/360 Eurobond": ("30E/360",),
    "30/360 ISDA": ("30E/360 ISDA",),
    "30/360 USA": ("30U/360",),
    "ACT/365F": ("ACT/365", "实际/365"),
    "ACT/360": ("实际/360",),
    "ACT/365L": (),
    "ACT/ACT ISDA": ("ACT/ACT", "实际/实际"),
    "ACT/ACT AFB": (),
}
"""Each convention's other names."""


def method_of(text: str) -> str:
    """Give a method from its key or one of its words.

    Raises
    ------
    ValueError
        If no method has that name.

    Examples
    --------
    >>> method_of("等额本金"), method_of("Equal Instalment")
    ('equal_principal', 'equal_instalment')
    """
    return _keyed(text, METHOD_WORDS, "repayment method")


def day_count_of(text: str) -> str:
    """Give a day count convention from its name or a usual short one.

    Raises
    ------
    ValueError
        If no convention has that name.

    Examples
    --------
    >>> day_count_of("30/360"), day_count_of("act/act")
    ('30/360 Bond Basis', 'ACT/ACT ISDA')
    """
    return _keyed(text, DAY_COUNT_WORDS, "day count")


def _keyed(text: str, words: dict[str, tuple[str, ...]], what: str) -> str:
    wanted = str(text).strip().casefold()
    for key, others in words.items():
        if wanted in {word.casefold() for word in (key, *others)}:
            return key
    known = ", ".join("/".join((key, *others[:1])) for key, others in words.items())
    raise ValueError(f"there is no {what} {text!r}; choose one of {known}")
