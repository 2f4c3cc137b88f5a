"""Rows for native formulas, random and at boundaries, and what the product's own functions say of them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from workbooks.native.engines import serial

import xl_addin.functions as ar
from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.policy.records import Stages
from arrears.rules.schedule import Method
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, OUTCOMES
from arrears.workbooks.native.figures import Figures, method_name, stop_word
from arrears.workbooks.native.formulas import case_row, check_row, contact_row
from arrears.workbooks.native.rows import Column, PlansSheet, RowsSheet
from arrears.workbooks.native.rules_sheet import RulesSheet

ON = date(2026, 11, 24)
CLOCK = datetime(2026, 11, 24, 10, 30)
CASE_CELLS = [
    "due",
    "off",
    "minimum",
    "paid",
    "balance",
    "day_rate",
    "interest",
    "fees",
    "principal",
    "payment",
    "lent",
    "year_rate",
    "months",
    "income",
    "fixed",
    "flexible",
    "promised",
    "promise_day",
    "promise_paid",
]
CONTACT_CELLS = ["customer", "point", "case", "when", "channel", "outcome", "direction", "party", "consent"]
CHECK_CELLS = ["customer", "point", "case", "when", "channel", "party", "consent", "stops"]
STOPS = ["complaint", "dispute", "agreement", "opt_out", "vulnerable", "deceased", "bankrupt", "do_not_call"]
Rows = list[dict[str, Any]]


def columns(keys):
    return [Column(key, key) for key in keys]


def sheets(figures: Figures, cases: Rows, contacts: Rows, checks: Rows, plans: Rows, lines: int):
    """Give a workbook's sheets with 0 as every stored result: what is read back was computed."""
    counted = {"called": ["contact_called"], **{cap.key: [f"contact_{cap.key}"] for cap in figures.caps}}
    named = {"called": "contact_called", **{f"key_{cap.key}": f"contact_{cap.key}" for cap in figures.caps}}
    case, made, asked = case_row(figures), contact_row(figures.caps), check_row(figures, counted)
    return [
        RulesSheet(figures, clock=CLOCK, fixed_clock=True),
        RowsSheet("cases", "", "", columns(CASE_CELLS), columns(case), case, cases, {}, len(cases)),
        RowsSheet("contacts", "", "", columns(CONTACT_CELLS), columns(made), made, contacts, {}, max(len(contacts), 1), named),
        RowsSheet("checks", "", "", columns(CHECK_CELLS), columns(asked), asked, checks, {}, len(checks)),
        PlansSheet("plans", "", "", dict.fromkeys(["lent", "year_rate", "months", "first_due", "start", "method", "fee_rate"], "-"), plans, None, lines, "zh", (), figures.rises),
    ]  # fmt: skip


# --- rows


def random_cases(count: int, seed: int = 1) -> Rows:
    draw = random.Random(seed)

    def yuan(most: int) -> float:
        return draw.randrange(most) / 100

    rows = []
    for _ in range(count):
        promised = 0.01 + yuan(500_000)
        rows.append({
            "due": ON - timedelta(draw.randrange(-40, 420)), "minimum": yuan(3_000_000), "paid": yuan(200_000), "balance": yuan(20_000_000),
            "day_rate": draw.choice([None, None, 0.0005, 0.00035, 0.000183]), "interest": yuan(100_000), "fees": yuan(50_000),
            "principal": yuan(5_000_000), "payment": yuan(draw.choice([1_000, 150_000, 6_000_000])), "income": yuan(2_000_000),
            "fixed": yuan(800_000), "flexible": yuan(800_000), "promised": promised, "promise_day": ON + timedelta(draw.randrange(-9, 5)),
            "promise_paid": draw.choice([0, promised, round(promised / 2, 2), max(round(promised - 0.01, 2), 0)]), "lent": 0.01 + yuan(30_000_000),
            "year_rate": draw.choice([0, 0.0435, 0.12, 0.1825, 0.24, draw.randrange(99_000) / 10**5]), "months": draw.randrange(1, 61),
        })  # fmt: skip
    return rows


