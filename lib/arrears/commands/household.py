"""``arrears household``: what a customer told of the situation."""

from __future__ import annotations

import uuid
from typing import Annotated

from cyclopts import Parameter

from arrears.commands.options import HouseOption, LangOption, ProfileOption, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, CollectorRole, StoreOption, signed_in, tell
from arrears.errors import ArrearsError
from arrears.words import both, say

LinesOption = Annotated[
    list[str] | None,
    Parameter(
        help="An amount, or lines such as wages=8000 housing=2500; yuan a month.", consume_multiple=True, negative=""
    ),
]
_GROUPS = ("income", "fixed", "flexible")


def household(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    willing: Annotated[bool | None, Parameter(negative="--unwilling")] = None,
    cause: str | None = None,
    words: str | None = None,
    proof: str | None = None,
    income: LinesOption = None,
    fixed: LinesOption = None,
    flexible: LinesOption = None,
    adults: int | None = None,
    children: int | None = None,
    occupation: str | None = None,
    assets: str | None = None,
    purpose: str | None = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record what a customer told of the situation, and show what is known; with a case alone it only shows.

    Parameters
    ----------
    case
        The case number.
    willing
        The customer is willing to pay, or --unwilling.
    cause
        A cause of the policy, such as job_loss or 失业或停工.
    words
        The cause in the customer's own words.
    proof
        What shows it, such as the reference of a paper.
    income
        Income a month: an amount, or lines such as wages=8000.
    fixed
        Fixed costs a month, likewise.
    flexible
        Flexible costs a month, likewise.
    adults
        Adults of the household.
    children
        Children of the household.
    occupation
        The customer's occupation.
    assets
        In few words, for a plan, relief or a legal step alone.
    purpose
        What it is asked for: affordability, agreement, relief or legal.
    """
    from arrears.operations.plans.facts import household_event  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, person):
        told = {
            "willing": willing,
            "cause": None if cause is None else _cause(cause, opened),
            "cause_note": words,
            "proof": proof,
            "amounts": {
                key: fen
                for group, given in zip(_GROUPS, (income, fixed, flexible), strict=True)
                for key, fen in _lines(group, given or []).items()
            },
            "adults": adults,
            "children": children,
            "occupation": occupation,
            "assets": assets,
            "purpose": purpose,
        }
        if any(value not in (None, {}) for value in told.values()):
            now = opened.clock()
            event = household_event(case, person.login, now, told, opened.policies, key=f"household-{uuid.uuid4()}")
            person.append(event)
            tell("agreements.household.recorded", language, case=case)
        _show(opened, case, language)
    return 0


def _cause(text: str, store: object) -> str:
    """Give the key of a cause in any of its words; one that is not known is refused by the record."""
    from arrears.policy.records import Causes  # noqa: PLC0415  # help stays quick

    policy = store.policies.get(Causes, store.clock().date())  # type: ignore[attr-defined]  # an open store
    wanted = text.strip().casefold()
    return next((one.key for one in policy.causes if wanted in {one.key, one.zh.casefold(), one.en.casefold()}), text)


def _lines(group: str, given: list[str]) -> dict[str, int]:
    from arrears.rules.masking import repeatable  # noqa: PLC0415  # help stays quick
    from arrears.tables.amounts import parse_amount  # noqa: PLC0415  # same
    from arrears.tables.faults import Fault  # noqa: PLC0415  # same

    found = {}
    for text in given:
        key, mark, amount = text.partition("=")
        fen = parse_amount(amount if mark else key)
        if isinstance(fen, Fault) or fen < 0:
            raise ArrearsError(both("agreements.household.no_amount", name=f"--{group}", text=repeatable(text)))
        found[key.strip() if mark else group] = fen
    return found


def _show(store: object, case: str, lang: str) -> None:
    from rich.console import Console  # noqa: PLC0415  # help stays quick
    from rich.table import Table  # noqa: PLC0415  # same

    from arrears.store.state.agreement_sheet import household_lines  # noqa: PLC0415  # same
    from arrears.store.state.agreements import Agreements  # noqa: PLC0415  # same

    desk = Agreements(store, "", lang=lang)  # type: ignore[arg-type]  # an open store
    table = Table(title=say("agreements.groups.household", lang), title_justify="left", show_header=False)
    for line in household_lines(desk, case):
        table.add_row(line.label.text(lang), line.value.text(lang))
    Console().print(table)
