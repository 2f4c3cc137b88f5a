"""The public edge: a path in, an `Intake` out. Nothing large is imported here: the child process starts at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from arrears.intake.guard import read_guarded
from arrears.intake.limits import Limits
from arrears.intake.request import Request
from arrears.tables.columns import BY_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from arrears.intake.result import Intake

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def read_cases(
    path: str | Path,
    password: str | None = None,
    required: Sequence[str] | None = None,
    *,
    sheet: str | None = None,
    as_of: date | None = None,
    lang: Literal["zh", "en"] = "zh",
    limits: Limits | None = None,
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
    limits : Limits, optional
        How much the file may ask of the computer; those of the environment variables unless you say.

    Returns
    -------
    Intake
        Accepted cases, and every refused row with its reason; together they are all data rows of the file.

    Raises
    ------
    IntakeError
        If the file cannot be used as a whole, or goes beyond a limit; nothing is read then.
    ArrearsError
        If the process that reads files cannot be started.
    ValueError
        If `required` names a column that there is not, or `lang` is neither ``zh`` nor ``en``.

    Examples
    --------
    >>> from pathlib import Path
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
    request = Request(str(path), password, tuple(required or ()), sheet, as_of or datetime.now(_SHANGHAI).date(), lang)
    if lang not in {"zh", "en"}:
        raise ValueError(f"lang must be zh or en; it is {lang!r}")
    limits = limits or Limits.from_environment()
    if limits.in_process:
        from arrears.intake.reading import read_file  # noqa: PLC0415  # takes half a second; usually the child does it

        return read_file(request, limits)
    return read_guarded(request, limits)
