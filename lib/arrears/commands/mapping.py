"""``arrears map``: what each column of a bank's export means, confirmed by a person and kept for the next list of the same headings."""

from __future__ import annotations

import re
import sys
from pathlib import Path  # noqa: TC003  # the command line reads it
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.commands.options import HouseOption, LangOption, default_lang
from arrears.commands.waiting import apart
from arrears.errors import ArrearsError
from arrears.words import Lang, both, headings, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from arrears.intake.mapping.propose import Proposal
    from arrears.tables.contract import Contract

SetOption = Annotated[
    tuple[str, ...],
    Parameter(name="--set", help="HEADING=COLUMN, or its letters, such as C=due_date; C=- keeps it as it is."),
]
FlagOption = Annotated[
    tuple[str, ...],
    Parameter(name="--flag", help="The bank's own word and the flag that it means: 黄牌=complaint; VIP=- means none."),
]
ListOption = Annotated[Literal["cases", "payments"], Parameter(name="--list", help="What kind of list it is.")]
_KEEP = "-"
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def map_columns(  # noqa: PLR0913  # each is an option that a person types
    book: Path,
    *,
    sets: SetOption = (),
    flags: FlagOption = (),
    unit: str = "",
    currency: str = "",
    dates: Literal["dmy", "mdy"] | None = None,
    decimal_mark: Literal[".", ","] | None = None,
    name: str | None = None,
    out: Path | None = None,
    yes: Annotated[bool, Parameter(negative="")] = False,
    kind: ListOption = "cases",
    house: HouseOption = None,
    lang: LangOption = None,
    password: Annotated[str | None, Parameter(env_var="ARREARS_PASSWORD", help="Opens a protected workbook.")] = None,
    sheet: str | None = None,
) -> int:
    """Propose what each column of a list means; confirmed, it is kept and used for the next list of the same headings.

    Parameters
    ----------
    book
        The list.
    sets
        Meanings that differ from the proposal.
    flags
        The bank's own words in the flags column.
    unit
        The unit of amounts, such as 万元, where the list does not say it.
    currency
        The currency of amounts by its three letters, where the list does not say it.
    dates
        The order of day and month.
    decimal_mark
        The decimal mark of amounts.
    name
        What people call this export; the file's name unless you say.
    out
        The folder to keep it in; arrears-mappings beside the list unless you say.
    yes
        Keep it as proposed, without asking.
    kind
        cases or payments.
    house
        Your own policy folder.
    lang
        The language.
    password
        Opens a protected workbook.
    sheet
        The sheet to read.
    """
    from arrears.intake import propose_mapping  # noqa: PLC0415  # `--help` needs none of it
    from arrears.intake.mapping.kept import Kept, keep  # noqa: PLC0415  # same

    language, contract = lang or default_lang(), _contract(kind)
    proposal = propose_mapping(book, contract, password=password, sheet=sheet, house=house, mappings=out)
    keys = _changed({one.heading: one.key for one in proposal.columns}, proposal, sets, contract)
    words = dict(_pair(text) for text in flags)
    console = Console()
    _show(console, proposal, keys, contract, language)
    if not yes and not sys.stdin.isatty():
        _line(console, say("commands.mapping.not_saved", language))
        return 1 if _missing(keys, contract) else 0
    if not yes:
        answered = _asked(console, proposal, keys, contract, language)
        if answered is None:
            return 0
        keys = answered
    if missing := _missing(keys, contract):
        _line(console, say("commands.mapping.missing", language, names=_names(missing, contract, language)))
        return 1
    kept = Kept(
        name or book.stem,
        contract.name,
        keys,
        unit=unit,
        currency=currency.upper(),
        decimal_mark=decimal_mark or "",
        date_order=dates or "",
        flags={word: "" if key == _KEEP else key for word, key in words.items()},
    )
    folder = out or book.parent / "arrears-mappings"
    path = keep(kept, folder / f"{_UNSAFE.sub('-', kept.name)}.toml", contract)
    _line(console, say("commands.mapping.saved", language, path=path))
    return 0