def boundary_cases() -> Rows:
    base, rows = random_cases(1, seed=9)[0], []

    def add(**values: Any) -> None:
        rows.append(base | values)

    days = (
        *range(-2, 3),
        *(edge + step for edge in (30, 60, 90, 120, 150, 180, 270, 360) for step in (-1, 0, 1, 2)),
        4000,
    )
    for dpd in days:
        for payment in (0, 24.99, 25, 25.01, 64.99, 65, 65.01, 264.99, 265, 300):
            add(due=ON - timedelta(dpd), interest=40, fees=25, principal=200, payment=payment)
    for short in (
        0,
        9.99,
        10,
        10.01,
        599.99,
        600,
        600.09,
        600.1,
        600.11,
        600.3,
        999.9,
        1000.1,
        1234.5,
        100000.1,
        20000.7,
    ):
        for paid in (0, 0.1, 0.2, 33.3, 1000.01):
            add(minimum=round(short + paid, 2), paid=paid)
    for half in range(
        1, 400, 2
    ):  # half a fen of fee: 10 fen times an odd number unpaid; of interest: 10 yuan times one
        add(minimum=round(600 + half / 10, 2), paid=0, balance=half * 10, due=ON - timedelta(1), day_rate=None)
        add(
            minimum=round(60000 + half / 10 + 0.01, 2),
            paid=0.01,
            balance=round(half * 10 + 0.01, 2),
            due=ON - timedelta(7),
            day_rate=0.0005,
        )
    for day_rate in (0.0005, 0.00035, 0.000183, 0.0001, 0.001, 0.0027, 0.0028):
        for balance in (0.01, 0.99, 1, 10, 30, 12345.67, 999999.99):
            for dpd in (0, 1, 3, 365, 3650):
                add(balance=balance, day_rate=day_rate, due=ON - timedelta(dpd))
    for lent, rate, months in [(100.5, 0.12, 2), (301.5, 0.12, 2), (100.01, 0, 2), (0.01, 0.24, 60), (0.01, 0, 60), (10000, 0.12, 12),
                               (2500, 0.0824, 12), (999999.99, 0.99, 60), (12000, 0.00001, 60), (50000, 0.0001, 36), (100, 0.06, 1), (1, 0.06, 1),
                               (3, 0.06, 1), (999.99, 0.18, 61), (500000, 0.049, 119), (500000, 0.049, 120), (500000, 0.049, 121), (999999.99, 0.0435, 360),
                               (1234567.89, 0.0001, 600), (100000, 0.24, 600), (100000, 0, 600), (100000, 0.24, 601), (999.99, 1.0, 12), (999.99, 0.99, 12), (999.99, 0.18, 0)]:  # fmt: skip
        add(lent=lent, year_rate=rate, months=months)
    for numerator in range(1, 400):  # annuities over two months that are exactly half a fen
        i = Fraction(numerator, 12000)
        each = (1 + i) ** 2 / (2 + i)
        if each.denominator % 2 == 0 and each.denominator // 2 < 10**8:
            add(lent=each.denominator / 200, year_rate=numerator / 1000, months=2)
    for household in [
        (8000, 3000, 2000),
        (5000, 3000, 2000),
        (5000, 3000, 2000.01),
        (5000.05, 3000, 2000),
        (5000.15, 3000, 2000),
        (3000.35, 1000.1, 2000.2),
    ]:
        add(**dict(zip(("income", "fixed", "flexible"), household, strict=True)))
    for days_on in (-1, 0, 1):
        for paid in (0, 0.01, 99.99, 100, 100.01):
            add(promised=100, promise_day=ON + timedelta(days_on), promise_paid=paid)
    return rows


