"""What ``arrears daily`` and ``arrears check`` say on the screen; words of files and cells are never markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.operations.cases.summary import currencies_of
from arrears.policy.records import Earlier, Stages
from arrears.tables.follow_ups import QUEUES
from arrears.units import yuan
from arrears.words import Lang, both, headings, say, texts
from arrears.words import say as say_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from arrears.commands.daily.day import Day
    from arrears.intake import Intake
    from arrears.policy import Policies
    from arrears.returns.evening import Evening

SHOWN = 50
"""Findings that fit on a screen; all of them are in rejected.xlsx."""
_FIRST_ROWS = 5
_NAMED = 5
_SPECIAL = re.compile(r"[\s&|;<>()\[\]{}$`'*?!#~]")
_REJECTED_SHEETS = both("commands.daily.screen.rejected")


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
    for line in (
        *_counts(result, lang),
        *_currencies(codes, policies, lang),
        *_placed(result, lang),
        *(one[lang] for one in result.follow_ups.attrs["lacking"]),
    ):
        _line(console, line)
    if len(result.intake.warnings):
        console.print(_warnings(result.intake.warnings, lang))
    if len(result.doubts):
        console.print(_doubts(result.doubts, lang))
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
    say = texts("commands.daily.screen", lang)
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
    if result.masked:
        names = ("、" if lang == "zh" else ", ").join(result.masked)
        _line(console, say_of("commands.daily.numbers.without", lang, names=names))
    _line(console, say["files"].format(path=out))


def show_intake(intake: Intake, doubts: pd.DataFrame, lang: Lang) -> None:
    """Show what was refused, what was only noticed and who is in doubt, then the counts, which add up to the rows of the file."""
    say, console = texts("commands.daily.screen", lang), Console()
    if len(intake.rejects):
        console.print(_findings(intake.rejects, say["errors"], lang))
    if len(intake.rejects) > SHOWN:
        _line(console, say["more"].format(more=len(intake.rejects) - SHOWN))
    if len(intake.warnings):
        console.print(_warnings(intake.warnings, lang))
    if len(doubts):
        console.print(_doubts(doubts, lang))
    if columns := _mapped(intake, lang):
        _line(console, say["mapped"].format(columns=columns))
    counts = {"rows": intake.rows, "accepted": len(intake.table), "rejected": intake.rejected_rows}
    _line(console, say["read"].format(**counts))


def _mapped(intake: Intake, lang: Lang) -> str:
    """Give what headings were taken for, where their own words differ from the column's."""
    own = {column.key: {column.key, column.zh, column.en} for column in intake.contract.columns}
    pairs = [(text, intake.contract[key]) for text, key in intake.mapped if key and text not in own[key]]
    return ("；" if lang == "zh" else "; ").join(f"{text} → {column.heading(lang)}" for text, column in pairs)


def _command(*words: str) -> str:
    """Write a command as a person can type it on any system."""
    return " ".join(["arrears", *(f'"{word}"' if _SPECIAL.search(word) else word for word in words)])


def _line(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True, markup=False, highlight=False)


def _counts(result: Day, lang: Lang) -> list[str]:
    say, intake, listed = texts("commands.daily.screen", lang), result.intake, result.follow_ups
    queues = {queue: int((listed["queue"] == queue).sum()) for queue in QUEUES}
    counts = {"rows": intake.rows, "accepted": len(intake.table), "rejected": intake.rejected_rows}
    lines = [say["counts"].format(**counts, listed=queues.pop("work"), **queues)]
    lines += [say["mapped"].format(columns=columns) for part in intake.parts if (columns := _mapped(part, lang))]
    if intake.replaced:
        lines.append(say["replaced"].format(replaced=intake.replaced))
    if cut := sum(listed.attrs["dropped"].values()):
        lines.append(say["cut"].format(cut=cut))
    return lines


def show_evening(evening: Evening, lang: Lang) -> None:
    """Say whose work of an earlier day is not in the store, before its workbook is moved."""
    console = Console()
    for file, rows in sorted(evening.unmerged.items()):
        _line(console, say("account.daily.unmerged", lang, file=file.name, rows=rows, folder="earlier/"))
    if evening.silent:
        names = ("、" if lang == "zh" else ", ").join(evening.silent)
        _line(console, say("account.daily.silent", lang, names=names, day=evening.day))


