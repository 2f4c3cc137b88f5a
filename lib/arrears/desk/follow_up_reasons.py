"""Why a case stands on the follow-up list, with its figures, and what forbids to contact its debtor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.desk.follow_up_texts import (
    PHRASES,
    day_texts,
    flag_texts,
    money_texts,
    number_texts,
    of_lang,
    phrase,
    where,
)
from arrears.desk.reading import amounts, dates, days_since, texts
from arrears.rules.next_action import ACTIONS, NEVER_CALLED

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.desk.follow_up_texts import Lang, Words
    from arrears.desk.situations import CaseFacts, Dated
    from arrears.units import Codes, Flags

BLOCKING = (*NEVER_CALLED, "legal")
"""Flags that are shown as what blocks a case, in this order."""


def reasons(aged: pd.DataFrame, facts: CaseFacts, day: date, own_currency: str, lang: Lang, by_stage: Flags) -> Words:
    """Write each case's reason: age, amounts, silence, and the promise or instalment with what became of it.

    `by_stage` tells which cases are contacted by the channels of their stage, so that a call which waits is a matter.
    """
    given = texts(aged, "currency")
    currency = np.where(given == "", own_currency, given)
    days = aged["days_past_due"].to_numpy(dtype=np.int64)
    overdue = days > 0
    bucket = aged["bucket"].to_numpy(dtype=object)
    text = np.where(
        overdue,
        phrase("overdue", lang, number_texts(days), bucket),
        phrase("due_on", lang, day_texts(dates(aged, "due_date"))),
    )
    text = text + _amounts(aged, currency, lang)
    text = text + where(aged["in_grace"].to_numpy(dtype=np.bool_), of_lang(PHRASES["grace"], lang))
    since = days_since(facts.last_contact, day)
    text = text + where(since > 0, phrase("silent", lang, number_texts(since)))
    text = text + where(since == 0, of_lang(PHRASES["today"], lang))
    # A list in which nobody's last contact is known says nothing about contacts.
    text = text + where((since < 0) & (since >= 0).any(), of_lang(PHRASES["never"], lang))
    text = text + _expected("promise", "broken", "kept", facts.promise, day, currency, lang)
    text = text + _expected("instalment", "missed", "paid", facts.instalment, day, currency, lang)
    text = text + where(facts.can_pay_known, phrase("can_pay", lang, money_texts(facts.can_pay, currency, lang)))
    near = ~np.isnat(facts.limitation)
    text = text + where(near, phrase("limitation", lang, day_texts(facts.limitation)))
    text = text + where(facts.flags["unreachable"], of_lang(PHRASES["unreachable"], lang))
    held = by_stage & ~np.isnat(facts.no_call_before)
    text = text + where(held, phrase("held", lang, day_texts(facts.no_call_before)))
    no_details = ~np.logical_or.reduce(list(facts.reachable.values()))
    written: Words = text + where(no_details, of_lang(PHRASES["no_details"], lang))
    return written


def blocks(facts: CaseFacts, action: Codes, lang: Lang) -> Words:
    """Write what forbids to contact the debtor: flags, else a promise or a contact that is too recent."""
    flagged = flag_texts(facts.flags, BLOCKING, lang)
    # CN-70c stops the collection and not the reminder of an instalment (guideline C6).
    reminded = action == ACTIONS.index("instalment_due")
    flagged = flagged + where(reminded, of_lang(PHRASES["reminders_only"], lang))
    waiting = action == ACTIONS.index("promise")
    recent = action == ACTIONS.index("interval")
    other = where(waiting, of_lang(PHRASES["wait"], lang))
    other = other + where(recent, phrase("not_before", lang, day_texts(facts.not_before)))
    written: Words = np.where(flagged != "", flagged, other)
    return written


def _amounts(aged: pd.DataFrame, currency: Words, lang: Lang) -> Words:
    """Write what is due and at risk, or the credit balance."""
    (due, _), (risk, _) = amounts(aged, "total_due"), amounts(aged, "value_at_risk")
    figure = money_texts(np.abs(due), currency, lang)
    owed = phrase("total", lang, figure) + phrase("risk", lang, money_texts(risk, currency, lang))
    written: Words = np.where(due < 0, phrase("credit", lang, figure), owed)
    return written


def _expected(kind: str, missed: str, met: str, dated: Dated, day: date, currency: Words, lang: Lang) -> Words:
    """Write a promise or an instalment, and since when it is missed or that it was met; nothing where none is expected."""
    rows = np.flatnonzero(~np.isnat(dated.on))
    text: Words = np.full(dated.on.size, "", dtype=object)
    amount = where(dated.amount_known[rows], money_texts(dated.amount[rows], currency[rows], lang))
    late = phrase(missed, lang, number_texts(days_since(dated.on[rows], day)))
    became = where(dated.missed[rows], late) + where(dated.met[rows], of_lang(PHRASES[met], lang))
    text[rows] = phrase(kind, lang, day_texts(dated.on[rows]), amount) + became
    return text
