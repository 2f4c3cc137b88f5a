"""``arrears payments``: the bank's payment files into the store, and what fits no case settled by hand."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.errors import ArrearsError, IntakeError
from arrears.units import yuan
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import pandas as pd

    from arrears.intake import Intake
    from arrears.store.state.receipts import Finding, Taken
    from arrears.words import Lang

StoreOption = Annotated[
    str, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
PasswordOption = Annotated[str | None, Parameter(env_var="ARREARS_PASSWORD", help="Opens protected workbooks.")]
UNREADABLE = 2
_SHOWN = 50
_AMOUNTS = frozenset({"amount", "listed"})

app = App(name="payments", help="The bank's payment files, matched to cases.")


class _File(NamedTuple):
    """One file, and what became of it."""

    name: str
    intake: Intake | None
    taken: Taken | None
    refused: str = ""


@app.default
def payments(  # noqa: PLR0913  # each is an option that a person types
    *files: Path,
    store: StoreOption = "arrears.db",
    as_of: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    password: PasswordOption = None,
    sheet: str | None = None,
    keep_strangers: Annotated[bool, Parameter(negative="")] = False,
    actor: str | None = None,
    lang: LangOption = None,
) -> int:
    """Take the bank's payment files into the store; safe to repeat. Exit code 1 when something must be seen to.

    Parameters
    ----------
    files
        The files: .xlsx, .xls, .ods or .csv, with 流水号, 入账日期, 金额 and at least one of 案件编号, 卡号, 客户号, 身份证号.
    store
        The store.
    as_of
        The day on which they are read; nothing can be booked after it.
    profile
        The profile.
    house
        Your own policy folder.
    password
        Opens protected workbooks.
    sheet
        The sheet, where several are payment files.
    keep_strangers
        Keep the rows of a file of which none names a case.
    actor
        Who reads them; the system's login unless you say.
    lang
        The language.
    """
    from arrears.store import open_store  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.store.state.receipts import take_payments  # noqa: PLC0415  # same

    language = lang or default_lang()
    missing = next((path for path in files if not path.is_file()), None if files else Path())
    if missing is not None:
        raise ArrearsError(both("account.payments.no_file", path=missing))
    read: list[_File] = []
    with open_store(store, profile=profile, house=house, create=False) as opened:
        today = day(as_of, opened.policies)
        who = actor or getpass.getuser()
        for path in files:
            try:
                intake = _read(path, password, sheet, today, language, profile, house)
            except IntakeError as error:
                read.append(_File(path.name, None, None, error.text(language)))
                continue
            taken = take_payments(opened, intake.table, actor=who, as_of=today, keep_strangers=keep_strangers)
            read.append(_File(path.name, intake, taken))
        head = opened.head()
    _show(read, language)
    Console().print(say("account.payments.head", language, head=head), soft_wrap=True, highlight=False, markup=False)
    if all(one.intake is None for one in read):
        return UNREADABLE
    return int(any(one.refused or (one.taken and one.taken.findings) or _rejected(one) for one in read))


def _read(  # what a file is read with
    path: Path, password: str | None, sheet: str | None, today: date, lang: Lang, profile: str, house: Path | None
) -> Intake:
    from arrears.intake import read_table  # noqa: PLC0415  # same
    from arrears.tables.payments import NAMING, PAYMENTS  # noqa: PLC0415  # same

    intake = read_table(
        path, PAYMENTS, password=password, sheet=sheet, as_of=today, lang=lang, profile=profile, house=house
    )
    if len(intake.table) and not any(key in NAMING for _, key in intake.mapped):
        raise IntakeError("NO_NAME", both("account.payments.no_name", file=path.name))
    return intake


def _rejected(one: _File) -> bool:
    return one.intake is not None and len(one.intake.rejects) > 0


def _show(files: Sequence[_File], lang: Lang) -> None:
    console = Console()
    lines = [_counts(one, lang) for one in files if one.taken is not None]
    console.print(_table(say("account.payments.title", lang), say("account.payments.columns", lang), lines))
    grounds = _grounds(files, lang)
    if grounds:
        console.print(say("account.payments.grounds", lang, grounds=grounds), soft_wrap=True, highlight=False)
    found = [line for one in files for line in _findings(one, lang)]
    if found:
        title, columns = say("account.payments.found", lang), say("account.payments.finding_columns", lang)
        console.print(_table(title, columns, found[:_SHOWN]))
    if len(found) > _SHOWN:
        console.print(say("account.payments.more", lang, more=len(found) - _SHOWN), highlight=False)


def _counts(one: _File, lang: Lang) -> tuple[object, ...]:
    del lang
    taken, intake = one.taken, one.intake
    if taken is None or intake is None:
        return (one.name,)
    rejected = intake.rejected_rows
    paid, back = taken.paid, taken.taken_back
    return (
        one.name, intake.rows, paid["row"].nunique(), _money(paid["amount_fen"].sum()), back["row"].nunique(),
        _money(back["amount_fen"].sum()), taken.known, len(taken.waiting), rejected,
    )  # fmt: skip


def _grounds(files: Sequence[_File], lang: Lang) -> str:
    counts: dict[str, int] = {}
    for one in files:
        for ground in () if one.taken is None else one.taken.paid["ground"].tolist():
            counts[ground] = counts.get(ground, 0) + 1
    return " · ".join(f"{say(f'account.payments.ground.{ground}', lang)} {number}" for ground, number in counts.items())


def _findings(one: _File, lang: Lang) -> Iterable[tuple[object, ...]]:
    if one.refused:
        yield (one.name, "", one.refused)
    if one.intake is not None:
        for reject in one.intake.rejects.itertuples():
            yield (one.name, reject.row, f"{reject.message}{'；' if lang == 'zh' else '; '}{reject.remedy}")
    for finding in one.taken.findings if one.taken is not None else ():
        yield (one.name, finding.row or "", said(finding, lang))


def said(finding: Finding, lang: Lang) -> str:
    """Say a finding; amounts in yuan."""
    values = {key: _money(int(str(value))) if key in _AMOUNTS else value for key, value in finding.values.items()}
    return say(f"account.findings.{finding.code}", lang, **values)


@app.command
def match(  # noqa: PLR0913  # each is an option that a person types
    reference: str | None = None,
    case: str | None = None,
    *,
    aside: str | None = None,
    store: StoreOption = "arrears.db",
    as_of: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    actor: str | None = None,
    lang: LangOption = None,
) -> int:
    """List the bank's rows that fit no case, or settle one: name its reference and the case, or say why it is of none.

    Parameters
    ----------
    reference
        The row's 流水号; all rows that wait are listed if it is left out.
    case
        The case that it is of.
    aside
        Why it is of none, such as 非本行客户.
    store
        The store.
    as_of
        Today, unless you say.
    profile
        The profile.
    house
        Your own policy folder.
    actor
        Who decides; the system's login unless you say.
    lang
        The language.
    """
    from arrears.store import open_store  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.store.access.viewing import masked_texts  # noqa: PLC0415  # same
    from arrears.store.state.receipts import match_row, open_rows  # noqa: PLC0415  # same

    language = lang or default_lang()
    with open_store(store, profile=profile, house=house, create=False) as opened:
        waiting = open_rows(opened)
        if reference is None:
            _show_waiting(masked_texts(opened, waiting, ("memo",)), language)
            return int(len(waiting) > 0)
        if (case is None) == (aside is None):
            raise ArrearsError(both("account.payments.say_which"))
        mine = waiting[waiting["reference"].str.upper() == reference.strip().upper()]
        if len(mine) != 1:
            raise ArrearsError(both("account.payments.which", reference=reference))
        today, who = day(as_of, opened.policies), actor or getpass.getuser()
        key = str(mine["key"].iloc[0])
        match_row(opened, key, case_id=case or "", aside=aside or "", actor=who, as_of=today)
    name = "case_said" if case else "aside_said"
    what = say(f"account.payments.{name}", language, **({"case": case} if case else {"reason": aside}))
    Console().print(
        say("account.payments.settled", language, reference=reference, what=what), highlight=False, markup=False
    )
    return 0


def _show_waiting(waiting: pd.DataFrame, lang: Lang) -> None:
    if waiting.empty:
        Console().print(say("account.payments.nothing_waits", lang))
        return
    rows = [
        (
            one["reference"], one["booked_on"], _money(one["amount_fen"]), one["currency"], one["memo"] or "",
            say(f"account.why.{one['why']}", lang), ", ".join(one["candidates"] or ()),
        )
        for one in waiting.to_dict("records")
    ]  # fmt: skip
    Console().print(
        _table(say("account.payments.waiting_title", lang), say("account.payments.waiting_columns", lang), rows)
    )


def _money(fen: float) -> str:
    return f"{yuan(int(fen)):,.2f}"


def _table(title: str, columns: str, rows: Iterable[Sequence[object]]) -> Table:
    """Make a table in which nothing from a file is markup."""
    table = Table(title=title, title_justify="left")
    for name in columns.split("|"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    return table
