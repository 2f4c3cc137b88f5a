"""The words of a follow-up list: reasons with their figures, channels and blocks, in Chinese and English, a column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from arrears.tables.columns import FLAG_WORDS
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen, Flags

Lang: TypeAlias = Literal["zh", "en"]
Words: TypeAlias = "NDArray[np.object_]"

CHANNEL_WORDS: dict[str, tuple[str, str]] = {
    "phone": ("电话", "phone"),
    "sms": ("短信", "SMS"),
    "email": ("邮件", "e-mail"),
    "letter": ("信函", "letter"),
    "visit": ("上门", "visit"),
    "lead": ("组长", "team lead"),
    "legal": ("法务", "legal unit"),
    "office": ("内部处理", "office"),
    "none": ("", ""),
}
"""Each channel's word in Chinese and English."""
COMPLETE_DETAILS = ("先补充联系方式", "complete contact details first")
"""Instead of channels, where a case has no detail by which its debtor is reached."""

PHRASES: dict[str, tuple[str, str]] = {
    "overdue": ("逾期{0}天（{1}）", "{0} days past due ({1})"),
    "due_on": ("{0}到期", "due on {0}"),
    "credit": ("，贷方余额{0}", ", credit balance of {0}"),
    "total": ("，应还{0}", ", {0} due"),
    "risk": ("，风险金额{0}", ", {0} at risk"),
    "grace": ("；宽限期内", "; in grace"),
    "silent": ("；已{0}天未联系", "; {0} days since last contact"),
    "today": ("；今日已联系", "; contacted today"),
    "never": ("；尚无联系记录", "; no contact yet"),
    "promise": ("；承诺{0}还款{1}", "; promised {1} on {0}"),
    "broken": ("，已过{0}天未履行", ", not kept for {0} days"),
    "kept": ("，承诺已履行", ", promise kept"),
    "paid": ("，已还", ", paid"),
    "can_pay": ("；收支测算每月可还{0}", "; by income and costs {0} a month can be paid"),
    "instalment": ("；分期{0}应还{1}", "; instalment of {1} due on {0}"),
    "missed": ("，已过{0}天未还", ", missed for {0} days"),
    "unreachable": ("；失联", "; out of contact"),
    "no_details": ("；无联系方式", "; no contact details"),
    "limitation": ("；如无中断证据，诉讼时效于{0}届满", "; time-barred after {0} unless interrupted with proof"),
    "held": (
        "；最近一次联系如为通话，{0}前不得致电",
        "; the last contact may have been a conversation: no call before {0}",
    ),
    "reminders_only": ("：停止催收，仅可还款提醒", ": no collection, reminders only"),
    "not_before": ("联系间隔未满，最早{0}", "contacted recently, not before {0}"),
    "wait": ("承诺未到期", "promise not yet due"),
}
"""What a reason is made of; ``{0}`` and ``{1}`` are filled with figures."""

_GROUPED = np.frompyfunc("{:,}".format, 1, 1)
_PLAIN = np.frompyfunc(str, 1, 1)
_CENTS = np.array([f".{cents:02d}" for cents in range(FEN_IN_YUAN)], dtype=object)


def of_lang(words: tuple[str, str], lang: Lang) -> str:
    """Give the Chinese or the English of two words.

    Examples
    --------
    >>> of_lang(CHANNEL_WORDS["phone"], "zh")
    '电话'
    """
    return words[0] if lang == "zh" else words[1]


def phrase(key: str, lang: Lang, *figures: Words) -> Words:
    """Fill a phrase with columns of texts, row by row.

    Examples
    --------
    >>> phrase("silent", "zh", np.array(["8", "30"], dtype=object)).tolist()
    ['；已8天未联系', '；已30天未联系']
    """
    text = of_lang(PHRASES[key], lang)
    # An order that the phrase states, such as "{1} ... {0}", is kept by splitting it at each figure in turn.
    built: Words = np.array([""], dtype=object)
    for piece in text.split("{"):
        place, brace, rest = piece.partition("}")
        built = built + figures[int(place)] + rest if brace else built + piece
    return built


def where(rows: Flags, text: Words | str) -> Words:
    """Give a text in some rows and nothing in the others."""
    chosen: Words = np.where(rows, np.asarray(text, dtype=object), "")
    return chosen


def number_texts(numbers: Days) -> Words:
    """Write whole numbers.

    Examples
    --------
    >>> number_texts(np.array([45])).tolist()
    ['45']
    """
    written: Words = np.asarray(_PLAIN(numbers), dtype=object)
    return written


def day_texts(days: Dates) -> Words:
    """Write days as year, month and day; an unknown one is "NaT".

    Examples
    --------
    >>> day_texts(np.array(["2026-01-31"], "datetime64[D]")).tolist()
    ['2026-01-31']
    """
    return np.datetime_as_string(days, unit="D").astype(object)


def money_texts(amount: Fen, currency: Words, lang: Lang) -> Words:
    """Write amounts with thousands and two places; yuan in Chinese as 元, else with the currency's code.

    Examples
    --------
    >>> money_texts(np.array([1234567, -5]), np.array(["CNY", "HKD"], dtype=object), "zh").tolist()
    ['12,345.67元', 'HKD -0.05']
    """
    whole, cents = np.divmod(np.abs(amount), FEN_IN_YUAN)
    plain = where(amount < 0, "-") + _GROUPED(whole) + _CENTS.take(cents)
    in_yuan = (currency == "CNY") & (lang == "zh")
    written: Words = where(~in_yuan, currency + " ") + plain + where(in_yuan, "元")
    return written


def flag_texts(flags: Mapping[str, Flags], names: Sequence[str], lang: Lang) -> Words:
    """Write which of some flags each case has.

    Examples
    --------
    >>> yes = np.array([True])
    >>> flag_texts({"complaint": yes, "bankrupt": yes}, ("complaint", "bankrupt"), "zh").tolist()
    ['投诉、破产']
    """
    comma = "、" if lang == "zh" else ", "
    joined: Words = np.array([""], dtype=object)
    for name in names:
        word = FLAG_WORDS[name][0] if lang == "zh" else name.replace("_", " ")
        joined = joined + where(flags[name] & (joined != ""), comma) + where(flags[name], word)
    return joined
