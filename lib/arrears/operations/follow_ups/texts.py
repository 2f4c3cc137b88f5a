"""The words of a follow-up list: reasons with their figures, channels and blocks, in Chinese and English, a column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from arrears.tables.columns import FLAG_WORDS
from arrears.units import FEN_IN_YUAN
from arrears.words import both, template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from arrears.units import Dates, Days, Fen, Flags
    from arrears.words import Lang

Words: TypeAlias = "NDArray[np.object_]"

CHANNEL_WORDS: dict[str, tuple[str, str]] = {
    "phone": both("operations.follow_ups.phone"),
    "sms": both("operations.follow_ups.sms"),
    "email": both("operations.follow_ups.e_mail"),
    "letter": both("operations.follow_ups.letter"),
    "visit": both("operations.follow_ups.visit"),
    "lead": both("operations.follow_ups.team_lead"),
    "legal": both("operations.follow_ups.legal_unit"),
    "office": both("operations.follow_ups.office"),
    "none": ("", ""),
}
"""Each channel's word in Chinese and English."""
CARD_TEXTS: dict[str, tuple[str, str]] = {"and": ("；", "; ")}
"""What stands between the amounts of several currencies."""
COMPLETE_DETAILS = both("operations.follow_ups.complete_contact_details_first")
"""Instead of channels, where a case has no detail by which its debtor is reached."""

PHRASES: dict[str, tuple[str, str]] = {
    "overdue": template("operations.follow_ups.days_past_due"),
    "due_on": template("operations.follow_ups.due"),
    "credit": template("operations.follow_ups.credit_balance"),
    "total": template("operations.follow_ups.due_2"),
    "risk": template("operations.follow_ups.risk"),
    "grace": both("operations.follow_ups.grace"),
    "silent": template("operations.follow_ups.days_since_last_contact"),
    "today": both("operations.follow_ups.contacted_today"),
    "never": both("operations.follow_ups.no_contact_yet"),
    "promise": template("operations.follow_ups.promised"),
    "broken": template("operations.follow_ups.not_kept_days"),
    "kept": both("operations.follow_ups.promise_kept"),
    "odd_promise": both("operations.follow_ups.amount_day_checked"),
    "paid": both("operations.follow_ups.paid"),
    "can_pay": template("operations.follow_ups.income_costs_month_can_paid"),
    "instalment": template("operations.follow_ups.instalment_due"),
    "missed": template("operations.follow_ups.missed_days"),
    "same_person": template("operations.follow_ups.same_person_as_on_other_cards"),
    "unreachable": both("operations.follow_ups.out_contact"),
    "no_details": both("operations.follow_ups.no_contact_details"),
    "limitation": template("operations.follow_ups.time_barred_after_unless_interrupted"),
    "held": template("operations.follow_ups.last_contact_may_have_been"),
    "reminders_only": both("operations.follow_ups.no_collection_reminders_only"),
    "not_before": template("operations.follow_ups.contacted_recently_not_before"),
    "wait": both("operations.follow_ups.promise_not_yet_due"),
    "with_agency": template("agencies.list.until"),
    "claim": template("operations.follow_ups.says_paid_verified_2"),
    "claim_gone": template("operations.follow_ups.says_paid_but_no_money"),
    "refused": both("operations.follow_ups.refuses_further_contact"),
    "help": template("operations.follow_ups.help_asked_team_lead_not"),
    "call_back": template("operations.follow_ups.asked_called_back"),
    "block_refused": both("operations.follow_ups.refuses_further_contact_decided"),
    "block_identity": both("operations.follow_ups.identity_checked"),
    "block_claim": both("operations.follow_ups.says_paid_verified"),
    "at": template("operations.follow_ups.call_back"),
    "promise_today": both("operations.follow_ups.promise_due_today"),
    "promise_tomorrow": template("operations.follow_ups.promise_due"),
    "promise_missed": both("operations.follow_ups.promise_broken"),
    "instalment_today": both("operations.follow_ups.instalment_due_today"),
    "instalment_tomorrow": template("operations.follow_ups.instalment_due_2"),
    "matter_claim": template("operations.follow_ups.says_paid_verify"),
    "matter_claim_gone": template("operations.follow_ups.says_paid_no_money_came"),
    "matter_help": template("operations.follow_ups.help_asked_waits_lead"),
    "worth": template("operations.follow_ups.best.worth"),
    "second": template("operations.follow_ups.best.second"),
    "fact_owed": template("operations.follow_ups.best.owed"),
    "fact_age": template("operations.follow_ups.best.age"),
    "fact_hour": template("operations.follow_ups.best.hour"),
    "fact_channel": template("operations.follow_ups.best.channel"),
    "fact_silence": template("operations.follow_ups.best.silence"),
    "fact_own": template("operations.follow_ups.best.own"),
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


def moment_texts(moments: NDArray[np.datetime64]) -> Words:
    """Write moments to the minute; an unknown one is "NaT".

    Examples
    --------
    >>> moment_texts(np.array(["2026-01-31T14:30"], "datetime64[m]")).tolist()
    ['2026-01-31 14:30']
    """
    if moments.size == 0:  # numpy's replace knows no empty array
        return np.zeros(0, dtype=object)
    return np.strings.replace(np.datetime_as_string(moments, unit="m"), "T", " ").astype(object)


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