def _placed(result: Day, lang: Lang) -> list[str]:
    """Say what the list showed of money, and which cases left it."""
    placed = result.placed
    if placed is None:
        return []
    seen, rises, left = placed.evidence.seen, placed.evidence.rises, placed.left
    lines = []
    if len(seen):
        lines.append(say("account.daily.seen", lang, count=len(seen), amount=_yuan(seen["amount_fen"].sum())))
    for case, listed, amount in placed.evidence.differing[["case_id", "listed_fen", "amount_fen"]].to_numpy().tolist():
        lines.append(say("account.findings.list_differs", lang, case=case, listed=_yuan(listed), amount=_yuan(amount)))
    for why in sorted(set(rises["why"])):
        mine = rises[rises["why"] == why]
        cases = ", ".join(mine["case_id"].head(_NAMED)) + ("…" if len(mine) > _NAMED else "")
        amount = _yuan(mine["amount_fen"].sum())
        lines.append(say(f"account.daily.rose.{why}", lang, count=len(mine), amount=amount, cases=cases))
    if len(left):
        how = "closed" if left["state"].ne("").any() else "asked"
        settled, amount = int(left["state"].eq("settled").sum()), _yuan(left["owed_fen"].sum())
        lines.append(say(f"account.daily.left.{how}", lang, count=len(left), amount=amount, settled=settled))
    lines += [say("account.daily.spelled", lang, written=written, known=known) for written, known in placed.spelled]
    if placed.returned:
        lines.append(say("account.daily.returned", lang, count=len(placed.returned)))
    return lines


def _currencies(codes: Sequence[str], policies: Policies, lang: Lang) -> list[str]:
    """Say that amounts of different currencies stand apart, or that the list's is not the rules'."""
    say, own = texts("commands.daily.screen", lang), policies.profile.currency
    lines = [say["apart"].format(codes=", ".join(codes))] if len(codes) > 1 else []
    if foreign := [code for code in codes if code != own]:
        lines.append(say["foreign"].format(codes=", ".join(foreign), profile=policies.name, own=own))
    return lines


def _stage_table(aged: pd.DataFrame, file: str, code: str, as_of: date, policies: Policies, lang: Lang) -> Table:
    """Count cases and add amounts of one currency by stage, with a total that adds up."""
    say = texts("commands.daily.screen", lang)
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
    table.add_column(headings("commands.daily.screen.finding_heads", lang)[0], justify="right", no_wrap=True)
    for head in headings("commands.daily.screen.finding_heads", lang)[1:]:
        table.add_column(head, overflow="fold")
    for row in findings.head(SHOWN).fillna({"row": 0}).itertuples():
        table.add_row(str(row.row or ""), *(Text(str(text)) for text in (row.code, row.message, row.remedy)))
    return table


def _warnings(warnings: pd.DataFrame, lang: Lang) -> Table:
    """Show each code once: how often, in which rows first, and the words of its first place."""
    table = Table(title=texts("commands.daily.screen", lang)["warnings"], title_justify="left")
    for place, head in enumerate(headings("commands.daily.screen.warning_heads", lang)):
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
        table.add_row(
            Text(str(code)), f"{len(found):,}", shown or texts("commands.daily.screen", lang)["all"], Text(str(words))
        )
    return table


def _doubts(doubts: pd.DataFrame, lang: Lang) -> Table:
    """Show whom it is not certain who they are: how many, which cases first, and what to do."""
    table = Table(title=say("commands.daily.screen.doubts", lang), title_justify="left")
    for place, head in enumerate(headings("commands.daily.screen.doubt_heads", lang)):
        table.add_column(head, justify="right" if place == 1 else "left", overflow="fold")
    for code, found in doubts.groupby("code", sort=False):
        cases = found["case_id"].tolist()
        shown = ", ".join(cases[:_FIRST_ROWS]) + (" …" if len(cases) > _FIRST_ROWS else "")
        table.add_row(Text(str(code)), f"{len(found):,}", Text(shown), Text(str(found.iloc[0][lang])))
    return table


def _yuan(amount_fen: float) -> str:
    return f"{yuan(int(amount_fen)):,}"