def strange_cases() -> Rows:
    """Give rows that are blank, nonsense, or beyond a bound: none of them may show a figure."""
    base = random_cases(1, seed=4)[0]
    return [
        {},
        dict.fromkeys(CASE_CELLS, "乱写"),
        base | {"due": "2026年1月31日", "months": 1.5, "minimum": -1, "promise_day": "明天", "income": "八千", "payment": -5, "balance": -1},
        base | {"year_rate": 12, "day_rate": 0.05, "payment": "五百", "promised": "一千", "flexible": -1},
        base | {"year_rate": 0.12345678, "day_rate": 0.0000001234},
    ]  # fmt: skip


def checks_and_contacts(count: int, seed: int = 2) -> tuple[Rows, Rows]:
    """Give contacts asked for, on both sides of every boundary and at random, and the contacts that were made before."""
    draw, asked, made = random.Random(seed), [], []
    channels, outcomes = [words[0] for words in CHANNELS.values()], [words[0] for words in OUTCOMES.values()]
    midnight = datetime(ON.year, ON.month, ON.day)

    def ask(**values: Any) -> None:
        who = f"62{len(asked):017d}"  # 19 digits that differ only after the 15th
        asked.append({"customer": who, "point": f"{who}/1", "case": f"C{len(asked)}", "when": CLOCK, "channel": "电话", "party": None,
                      "consent": None, "stops": None} | values)  # fmt: skip

    def contact(of: dict[str, Any], times: int = 1, **values: Any) -> None:
        made.extend({"customer": of["customer"], "point": of["point"], "case": of["case"], "when": CLOCK, "channel": "电话", "outcome": "无人接听",
                     "direction": "呼出", "party": None, "consent": None} | values for _ in range(times))  # fmt: skip

    clocks = [
        "00:00:00",
        "06:29:59",
        "06:30:00",
        "06:30:01",
        "07:59:59",
        "08:00:00",
        "08:00:01",
        "12:00:00",
        "19:59:59",
        "20:00:00",
        "20:00:01",
        "20:59:59",
        "21:59:59",
        "22:00:00",
        "22:00:01",
        "23:59:59",
    ]
    for clock in clocks:
        for channel in channels:
            for consent in (None, "是", "否"):
                ask(when=datetime.fromisoformat(f"2026-11-24T{clock}"), channel=channel, consent=consent)
                contact(asked[-1], (0, 5, 6, 7)[len(asked) % 4])
                contact(asked[-1], len(asked) % 2, channel="上门")
    for state in STOPS:
        for channel in channels:
            ask(channel=channel, stops=stop_word(state, "zh"))
    for text in ("没人知道的词", "投诉;没人知道的词", "身故；投诉", "异议、停催", "投诉; 异议"):
        ask(stops=text)
    for times in range(1, 8):
        for values in ({"outcome": "占线"}, {"direction": "呼入"}, {"consent": "是"}, {"party": "第三方"}, {"when": CLOCK - timedelta(1)}, {"point": "other"},
                       {"outcome": "有效沟通"}, {"channel": "上门", "outcome": "有效沟通"}, {"channel": "短信", "outcome": "已发送"}):  # fmt: skip
            ask()
            contact(asked[-1], times, **values)
    for number in range(count):
        stops = "；".join(stop_word(state, "zh") for state in draw.sample(STOPS, draw.choice([0, 0, 0, 1, 2])))
        ask(when=midnight + timedelta(minutes=draw.randrange(1440)), channel=draw.choice([*channels, channels[0], channels[0]]),
            consent=draw.choice([None, None, None, "是", "否"]), stops=stops or None)  # fmt: skip
        for _ in range(draw.randrange(9) if number % 4 == 0 else 0):
            contact(asked[-1], when=midnight + timedelta(minutes=draw.randrange(-700, 1440)), channel=draw.choice([channels[0]] * 4 + channels),
                    outcome=draw.choice([outcomes[1]] * 3 + outcomes), direction=draw.choice(["呼出"] * 5 + ["呼入"]),
                    point=draw.choice([asked[-1]["point"]] * 2 + ["other"]))  # fmt: skip
    return asked, made


