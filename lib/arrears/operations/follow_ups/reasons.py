"""Why a case stands on the follow-up list, with its figures, and what forbids to contact its debtor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.operations.cases.columns import amounts, dates, days_since, texts
from arrears.operations.customers.stops import carried_texts, grounds_in
from arrears.operations.follow_ups.texts import (
    PHRASES,
    day_texts,
    flag_texts,
    moment_texts,
    money_texts,
    number_texts,
    of_lang,
    phrase,
    where,
)
from arrears.rules.next_action import ACTIONS, NEVER_CALLED

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.operations.cases.situations import CaseFacts, Dated
    from arrears.operations.follow_ups.texts import Words
    from arrears.units import Codes, Flags
    from arrears.words import Lang

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
    text = text + where((since < 0) & facts.tells_contacts, of_lang(PHRASES["never"], lang))
    text = text + _expected("promise", "broken", "kept", facts.promise, day, currency, lang)
    odd = facts.promise.open & ~facts.believable
    text = text + where(odd, of_lang(PHRASES["odd_promise"], lang))
    text = text + _expected("instalment", "missed", "paid", facts.instalment, day, currency, lang)
    text = text + _since_told(aged, facts, currency, lang)
    text = text + where(facts.can_pay_known, phrase("can_pay", lang, money_texts(facts.can_pay, currency, lang)))
    ground = grounds_in(aged, lang)
    text = text + where(ground != "", phrase("same_person", lang, ground))
    near = ~np.isnat(facts.limitation)
    text = text + where(near, phrase("limitation", lang, day_texts(facts.limitation)))
    text = text + where(facts.flags["unreachable"], of_lang(PHRASES["unreachable"], lang))
    held = by_stage & ~np.isnat(facts.no_call_before)
    text = text + where(held, phrase("held", lang, day_texts(facts.no_call_before)))
    no_details = ~np.logical_or.reduce(list(facts.reachable.values()))
    written: Words = text + where(no_details, of_lang(PHRASES["no_details"], lang))
    return written


def blocks(aged: pd.DataFrame, facts: CaseFacts, action: Codes, lang: Lang) -> Words:
    """Write what forbids to contact the debtor: flags, the person's on another card, else what is decided or checked first, or waited for."""
    comma = "、" if lang == "zh" else ", "
    own, carried = flag_texts(facts.own_flags, BLOCKING, lang), carried_texts(aged, BLOCKING, lang)
    flagged = own + where((own != "") & (carried != ""), comma) + carried
    # CN-70c stops the collection and not the reminder of an instalment (guideline C6).
    reminded = action == ACTIONS.index("instalment_due")
    flagged = flagged + where(reminded, of_lang(PHRASES["reminders_only"], lang))
    other = where(action == ACTIONS.index("promise"), of_lang(PHRASES["wait"], lang))
    other = other + where(action == ACTIONS.index("interval"), phrase("not_before", lang, day_texts(facts.not_before)))
    out = phrase("with_agency", lang, texts(aged, "agency"), day_texts(facts.agency_until))
    other = other + where(action == ACTIONS.index("agency"), out)
    for key in ("refused", "identity", "claim"):
        other = other + where(action == ACTIONS.index(key), of_lang(PHRASES[f"block_{key}"], lang))
    written: Words = np.where(flagged != "", flagged, other)
    return written


def appointments(facts: CaseFacts, day: date, lang: Lang) -> Words:
    """Write what somebody expects today: a call-back with its hour, a promise or an instalment due today, tomorrow or broken."""
    today = np.datetime64(day, "D")
    text = where(facts.call_back.astype("datetime64[D]") <= today, phrase("at", lang, moment_texts(facts.call_back)))
    agreed = facts.flags["agreement"]
    for kind, dated, rows in (("promise", facts.promise, ~agreed), ("instalment", facts.instalment, agreed)):
        soon = rows & dated.soon
        ahead = phrase(f"{kind}_tomorrow", lang, day_texts(dated.on))
        one = where(soon & (dated.on <= today), of_lang(PHRASES[f"{kind}_today"], lang)) + where(
            soon & (dated.on > today), ahead
        )
        text = text + where((text != "") & (one != ""), "；" if lang == "zh" else "; ") + one
    broken = ~agreed & facts.promise.missed
    written: Words = text + where(broken & (text == ""), of_lang(PHRASES["promise_missed"], lang))
    return written


def open_matters(facts: CaseFacts, lang: Lang) -> Words:
    """Write what is to be verified or answered about a case by somebody else: a claim that it was paid, a request for help."""
    claimed = ~np.isnat(facts.claimed_on)
    text = where(claimed & ~facts.claim_gone, phrase("matter_claim", lang, day_texts(facts.claim_until)))
    text = text + where(facts.claim_gone, phrase("matter_claim_gone", lang, day_texts(facts.claimed_on)))
    asked = ~np.isnat(facts.help_on)
    text = text + where((text != "") & asked, "；" if lang == "zh" else "; ")
    written: Words = text + where(asked, phrase("matter_help", lang, day_texts(facts.help_on)))
    return written


def _since_told(aged: pd.DataFrame, facts: CaseFacts, currency: Words, lang: Lang) -> Words:
    """Write what the customer or the collector said that nobody has answered yet."""
    claimed, known = amounts(aged, "claim_amount")
    figure = where(known, money_texts(claimed, currency, lang))
    on = day_texts(facts.claimed_on)
    text = where(~np.isnat(facts.claimed_on) & ~facts.claim_gone, phrase("claim", lang, on, figure))
    text = text + where(facts.claim_gone, phrase("claim_gone", lang, on, figure))
    text = text + where(facts.refused, of_lang(PHRASES["refused"], lang))
    text = text + where(~np.isnat(facts.call_back), phrase("call_back", lang, moment_texts(facts.call_back)))
    written: Words = text + where(~np.isnat(facts.help_on), phrase("help", lang, day_texts(facts.help_on)))
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
