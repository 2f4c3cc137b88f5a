"""Make native_formulas.xlsx again, the same to the byte: staging, a plan and a check of contacts that a spreadsheet computes itself.

For trainers, and for people who may install nothing: no add-in, no macro. The figures of the rules in force stand on a sheet of
their own; the rows are invented and may be typed over.

python sample_workbooks/make_native_formulas.py
python sample_workbooks/make_native_formulas.py --lang en
"""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from arrears.operations.cases.ageing import class_scales
from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.policy import Policies
from arrears.policy.records import Stages
from arrears.rules.schedule import Method
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES
from arrears.workbooks.native.figures import Figures, method_name, stop_word
from arrears.workbooks.native.formulas import case_row, check_row, contact_row
from arrears.workbooks.native.rows import Column, PlansSheet, RowsSheet
from arrears.workbooks.native.rules_sheet import RULES_NAME, RulesSheet
from arrears.workbooks.sheets.book import write_book
from xl_addin import functions as xl

ON = date(2026, 11, 23)
CLOCK = datetime(2026, 11, 23, 10, 30)
ZERO = datetime(1899, 12, 30)
SIZE = {"cases": 200, "contacts": 200, "checks": 60}
LINES = 60
ENTRIES = {
    "case": ("案件编号", "case", "text"), "due": ("到期还款日", "due date", "date"), "off": ("不计天数", "days off", "count"),
    "principal": ("逾期本金", "principal", "amount"), "interest": ("利息", "interest", "amount"), "fees": ("费用", "fees", "amount"),
    "balance": ("计息余额", "balance", "amount"), "day_rate": ("日利率", "daily rate", "rate"), "minimum": ("最低还款额", "minimum payment", "amount"),
    "paid": ("已还最低额", "paid of it", "amount"), "payment": ("本次还款", "payment", "amount"), "income": ("月收入", "income", "amount"),
    "fixed": ("固定支出", "fixed costs", "amount"), "flexible": ("弹性支出", "flexible costs", "amount"), "lent": ("分期金额", "to repay", "amount"),
    "year_rate": ("年利率", "yearly rate", "rate"), "months": ("期数", "months", "count"), "promised": ("承诺金额", "promised", "amount"),
    "promise_day": ("承诺日期", "promised for", "date"), "promise_paid": ("承诺已还", "paid on it", "amount"), "customer": ("客户", "customer", "text"),
    "point": ("联系方式编号", "contact point", "text"), "when": ("时间", "when", "moment"), "channel": ("渠道", "channel", "text"),
    "outcome": ("结果", "outcome", "text"), "direction": ("方向", "direction", "text"), "party": ("对象", "party", "text"),
    "consent": ("已同意", "consent", "text"), "stops": ("停止联系的状态", "states", "text"), "first_due": ("首期应还日", "first due", "date"),
    "start": ("起息日", "interest from", "date"), "method": ("还款方式", "method", "text"), "fee_rate": ("每期手续费率", "fee rate", "rate"),
}  # fmt: skip
SHOWN = {
    "dpd": ("逾期天数", "days past due", "count"), "bucket": ("账龄", "bucket", "text"), "class1": ("五级分类", "loan class", "text"),
    "class2": ("2011年口径", "scale of 2011", "text"), "stage": ("催收阶段", "stage", "text"), "late_fee": ("违约金", "late fee", "amount"),
    "day_interest": ("按日利息", "daily interest", "amount"), "to_interest": ("冲利息", "to interest", "amount"), "to_fees": ("冲费用", "to fees", "amount"),
    "to_principal": ("冲本金", "to principal", "amount"), "left_over": ("剩余", "left over", "amount"), "affordable": ("每月可还", "can be paid", "amount"),
    "instalment": ("等额每期", "instalment", "amount"), "promise": ("履约情况", "promise", "text"), "calls_today": ("今日致电", "calls today", "count"),
    "count_attempts": ("当日未接", "missed that day", "count"), "may": ("可否联系", "may contact", "truth"), "block": ("受限规则", "rule", "text"),
    "free_from": ("最早可联系", "not before", "moment"),
}  # fmt: skip
TEXTS = {
    "cases": ("分阶段与测算", "Staging", "黄色格填写，青色格由电子表格自行计算；日期请按日期格式填写，看不懂的内容显示“?”", "Type in the yellow cells; the teal ones compute themselves. What is no date or number shows “?”"),
    "contacts": ("联系记录", "Contacts", "当天已发生的联系；“联系核对”据此计数", "Contacts that were made; the sheet “Contact check” counts them"),
    "checks": ("联系核对", "Contact check", "填拟联系的时间和渠道；只有绿色 TRUE 表示可以联系，“受限规则”说明原因", "Type when and how you mean to contact; only a green TRUE permits it, and the rule says why not"),
    "plans": ("还款计划", "Plan", "填写黄色格；条款超出规则时不显示明细", "Type in the yellow cells; terms beyond the rules have no lines"),
}  # fmt: skip


