"""``arrears demo``, ``arrears daily`` and ``arrears check``: the main job on the command line."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from arrears.cli.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.policy import Policies
from arrears.policy.records import Stages
from arrears.units import yuan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    import pandas as pd

    from arrears.cli.options import Lang
    from arrears.daily import Day
    from arrears.intake import Intake

PasswordOption = Annotated[str | None, Parameter(env_var="ARREARS_PASSWORD", help="Opens a protected workbook.")]

STEPS = {
    "zh": {
        "read": "读取与检查",
        "stage": "分阶段",
        "rank": "排序",
        "follow-ups": "写跟进清单",
        "collectors": "写催收员工作簿",
        "rejected": "写退回清单",
        "summary": "写汇总页",
    },
    "en": {
        "read": "read and check",
        "stage": "stage",
        "rank": "rank",
        "follow-ups": "write follow-up list",
        "collectors": "write collectors' workbooks",
        "rejected": "write rejected rows",
        "summary": "write summary",
    },
}
SAY = {
    "zh": {
        "title": "截至 {day} · {file}",
        "stage": "催收阶段",
        "cases": "案件数",
        "due": "应还合计（元）",
        "risk": "风险金额（元）",
        "total": "合计",
        "counts": "文件 {rows} 行：接收 {accepted} 行，退回 {rejected} 行；今日跟进 {listed} 件，其中 {blocked} 件暂不可联系。",
        "cut": "另有 {cut} 件超出催收员每日件数，留待以后跟进。",
        "errors": "退回的行",
        "warnings": "提示",
        "read": "文件 {rows} 行：接收 {accepted} 行，退回 {rejected} 行。",
        "fix": "退回的行见 {path}，改正后可直接再次导入。",
        "files": "文件在 {path}",
        "moved": "{asked} 正被其他程序打开，已另存为 {path}。",
        "more": "另有 {more} 处问题未列出。",
    },
    "en": {
        "title": "as of {day} · {file}",
        "stage": "stage",
        "cases": "cases",
        "due": "total due (yuan)",
        "risk": "value at risk (yuan)",
        "total": "total",
        "counts": "{rows} rows in the file: {accepted} accepted, {rejected} rejected; {listed} follow-ups, {blocked} of them not to be contacted now.",
        "cut": "{cut} more are beyond what the collectors can do in a day and wait.",
        "errors": "Rejected rows",
        "warnings": "Warnings",
        "read": "{rows} rows in the file: {accepted} accepted, {rejected} rejected.",
        "fix": "The rejected rows are in {path}; correct them there and read that file again.",
        "files": "the files are in {path}",
        "moved": "{asked} is open in another program; written as {path} instead.",
        "more": "{more} more findings are not shown.",
    },
}
FINDING_HEADS = {"zh": ("行", "代码", "问题", "处理办法"), "en": ("row", "code", "what is wrong", "remedy")}
SHOWN = 50
"""Findings that fit on a screen; all of them are in rejected.xlsx."""


def daily(
    book: Path,
    *,
    as_of: DayOption = None,
    out: Path | None = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
    password: PasswordOption = None,
    capacity: Annotated[int | None, Parameter(validator=Number(gte=1))] = None,
) -> int:
    """Check, stage and rank a case list; write follow-up workbooks, rejected rows and a summary.

    Parameters
    ----------
    book
        The case list: .xlsx, .xlsm, .xls or .csv.
    as_of
        The day that figures are for.
    out
        Folder for the results; ./arrears-daily unless you say.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    password
        Opens a protected workbook.
    capacity
        Follow-ups that one collector is given at most; the policy's number unless you say.
    """
    policies = Policies(profile, house)
    folder = out or Path("arrears-daily")
    language = lang or default_lang()
    return _run(book, folder, day(as_of, policies), policies, language, password=password, capacity=capacity)


def demo(*, out: Path | None = None, lang: LangOption = None) -> int:
    """Run the main job on the shipped portfolio of 2,000 invented cases.

    Parameters
    ----------
    out
        Folder for the results; ./arrears-demo unless you say.
    lang
        The language.
    """
    from arrears.resources import shipped  # noqa: PLC0415  # other commands start without these
    from arrears.training.portfolio import DEMO_AS_OF  # noqa: PLC0415

    book = shipped("sample_workbooks", "portfolio.xlsx")
    _run(book, out or Path("arrears-demo"), DEMO_AS_OF, Policies(), lang or default_lang())
    return 0  # the portfolio's bad rows are there to be shown, not a finding


def check(book: Path, *, as_of: DayOption = None, lang: LangOption = None, password: PasswordOption = None) -> int:
    """Check a case list without writing anything; exit code 1 when rows are rejected.

    Parameters
    ----------
    book
        The case list.
    as_of
        The day against which dates are checked.
    lang
        The language.
    password
        Opens a protected workbook.
    """
    from arrears.intake import read_cases  # noqa: PLC0415  # pandas takes half a second; `--help` needs none

    lang = lang or default_lang()
    intake = read_cases(book, password=password, as_of=day(as_of, Policies()), lang=lang)
    _show_intake(intake, lang)
    return 1 if intake.rejected_rows else 0


def _run(
    book: Path,
    out: Path,
    as_of: date,
    policies: Policies,
    lang: Lang,
    *,
    password: str | None = None,
    capacity: int | None = None,
) -> int:
    from arrears.daily import run_day  # noqa: PLC0415  # pandas takes half a second; `--help` needs none

    with _bars(lang) as progress:
        result = run_day(
            book,
            out,
            as_of=as_of,
            policies=policies,
            lang=lang,
            password=password,
            capacity=capacity,
            progress=progress,
        )
    _show_day(result, book, out, as_of, policies, lang)
    return 1 if result.intake.rejected_rows else 0


@contextmanager
def _bars(lang: Lang) -> Iterator[Callable[[str, float], None]]:
    """Show one bar a step on a terminal, and nothing where the output is a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {step: bars.add_task(name, total=1.0, start=False) for step, name in STEPS[lang].items()}

        def tell(step: str, share: float) -> None:
            bars.start_task(tasks[step])
            bars.update(tasks[step], completed=share)

        yield tell


