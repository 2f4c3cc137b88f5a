"""What an assignment hands over as files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.panels.assign_tables import MOVED, case_columns, flag_words
from arrears.workbooks.book import Field, TableSheet, write_book
from arrears.workbooks.styles import Form

if TYPE_CHECKING:
    import pandas as pd

    from arrears.panels.assign import Assigning
    from arrears.panels.grid_columns import Column


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
    name = f"{work.session.say('分案调整', 'assignment-moves')}-{work.today}.xlsx"
    table = work.session.signed_in.export(_in_words(table, columns, lang), file_name=name)
    title = work.session.say(f"分案调整清单 {work.today}", f"Moves of cases {work.today}")
    note = work.session.say("尚未提交的试算结果；客户信息已脱敏。", "Tried out, not committed; personal data masked.")
    sheet = TableSheet(
        name=work.session.say("调整清单", "Moves"),
        table="moves",
        title=title,
        note=note,
        fields=tuple(Field(column.name, column.label(lang), _form(column)) for column in columns),
        frame=table,
        empty=work.session.say("没有调整。", "Nothing would move."),
        fixed=1,
    )
    with tempfile.TemporaryDirectory(prefix="arrears-") as folder:
        path = Path(folder) / "moves.xlsx"
        write_book(
            path, [sheet], as_of=work.today, title=title, currency=work.session.policies.profile.currency, lang=lang
        )
        return path.read_bytes(), name


def _in_words(table: pd.DataFrame, columns: list[Column], lang: str) -> pd.DataFrame:
    said = {
        column.name: table[column.name].map({value: pair[lang == "en"] for value, pair in column.words.items()})
        for column in columns
        if column.words
    }
    return table.assign(**said)


def _form(column: Column) -> Form:
    return Form.AMOUNT if column.kind == "money" else Form.TEXT
