"""``arrears letters``: the letters that were made, and what became of them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotation at run time
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell
from arrears.errors import ArrearsError
from arrears.words import both, headings, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arrears.store.state.letters import Letters
    from arrears.words import Saying

app = App(name="letters", help="The letters that were made: record what was sent, delivered, returned or not sent.")


@app.default
def list_(
    *case: str,
    waiting: Annotated[bool, Parameter(help="Only those that are to be sent.", negative=())] = False,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """List the letters of a store; they are made with `arrears message --store … --kind letters --out DIR`.

    Parameters
    ----------
    case
        Case numbers; all cases unless you name some.
    """
    from rich.console import Console  # noqa: PLC0415  # help stays quick
    from rich.table import Table  # noqa: PLC0415  # same

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as desk:
        table = desk.table()
        if stray := [one for one in case if one not in set(table["case_id"])]:
            placed = set(desk.store.cases()["case_id"])
            for one in stray:
                if one not in placed:
                    raise ArrearsError(both("account.correct.no_case", case=one))
    wanted = table[table["case_id"].isin(case)] if case else table
    wanted = wanted[wanted["state"] == "made"] if waiting else wanted
    if wanted.empty:
        tell("letters.none", language)
        return 0
    shown = Table()
    for heading in headings("letters.heads", language):
        shown.add_column(heading, overflow="fold")
    for row in wanted.to_dict("records"):
        days = ["" if row[name] is None or str(row[name]) == "NaT" else str(row[name])[:10] for name in _DAYS]
        told = [str(row[name] or "") if isinstance(row[name], str) else "" for name in ("title", "tracking", "note")]
        state = say(f"letters.states.{row['state']}", language)
        shown.add_row(row["letter_id"], row["case_id"], told[0], state, *days[:2], told[1], days[2], told[2])
    Console().print(shown)
    return 0


@app.command
def sent(
    *number: str,
    on: DayOption = None,
    tracking: Annotated[str, Parameter(help="The post's own number of a single letter.")] = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record that letters went out: each stands in the log as a contact. One whose holder is protected by now, or has paid, is named and left out.

    Parameters
    ----------
    number
        Numbers of letters; all that wait unless you name some.
    on
        The day; today if left out.
    """
    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as desk:
        gone, left = desk.send(number, desk.day if on is None else day(on, desk.store.policies), tracking.strip())
    tell("letters.sent", language, count=len(gone))
    return _told(left, language)


@app.command
def returned(
    file: Path,
    *,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Read what became of letters: a returned one no longer counts as a contact that reached anybody; safe to repeat.

    Parameters
    ----------
    file
        A table with the letter's number and its status; day and note where they are known.
    """
    from arrears.intake import read_table  # noqa: PLC0415  # help stays quick
    from arrears.tables.deliveries import LETTERS  # noqa: PLC0415  # same

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as desk:
        intake = read_table(file, LETTERS, as_of=desk.day, lang=language, profile=profile, house=house)
        new, findings = desk.returned(intake.table)
    results = list(new.values())
    tell("letters.returned", language, delivered=results.count("delivered"), returned=results.count("returned"))
    for row in intake.rejects.to_dict("records"):
        tell("letters.row", language, row=row["row"], message=row["message"])
    return max(_told(findings, language), 1 if len(intake.rejects) else 0)


@app.command
def withdraw(
    number: str,
    *,
    reason: str = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record that a letter that was made is not sent.

    Parameters
    ----------
    number
        The letter's number.
    reason
        Why.
    """
    with _desk(store, actor, role, profile, house) as desk:
        desk.withdraw(number, reason)
    tell("letters.withdrawn", lang, number=number)
    return 0


_DAYS = ("made_on", "sent_on", "ended_on")


def _told(left: list[tuple[str, Saying]], lang: str) -> int:
    """Name what fits nothing; give the exit code."""
    from rich.console import Console  # noqa: PLC0415  # help stays quick

    console = Console()
    for _, why in left:
        console.print(f"· {why.text(lang)}", highlight=False, markup=False, soft_wrap=True)
    return 1 if left else 0


@contextmanager
def _desk(store: str, actor: str | None, role: str, profile: str, house: Path | None) -> Iterator[Letters]:
    from arrears.store.state.letters import Letters  # noqa: PLC0415  # help stays quick

    with signed_in(store, actor, role, profile, house) as (opened, person):
        yield Letters(opened, person.login, append=person.append)
