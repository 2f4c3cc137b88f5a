"""Daily report 日报: the list, the day's contacts and promises, and what is not in order, for the team lead (items A6, B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.desk.follow_ups import follow_ups
from arrears.desk.summary import summarise
from arrears.tables.amounts import parse_amount
from arrears.tables.contacts import CHANNELS, OUTCOMES
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.units import yuan
from xl_addin.macros.book import Result
from xl_addin.macros.check_contacts import findings
from xl_addin.macros.contact_sheet import find_log
from xl_addin.macros.layout import Col, Line, Table, lay_out
from xl_addin.macros.record_promise import PROMISES
from xl_addin.macros.refused import refused_words
from xl_addin.macros.rows_to_fill import Fill, Sheet, find_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from arrears.desk.summary import Line as Sum
    from xl_addin.macros.layout import Block
    from xl_addin.macros.scene import Scene

_TODAY = Sheet(
    "今日跟进",
    "Today",
    {
        "case_id": Fill("案件编号", "Case ID"),
        "amount": Fill("承诺金额", "Promised"),
        "due_on": Fill("承诺日期", "Promised for"),
        "made_at": Fill("联系时间", "Contacted at"),
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
        _sums(scene, scene.say("按阶段", "By stage"), summary.by_stage),
        _sums(scene, scene.say("按催收员", "By collector"), summary.by_collector),
        _counts(scene, scene.say("今日联系结果", "Today's outcomes"), today, "outcome", OUTCOMES),
        _counts(scene, scene.say("今日联系渠道", "Today's channels"), today, "channel", CHANNELS),
    ]
    if summary.blocked:
        blocks.append(_sums(scene, scene.say("受限案件", "Blocked cases"), summary.blocked))
    shown = [block for block in blocks if not isinstance(block, Table) or block.rows]
    words = scene.say(
        "金额仅供安排工作；考核不得只看回收金额（CN-66）。",
        "Amounts help to plan work; nobody is judged by recovery alone (CN-66).",
    )
    name = scene.say("日报", "Daily report")
    page = lay_out(name, f"{name} {scene.day}", _note(scene), [*shown, Line(words)], lang=scene.lang, landscape=False)
    message = scene.say(
        f"日报已生成：联系 {len(today)} 次，承诺 {len(promises)} 笔，违规 {len(breaches)} 处。",
        f"The report is made: {len(today)} contacts, {len(promises)} promises, {len(breaches)} findings.",
    )
    return Result(message + refused_words(scene), (page,))


def _note(scene: Scene) -> str:
    collector = scene.facts.get("collector", "")
    return scene.say(f"催收员 {collector}", f"Collector {collector}") if collector else str(scene.day)


def _facts(scene: Scene, contacts: int, promises: list[int], breaches: int, blocked: int) -> Table:
    lines = [
        (scene.say("今日联系次数", "Contacts today"), contacts),
        (scene.say("今日承诺笔数", "Promises made today"), len(promises)),
        (scene.say("今日承诺金额（元）", "Amount promised today"), float(yuan(sum(promises)))),
        (scene.say("今日违规或待复核", "Findings today"), breaches),
        (scene.say("受限案件", "Blocked cases"), blocked),
    ]
    rows = [[label, f"{figure:,.2f}" if isinstance(figure, float) else f"{figure:,}"] for label, figure in lines]
    return Table(
        (Col(scene.say("项目", "Item"), "label"), Col(scene.say("数值", "Figure"))),
        rows,
        scene.say("今日工作", "Work of the day"),
    )


def _sums(scene: Scene, section: str, lines: tuple[Sum, ...]) -> Table:
    columns = (
        Col(scene.say("分组", "Group")),
        Col(scene.say("案件数", "Cases"), "count"),
        Col(scene.say("应还合计", "Total due"), "amount"),
        Col(scene.say("风险金额", "Value at risk"), "amount"),
    )
    nobody = scene.say("未分配", "unassigned")
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
    return Table((Col(scene.say("分组", "Group")), Col(scene.say("次数", "Count"), "count")), rows, section)


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