def plans(count: int, seed: int = 3) -> Rows:
    draw, made = random.Random(seed), []
    hard = [(100.5, 0.12, 2), (0.01, 0.24, 60), (0.59, 0.12, 60), (12345.67, 0.1825, 60), (999999.99, 0.99, 60), (800, 0, 6), (100.01, 0, 2),
            (100, 0.06, 1), (1000, 0.12, 61), (1000, 1.2, 12), (100, 0.12, 1.5)]  # fmt: skip
    for number in range(count):
        for method in Method:
            lent, rate, months = (
                hard[number] if number < len(hard)
                else (draw.randrange(1, 10 ** draw.randrange(3, 9)) / 100, draw.randrange(0, 9900) / 10**4, draw.randrange(1, 61))
            )  # fmt: skip
            fee = method is Method.FLAT_FEE
            first = date(2026, 1, 1) + timedelta(draw.randrange(400)) if number % 3 else date(2026, 1, 31)
            start = (None, first - timedelta(draw.randrange(1, 70)), date(2025, 12, 31), first)[number % 4]
            made.append({"lent": lent, "year_rate": 0 if fee and number % 5 else rate, "months": months, "first_due": first, "start": start,
                         "method": method_name(method, "zh"), "fee_rate": draw.choice([0, 0.006, 0.0075, 0.05, 0.06]) if fee else None})  # fmt: skip
    return made


# --- what the product says


def _column(rows: Rows, key: str) -> list[list[Any]]:
    return [[serial(row[key]) if isinstance(row.get(key), date) else row.get(key)] for row in rows]


def flat(result: Any) -> list[Any]:
    """Give the single column of a result; where the add-in gives an error, the workbook shows a question mark."""
    return ["?" if str(cell[0]).startswith("#") else cell[0] for cell in result]


def expected_cases(rows: Rows, figures: Figures) -> dict[str, list[Any]]:
    got = {key: _column(rows, key) for key in CASE_CELLS}
    on = serial(ON)
    dpd = ar.ar_dpd(got["due"], on)
    stage = figures.policies.get(Stages, ON)
    names = dict(zip(stage.keys, stage.labels_zh, strict=True)) | {"?": "?", "": ""}
    outcome = {key: words[0] for key, words in OUTCOME_WORDS.items()} | {"?": "?", "": ""}
    interest: list[Any] = [None] * len(rows)
    for rate in {row.get("day_rate") for row in rows}:  # the function takes one rate for a range
        mine = [place for place, row in enumerate(rows) if row.get("day_rate") == rate]
        found = flat(ar.ar_interest([got["balance"][p] for p in mine], [dpd[p] for p in mine], rate))
        for place, cell in zip(mine, found, strict=True):
            interest[place] = cell
    split = ar.ar_allocate(got["payment"], dpd, got["interest"], got["fees"], got["principal"])
    split = [["?" if str(cell).startswith("#") else cell for cell in row] for row in split]
    paid = [[cell[0] or 0] for cell in got["promise_paid"]]
    promise = flat(ar.ar_promise(got["promised"], got["promise_day"], paid, on))
    return {
        "dpd": flat(dpd),
        "bucket": flat(ar.ar_bucket(dpd)),
        "class1": flat(ar.ar_class(dpd, "2023")),
        "class2": flat(ar.ar_class(dpd, "2011")),
        "stage": [names[cell] for cell in flat(ar.ar_stage(dpd))],
        "late_fee": flat(ar.ar_late_fee(got["minimum"], got["paid"])),
        "day_interest": interest,
        **{
            key: [row[at] for row in split]
            for at, key in enumerate(("to_interest", "to_fees", "to_principal", "left_over"))
        },
        "instalment": flat(ar.ar_instalment(got["lent"], got["year_rate"], got["months"])),
        "affordable": flat(ar.ar_affordable(got["income"], got["fixed"], got["flexible"])),
        "promise": [outcome[cell] for cell in promise],
    }


