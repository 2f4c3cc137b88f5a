"""The public edge: a path in, an `Intake` out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from arrears.intake.choose import choose
from arrears.intake.files import Format, load
from arrears.intake.text_files import read_text
from arrears.intake.typed import typed
from arrears.intake.workbook import read_biff, read_ooxml
from arrears.tables.columns import BY_KEY
from arrears.tables.dates import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.intake.result import Intake

_READERS = {Format.OOXML: read_ooxml, Format.BIFF: read_biff, Format.TEXT: read_text}


def read_cases(
    path: str | Path,
    password: str | None = None,
    required: Sequence[str] | None = None,
    *,
    sheet: str | None = None,
    as_of: date | None = None,
    lang: Literal["zh", "en"] = "zh",
) -> Intake:
    r"""Read a case list: .xlsx, .xlsm, .xls, or text separated by commas, tabs or semicolons.

    Parameters
    ----------
    path : path
        The file; its format is told by its content.
    password : str, optional
        Opens a protected workbook.
    required : sequence of str, optional
        Columns that no case may lack, besides ``case_id``, ``due_date``, and ``principal`` or ``statement_balance``.
    sheet : str, optional
        The sheet, where several are case lists.
    as_of : date, optional
        The day after which nothing can have happened; today in Shanghai unless you say.
    lang : str
        ``zh`` or ``en``: the language of messages.

    Returns
    -------
    Intake
        Accepted cases, and every refused row with its reason; together they are all data rows of the file.

    Raises
    ------
    IntakeError
        If the file cannot be used as a whole; nothing is read then.
    ValueError
        If `required` names a column that there is not.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "list.csv")
    ...     _ = path.write_text("案件编号,到期还款日,逾期本金\nC1,2026-01-31,1000\nC2,2026-02-30,500\n", "utf-8")
    ...     intake = read_cases(path, lang="en")
    >>> intake.cases[["case_id", "principal"]].to_dict("records")
    [{'case_id': 'C1', 'principal': Decimal('1000.00')}]
    >>> intake.rejects[["row", "column", "code"]].to_dict("records")
    [{'row': 3, 'column': 'due_date', 'code': 'DATE_INVALID'}]
    """
    unknown = [key for key in required or () if key not in BY_KEY]
    if unknown:
        raise ValueError(f"required names the column {unknown[0]!r}, which there is not; use {', '.join(BY_KEY)}")
    day = as_of or datetime.now(SHANGHAI).date()
    return read_file(str(path), password, tuple(required or ()), sheet, day, lang)


def read_file(
    path: str, password: str | None, required: tuple[str, ...], sheet: str | None, as_of: date, lang: str
) -> Intake:
    """Read a case list with every option given: no clock, nothing but plain values in and picklable ones out."""
    place = Path(path)
    kind, data, notices = load(place, password)
    grids = _READERS[kind](data, place.name)
    choice, more = choose(grids, place.name, sheet=sheet, required=required)
    return typed(choice, [*notices, *more], place.name, required=required, as_of=as_of, lang=lang)
