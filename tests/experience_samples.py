"""An invented past: a desk whose customers answer in the evening, as tests of what is learned read it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from arrears.operations.experience.counting import nothing
from arrears.policy import Policies
from arrears.policy.records import BestAction, Buckets

DAY = date(2026, 11, 27)
"""A Friday."""
CN = Policies("cn")
POLICY = CN.get(BestAction, DAY)
LABELS = CN.get(Buckets, DAY).labels


def attempts(*rows, collector="王芳"):
    """Give attempts: case, time, channel, outcome."""
    table = pd.DataFrame(rows, columns=["case_id", "at", "channel", "outcome"]).assign(collector=collector)
    return table.assign(at=pd.to_datetime(table["at"]).astype("datetime64[us]"))


def spells(*rows, begin="2026-10-28"):
    """Give months of cases: case, bucket, bucket after it, owed, paid."""
    table = pd.DataFrame(rows, columns=["case_id", "bucket", "after", "owed_fen", "paid_fen"])
    return table.assign(begin=pd.Series(begin, index=table.index).astype("datetime64[us]"), stage="early")


def promised(*rows):
    """Give promises: case, made on, due on, amount, owed, what can be paid, whether it was kept."""
    names = ["case_id", "made_on", "due_on", "amount_fen", "owed_fen", "can_pay_fen", "kept"]
    table = pd.DataFrame(rows, columns=names).assign(instalments=1)
    days = {name: pd.to_datetime(table[name]).astype("datetime64[us]") for name in ("made_on", "due_on")}
    return table.assign(can_pay_fen=table["can_pay_fen"].astype("float64"), **days)


def past(**tables):
    return replace(nothing(LABELS), **tables)


def evenings(calls=1000, days=60):
    """Give a past in which two collectors call all day, and nine of ten calls are answered from 18 on, one of ten before."""
    rng = np.random.default_rng(7)
    place = np.arange(calls)
    hour = rng.choice([9, 11, 15, 19], calls)
    answered = rng.random(calls) < np.where(hour == 19, 0.9, 0.1)
    first = np.datetime64(DAY) - days
    # The first and the last day are there whatever is drawn.
    on = np.concatenate([[0, days - 1], rng.integers(0, days, calls - 2)])
    at = (first + on).astype("datetime64[us]") + hour.astype("timedelta64[h]")
    return past(
        contacts=pd.DataFrame(
            {
                "case_id": np.char.add("C", (place % 200).astype(str)).astype(object),
                "at": at.astype("datetime64[us]"),
                "channel": "call",
                "outcome": np.where(answered, "conversation", "no_answer").astype(object),
                "collector": np.where(place % 2, "王芳", "李强").astype(object),
            }
        )
    )
