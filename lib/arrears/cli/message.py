"""``arrears message``: messages or letters for the cases of a list, by stage and situation."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotation at run time
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from arrears.cli.daily import PasswordOption, SheetOption  # noqa: TC001  # cyclopts reads the annotations at run time
from arrears.cli.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.errors import ArrearsError
from arrears.policy import Policies

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["messages", "letters"]


def message(  # noqa: PLR0913  # each is an option that a person types
    book: Path,
    *case: str,
    template: Annotated[str | None, Parameter(help="A template's id, or a text with {placeholders}.")] = None,
    kind: Kind = "messages",
    as_of: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
    password: PasswordOption = None,
    sheet: SheetOption = None,
) -> int:
    """Write messages or letters for a case list, by stage and situation; nothing for a case that may not be contacted.

    Parameters
    ----------
    book
        The case list.
    case
        Case ids; all cases unless you name some.
    template
        One text for all of them, instead of each stage's own.
    kind
        messages or letters.
    as_of
        The day that figures are for.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    password
        Opens a protected workbook.
    sheet
        The sheet to read, where several are case lists.
    """
    from arrears.desk.ageing import age  # noqa: PLC0415  # pandas takes half a second; `--help` needs none
    from arrears.documents.outgoing import outgoing  # noqa: PLC0415  # same
    from arrears.intake import read_cases  # noqa: PLC0415  # same

    language, policies = lang or default_lang(), Policies(profile, house)
    on = day(as_of, policies)
    intake = read_cases(book, password=password, sheet=sheet, as_of=on, lang=language)
    cases = _named(age(intake.table, on, policies), case)
    written = outgoing(cases, on, policies, language, kind, template)
    for case_id, text, problem in written[["case_id", "text", "problem"]].itertuples(index=False):
        sys.stdout.write(f"{case_id}\t{text or problem}\n")
    return 1 if intake.rejected_rows or (written["text"] == "").any() else 0


def _named(aged: pd.DataFrame, ids: tuple[str, ...]) -> pd.DataFrame:
    if not ids:
        return aged
    known = aged["case_id"].astype(str)
    missing = [one for one in ids if one not in set(known)]
    if missing:
        raise ArrearsError(
            f"case {missing[0]} is not in the list, or its row was rejected; arrears check names rejected rows",
            f"名单中没有案件 {missing[0]}，或其所在行已被退回；arrears check 可列出退回的行",
        )
    return aged[known.isin(ids)].reset_index(drop=True)
