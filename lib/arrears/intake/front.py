"""The public edge: a path in, an `Intake` out. Nothing large is imported here: the child process starts at once."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from arrears.intake.guard import read_guarded
from arrears.intake.limits import Limits
from arrears.intake.request import MapRequest, Request
from arrears.tables.contract import CASES, Contract

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arrears.intake.mapping.propose import Proposal
    from arrears.intake.result import Intake

MAPPINGS_VARIABLE = "ARREARS_MAPPINGS"
"""Names a folder of mappings that hold wherever a list lies."""
MAPPINGS_FOLDER = "arrears-mappings"
"""Where mappings are looked for: beside the list, and in the working folder."""


def read_cases(  # noqa: PLR0913  # each is an option of one reading
    path: str | Path,
    password: str | None = None,
    required: Sequence[str] | None = None,
    *,
    sheet: str | None = None,
    as_of: date | None = None,
    lang: Literal["zh", "en"] = "zh",
    limits: Limits | None = None,
    profile: str = "cn",
    house: str | Path | None = None,
    dates: Literal["", "dmy", "mdy"] = "",
    decimal_mark: Literal["", ".", ","] = "",
    mappings: str | Path | None = None,
    strict: bool | None = None,
) -> Intake:
    r"""Read a case list: .xlsx, .xlsm, .xls, .et, .ods, or text separated by commas, tabs or semicolons.

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
    as_of : date or datetime, optional
        The day after which nothing can have happened; of an instant, the day in the profile's time zone; now unless you say.
    lang : str
        ``zh`` or ``en``: the language of messages.
    limits : Limits, optional
        How much the file may ask of the computer; those of the environment variables unless you say.
    profile : str
        Whose country, currency and time zone hold where the list says nothing of its own.
    house : path, optional
        The house's own policy folder; its ``mappings`` are looked into too.
    dates : str
        ``dmy`` or ``mdy``: how dates of numbers alone are read. Unless you say, each column settles it as a whole.
    decimal_mark : str
        ``.`` or ``,``. Unless you say, the list's amounts settle it as a whole.
    mappings : path, optional
        A folder of mappings that `arrears map` kept; looked into before those beside the list, in the working folder, and in the
        folder that the environment variable ``ARREARS_MAPPINGS`` names.
    strict : bool, optional
        Whether an unusable phone, id, card or e-mail refuses its row, in place of being told and left out. Unless you say, it
        does for whoever names `required` columns, and so imports into a contract of their own.

    Returns
    -------
    Intake
        Accepted cases, and every refused row with its reason; together they are all data rows of the file.

    Raises
    ------
    IntakeError
        If the file cannot be used as a whole, or goes beyond a limit; nothing is read then.
    ArrearsError
        If the process that reads files cannot be started, or a mapping cannot be used.
    ValueError
        If `required` names a column that there is not, or an option is none of its values.

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
    return read_table(
        path,
        CASES,
        password=password,
        required=required,
        sheet=sheet,
        as_of=as_of,
        lang=lang,
        limits=limits,
        profile=profile,
        house=house,
        dates=dates,
        decimal_mark=decimal_mark,
        mappings=mappings,
        strict=strict,
    )