def serial(value: Any) -> Any:
    """Give a day or moment as a worksheet's number; what is none stays."""
    if not isinstance(value, date):
        return value
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    gap = moment - ZERO
    return gap.days + gap.seconds / 86_400


def cases() -> list[dict[str, Any]]:
    """Give invented cases: nobody real."""
    base = {"off": None, "fees": 30.0, "fixed": 3200.0, "flexible": 1500.0, "year_rate": 0.1825, "day_rate": None}
    rows = [
        ("A001", date(2026, 11, 23), 3200.00, 18.5, 8600.0, 6, 500.0, date(2026, 11, 23), 0),
        ("A002", date(2026, 11, 22), 4800.50, 2.4, 6000.0, 12, 800.0, date(2026, 11, 25), 800.0),
        ("A003", date(2026, 10, 24), 12600.00, 189.0, 7300.0, 24, 1000.0, date(2026, 11, 20), 400.0),
        ("A004", date(2026, 8, 24), 25000.00, 1137.5, 9800.0, 36, 2000.0, date(2026, 11, 20), 0),
        ("A005", date(2026, 5, 26), 36800.00, 3330.4, 4700.0, 60, 1500.0, date(2026, 11, 30), 0),
        ("A006", date(2025, 11, 20), 52000.00, 9568.0, 11200.0, 48, 3000.0, date(2026, 12, 1), 0),
    ]
    keys = ("case", "due", "principal", "interest", "income", "months", "promised", "promise_day", "promise_paid")
    made = [base | dict(zip(keys, row, strict=True)) for row in rows]
    return [
        row
        | {
            "balance": row["principal"],
            "lent": row["principal"],
            "minimum": round(row["principal"] / 10, 2),
            "paid": 0.0,
            "payment": 600.0,
        }
        for row in made
    ]


