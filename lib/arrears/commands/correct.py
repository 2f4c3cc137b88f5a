"""``arrears correct``: put right what was typed wrongly; the old value stays in the log."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.commands.options import HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.errors import ArrearsError
from arrears.words import both, say

if TYPE_CHECKING:
    from arrears.store import Store
    from arrears.words import Lang

StoreOption = Annotated[
    str, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
Closed = Literal["left_list", "recalled", "settled", "transferred", "reopened"]
Adjusted = Literal["interest", "fee", "charge", "correction"]


def correct(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    entry: int | None = None,
    *,
    amount: str | None = None,
    due_on: str | None = None,
    paid_on: str | None = None,
    outcome: str | None = None,
    channel: str | None = None,
    note: str | None = None,
    withdraw: Annotated[bool, Parameter(negative="")] = False,
    closed: Closed | None = None,
    adjust: str | None = None,
    what: Adjusted = "correction",
    reason: str = "",
    store: StoreOption = "arrears.db",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    actor: str | None = None,
    lang: LangOption = None,
) -> int:
    """List a case's entries, or put one right: name its number, what is right, and why. Also closes cases and books adjustments.

    Parameters
    ----------
    case
        The case.
    entry
        The entry's number in the list; the list is shown if it is left out.
    amount
        The right amount in yuan.
    due_on
        Of a promise: the right day.
    paid_on
        Of a claim: the right day.
    outcome
        Of a contact: what came of it, such as no_answer.
    channel
        Of a contact or promise: the right channel, such as call.
    note
        The right note.
    withdraw
        It should never have been made; of a payment, the rest of it is taken back.
    closed
        Close the case, or take it up again: left_list, recalled, settled, transferred, reopened.
    adjust
        Book this amount in yuan on the case without a payment: more is owed above 0, less below, as in --adjust=-12.50.
    what
        Of an adjustment: interest, fee, charge or correction. Waivers go by arrears waiver.
    reason
        Why; it is kept with the correction.
    store
        The store.
    profile
        The profile.
    house
        Your own policy folder.
    actor
        Who corrects it; the system's login unless you say.
    lang
        The language.
    """
    from arrears.store import open_store  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.store.state.correcting import (  # noqa: PLC0415  # same
        adjust_account,
        close_case,
        correct_entry,
        withdraw_entry,
    )

    language, who = lang or default_lang(), actor or getpass.getuser()
    with open_store(store, profile=profile, house=house, create=False) as opened:
        typed: dict[str, Any] = {"outcome": outcome, "channel": channel, "note": note}
        if closed is not None:
            close_case(opened, case, closed, reason=reason, actor=who)
        elif adjust is not None:
            adjust_account(opened, case, _fen(adjust), what, reason=reason, actor=who)
        elif entry is None:
            _show(opened, case, language)
            return 0
        elif withdraw:
            withdraw_entry(opened, case, entry, reason=reason, actor=who)
        else:
            typed["amount_fen"] = None if amount is None else _fen(amount)
            typed |= {
                name: None if text is None else day(text, opened.policies).isoformat()
                for name, text in (("due_on", due_on), ("paid_on", paid_on))
            }
            changes = {name: value for name, value in typed.items() if value is not None}
            correct_entry(opened, case, entry, changes, reason=reason, actor=who)
        head = opened.head()
    Console().print(
        say("account.correct.done", language, case=case, head=head), soft_wrap=True, highlight=False, markup=False
    )
    return 0


def _fen(text: str) -> int:
    from arrears.tables.amounts import parse_amount  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.tables.faults import Fault  # noqa: PLC0415  # same

    fen = parse_amount(text, 100)
    if isinstance(fen, Fault) or fen is None:
        raise ArrearsError(both("account.correct.no_amount", text=text))
    return int(fen)


def _show(store: Store, case: str, lang: Lang) -> None:
    from arrears.store.state.correcting import entries  # noqa: PLC0415  # same
    from arrears.store.state.event_text import event_text  # noqa: PLC0415  # same

    table = entries(store, case)
    if table.empty:
        Console().print(say("account.correct.nothing", lang, case=case), highlight=False, markup=False)
        return
    shown = Table(title=Text(say("account.correct.title", lang, case=case)), title_justify="left")
    for name in say("account.correct.columns", lang).split("|"):
        shown.add_column(name, overflow="fold")
    for seq, kind, at, actor, payload in zip(
        *(table[name] for name in ("seq", "kind", "happened_at", "actor", "payload")), strict=True
    ):
        shown.add_row(str(seq), Text(event_text(kind, at, payload, lang)), Text(actor))
    Console().print(shown)