def read_table(  # noqa: PLR0913  # each is an option of one reading
    path: str | Path,
    contract: Contract,
    *,
    password: str | None = None,
    required: Sequence[str] | None = None,
    sheet: str | None = None,
    as_of: date | None = None,
    lang: Literal["zh", "en"] = "zh",
    limits: Limits | None = None,
    profile: str = "cn",
    house: str | Path | None = None,
    dates: Literal["", "dmy", "mdy"] = "",
    decimal_mark: Literal["", ".", ","] = "",
    mappings: str | Path | None = None,
    strict: bool | None = None,
) -> Intake:
    r"""Read a list of any kind: the same headings, units, forms, mappings and checks for the columns of another contract.

    Parameters
    ----------
    path : path
        The file.
    contract : Contract
        Its columns, and what holds between them.
    password, required, sheet, as_of, lang, limits, profile, house, dates, decimal_mark, mappings, strict
        As `read_cases` takes them.

    Returns
    -------
    Intake
        ``table`` has the contract's columns by name, amounts in fen, then the further columns, then ``source_row``.

    Raises
    ------
    IntakeError, ArrearsError, ValueError
        As `read_cases` does.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from arrears.tables.columns import Column, Kind
    >>> payments = Contract(
    ...     name="payments",
    ...     columns=(
    ...         Column("reference", Kind.CASE_ID, "流水号", "Reference"),
    ...         Column("booked_on", Kind.DATE, "入账日期", "Booked on"),
    ...         Column("amount", Kind.AMOUNT, "金额", "Amount"),
    ...     ),
    ...     required=("reference", "booked_on", "amount"),
    ...     unique="reference",
    ...     identity=("reference",),
    ... )
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "bank.csv")
    ...     _ = path.write_text("单位：万元\n流水号,入账日期,金额\nT1,2026-01-31,0.05\n合计,,0.05\n", "utf-8")
    ...     read_table(path, payments).table[["reference", "amount_fen"]].to_dict("records")
    [{'reference': 'T1', 'amount_fen': 50000}]
    """
    unknown = [key for key in required or () if key not in contract]
    if unknown:
        keys = ", ".join(column.key for column in contract.columns)
        raise ValueError(f"required names the column {unknown[0]!r}, which there is not; use {keys}")
    _one_of("lang", lang, ("zh", "en"))
    _one_of("dates", dates, ("", "dmy", "mdy"))
    _one_of("decimal_mark", decimal_mark, ("", ".", ","))
    folders = tuple(map(str, mapping_folders(Path(path), mappings, house)))

    def request() -> Request:
        from arrears.in_force.name_keys import characters_alike  # noqa: PLC0415  # loaded while the child process starts
        from arrears.policy import Policies  # noqa: PLC0415  # same

        policies = Policies(profile, Path(house) if house else None)
        ways = policies.profile
        moment = as_of or datetime.now(UTC)
        day = moment.astimezone(ZoneInfo(ways.time_zone)).date() if isinstance(moment, datetime) else moment
        return Request(
            str(path),
            password,
            tuple(required or ()),
            sheet,
            moment,
            lang,
            contract,
            ways.country,
            ways.currency,
            ways.time_zone,
            ways.date_order,
            dates,
            decimal_mark,
            strict=bool(required) if strict is None else strict,
            mappings=folders,
            alike=characters_alike(policies, day),
        )

    limits = limits or Limits.from_environment()
    if limits.in_process:
        from arrears.intake.reading import read_file  # noqa: PLC0415  # takes half a second; usually the child does it

        return read_file(request(), limits)
    return read_guarded(Path(path).name, request, limits)


def propose_mapping(
    path: str | Path,
    contract: Contract = CASES,
    *,
    password: str | None = None,
    sheet: str | None = None,
    house: str | Path | None = None,
    mappings: str | Path | None = None,
    limits: Limits | None = None,
) -> Proposal:
    r"""Propose what each column of a list means, for a person to confirm and `arrears.intake.mapping.kept` to keep.

    Parameters
    ----------
    path : path
        The file.
    contract : Contract
        What kind of list it is.
    password, sheet, house, mappings, limits
        As `read_cases` takes them.

    Raises
    ------
    IntakeError, ArrearsError
        As `read_cases` does.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "list.csv")
    ...     _ = path.write_text("合约代码,应付日,逾期本金,经办\nH1,2026-01-31,1000,王芳\nH2,2026-02-28,500,李伟\n", "utf-8")
    ...     [(one.heading, one.key) for one in propose_mapping(path).columns]
    [('合约代码', 'case_id'), ('应付日', 'due_date'), ('逾期本金', 'principal'), ('经办', 'collector')]
    """
    folders = tuple(map(str, mapping_folders(Path(path), mappings, house)))
    reading = Request(str(path), password, (), sheet, datetime.now(UTC), "zh", contract, mappings=folders)
    limits = limits or Limits.from_environment()
    if limits.in_process:
        from arrears.intake.reading import propose_for  # noqa: PLC0415  # takes half a second; usually the child does it

        return propose_for(MapRequest(reading), limits)
    return read_guarded(Path(path).name, lambda: MapRequest(reading), limits)


def mapping_folders(path: Path, named: str | Path | None = None, house: str | Path | None = None) -> list[Path]:
    """Give the folders in which the mapping for a list is looked for, the nearest first.

    Examples
    --------
    >>> [folder.as_posix() for folder in mapping_folders(Path("in/list.xlsx"), "maps", "own")]
    ['maps', 'in/arrears-mappings', 'arrears-mappings', 'own/mappings']
    """
    found = [Path(named)] if named else []
    found += [path.parent / MAPPINGS_FOLDER, Path(MAPPINGS_FOLDER)]
    if variable := os.environ.get(MAPPINGS_VARIABLE):
        found.append(Path(variable))
    return [*found, Path(house) / "mappings"] if house else found


def _one_of(name: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be {' or '.join(map(repr, allowed))}; it is {value!r}")
