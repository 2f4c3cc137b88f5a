"""Month-end workbooks: plain tables, each with the store's head above it and the policies' versions on the last sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from arrears.files import all_or_none
from arrears.words import both, texts
from arrears.workbooks.reports.notes import rule_lines
from arrears.workbooks.sheets.book import Field, TableSheet, write_book
from arrears.workbooks.sheets.styles import Form, currency_symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from arrears.policy import Policies
    from arrears.workbooks.sheets.saving import Written

HEADINGS: dict[str, tuple[str, str]] = {
    "bucket": both("workbooks.reports.month_end.bucket"),
    "stage": both("workbooks.reports.month_end.stage"),
    "currency": both("workbooks.reports.month_end.currency"),
    "cases": both("workbooks.reports.month_end.cases"),
    "total_due_fen": both("workbooks.reports.month_end.total_due"),
    "from": both("workbooks.reports.month_end.from"),
    "to": both("workbooks.reports.month_end.to"),
    "count": both("workbooks.reports.month_end.count"),
    "out_of": both("workbooks.reports.month_end.out"),
    "rate": both("workbooks.reports.month_end.rate"),
    "low": both("workbooks.reports.month_end.low"),
    "high": both("workbooks.reports.month_end.high"),
    "small": both("workbooks.reports.month_end.few"),
    "collector": both("workbooks.reports.month_end.collector"),
    "measure": both("workbooks.reports.month_end.measure"),
    "target": both("workbooks.reports.month_end.target"),
    "met": both("workbooks.reports.month_end.met"),
    "case_id": both("workbooks.reports.month_end.case_id"),
    "made_on": both("workbooks.reports.month_end.made"),
    "due_on": both("workbooks.reports.month_end.promised"),
    "amount_fen": both("workbooks.reports.month_end.promised_2"),
    "paid_fen": both("workbooks.reports.month_end.paid"),
    "outcome": both("workbooks.reports.month_end.outcome"),
    "contact_id": both("workbooks.reports.month_end.contact_id"),
    "local_time": both("workbooks.reports.month_end.local_time"),
    "rule": both("workbooks.reports.month_end.rule"),
    "severity": both("workbooks.reports.month_end.severity"),
    "happened": both("workbooks.reports.month_end.what_happened"),
    "words": both("workbooks.reports.month_end.rule_words"),
    "source": both("workbooks.reports.month_end.source"),
    "trust": both("workbooks.reports.month_end.trust"),
    "on": both("workbooks.reports.month_end.day"),
    "channel": both("workbooks.reports.month_end.channel"),
    "agreement_id": both("workbooks.reports.month_end.agreement"),
    "state": both("workbooks.reports.month_end.state"),
    "collection_stopped": both("workbooks.reports.month_end.collection_stopped"),
    "until": both("workbooks.reports.month_end.ended"),
    "overdue_fen": both("workbooks.reports.month_end.overdue"),
    "unpaid_fen": both("workbooks.reports.month_end.unpaid"),
    "missed": both("workbooks.reports.month_end.missed"),
    "next_due_date": both("workbooks.reports.month_end.next_due"),
    "next_amount_fen": both("workbooks.reports.month_end.next_amount"),
    "kind": both("workbooks.reports.month_end.kind"),
    "events": both("workbooks.reports.month_end.events"),
    "since": both("workbooks.reports.month_end.force_from"),
    "title": both("workbooks.reports.month_end.title_2"),
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


def write_parts(
    folder: Path, parts: Sequence[Part], imprint: Imprint, progress: Callable[[float], None] | None = None
) -> list[Written]:
    """Write the pack; the same tables and imprint give the same bytes, whatever the day, place or process.

    Raises
    ------
    ArrearsError
        If a workbook cannot be written.
    """
    rules = _rules(imprint)
    written = []
    with all_or_none():
        for number, part in enumerate(parts, 1):
            written.append(_write(folder / f"{part.file}.xlsx", part, imprint, rules))
            if progress is not None:
                progress(number / len(parts))
    return written


def _write(path: Path, part: Part, imprint: Imprint, rules: pd.DataFrame) -> Written:
    say, lang = texts("workbooks.reports.month_end", imprint.lang), imprint.lang
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
    told = {
        True: texts("workbooks.reports.month_end", lang)["yes"],
        False: texts("workbooks.reports.month_end", lang)["no"],
    }
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if name in _RATES:
            columns[name] = column.map(lambda rate: f"{rate:.1%}", na_action="ignore").astype(object)
        elif pd.api.types.is_bool_dtype(column) or name == "met":
            columns[name] = column.map(told).astype(object)
    return frame.assign(**columns)
