"""What an assignment hands over as files."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.operations.cases.ageing import age
from arrears.operations.cases.summary import listed_currencies
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.panels.assign.tables import MOVED, case_columns, flag_words
from arrears.policy.records import Capacity
from arrears.returns.fill import stored_day
from arrears.store.state.experience import with_own_calls
from arrears.store.state.trials import tried_on
from arrears.words import both
from arrears.workbooks.collector.fill import desk_run, write_desk_books
from arrears.workbooks.sheets.book import Field, TableSheet, write_book
from arrears.workbooks.sheets.styles import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from arrears.panels.assign.model import Assigning
    from arrears.panels.shell.grid.columns import Column


def moved_list(work: Assigning, lang: str) -> tuple[bytes, str]:
    """Give the cases that would change hands as a workbook, masked; the export is recorded.

    Returns
    -------
    (bytes, str)
        The file, and the name that it should have.

    Raises
    ------
    AccessError
        If this person's role may not export.
    """
    columns = case_columns(work.session.policies, work.today, MOVED)
    table = flag_words(work.moved(lang), lang)[[column.name for column in columns]]
    name = f"{work.session.say(both('panels.assign.files.assignment_moves_word'))}-{work.today}.xlsx"
    table = work.session.signed_in.export(_in_words(table, columns, lang), file_name=name)
    title = work.session.say("panels.assign.files.moves_cases", today=work.today)
    note = work.session.say("panels.assign.files.tried_out_not_committed_personal")
    sheet = TableSheet(
        name=work.session.say("panels.assign.files.moves"),
        table="moves",
        title=title,
        note=note,
        fields=tuple(Field(column.name, column.label(lang), _form(column)) for column in columns),
        frame=table,
        empty=work.session.say("panels.assign.files.nothing_would_move"),
        fixed=1,
    )
    with tempfile.TemporaryDirectory(prefix="arrears-") as folder:
        path = Path(folder) / "moves.xlsx"
        write_book(
            path, [sheet], as_of=work.today, title=title, currency=work.session.policies.profile.currency, lang=lang
        )
        return path.read_bytes(), name


def collector_workbooks(
    work: Assigning, lang: str, tell: Callable[[float, str, str], object]
) -> tuple[bytes, str, pd.DataFrame]:
    """Write the workbooks of the collectors whose lists the last commit changed, or of everybody; masked, in one ZIP file.

    They are what ``arrears daily --store`` writes: with the past contacts and the promises that the store knows.

    Parameters
    ----------
    work : Assigning
        What was committed.
    lang : str
        ``zh`` or ``en``.
    tell : function
        Told how far it is; what it raises ends the work.

    Returns
    -------
    (bytes, str, DataFrame)
        The file, the name that it should have, and the cases in it, masked: what is to be recorded as an export.
    """
    tell(0.05, *both("panels.assign.files.making_follow_up_lists"))
    session, policies = work.session, work.session.policies
    names = work.committed.collectors if work.committed else frozenset(work.collectors)
    aged = age(session.cases(), work.today, policies)
    aged = aged[aged["collector"].isin(names) & (aged["total_due_fen"].fillna(0) > 0)].reset_index(drop=True)
    room = policies.get(Capacity, work.today).cases_per_day
    aged = with_own_calls(aged, session.store, work.today)
    tried, _ = tried_on(session.store, aged["case_id"], work.today)
    lists = follow_ups(aged, work.today, policies, "en" if lang == "en" else "zh", capacity=room, tried=tried)
    lists["currency"] = listed_currencies(lists, aged, policies.profile.currency)
    known = stored_day(session.store, work.today, set(aged["case_id"]))
    run = desk_run(policies, work.today, lang, store=known.store, head=str(known.head))
    name = f"{session.say(both('panels.assign.files.collectors_word'))}-{work.today}.zip"

    def report(part: float) -> None:
        tell(0.1 + 0.85 * part, *both("panels.assign.files.writing_collectors_workbooks"))

    with tempfile.TemporaryDirectory(prefix="arrears-") as folder:
        written = write_desk_books(
            lists, aged, Path(folder), run, contacts=known.contacts, promises=known.promises, progress=report
        )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for each in written:
                archive.write(each.path, each.path.name)
    return packed.getvalue(), name, aged


def _in_words(table: pd.DataFrame, columns: list[Column], lang: str) -> pd.DataFrame:
    said = {
        column.name: table[column.name].map({value: pair[lang == "en"] for value, pair in column.words.items()})
        for column in columns
        if column.words
    }
    return table.assign(**said)


def _form(column: Column) -> Form:
    return Form.AMOUNT if column.kind == "money" else Form.TEXT
