"""Daily report 日报: the list, the day's contacts and promises, and what is not in order, for the team lead (items A6, B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.operations.cases.summary import summarise
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.tables.amounts import parse_amount
from arrears.tables.contacts import CHANNELS, OUTCOMES
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.units import yuan
from arrears.words import both
from xl_addin.macros.actions.check_contacts import findings
from xl_addin.macros.actions.contact_sheet import find_log
from xl_addin.macros.actions.record_promise import PROMISES
from xl_addin.macros.actions.refused import refused_words
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.page import Col, Line, Table, lay_out
from xl_addin.macros.layout.rows_to_fill import Fill, Sheet, find_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from arrears.operations.cases.summary import Line as Sum
    from xl_addin.macros.layout.page import Block
    from xl_addin.macros.scene import Scene

_TODAY = Sheet(
    *both("xl_addin.macros.actions.daily_report.today"),
    {
        "case_id": Fill(*both("xl_addin.macros.actions.daily_report.case_id")),
        "amount": Fill(*both("xl_addin.macros.actions.daily_report.promised"), others=("承诺金额",)),
        "due_on": Fill(
            *both("xl_addin.macros.actions.daily_report.for"),
            others=both("xl_addin.macros.actions.daily_report.promised_2"),
        ),
        "made_at": Fill(
            *both("xl_addin.macros.actions.daily_report.when"),
            others=both("xl_addin.macros.actions.daily_report.contacted"),
        ),
    },
    frozenset({"case_id", "amount", "due_on", "made_at"}),
)
"""Promises may also stand in the list of today itself."""


def run(scene: Scene) -> Result:
    """Write the day's report on a sheet of its own: work, promises and compliance beside the amounts, never these alone (CN-66)."""
    aged = scene.case_list.aged
    listed = follow_ups(aged, scene.day, scene.policies, lang=scene.lang)
    summary = summarise(aged, listed, scene.day, scene.policies, scene.lang)
    log = find_log(scene)
    today = log[_days(log, scene) == scene.day] if len(log) else log
    breaches = findings(today.reset_index(drop=True), scene) if len(today) else today
    promises = list(_promises(scene))
    blocks: list[Block] = [
        _facts(scene, len(today), promises, len(breaches), summary.blocked_cases),
        _sums(scene, scene.say(*both("xl_addin.macros.actions.daily_report.stage")), summary.by_stage),
        _sums(scene, scene.say(*both("xl_addin.macros.actions.daily_report.collector_2")), summary.by_collector),
        _counts(
            scene, scene.say(*both("xl_addin.macros.actions.daily_report.today_s_outcomes")), today, "outcome", OUTCOMES
        ),
        _counts(
            scene, scene.say(*both("xl_addin.macros.actions.daily_report.today_s_channels")), today, "channel", CHANNELS
        ),
    ]
    if summary.blocked:
        blocks.append(
            _sums(scene, scene.say(*both("xl_addin.macros.actions.daily_report.blocked_cases")), summary.blocked)
        )
    shown = [block for block in blocks if not isinstance(block, Table) or block.rows]
    words = scene.say(
        *both("xl_addin.macros.actions.daily_report.amounts_help_plan_work_nobody"),
    )
    name = scene.say(*both("xl_addin.macros.actions.daily_report.daily_report"))
    page = lay_out(name, f"{name} {scene.day}", _note(scene), [*shown, Line(words)], lang=scene.lang, landscape=False)
    message = scene.say(
        *both(
            "xl_addin.macros.actions.daily_report.report_made_contacts_promises_findings",
            count=len(today),
            count_2=len(promises),
            count_3=len(breaches),
        ),
    )
    return Result(message + refused_words(scene), (page,))


def _note(scene: Scene) -> str:
    collector = scene.facts.get("collector", "")
    return (
        scene.say(*both("xl_addin.macros.actions.daily_report.collector", collector=collector))
        if collector
        else str(scene.day)
    )


def _facts(scene: Scene, contacts: int, promises: list[int], breaches: int, blocked: int) -> Table:
    lines = [
        (scene.say(*both("xl_addin.macros.actions.daily_report.contacts_today")), contacts),
        (scene.say(*both("xl_addin.macros.actions.daily_report.promises_made_today")), len(promises)),
        (scene.say(*both("xl_addin.macros.actions.daily_report.amount_promised_today")), float(yuan(sum(promises)))),
        (scene.say(*both("xl_addin.macros.actions.daily_report.findings_today")), breaches),
        (scene.say(*both("xl_addin.macros.actions.daily_report.blocked_cases")), blocked),
    ]
    rows = [[label, f"{figure:,.2f}" if isinstance(figure, float) else f"{figure:,}"] for label, figure in lines]
    return Table(
        (
            Col(scene.say(*both("xl_addin.macros.actions.daily_report.item")), "label"),
            Col(scene.say(*both("xl_addin.macros.actions.daily_report.figure"))),
        ),
        rows,
        scene.say(*both("xl_addin.macros.actions.daily_report.work_day")),
    )


def _sums(scene: Scene, section: str, lines: tuple[Sum, ...]) -> Table:
    columns = (
        Col(scene.say(*both("xl_addin.macros.actions.daily_report.group"))),
        Col(scene.say(*both("xl_addin.macros.actions.daily_report.cases")), "count"),
        Col(scene.say(*both("xl_addin.macros.actions.daily_report.total_due")), "amount"),
        Col(scene.say(*both("xl_addin.macros.actions.daily_report.value_risk")), "amount"),
    )
    nobody = scene.say(*both("xl_addin.macros.actions.daily_report.unassigned"))
    rows = [
        [line.label or nobody, line.cases, float(yuan(line.total_due_fen)), float(yuan(line.value_at_risk_fen))]
        for line in lines
    ]
    return Table(columns, rows, section)


def _counts(scene: Scene, section: str, log: pd.DataFrame, key: str, words: Mapping[str, tuple[str, ...]]) -> Table:
    """Count the day's contacts by a word, whichever of its forms was written."""
    forms = {form.casefold(): names for one, names in words.items() for form in (one, *names)}
    place = 0 if scene.lang == "zh" else 1
    written = [str(cell).strip() for cell in log[key]] if key in log else []
    named = [forms[text.casefold()][place] if text.casefold() in forms else text for text in written]
    counted = pd.Series(named, dtype=object).value_counts(sort=True)
    rows = [[str(word), int(count)] for word, count in counted.items()]
    return Table(
        (
            Col(scene.say(*both("xl_addin.macros.actions.daily_report.group"))),
            Col(scene.say(*both("xl_addin.macros.actions.daily_report.count")), "count"),
        ),
        rows,
        section,
    )


def _days(log: pd.DataFrame, scene: Scene) -> pd.Series[Any]:
    at = pd.to_datetime(log["at"], utc=True, format="ISO8601")
    return at.dt.tz_convert(scene.policies.profile.time_zone).dt.date


def _promises(scene: Scene) -> Iterator[int]:
    """Give the amount of each promise that was made today, in fen; what cannot be read waits for the intake to say so."""
    for sheet in (PROMISES, _TODAY):
        found = find_sheet(scene, sheet)
        if found is None:
            continue
        _, rows, top, places = found
        for row in rows[top + 1 :]:
            amount = parse_amount(row[places["amount"]]) if places["amount"] < len(row) else Fault("")
            made = parse_date(row[places["made_at"]]) if places["made_at"] < len(row) else Fault("")
            if not isinstance(amount, Fault) and made == scene.day:
                yield amount
