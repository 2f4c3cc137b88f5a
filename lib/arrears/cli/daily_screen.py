"""What ``arrears daily`` and ``arrears check`` say on the screen; words of files and cells are never markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.desk.summary import currencies_of
from arrears.policy.records import Earlier, Stages
from arrears.units import yuan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from arrears.cli.options import Lang
    from arrears.daily import Day
    from arrears.intake import Intake
    from arrears.policy import Policies

SAY = {
    "zh": {
        "title": "截至 {day} · {file}",
        "stage": "催收阶段",
        "cases": "案件数",
        "due": "应还合计（{unit}）",
        "risk": "风险金额（{unit}）",
        "total": "合计",
        "counts": "共 {rows} 行：接收 {accepted} 行，退回 {rejected} 行；今日跟进 {listed} 件，其中 {blocked} 件暂停催收。",
        "replaced": "前一份清单退回的 {replaced} 行，已由后一份清单中相同案件编号的行代替。",
        "cut": "另有 {cut} 件超出催收员每日件数，留待以后跟进。",
        "apart": "清单中有多种币种（{codes}）：金额按币种分列，不相加；排序只看各案件自己的数额。",
        "foreign": "清单币种 {codes} 与规则集 {profile} 的币种 {own} 不同：金额按清单币种显示，规则中的金额界限未折算。",
        "alone": "{file} 是退回清单，本次只处理了其中的案件；要加入当日清单，请连同原清单一起运行：arrears daily 原清单.xlsx {file}",
        "errors": "退回的行",
        "warnings": "提示",
        "read": "共 {rows} 行：接收 {accepted} 行，退回 {rejected} 行。",
        "fix": "退回的行见 {path}。请在其中改正，另存为 {corrected}，再连同原清单一起运行：",
        "asides": "上次运行的 {count} 个文件与本次不同，已移入 {path}（其中可能有催收员的批注或已作的更正），保留 {days} 天（HOUSE-EARLIER）。",
        "pruned": "{path} 中超过 {days} 天的 {count} 个旧副本已删除（HOUSE-EARLIER）；最近一次的副本始终保留。",
        "stays": "{file} 是以前的清单，正被其他程序打开，未能移走；请关闭并删除，副本在 {path}。",
        "files": "文件在 {path}",
        "moved": "{asked} 正被其他程序打开，已另存为 {path}。",
        "more": "另有 {more} 处问题未列出。",
        "all": "全表",
        "corrected": "已改正.xlsx",
    },
    "en": {
        "title": "as of {day} · {file}",
        "stage": "stage",
        "cases": "cases",
        "due": "total due ({unit})",
        "risk": "value at risk ({unit})",
        "total": "total",
        "counts": "rows: {rows}, of these accepted: {accepted}, rejected: {rejected}; follow-ups: {listed}, of these collection is on hold for: {blocked}.",
        "replaced": "Refused rows of an earlier list that a later one has again, and which it replaces: {replaced}.",
        "cut": "Cases beyond what the collectors can do in a day, which wait: {cut}.",
        "apart": "The list has several currencies ({codes}): amounts are listed apart and never added up; cases are ranked by their own figures.",
        "foreign": "The list is in {codes}, the rules of {profile} are in {own}: amounts are shown in the list's currency, and limits in the rules were not converted.",
        "alone": "{file} is a list of rejected rows and only its cases were worked on; to add them to the day's list run: arrears daily LIST.xlsx {file}",
        "errors": "Rejected rows",
        "warnings": "Warnings",
        "read": "rows: {rows}, of these accepted: {accepted}, rejected: {rejected}.",
        "fix": "The rejected rows are in {path}. Correct them there, save that as {corrected}, and run it with the list:",
        "asides": "Files of an earlier run that differ from this one's were moved to {path}: {count} (collectors' notes or corrections may be in them). They are kept for {days} days (HOUSE-EARLIER).",
        "pruned": "copies older than {days} days that were deleted from {path} (HOUSE-EARLIER): {count}; the newest always stay.",
        "stays": "{file} is an earlier list that is open in another program and could not be moved; close and delete it, a copy is in {path}.",
        "files": "the files are in {path}",
        "moved": "{asked} is open in another program; written as {path} instead.",
        "more": "findings that are not shown: {more}.",
        "all": "whole list",
        "corrected": "corrected.xlsx",
    },
}
FINDING_HEADS = {"zh": ("行", "代码", "问题", "处理办法"), "en": ("row", "code", "what is wrong", "remedy")}
WARNING_HEADS = {"zh": ("代码", "处数", "行", "说明"), "en": ("code", "count", "rows", "what is worth knowing")}
SHOWN = 50
"""Findings that fit on a screen; all of them are in rejected.xlsx."""
_FIRST_ROWS = 5
_SPECIAL = re.compile(r"[\s&|;<>()\[\]{}$`'*?!#~]")
_REJECTED_SHEETS = ("退回行", "Rejected")


def show_day(
    result: Day,
    books: Sequence[Path],
    out: Path,
    *,
    as_of: date,
    policies: Policies,
    lang: Lang,
    options: Sequence[str],
) -> None:
    """Show what a run made: amounts by stage, counts, what to know, and what to do with refused rows."""
    console = Console()
    currencies = currencies_of(result.aged, policies.profile.currency)
    codes = sorted(set(currencies.tolist()))
    for code in codes or [policies.profile.currency]:
        console.print(_stage_table(result.aged[currencies == code], result.intake.file, code, as_of, policies, lang))
    for line in (*_counts(result, lang), *_currencies(codes, policies, lang)):
        _line(console, line)
    if len(result.intake.warnings):
        console.print(_warnings(result.intake.warnings, lang))
    _show_files(console, result, books, out, lang, options, policies.get(Earlier, as_of).keep_days)


def _show_files(  # what there is to say
    console: Console,
    result: Day,
    books: Sequence[Path],
    out: Path,
    lang: Lang,
    options: Sequence[str],
    keep_days: int,
) -> None:
    say = SAY[lang]
    if len(books) == 1 and result.intake.sheet in _REJECTED_SHEETS:
        _line(console, say["alone"].format(file=books[0]))
    for file in result.rejected:
        _line(console, say["fix"].format(path=file.path, corrected=say["corrected"]))
        _line(console, f"  {_command('daily', *map(str, books), say['corrected'], *options)}")
    for file in result.files:
        if file.path != file.asked:
            _line(console, say["moved"].format(asked=file.asked.name, path=file.path.name))
    if result.asides:
        _line(console, say["asides"].format(count=len(result.asides), path=out / "earlier", days=keep_days))
    if result.pruned:
        _line(console, say["pruned"].format(count=len(result.pruned), path=out / "earlier", days=keep_days))
    for aside in result.asides:
        if aside.stays:
            _line(console, say["stays"].format(file=aside.file, path=aside.copy))
    _line(console, say["files"].format(path=out))


def show_intake(intake: Intake, lang: Lang) -> None:
    """Show what was refused and what was only noticed, then the counts, which add up to the rows of the file."""
    say, console = SAY[lang], Console()
    if len(intake.rejects):
        console.print(_findings(intake.rejects, say["errors"], lang))
    if len(intake.rejects) > SHOWN:
        _line(console, say["more"].format(more=len(intake.rejects) - SHOWN))
    if len(intake.warnings):
        console.print(_warnings(intake.warnings, lang))
    counts = {"rows": intake.rows, "accepted": len(intake.table), "rejected": intake.rejected_rows}
    _line(console, say["read"].format(**counts))


def _command(*words: str) -> str:
    """Write a command as a person can type it on any system."""
    return " ".join(["arrears", *(f'"{word}"' if _SPECIAL.search(word) else word for word in words)])


def _line(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True, markup=False, highlight=False)


def _counts(result: Day, lang: Lang) -> list[str]:
    say, intake, listed = SAY[lang], result.intake, result.follow_ups
    blocked = int((listed["blocked_by"] != "").sum())
    counts = {"rows": intake.rows, "accepted": len(intake.table), "rejected": intake.rejected_rows}
    lines = [say["counts"].format(**counts, listed=len(listed), blocked=blocked)]
    if intake.replaced:
        lines.append(say["replaced"].format(replaced=intake.replaced))
    if cut := sum(listed.attrs["dropped"].values()):
        lines.append(say["cut"].format(cut=cut))
    return lines


def _currencies(codes: Sequence[str], policies: Policies, lang: Lang) -> list[str]:
    """Say that amounts of different currencies stand apart, or that the list's is not the rules'."""
    say, own = SAY[lang], policies.profile.currency
    lines = [say["apart"].format(codes=", ".join(codes))] if len(codes) > 1 else []
    if foreign := [code for code in codes if code != own]:
        lines.append(say["foreign"].format(codes=", ".join(foreign), profile=policies.name, own=own))
    return lines


def _stage_table(aged: pd.DataFrame, file: str, code: str, as_of: date, policies: Policies, lang: Lang) -> Table:
    """Count cases and add amounts of one currency by stage, with a total that adds up."""
    say = SAY[lang]
    table = Table(title=Text(say["title"].format(day=as_of, file=file)), show_footer=True)
    stages = policies.get(Stages, as_of)
    names = dict(zip(stages.keys, stages.labels_zh if lang == "zh" else stages.labels_en, strict=True))
    due, risk = aged["total_due_fen"], aged["value_at_risk_fen"]
    unit = "元" if lang == "zh" and code == "CNY" else code
    table.add_column(say["stage"], say["total"])
    table.add_column(say["cases"], f"{len(aged):,}", justify="right")
    table.add_column(say["due"].format(unit=unit), _yuan(due.sum()), justify="right")
    table.add_column(say["risk"].format(unit=unit), _yuan(risk.sum()), justify="right")
    for key, name in names.items():
        here = aged["stage"] == key
        if here.any():
            table.add_row(Text(name), f"{here.sum():,}", _yuan(due[here].sum()), _yuan(risk[here].sum()))
    return table


def _findings(findings: pd.DataFrame, title: str, lang: Lang) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(FINDING_HEADS[lang][0], justify="right", no_wrap=True)
    for head in FINDING_HEADS[lang][1:]:
        table.add_column(head, overflow="fold")
    for row in findings.head(SHOWN).fillna({"row": 0}).itertuples():
        table.add_row(str(row.row or ""), *(Text(str(text)) for text in (row.code, row.message, row.remedy)))
    return table


def _warnings(warnings: pd.DataFrame, lang: Lang) -> Table:
    """Show each code once: how often, in which rows first, and the words of its first place."""
    table = Table(title=SAY[lang]["warnings"], title_justify="left")
    for place, head in enumerate(WARNING_HEADS[lang]):
        table.add_column(head, justify="right" if place == 1 else "left", overflow="fold")
    for code, found in warnings.groupby("code", sort=False):
        rows = found["row"].dropna().tolist()
        shown = ", ".join(map(str, rows[:_FIRST_ROWS])) + (" …" if len(rows) > _FIRST_ROWS else "")
        first = found.iloc[0]
        words = (
            f"{first['message']}{'；' if lang == 'zh' else '; '}{first['remedy']}"
            if first["remedy"]
            else first["message"]
        )
        table.add_row(Text(str(code)), f"{len(found):,}", shown or SAY[lang]["all"], Text(str(words)))
    return table


def _yuan(amount_fen: float) -> str:
    return f"{yuan(int(amount_fen)):,}"
