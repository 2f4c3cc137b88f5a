"""Promises, and whether, why not and when a person may be contacted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arrears.explain.contacts import explain_can_contact, explain_contact_block, explain_next_contact
from arrears.explain.promise import explain_promise
from arrears.in_force import promises
from arrears.operations.contacts.now import can_contact, contact_block, next_contact
from arrears.tables.contacts import CHANNELS
from xl_addin.cells.answers import as_is, as_moments, each
from xl_addin.cells.reading import amounts, counts, days, moments, truths, words
from xl_addin.context import currency_of, day_of, policies_of, profiles, zone_of
from xl_addin.functions.declare import argument, worksheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from arrears.units import Dates, Fen
    from xl_addin.cells.answers import Result
    from xl_addin.cells.columns import Cell, Cells

_CHANNELS = {word.casefold(): key for key, others in CHANNELS.items() for word in (key, *others)}


@worksheet(
    "same",
    "text",
    examples=(
        ((100, 46091, 100, 46092), "kept"),
        (([[100], [100], [100]], 46091, [[0], [40], [100]], 46112), [["broken"], ["partial"], ["kept"]]),
    ),
    why=explain_promise,
    promised=argument("amount", "What was promised, in yuan.", "承诺金额（元）。"),
    due_on=argument("day", "The day on which the promise falls due.", "承诺还款日。"),
)
def ar_promise(
    promised: Cells,
    due_on: Cells,
    paid: Cells,
    as_of: Cells,
    profile: Cells = None,
) -> Result:
    """What became of a promise to pay: pending, kept, partial or broken.

    承诺还款结果：pending 待履约、kept 已履约、partial 部分履约、broken 已失约。
    """

    def judge(amount: Fen, due: Dates, came: Fen, day: Dates, whose: NDArray[Any]) -> NDArray[Any]:
        return promises.under(policies_of(whose[0]), day_of(day[0]))(amount, due, came, day[0])

    currency = currency_of(profile)
    asked = amounts(promised, currency).least(1), days(due_on), amounts(paid, currency).least(0), days(as_of).alone()
    return each(judge, *asked, profiles(profile), show=as_is)


@worksheet(
    "same",
    "logical",
    examples=(
        (("2026-11-23 21:59", "call", 0), True),
        (([["2026-11-23 22:00"], ["2026-11-24 08:00"]], "电话", 0), [[False], [True]]),
    ),
    why=explain_can_contact,
)
def ar_can_contact(
    when: Cells,
    channel: Cells,
    attempts_today: Cells,
    conversations_today: Cells = None,
    consent: Cells = None,
    profile: Cells = None,
) -> Result:
    """TRUE if the person may be contacted at that local time by call, sms, email, app, visit or letter.

    该时间可否联系：渠道填电话、短信、邮件、上门、信函等，并填当日已拨打次数。
    """
    asked = when, channel, attempts_today, conversations_today, consent, profile
    return _asked(can_contact, asked, as_is)


@worksheet(
    "same",
    "text",
    examples=(
        (("2026-11-23 22:00", "call", 0), "CBA-1"),
        (("2026-11-23 10:00", "call", [[5, 6]]), [["", "CBA-2"]]),
    ),
    why=explain_contact_block,
)
def ar_contact_block(
    when: Cells,
    channel: Cells,
    attempts_today: Cells,
    conversations_today: Cells = None,
    consent: Cells = None,
    profile: Cells = None,
) -> Result:
    """The id of the rule that forbids contact at that time, or blank where none does.

    禁止联系所依据的规则编号；可以联系时为空。
    """
    asked = when, channel, attempts_today, conversations_today, consent, profile
    return _asked(contact_block, asked, as_is)


@worksheet(
    "same",
    "date",
    examples=(
        (("2026-11-23 22:00", "call", 0), 46350 + 8 / 24),
        ((46349.5, "call", 0), 46349.5),
    ),
    why=explain_next_contact,
)
def ar_next_contact(
    when: Cells,
    channel: Cells,
    attempts_today: Cells,
    conversations_today: Cells = None,
    consent: Cells = None,
    profile: Cells = None,
) -> Result:
    """The earliest permitted local date and time at or after that one.

    自该时间起最早可以联系的日期和时间。
    """
    asked = when, channel, attempts_today, conversations_today, consent, profile
    return _asked(next_contact, asked, as_moments)


def _asked(question: Callable[..., Any], asked: tuple[Cells, ...], show: Callable[[Any], list[Cell]]) -> Result:
    when, channel, attempts, conversations, consent, profile = asked

    def ask(*arrays: NDArray[Any]) -> NDArray[Any]:
        *each_one, whose = arrays
        each_one[1] = each_one[1].astype(str)
        return question(*each_one, policies_of(whose[0]))  # type: ignore[no-any-return]  # one of three

    columns = (
        words(channel, _CHANNELS),
        counts(attempts).least(0),
        counts(conversations).least(0).or_else(0),
        truths(consent).or_else(value=False),
        profiles(profile),
    )
    return each(ask, moments(when, zone_of(profile)), *columns, show=show)