def expected_checks(asked: Rows, made: Rows, figures: Figures) -> dict[str, list[Any]]:
    """Give counts reckoned here in plain Python from the contacts, and what the product's functions say with them."""
    keys = {
        word: key for table in (CHANNELS, OUTCOMES, COUNTERPARTIES) for key, words in table.items() for word in words
    }
    called: Counter[Any] = Counter()
    counted: dict[str, Counter[Any]] = {cap.key: Counter() for cap in figures.caps}
    columns_of = {"contact_point": "point", "person": "customer", "case_id": "case"}
    for one in made:
        if one["direction"] == "呼入":
            continue
        channel, party = keys[one["channel"]], keys[one["party"] or "持卡人"]
        if channel == "call":
            called[one["customer"], one["when"].date()] += 1
        for cap in figures.caps:
            rule = cap.record
            inside = channel in rule.channels and keys[one["outcome"]] in rule.outcomes and party in rule.counterparties
            if inside and not (rule.consent_lifts and one["consent"] == "是"):
                counted[cap.key][(one["when"].date(), *(one[columns_of[key]] for key in rule.per))] += 1
    used: dict[str, list[Any]] = {}
    for cap in figures.caps:
        rule = cap.record
        used[f"count_{cap.key}"] = [
            counted[cap.key][(row["when"].date(), *(row[columns_of[key]] for key in rule.per))] if keys[row["channel"]] in rule.channels else ""
            for row in asked
        ]  # fmt: skip
    # The functions know two counts: attempts (of a visit: visits), and conversations.
    tries = [
        [_first(*(used[key][at] for key in ("count_visits", "count_attempts") if key in used))]
        for at in range(len(asked))
    ]
    # Of a visit it takes conversations for visits: by calls they bear on it only through their own cap.
    most = {cap.key: cap.record.most for cap in figures.caps}.get("conversations", 0)
    talks = [
        [0 if count == "" or (row["channel"] == "上门" and count < most) else count]
        for row, count in zip(asked, used.get("count_conversations", [0] * len(asked)), strict=True)
    ]
    when, channel = _column(asked, "when"), _column(asked, "channel")
    consent = [[row["consent"] == "是"] for row in asked]
    profile = figures.policies.name
    block = flat(ar.ar_contact_block(when, channel, tries, talks, consent, profile))
    free = flat(ar.ar_next_contact(when, channel, tries, talks, consent, profile))
    known = {stop_word(record.state, "zh"): record for record in figures.stops}
    for place, row in enumerate(asked):
        if not row["stops"]:
            continue
        words = [word.strip() for word in row["stops"].replace("；", ";").replace("、", ";").split(";")]
        barred = [
            record.rule for word, record in known.items() if word in words and keys[row["channel"]] in record.channels
        ]
        rule = barred[0] if barred else "?" if not set(words) <= set(known) else ""
        block[place] = rule or block[place]
        free[place] = "" if rule else free[place]
    return {
        "calls_today": [called[row["customer"], ON] for row in asked],
        **used,
        "block": [cell or "" for cell in block],
        "may": [not cell for cell in block],
        "free_from": free,
    }


def _first(*counts: Any) -> int:
    return next((count for count in counts if count != ""), 0)


def expected_plan(plan: dict[str, Any]) -> list[list[Any]]:
    """Give a plan's lines, none where the product refuses it."""
    start = None if plan["start"] is None else serial(plan["start"])
    table = ar.ar_schedule(
        plan["lent"],
        plan["year_rate"],
        plan["months"],
        serial(plan["first_due"]),
        plan["method"],
        start,
        None,
        plan["fee_rate"],
    )
    return [[float(cell) for cell in row] for row in table[1:]] if isinstance(table, list) else []