def _show_day(result: Day, book: Path, out: Path, as_of: date, policies: Policies, lang: Lang) -> None:
    say = SAY[lang]
    console = Console()
    console.print(_stage_table(result, book, as_of, policies, lang))
    listed = result.follow_ups
    blocked = int((listed["blocked_by"] != "").sum())
    counts = {"rows": result.intake.rows, "accepted": len(result.intake.table), "rejected": result.intake.rejected_rows}
    console.print(say["counts"].format(**counts, listed=len(listed), blocked=blocked), soft_wrap=True)
    if cut := sum(listed.attrs["dropped"].values()):
        console.print(say["cut"].format(cut=cut))
    if result.intake.rejected_rows:
        console.print(say["fix"].format(path=out / "rejected.xlsx"), soft_wrap=True)
    for file in result.files:
        if file.path != file.asked:
            console.print(say["moved"].format(asked=file.asked.name, path=file.path.name), soft_wrap=True)
    console.print(say["files"].format(path=out), soft_wrap=True)


def _stage_table(result: Day, book: Path, as_of: date, policies: Policies, lang: Lang) -> Table:
    """Count cases and add amounts by stage, with a total that adds up."""
    say = SAY[lang]
    table = Table(title=say["title"].format(day=as_of, file=book.name), show_footer=True)
    stages = policies.get(Stages, as_of)
    names = dict(zip(stages.keys, stages.labels_zh if lang == "zh" else stages.labels_en, strict=True))
    due, risk = result.aged["total_due_fen"], result.aged["value_at_risk_fen"]
    by_stage = result.aged["stage"]
    table.add_column(say["stage"], say["total"])
    table.add_column(say["cases"], f"{len(result.aged):,}", justify="right")
    table.add_column(say["due"], _yuan(due.sum()), justify="right")
    table.add_column(say["risk"], _yuan(risk.sum()), justify="right")
    for key, name in names.items():
        here = by_stage == key
        if here.any():
            table.add_row(name, f"{here.sum():,}", _yuan(due[here].sum()), _yuan(risk[here].sum()))
    return table


def _show_intake(intake: Intake, lang: Lang) -> None:
    """Show what was refused and what was only noticed, then the counts, which add up to the rows of the file."""
    say = SAY[lang]
    console = Console()
    for title, findings in (("errors", intake.rejects), ("warnings", intake.warnings)):
        if len(findings):
            console.print(_findings(findings, say[title], lang))
        if len(findings) > SHOWN:
            console.print(say["more"].format(more=len(findings) - SHOWN))
    counts = {"rows": intake.rows, "accepted": len(intake.table), "rejected": intake.rejected_rows}
    console.print(say["read"].format(**counts), soft_wrap=True)


def _findings(findings: pd.DataFrame, title: str, lang: Lang) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(FINDING_HEADS[lang][0], justify="right", no_wrap=True)
    for head in FINDING_HEADS[lang][1:]:
        table.add_column(head, overflow="fold")
    for row in findings.head(SHOWN).fillna({"row": 0}).itertuples():
        table.add_row(str(row.row or ""), str(row.code), str(row.message), str(row.remedy))
    return table


def _yuan(amount_fen: float) -> str:
    return f"{yuan(int(amount_fen)):,}"
