"""Files that are ready to send, given out in a person's name: refused before anything is written, recorded when they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from arrears.documents.mailing import REACHED_BY, write_mailing
from arrears.files import all_or_none
from arrears.store.state.letters import Letters
from arrears.words import say

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from arrears.documents.mailing import Mailing
    from arrears.store.access.viewing import SignedIn
    from arrears.words import Lang

_LETTERS = "letters"


class Released(NamedTuple):
    """What was given out.

    Attributes
    ----------
    mailing : Mailing
        The files.
    first : str
        The first letter's number; "" where none was written.
    """

    mailing: Mailing
    first: str


def release_mailing(
    person: SignedIn,
    folder: Path,
    written: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    kind: str,
    as_of: date,
    lang: Lang,
    reason: str = "",
) -> Released:
    """Write texts into a new folder, ready to send, and record the release of the numbers and addresses in them.

    Letters are made under numbers of their own; a case of which one lies there unsent gets no second one.

    Parameters
    ----------
    person : SignedIn
        Who gives them out.
    folder, written, cases, kind, as_of, lang
        As of `arrears.documents.mailing.write_mailing`.
    reason : str
        What for; sending them unless said.

    Raises
    ------
    AccessError
        If the role may not, or a case is another's; nothing is written then.
    ArrearsError
        If the folder holds something already, or cannot be written.
    """
    store, why = person.store, reason or say(f"commands.message.reasons.{kind}", lang)
    person.may_release(why, cases["case_id"].astype(str))
    numbers: dict[str, str] | None = None
    if kind == _LETTERS:
        person.may_record("letter")
        desk = Letters(store, person.login, append=person.append)
        written, numbers = _unless_waiting(written, desk, lang), desk.numbers(written["case_id"].astype(str))
    # What is broken off before it is recorded must not lie there to be sent.
    with all_or_none():
        made = write_mailing(
            folder, written, cases, kind=kind, as_of=as_of, policies=store.policies, lang=lang, numbers=numbers
        )
        if numbers is not None and len(made.sent):
            desk.made(made.sent, numbers, lang)
        person.release(made.sent, why, columns=(REACHED_BY[kind],), file_name=folder.name, what=made.ready)
    first = numbers[str(made.sent["case_id"].iloc[0])] if numbers and len(made.sent) else ""
    return Released(made, first)


def _unless_waiting(written: pd.DataFrame, desk: Letters, lang: Lang) -> pd.DataFrame:
    """Take back the letters of cases of which one was made and not sent."""
    ids, waiting = written["case_id"].astype(str), desk.waiting()
    lies = ids.isin(waiting) & (written["text"] != "")
    said = [say("letters.waits", lang, number=waiting.get(one, "")) for one in ids]
    return written.assign(text=written["text"].mask(lies, ""), problem=written["problem"].mask(lies, said))
