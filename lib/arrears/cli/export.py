"""``arrears export``: a case list that may leave the house, masked unless somebody may and says why."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotation at run time
from typing import TYPE_CHECKING, Annotated, NamedTuple

from cyclopts import Parameter
from rich.console import Console

from arrears.cli.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.errors import ArrearsError
from arrears.policy import Policies

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from arrears.cli.options import Lang
    from arrears.store.access import SignedIn
    from arrears.workbooks.saving import Written

StoreOption = Annotated[
    str | None, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
_WORKBOOK, _CSV = ".xlsx", ".csv"
_CODE = "~"

SAY = {
    "zh": {
        "done": "已导出 {rows} 件到 {path}。",
        "password": "打开密码（只显示这一次，不保存）：",
        "type": "请输入打开密码：",
        "again": "请再输入一次：",
    },
    "en": {
        "done": "exported to {path}: {rows} cases.",
        "password": "Password (shown this once and kept nowhere): ",
        "type": "Password: ",
        "again": "Once more: ",
    },
}


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
    asked = _Asked(book, store if book is None else None, out, full, role, login or getpass.getuser(), reason,
                   type_password, day(as_of, policies), policies, house, lang or default_lang())  # fmt: skip
    _refuse_nonsense(asked)
    rows, path = _from_list(asked) if asked.store is None else _from_store(asked, asked.store)
    console = Console()
    console.print(SAY[asked.lang]["done"].format(rows=rows, path=path), soft_wrap=True, highlight=False, markup=False)
    if not full:
        from arrears.workbooks.export import MASKED  # noqa: PLC0415  # `--help` needs no pandas

        console.print(MASKED[asked.lang], soft_wrap=True, highlight=False)
    return 0


def _refuse_nonsense(asked: _Asked) -> None:
    suffix = asked.out.suffix.lower()
    if suffix not in {_WORKBOOK, _CSV}:
        raise ArrearsError(
            f"{asked.out.name} is neither .xlsx nor .csv; choose one of the two with --out",
            f"{asked.out.name} 既不是 .xlsx 也不是 .csv；请用 --out 指定其中一种",
        )
    if asked.book is None and asked.store is None:
        raise ArrearsError("name a case list, or a store with --store", "请给出案件清单，或用 --store 指定存储库")
    if asked.full and (suffix == _CSV or asked.store is None):
        raise ArrearsError(
            "full values leave in an encrypted workbook only, and are recorded in a store: use --store and an .xlsx",
            "完整信息只能以加密工作簿导出并登记在存储库中：请用 --store，并导出为 .xlsx",
        )


def _from_list(asked: _Asked) -> tuple[int, Path]:
    from arrears.desk.masking import mask_table  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.intake import read_cases  # noqa: PLC0415  # same

    if asked.book is None:
        raise ArrearsError("name a case list", "请给出案件清单")
    intake = read_cases(asked.book, as_of=asked.as_of, lang=asked.lang)
    table = intake.table.drop(columns="source_row")
    written = _write(mask_table(table, asked.policies, asked.as_of), asked)
    return len(table), written.path


def _from_store(asked: _Asked, store: str) -> tuple[int, Path]:
    from arrears.store import open_store  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.store.access import SignedIn  # noqa: PLC0415  # same
    from arrears.store.case_list import unmasked_cases  # noqa: PLC0415  # same

    with open_store(store, profile=asked.policies.name, house=asked.house, create=False) as opened:
        person = SignedIn(opened, asked.login, asked.role)
        table = unmasked_cases(opened, asked.as_of)
        # A code that stands for a customer inside the house says nothing to anybody outside it.
        table["customer_id"] = table["customer_id"].mask(table["customer_id"].astype(str).str.startswith(_CODE))
        if asked.full:
            return len(table), _write_full(person, table, asked)
        masked = person.export(table, asked.reason, file_name=asked.out.name)
        return len(table), _write(masked, asked).path


def _write(table: pd.DataFrame, asked: _Asked) -> Written:
    from arrears.workbooks.export import MASKED, write_cases, write_csv  # noqa: PLC0415  # same

    note = MASKED[asked.lang]
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
    from arrears.workbooks.export import FULL, encrypted_cases, new_password  # noqa: PLC0415  # same

    password = _typed(asked.lang) if asked.typed else new_password()

    def write(cases: pd.DataFrame, part: Path) -> None:
        currency, note = _currency(cases, asked), FULL[asked.lang]
        part.write_bytes(
            encrypted_cases(cases, password, as_of=asked.as_of, note=note, currency=currency, lang=asked.lang)
        )

    person.export_full(table, asked.reason, asked.out, write)
    if not asked.typed:
        # Beside the other output: piping that to a file must not keep the password.
        sys.stderr.write(f"{SAY[asked.lang]['password']}{password}\n")
    return asked.out


def _typed(lang: Lang) -> str:
    first = getpass.getpass(SAY[lang]["type"])
    if not first or first != getpass.getpass(SAY[lang]["again"]):
        raise ArrearsError(
            "the two passwords are empty or differ; nothing was exported", "两次输入的密码为空或不同；未导出"
        )
    return first


def _currency(table: pd.DataFrame, asked: _Asked) -> str:
    codes = table["currency"].dropna().unique().tolist()
    own = asked.policies.profile.currency
    return str(codes[0]) if len(codes) == 1 else own if not codes else ""