def contacts(word: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give contacts that were made, and contacts that are asked for."""
    made = [
        {"customer": "C1", "point": "C1/1", "case": "A001", "when": datetime(2026, 11, 23, 9, minute), "channel": word(CHANNELS["call"]),
         "outcome": word(OUTCOMES["no_answer"]), "direction": word(DIRECTIONS["out"]), "party": word(COUNTERPARTIES["holder"])}
        for minute in range(0, 60, 10)
    ]  # fmt: skip
    hours = [("C1", "A001", CLOCK, None), ("C2", "A002", CLOCK, None), ("C2", "A002", datetime(2026, 11, 23, 7, 59), None),
             ("C2", "A002", datetime(2026, 11, 23, 22, 0), None), ("C3", "A003", CLOCK, "complaint")]  # fmt: skip
    asked = [
        {
            "customer": who,
            "point": f"{who}/1",
            "case": case,
            "when": when,
            "channel": word(CHANNELS["call"]),
            "stops": stop,
        }
        for who, case, when, stop in hours
    ]
    return made, asked


def case_values(rows: list[dict[str, Any]], place: int) -> dict[str, list[Any]]:
    """Give what the product's functions say of the cases."""
    got = {key: [[serial(row.get(key))] for row in rows] for key in ENTRIES}
    dpd = xl.ar_dpd(got["due"], serial(ON))
    stage = Policies("cn").get(Stages, ON)
    names = dict(zip(stage.keys, stage.labels_en if place else stage.labels_zh, strict=True))
    split = xl.ar_allocate(got["payment"], dpd, got["interest"], got["fees"], got["principal"])
    scales = class_scales(Policies("cn"), ON).values()
    classes = (
        {zh: en for scale in scales for zh, en in zip(scale.labels_zh, scale.labels_en, strict=True)} if place else {}
    )
    promise = xl.ar_promise(got["promised"], got["promise_day"], got["promise_paid"], serial(ON))
    columns = {
        "dpd": dpd, "bucket": xl.ar_bucket(dpd), "late_fee": xl.ar_late_fee(got["minimum"], got["paid"]), "day_interest": xl.ar_interest(got["balance"], dpd),
        "affordable": xl.ar_affordable(got["income"], got["fixed"], got["flexible"]), "instalment": xl.ar_instalment(got["lent"], got["year_rate"], got["months"]),
    }  # fmt: skip
    return {
        **{key: [cell[0] for cell in column] for key, column in columns.items()},
        **{key: [classes.get(cell[0], cell[0]) for cell in xl.ar_class(dpd, scale)] for key, scale in (("class1", "2023"), ("class2", "2011"))},
        "stage": [names[cell[0]] for cell in xl.ar_stage(dpd)],
        "promise": [OUTCOME_WORDS[cell[0]][place] for cell in promise],
        **{key: [row[at] for row in split] for at, key in enumerate(("to_interest", "to_fees", "to_principal", "left_over"))},
    }  # fmt: skip


def check_values(asked: list[dict[str, Any]], made: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Give what the product says of the contacts that are asked for; a complaint stops them by its own rule."""
    calls = [sum(one["customer"] == row["customer"] for one in made) for row in asked]
    when, channel = [[serial(row["when"])] for row in asked], [[row["channel"]] for row in asked]
    block = [cell[0] or "" for cell in xl.ar_contact_block(when, channel, [[count] for count in calls])]
    free = [cell[0] for cell in xl.ar_next_contact(when, channel, [[count] for count in calls])]
    stop = next(record.rule for record in Figures(Policies("cn"), ON).stops if record.state == "complaint")
    block = [stop if row["stops"] else rule for row, rule in zip(asked, block, strict=True)]
    free = ["" if row["stops"] else moment for row, moment in zip(asked, free, strict=True)]
    may = [not rule for rule in block]
    return {"calls_today": calls, "count_attempts": calls, "block": block, "may": may, "free_from": free}


def make(path: Path, lang: str = "zh") -> Path:
    """Write the workbook in a language."""
    place = 0 if lang == "zh" else 1
    figures = Figures(Policies("cn"), ON, lang)

    def word(words: tuple[str, ...]) -> str:
        return words[place]

    def headed(key: str, names: dict[str, tuple[str, str, str]], **more: Any) -> Column:
        return Column(key, names[key][place], names[key][2], **more)

    lists = {"channel": CHANNELS, "outcome": OUTCOMES, "direction": DIRECTIONS, "party": COUNTERPARTIES}
    offered = {key: tuple(word(words) for words in table.values()) for key, table in lists.items()}
    offered["consent"] = ("是", "否") if lang == "zh" else ("yes", "no")

    def entries(keys: str) -> list[Column]:
        return [headed(key, ENTRIES, words=offered.get(key, ())) for key in keys.split()]

    def shown(keys: str) -> list[Column]:
        return [headed(key, SHOWN, width=26 if key == "block" else 13) for key in keys.split()]

    def texts(key: str) -> tuple[str, str, str]:
        zh, en, zh_note, en_note = TEXTS[key]
        return (zh, zh, zh_note) if lang == "zh" else (en, en, en_note)

    counted = {"called": ["contact_called"], **{cap.key: [f"contact_{cap.key}"] for cap in figures.caps}}
    named = {"called": "contact_called", **{f"key_{cap.key}": f"contact_{cap.key}" for cap in figures.caps}}
    made, asked = contacts(word)
    asked = [row | {"stops": row["stops"] and stop_word(row["stops"], lang)} for row in asked]
    rows = cases()
    plan = {"lent": 36800.0, "year_rate": 0.1825, "months": 36, "first_due": date(2026, 12, 23), "start": None,
            "method": method_name(Method.EQUAL_INSTALMENT, lang), "fee_rate": None}  # fmt: skip
    schedule = xl.ar_schedule(plan["lent"], plan["year_rate"], plan["months"], serial(plan["first_due"]))
    assert isinstance(schedule, list)
    case_entries = "case due off principal interest fees balance day_rate minimum paid payment income fixed flexible lent year_rate months promised promise_day promise_paid"
    case_shown = "dpd bucket class1 class2 stage late_fee day_interest to_interest to_fees to_principal left_over affordable instalment promise"
    case, contact, check = case_row(figures), contact_row(figures.caps), check_row(figures, counted)
    case_values_given, check_values_given = case_values(rows, place), check_values(asked, made)
    blank_contact = {key: [""] * len(made) for key in contact}
    sheets = [
        RowsSheet(*texts("cases"), entries(case_entries), shown(case_shown), case, rows, _all(case, case_values_given), SIZE["cases"]),
        PlansSheet(*texts("plans"), {key: ENTRIES[key][place] for key in plan}, [plan], [schedule[1:]], LINES, lang, tuple(method_name(one, lang) for one in Method), figures.rises),
        RowsSheet(*texts("checks"), entries("customer point case when channel party consent stops"), shown("may block free_from calls_today count_attempts"), check, asked, _all(check, check_values_given), SIZE["checks"]),
        RowsSheet(*texts("contacts"), entries("customer point case when channel outcome direction party consent"), [], contact, made, blank_contact, SIZE["contacts"], named),
        RulesSheet(figures, clock=CLOCK),
    ]  # fmt: skip
    return write_book(path, sheets, as_of=ON, title=RULES_NAME[place], lang=lang).path


def _all(formulas: dict[str, str], values: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Give every formula's values: a hidden helper's is computed anew before anything rests on it."""
    return {key: values.get(key, []) for key in formulas}


if __name__ == "__main__":
    language = "en" if sys.argv[1:] == ["--lang", "en"] else "zh"
    name = "native_formulas.xlsx" if language == "zh" else "native_formulas_en.xlsx"
    print(make(Path(__file__).with_name(name), language))
