"""Promises, and whether, why not and when a person may be contacted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arrears.desk.contact_now import can_contact, contact_block, next_contact
from arrears.desk.promises import judged
from arrears.tables.contacts import CHANNELS
from xl_addin.answers import as_is, as_moments, each
from xl_addin.cells import amounts, counts, days, moments, truths, words
from xl_addin.workings.in_force import house, policies_of, profiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from arrears.units import Dates, Fen
    from xl_addin.answers import Result
    from xl_addin.columns import Cell, Cells

_CHANNELS = {word.casefold(): key for key, others in CHANNELS.items() for word in (key, *others)}


def promise(promised: Cells, due_on: Cells, paid: Cells, as_of: Cells) -> Result:
    """Judge promises."""

    def judge(amount: Fen, due: Dates, came: Fen, day: Dates) -> NDArray[Any]:
        return judged(amount, due, came, str(day[0]), policies_of())

    asked = amounts(promised).least(1), days(due_on), amounts(paid).least(0), days(as_of).alone()
    return each(judge, *asked, show=as_is)


def can(*asked: Cells) -> Result:
    """Tell what is permitted; the arguments are those of AR_CAN_CONTACT."""
    return _asked(can_contact, asked, as_is)


def block(*asked: Cells) -> Result:
    """Give the rule that forbids it; the arguments are those of AR_CAN_CONTACT."""
    return _asked(contact_block, asked, as_is)


def following(*asked: Cells) -> Result:
    """Give the earliest permitted time; the arguments are those of AR_CAN_CONTACT."""
    return _asked(next_contact, asked, as_moments)


def _asked(question: Callable[..., Any], asked: tuple[Cells, ...], show: Callable[[Any], list[Cell]]) -> Result:
    when, channel, attempts, conversations, consent, profile = asked

    def ask(*arrays: NDArray[Any]) -> NDArray[Any]:
        *each_one, whose = arrays
        each_one[1] = each_one[1].astype(str)
        return question(*each_one, whose[0], house())  # type: ignore[no-any-return]  # one of three

    columns = (
        words(channel, _CHANNELS),
        counts(attempts).least(0),
        counts(conversations).least(0).or_else(0),
        truths(consent).or_else(value=False),
        profiles(profile),
    )
    return each(ask, moments(when), *columns, show=show)
