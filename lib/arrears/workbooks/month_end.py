"""Month-end workbooks: plain tables, each with the store's head above it and the policies' versions on the last sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from arrears.workbooks.book import Field, TableSheet, write_book
from arrears.workbooks.notes import rule_lines
from arrears.workbooks.styles import Form, currency_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from arrears.policy import Policies
    from arrears.workbooks.saving import Written

HEADINGS: dict[str, tuple[str, str]] = {
    "bucket": ("逾期账龄", "Bucket"),
    "stage": ("催收阶段", "Stage"),
    "currency": ("币种", "Currency"),
    "cases": ("案件数", "Cases"),
    "total_due_fen": ("应还合计", "Total due"),
    "from": ("月初账龄", "From"),
    "to": ("月末账龄", "To"),
    "count": ("件数", "Count"),
    "out_of": ("基数", "Out of"),
    "rate": ("比率", "Rate"),
    "low": ("下限", "Low"),
    "high": ("上限", "High"),
    "small": ("样本过少", "Few"),
    "collector": ("催收员", "Collector"),
    "measure": ("指标", "Measure"),
    "target": ("目标", "Target"),
    "met": ("达标", "Met"),
    "case_id": ("案件编号", "Case ID"),
    "made_on": ("承诺日期", "Made on"),
    "due_on": ("承诺还款日", "Promised for"),
    "amount_fen": ("承诺金额", "Promised"),
    "paid_fen": ("已还金额", "Paid"),
    "outcome": ("结果", "Outcome"),
    "contact_id": ("联系编号", "Contact ID"),
    "local_time": ("当地时间", "Local time"),
    "rule": ("规则", "Rule"),
    "severity": ("程度", "Severity"),
    "happened": ("事实", "What happened"),
    "words": ("规定", "The rule in words"),
    "source": ("出处", "Source"),
    "trust": ("来源可信度", "Trust"),
    "on": ("日期", "Day"),
    "channel": ("渠道", "Channel"),
    "agreement_id": ("协议编号", "Agreement"),
    "state": ("状态", "State"),
    "collection_stopped": ("暂停催收", "Collection stopped"),
    "until": ("结束日", "Ended on"),
    "overdue_fen": ("到期未还", "Overdue"),
    "unpaid_fen": ("未还合计", "Unpaid"),
    "missed": ("漏期数", "Missed"),
    "next_due_date": ("下期应还日", "Next due"),
    "next_amount_fen": ("下期应还金额", "Next amount"),
    "kind": ("事件类型", "Kind"),
    "events": ("事件数", "Events"),
    "since": ("生效日", "In force from"),
    "title": ("规则名称", "Title"),
}
_SAY = {
    "zh": {
        "title": "{name} · {month}",
        "note": "存储库 {store} · 链头 {head}",
        "empty": "本月没有。",
        "rules": "规则版本",
        "yes": "是",
        "no": "否",
    },
    "en": {
        "title": "{name} · {month}",
        "note": "store {store} · head {head}",
        "empty": "None in this month.",
        "rules": "Policies",
        "yes": "yes",
        "no": "no",
    },
}
_RATES = frozenset({"rate", "low", "high", "target"})


@dataclass(frozen=True)
class Part:
    """One workbook of the pack.

    Attributes
    ----------
    file : str
        Its name without ending.
    tables : mapping of str to DataFrame
        Its sheets by name; columns as in `HEADINGS`, amounts in fen.
    """

    file: str
    tables: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Imprint:
    """What is printed in every workbook: the month, the store, its head, and whose policies."""

    month: str
    as_of: date
    store: str
    head: str
    policies: Policies
    lang: str


def write_parts(folder: Path, parts: Sequence[Part], imprint: Imprint) -> list[Written]:
    """Write the pack; the same tables and imprint give the same bytes, whatever the day, place or process.

    Raises
    ------
    ArrearsError
        If a workbook cannot be written.
    """
    rules = _rules(imprint)
    return [_write(folder / f"{part.file}.xlsx", part, imprint, rules) for part in parts]


def _write(path: Path, part: Part, imprint: Imprint, rules: pd.DataFrame) -> Written:
    say, lang = _SAY[imprint.lang], imprint.lang
    note = say["note"].format(store=imprint.store, head=imprint.head)
    tables = {**part.tables, say["rules"]: rules}
    currency = imprint.policies.profile.currency
    sheets = [
        TableSheet(
            name=name,
            table=f"table{number}",
            title=say["title"].format(name=name, month=imprint.month),
            note=note,
            fields=_fields(frame, lang),
            frame=_shown(frame, lang),
            empty=say["empty"],
            fixed=1,
            symbol=currency_symbol(currency),
        )
        for number, (name, frame) in enumerate(tables.items(), 1)
    ]
    title = say["title"].format(name=next(iter(part.tables)), month=imprint.month)
    return write_book(path, sheets, as_of=imprint.as_of, title=title, currency=currency, lang=lang)


def _rules(imprint: Imprint) -> pd.DataFrame:
    lines = rule_lines(imprint.policies, imprint.as_of, imprint.lang)
    rows = [(one.rule, one.title, one.since.isoformat(), one.source, one.trust) for one in lines]
    return pd.DataFrame(rows, columns=["rule", "title", "since", "source", "trust"])


def _fields(frame: pd.DataFrame, lang: str) -> tuple[Field, ...]:
    place = 0 if lang == "zh" else 1
    return tuple(
        Field(
            str(name),
            HEADINGS[str(name)][place],
            _form(frame, str(name)),
            44 if name in {"words", "source", "happened"} else 30,
        )
        for name in frame.columns
    )


def _form(frame: pd.DataFrame, name: str) -> Form:
    if name.endswith("_fen"):
        return Form.AMOUNT
    if pd.api.types.is_datetime64_any_dtype(frame[name]):
        return Form.DATE
    whole = pd.api.types.is_integer_dtype(frame[name])
    return Form.COUNT if whole and not pd.api.types.is_bool_dtype(frame[name]) else Form.TEXT


def _shown(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Write rates in percent and truth values as words."""
    told = {True: _SAY[lang]["yes"], False: _SAY[lang]["no"]}
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if name in _RATES:
            columns[name] = column.map(lambda rate: f"{rate:.1%}", na_action="ignore").astype(object)
        elif pd.api.types.is_bool_dtype(column) or name == "met":
            columns[name] = column.map(told).astype(object)
    return frame.assign(**columns)
