"""``arrears export``: a case list that may leave the house, masked unless somebody may and says why."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotation at run time
from typing import TYPE_CHECKING, Annotated, NamedTuple

from cyclopts import Parameter
from rich.console import Console

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.waiting import apart
from arrears.errors import ArrearsError
from arrears.policy import Policies
from arrears.words import Lang, both, say, texts

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.store.access.viewing import SignedIn
    from arrears.workbooks.sheets.saving import Written

StoreOption = Annotated[
    str | None, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
_WORKBOOK, _CSV = ".xlsx", ".csv"
_CODE = "~"


class _Asked(NamedTuple):
    """What was asked for."""

    book: Path | None
    store: str | None
    out: Path
    full: bool
    role: str
    login: str
    reason: str
    typed: bool
    as_of: date
    policies: Policies
    house: Path | None
    lang: Lang


def export(  # noqa: PLR0913  # each is an option that a person types
    book: Path | None = None,
    *,
    out: Path,
    store: StoreOption = None,
    full: Annotated[bool, Parameter(negative=())] = False,
    role: str = "lead",
    reason: str = "",
    login: str | None = None,
    type_password: Annotated[bool, Parameter(negative=())] = False,
    as_of: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Export a store's cases, or a case list, for sharing: personal data masked unless --full.

    Parameters
    ----------
    book
        A case list to mask, in place of a store.
    out
        The file: .xlsx or .csv (masked only).
    store
        The store.
    full
        Personal data in full, in an encrypted workbook; needs a store, a role that may, and --reason. It is recorded.
    role
        Your role: lead or auditor.
    reason
        What the export is for.
    login
        Your login; that of the system unless you say.
    type_password
        Ask for the password of an encrypted workbook instead of making one.
    as_of
        The day that it is for.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    policies = Policies(profile, house)
    asked = _Asked(book, store if book is None else None, out, full, role, login or "", reason,
                   type_password, day(as_of, policies), policies, house, lang or default_lang())  # fmt: skip
    _refuse_nonsense(asked)
    rows, path = _from_list(asked) if asked.store is None else _from_store(asked, asked.store)
    console = Console()
    console.print(
        texts("commands.export", asked.lang)["done"].format(rows=rows, path=path),
        soft_wrap=True,
        highlight=False,
        markup=False,
    )
    if not full:
        console.print(say("workbooks.reports.export.masked", asked.lang), soft_wrap=True, highlight=False)
    return 0


def _refuse_nonsense(asked: _Asked) -> None:
    suffix = asked.out.suffix.lower()
    if suffix not in {_WORKBOOK, _CSV}:
        raise ArrearsError(
            both("commands.export.neither_xlsx_nor_csv_choose", name=asked.out.name),
        )
    if asked.book is None and asked.store is None:
        raise ArrearsError(both("commands.export.name_case_list_store_store"))
    if asked.full and (suffix == _CSV or asked.store is None):
        raise ArrearsError(
            both("commands.export.full_values_leave_encrypted_workbook"),
        )


def _from_list(asked: _Asked) -> tuple[int, Path]:
    from arrears.intake import read_cases  # noqa: PLC0415  # same
    from arrears.operations.contacts.masking import mask_table  # noqa: PLC0415  # `--help` needs no pandas

    if asked.book is None:
        raise ArrearsError(both("commands.export.name_case_list"))
    intake = read_cases(
        asked.book, as_of=asked.as_of, lang=asked.lang, profile=asked.policies.name, house=asked.policies.house
    )
    table = intake.table.drop(columns="source_row")
    written = _write(mask_table(table, asked.policies, asked.as_of), asked)
    return len(table), written.path


def _from_store(asked: _Asked, store: str) -> tuple[int, Path]:
    from arrears.store import open_store  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.store.access.grants import known_as  # noqa: PLC0415  # same
    from arrears.store.access.viewing import SignedIn  # noqa: PLC0415  # same
    from arrears.store.state.case_list import unmasked_cases  # noqa: PLC0415  # same

    with open_store(store, profile=asked.policies.name, house=asked.house, create=False) as opened:
        known = known_as(opened)
        person = SignedIn(opened, asked.login or (known[0] if known else getpass.getuser()), asked.role)
        table = unmasked_cases(opened, asked.as_of)
        # A code that stands for a customer inside the house says nothing to anybody outside it.
        table["customer_id"] = table["customer_id"].mask(table["customer_id"].astype(str).str.startswith(_CODE))
        if asked.full:
            path = _write_full(person, table, asked)
            if person.claimed:
                told = say("commands.export.claimed", asked.lang, role=asked.role)
                Console().print(told, soft_wrap=True, highlight=False)
            return len(table), path
        masked = person.export(table, asked.reason, file_name=asked.out.name)
        return len(table), _write(masked, asked).path


def _write(table: pd.DataFrame, asked: _Asked) -> Written:
    from arrears.workbooks.reports.export import write_cases, write_csv  # noqa: PLC0415  # same

    note = say("workbooks.reports.export.masked", asked.lang)
    if asked.out.suffix.lower() == _CSV:
        written = write_csv(asked.out, table, note=note, lang=asked.lang)
    else:
        written = write_cases(
            asked.out, table, as_of=asked.as_of, note=note, currency=_currency(table, asked), lang=asked.lang
        )
    if written.moved:
        Console().print(written.message(asked.lang), soft_wrap=True, highlight=False, markup=False)
    return written


def _write_full(person: SignedIn, table: pd.DataFrame, asked: _Asked) -> Path:
    """Write an encrypted workbook; its password is shown once, after the export was recorded and the file is there."""
    from arrears.workbooks.reports.export import encrypted_cases, new_password  # noqa: PLC0415  # same

    password = typed_password(asked.lang) if asked.typed else new_password()

    def write(cases: pd.DataFrame, part: Path) -> None:
        currency, note = _currency(cases, asked), say("workbooks.reports.export.full", asked.lang)
        part.write_bytes(
            encrypted_cases(cases, password, as_of=asked.as_of, note=note, currency=currency, lang=asked.lang)
        )

    person.export_full(table, asked.reason, asked.out, write)
    if not asked.typed:
        # Beside the other output: piping that to a file must not keep the password.
        sys.stderr.write(f"{texts('commands.export', asked.lang)['password']}{password}\n")
    return asked.out


def typed_password(lang: Lang) -> str:
    """Ask twice for a password at the terminal.

    Raises
    ------
    ArrearsError
        If the two differ or are empty.
    """
    with apart():
        first = getpass.getpass(texts("commands.export", lang)["type"])
        again = first and getpass.getpass(texts("commands.export", lang)["again"])
    if not first or first != again:
        raise ArrearsError(both("commands.export.two_passwords_empty_differ_nothing"))
    return first


def _currency(table: pd.DataFrame, asked: _Asked) -> str:
    codes = table["currency"].dropna().unique().tolist()
    own = asked.policies.profile.currency
    return str(codes[0]) if len(codes) == 1 else own if not codes else ""
