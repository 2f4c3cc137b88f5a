"""``arrears month-end``: a month's workbooks from the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from arrears.commands.options import HouseOption, LangOption, ProfileOption, default_lang
from arrears.commands.waiting import tell
from arrears.words import texts

StoreOption = Annotated[
    str, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]


def month_end(
    *,
    month: str,
    store: StoreOption = "arrears.db",
    out: Path | None = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Write a month's workbooks: ageing, roll rates, progress, promises, breaches, contacts, agreements, events.

    Parameters
    ----------
    month
        The month, such as 2026-10; it must be over.
    store
        The store.
    out
        Folder for the workbooks; ./month-end-MONTH unless you say.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    from arrears.commands.month_end.pack import write_month_end  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.store import open_store  # noqa: PLC0415  # same

    language = lang or default_lang()
    folder = out or Path(f"month-end-{month}")
    with open_store(store, profile=profile, house=house, create=False) as opened:
        files = write_month_end(opened, month, folder, lang=language, progress=tell)
        head = opened.head()
    console = Console()
    for file in files:
        if file.moved:
            console.print(file.message(language), soft_wrap=True, highlight=False, markup=False)
    text = texts("commands.month_end", language)["done"].format(month=month, files=len(files), path=folder, head=head)
    console.print(text, soft_wrap=True, highlight=False, markup=False)
    return 0
