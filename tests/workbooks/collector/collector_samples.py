"""A desk's content of each kind: usual, hostile, empty."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd
from workbooks.frames import HOSTILE

from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy import Policies
from arrears.tables.cases import to_internal
from arrears.workbooks.collector.content import DeskBook
from arrears.workbooks.collector.fill import desk_books, desk_run

AS_OF = date(2026, 11, 23)
CN = Policies("cn")
CASES = pd.DataFrame(
    [
        # case, name, phone, due, principal, interest, income, costs, flags, promise date, promise amount, last payment
        ("A1", "张三", "13800001234", "2026-10-24", "1234.56", "12.00", "8000", "5000", None, "2026-11-23", "500", None),
        ("A2", "李四", "13800001235", "2026-08-24", "62167.15", "0", "5700", "3500", None, "2026-11-20", "900", "300"),
        ("A3", "王五", "13800001236", "2026-05-27", "8000", "99.99", None, None, "complaint", None, None, None),
        ("A4", "赵六", "13800001237", "2026-11-22", "500", "0", "3000", "2999", None, "2026-12-01", "500", None),
        ("A5", "欧阳娜娜", "13800001238", "2026-11-23", "700", "0", None, None, "deceased", None, None, None),
        ("0006", "E. Musterfrau", "13800001239", "2026-12-20", "88888.88", "0", "20000", "1000", None, None, None, None),
    ],
    columns=["case_id", "customer_name", "phone", "due_date", "principal", "interest", "monthly_income", "living_costs",
             "flags", "promise_date", "promise_amount", "last_payment"],
).assign(collector="王芳", currency="CNY", last_payment_date=lambda t: t["last_payment"].map(lambda x: x and "2026-11-21"))  # fmt: skip

CONTACTS = pd.DataFrame(
    [
        ("A1", "2026-11-23 08:00", "call", "out", "holder", "no_answer", None),
        ("A1", "2026-11-23 09:00", "call", "out", "holder", "rejected", None),
        ("A1", "2026-11-23 09:30", "call", "out", "holder", "voicemail", None),
        ("A1", "2026-11-23 10:00", "call", "out", "holder", "no_answer", None),
        ("A1", "2026-11-23 11:00", "call", "out", "holder", "dropped", None),
        ("A1", "2026-11-23 12:00", "call", "out", "holder", "no_answer", None),
        ("A1", "2026-11-23 13:00", "call", "out", "holder", "conversation", None),
        ("A2", "2026-11-23 07:59", "call", "out", "holder", "no_answer", None),
        ("A2", "2026-11-23 21:59", "sms", "out", None, "sent", None),
        ("A2", "2026-11-23 22:00", "sms", "out", "holder", "sent", None),
        ("A2", "2026-11-23 22:30", "call", "out", "holder", "conversation", "yes"),
        ("A2", "2026-11-22 10:00", "call", "in", "holder", "conversation", None),
        ("A2", "2026-11-22 11:00", "visit", "out", "holder", "no_answer", None),
        ("A2", "2026-11-22 12:00", "visit", "out", "holder", "conversation", None),
        ("A3", "2026-11-23 10:00", "call", "out", "holder", "no_answer", None),
        ("A4", "2026-11-23 10:00", "call", "out", "third_party", "no_answer", None),
        ("A4", "2026-11-23 10:30", "call", "out", "guarantor", "no_answer", None),
        ("A4", "2026-11-23 11:00", "call", "out", "holder", "busy", None),
    ],
    columns=["case_id", "at", "channel", "direction", "counterparty", "outcome", "consent"],
).assign(
    at=lambda t: pd.to_datetime(t["at"]),
    recorded="yes",
    note=[*HOSTILE[:12], *[None] * 6],
    event=lambda t: [f"event-{number}" for number in range(len(t))],
)
"""Six unanswered calls and a seventh; both sides of 08:00 and 22:00; consent; an incoming call; visits; stops; other parties."""


@cache
def run(lang="zh"):
    return desk_run(CN, AS_OF, lang)


@cache
def aged():
    return age(to_internal(CASES), AS_OF, CN)


def listed(cases, lang="zh"):
    return follow_ups(cases, AS_OF, CN, lang=lang)


@cache
def book(lang="zh"):
    (made,) = desk_books(listed(aged(), lang), aged(), run(lang), contacts=CONTACTS)
    return made


@cache
def empty_book():
    full = book()
    return DeskBook("王芳", full.follow_ups.iloc[:0], full.cases.iloc[:0])