def _contract(kind: str) -> Contract:
    if kind == "payments":
        from arrears.tables.payments import PAYMENTS  # noqa: PLC0415  # only here

        return PAYMENTS
    from arrears.tables.contract import CASES  # noqa: PLC0415  # `--help` needs none of it

    return CASES


def _pair(text: str) -> tuple[str, str]:
    left, mark, right = text.rpartition("=")
    if not mark or not left.strip() or not right.strip():
        raise ArrearsError(both("commands.mapping.no_pair", text=text))
    return left.strip(), right.strip()


def _changed(keys: dict[str, str], proposal: Proposal, sets: Iterable[str], contract: Contract) -> dict[str, str]:
    """Give the meanings with what a person said of some; a column that another had gives it up."""
    keys = dict(keys)
    by_letters = {one.column: one.heading for one in proposal.columns}
    for text in sets:
        left, key = _pair(text)
        heading = left if left in keys else by_letters.get(left.upper(), "")
        if not heading:
            raise ArrearsError(both("commands.mapping.no_heading", heading=left, known=", ".join(keys)))
        key = "" if key == _KEEP else _key_of(key, contract)
        if key and key not in contract:
            known = ", ".join(column.key for column in contract.columns)
            raise ArrearsError(both("commands.mapping.no_key", key=key, known=known))
        keys = {other: "" if key and old == key else old for other, old in keys.items()} | {heading: key}
    return keys


def _key_of(text: str, contract: Contract) -> str:
    """Give the key of a column that is named by its key or by its heading in either language."""
    from arrears.intake.mapping.headings import meaning  # noqa: PLC0415  # `--help` needs none of it

    return meaning(text, contract).key or text


def _missing(keys: dict[str, str], contract: Contract) -> list[tuple[str, ...]]:
    from arrears.intake.mapping.propose import still_missing  # noqa: PLC0415  # `--help` needs none of it

    return still_missing(keys, contract)


def _names(missing: Sequence[tuple[str, ...]], contract: Contract, lang: Lang) -> str:
    return ", ".join(" / ".join(f"{contract[key].heading(lang)} ({key})" for key in group) for group in missing)


def _show(console: Console, proposal: Proposal, keys: dict[str, str], contract: Contract, lang: Lang) -> None:
    table = Table(title=Text(say("commands.mapping.title", lang, file=proposal.file)), title_justify="left")
    for place, head in enumerate(headings("commands.mapping.heads", lang)):
        table.add_column(head, justify="right" if place == 3 else "left", overflow="fold")  # noqa: PLR2004  # how sure
    for one in proposal.columns:
        key = keys[one.heading]
        means = f"{contract[key].heading(lang)} ({key})" if key else say("commands.mapping.further", lang)
        sure = "" if not key else f"{one.confidence:.0%}" if key == one.key else "100%"
        table.add_row(one.column, Text(one.heading), Text(means), sure, Text(" | ".join(one.examples)))
    console.print(table)
    if proposal.kept:
        _line(console, say("commands.mapping.in_use", lang, name=proposal.kept))
    if missing := _missing(keys, contract):
        _line(console, say("commands.mapping.missing", lang, names=_names(missing, contract, lang)))


def _asked(
    console: Console, proposal: Proposal, keys: dict[str, str], contract: Contract, lang: Lang
) -> dict[str, str] | None:
    """Let a person change meanings until they confirm; None if they give up."""
    while True:
        _line(console, say("commands.mapping.confirm", lang))
        with apart():
            answer = input().strip()
        if answer.lower() == "q":
            return None
        if not answer:
            return keys
        try:
            keys = _changed(keys, proposal, [answer], contract)
        except ArrearsError as error:
            _line(console, error.text(lang))
            continue
        _show(console, proposal, keys, contract, lang)


def _line(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True, markup=False, highlight=False)
