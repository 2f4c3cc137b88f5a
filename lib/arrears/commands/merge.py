"""``arrears merge``: collectors' workbooks back into the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.commands import waiting
from arrears.commands.options import HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.errors import ArrearsError
from arrears.words import both, texts
from arrears.words import say as say_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from arrears.returns.merge import Merged
    from arrears.returns.words import Finding

StoreOption = Annotated[
    str, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
PasswordOption = Annotated[str | None, Parameter(env_var="ARREARS_PASSWORD", help="Opens protected workbooks.")]
UNREADABLE = 2
_SHOWN = 40
_ROWS = 4
_FRAME, _LEAST = 3, 12
"""Characters between two columns, and of a column that is cut."""


def merge(  # each is an option that a person types
    *books: Path,
    store: StoreOption = "arrears.db",
    report: Path | None = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    password: PasswordOption = None,
    lang: LangOption = None,
) -> int:
    """Take collectors' workbooks back into the store; safe to repeat. Exit code 1 when something must be seen to.

    Parameters
    ----------
    books
        Workbooks that collectors have filled in, or folders of them.
    store
        The store that they were written from.
    report
        Where the report goes; ./merge-report.xlsx unless you say.
    profile
        The profile.
    house
        Your own policy folder.
    password
        Opens protected workbooks.
    lang
        The language.
    """
    from arrears.returns.merge import merge as merge_books  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.returns.report import write_merge_report  # noqa: PLC0415  # same
    from arrears.store import open_store  # noqa: PLC0415  # same

    language = lang or default_lang()
    missing = next((path for path in books if not path.exists()), None if books else Path())
    if missing is not None:
        raise ArrearsError(both("commands.merge.no_file", path=missing))
    with open_store(store, profile=profile, house=house, create=False) as opened:
        done = merge_books(opened, books, password=password, lang=language, progress=waiting.tell)
        today = day(None, opened.policies)
        written = write_merge_report(
            report or Path("merge-report.xlsx"),
            done,
            store=opened.name,
            policies=opened.policies,
            as_of=today,
            lang=language,
        )
    show(done, language)
    console = Console()
    console.print(
        str(texts("commands.merge", language)["report"]).format(path=written.path),
        soft_wrap=True,
        highlight=False,
        markup=False,
    )
    if written.moved:
        console.print(written.message(language), soft_wrap=True, highlight=False, markup=False)
    if done.unreadable and not done.files:
        return UNREADABLE
    return 1 if done.needs_a_look else 0


def show(done: Merged, lang: str) -> None:
    """Say on the screen what came of a merge."""
    from arrears.returns.report import summary  # noqa: PLC0415  # same

    say, console = texts("commands.merge", lang), Console()
    lines = summary(done).drop(columns=["collector", "day", "notes"]).itertuples(index=False)
    console.print(_table(say["title"], say["columns"], lines))
    found = [one for one in done.findings if one.kind != "note"]
    rows, remedies = _short(found, lang)
    if rows:
        console.print(_table(say["found"], say["findings"], rows[:_SHOWN], cut=2))
        used = {row[-1] for row in rows[:_SHOWN]}
        for number, remedy in enumerate(remedies, 1):
            if number in used:
                console.print(f"{number} {remedy}", soft_wrap=True, highlight=False, markup=False)
    if len(done.breaches):
        broken = _by_rule(done.breaches)
        console.print(_table(say["broken"], say["breaches"], broken[:_SHOWN], cut=3))
    more = max(len(rows) - _SHOWN, 0)
    if more:
        console.print(str(say["more"]).format(more=more), highlight=False)
    others = [f"{one.file}（{one.words(lang).message}）" for one in done.others]
    if others:
        files = "；".join(others) if lang == "zh" else "; ".join(others)
        console.print(say_of("account.merge.files", lang, files=files), soft_wrap=True, highlight=False, markup=False)
    if done.missing:
        names = "、".join(done.missing) if lang == "zh" else ", ".join(done.missing)
        console.print(say_of("account.merge.missing", lang, names=names), soft_wrap=True, highlight=False, markup=False)
    if done.blank:
        names = ("、" if lang == "zh" else ", ").join(done.blank)
        console.print(say_of("account.merge.blank", lang, names=names), soft_wrap=True, highlight=False, markup=False)
    if done.receipt is None:
        console.print(say["nothing"])
    console.print(str(say["head"]).format(head=done.head), soft_wrap=True, highlight=False)


def _short(found: Sequence[Finding], lang: str) -> tuple[list[tuple[object, ...]], list[str]]:
    """Give a line for each workbook and kind of mistake, and the remedies that the lines number: the report has every row in full."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        kinds.setdefault((one.file, one.code), []).append(one)
    lines: list[tuple[object, ...]] = []
    remedies: dict[str, int] = {}
    for (file, _), mine in kinds.items():
        rows = [f"{one.sheet} {one.row}" for one in mine if one.row]
        shown = ", ".join(rows[:_ROWS]) + ("…" if len(rows) > _ROWS else "")
        words = mine[0].words(lang)
        number = remedies.setdefault(words.remedy, len(remedies) + 1)
        lines.append((file, shown, (f"×{len(mine)} " if len(mine) > 1 else "") + words.message, number))
    return lines, list(remedies)


def _by_rule(breaches: pd.DataFrame) -> list[tuple[object, ...]]:
    """Give a line for each collector and rule that was broken, with the first time and the first cases."""
    lines: list[tuple[object, ...]] = []
    for (who, rule), mine in breaches.groupby(["collector", "rule"], sort=True):
        cases = list(dict.fromkeys(mine["case_id"]))
        named = ", ".join(cases[:_ROWS]) + ("…" if len(cases) > _ROWS else "")
        lines.append((who, rule, len(mine), f"{mine['local_time'].iloc[0]} {mine['happened'].iloc[0]}", named))
    return lines


def _table(title: object, columns: object, rows: object, *, cut: int | None = None) -> Table:
    """Make a table in which nothing from a file is markup; with a column that may be cut, each row is one line."""
    table = Table(title=str(title), title_justify="left")
    names = [str(name) for name in columns]  # type: ignore[attr-defined]  # texts
    cells = [[str(cell) for cell in row] for row in rows]  # type: ignore[attr-defined]  # tuples
    wide = [max(map(cell_len, column)) for column in zip(names, *cells, strict=True)]
    room = max(Console().width - sum(wide) - len(wide) * _FRAME + (wide[cut] if cut is not None else 0) - 1, _LEAST)
    for place, name in enumerate(names):
        if cut is None:
            table.add_column(name, overflow="fold")
        else:
            most = min(wide[place], room) if place == cut else wide[place]
            table.add_column(name, overflow="ellipsis", no_wrap=True, width=most)
    for row in cells:
        table.add_row(*map(Text, row))
    return table
