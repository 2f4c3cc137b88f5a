"""``arrears waiver``: waivers of interest and fees, asked for and decided within the limits of the policy."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from cyclopts import App, Parameter

from arrears.commands.options import HouseOption, LangOption, ProfileOption, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, CollectorRole, LeadRole, StoreOption, signed_in, tell
from arrears.errors import ArrearsError
from arrears.units import yuan
from arrears.words import both

app = App(name="waiver", help="Ask for a waiver of interest and fees, and decide it within the limits of the policy.")
LevelOption = Annotated[str, Parameter(name=["--as"], help="Your level: team_lead, department_head, waiver_committee.")]
_PERCENT = 100


@app.command
def ask(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    reason: str,
    interest: str = "0",
    fees: str = "0",
    way: Literal["lump_sum", "plan"] = "plan",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Ask for a waiver; refused at once where nobody may approve it.

    Parameters
    ----------
    case
        The case number.
    reason
        Why.
    interest
        The share of the interest, such as 50% or 0.5.
    fees
        The share of the fees.
    way
        lump_sum when the rest is paid at once, plan when it is paid by instalments.
    """
    from arrears.operations.agreements.relief import Asked, request_event  # noqa: PLC0415  # help stays quick
    from arrears.store.state.agreements import Agreements  # noqa: PLC0415  # same

    with signed_in(store, actor, role, profile, house) as (opened, person):
        number = f"W-{uuid.uuid4().hex[:8]}"
        event = request_event(
            Agreements(opened, person.login).case(case),
            Asked(_share("--interest", interest), _share("--fees", fees), way),
            person.login,
            opened.clock(),
            opened.policies,
            reason=reason,
            key=f"waiver-{number}-requested",
            waiver_id=number,
        )
        person.append(event)
        tell(
            "agreements.waiver.asked",
            lang,
            number=number,
            interest=yuan(event["interest_fen"]),
            fees=yuan(event["fees_fen"]),
            level=event["level"],
        )
    return 0


@app.command
def approve(  # noqa: PLR0913  # each is an option that a person types
    number: str,
    *,
    level: LevelOption = "team_lead",
    reason: str = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Approve a waiver; its amount is taken off what is owed.

    Parameters
    ----------
    number
        Of the waiver, as `arrears waiver list` shows it.
    reason
        Why, if anything is to be said.
    """
    return _decide(number, "approved", level, reason, (store, actor, role, profile, house), lang)


@app.command
def refuse(  # noqa: PLR0913  # each is an option that a person types
    number: str,
    *,
    reason: str,
    level: LevelOption = "team_lead",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Refuse a waiver, with the reason.

    Parameters
    ----------
    number
        Of the waiver, as `arrears waiver list` shows it.
    reason
        Why.
    """
    return _decide(number, "refused", level, reason, (store, actor, role, profile, house), lang)


@app.command(name="list")
def list_(
    *,
    everything: Annotated[bool, Parameter(name=["--all"], negative="")] = False,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """List the waivers that wait for a decision; all of them with --all.

    Parameters
    ----------
    everything
        Decided ones too.
    """
    from arrears.operations.agreements.relief import KINDS, STATE_WORDS, waiver_table  # noqa: PLC0415  # help stays quick
    from arrears.store.access.viewing import masked_texts  # noqa: PLC0415  # same

    language = lang or default_lang()
    place = 0 if language == "zh" else 1
    with signed_in(store, actor, role, profile, house) as (opened, _):
        table = masked_texts(opened, waiver_table(opened.events(kind=KINDS)), ("reason", "decision"))
    wanted = table if everything else table[table["state"] == "requested"]
    for row in wanted.to_dict("records"):
        tell(
            "agreements.waiver.listed",
            language,
            number=row["waiver_id"],
            case=row["case_id"],
            interest=yuan(int(row["interest_fen"])),
            fees=yuan(int(row["fees_fen"])),
            level=row["level"],
            who=row["asked_by"],
            state=STATE_WORDS[row["state"]][place],
            reason=row["reason"],
        )
    if wanted.empty:
        tell("agreements.waiver.none", language)
    return 0


def _decide(number: str, state: str, level: str, reason: str, sign: tuple, lang: str | None) -> int:  # type: ignore[type-arg]  # what signed_in takes
    from arrears.operations.agreements.relief import KINDS, decision_event, waiver_table  # noqa: PLC0415  # help stays quick

    with signed_in(*sign) as (opened, person):
        waivers = waiver_table(opened.events(kind=KINDS))
        event = decision_event(
            waivers, number, state, person.login, opened.clock(), opened.policies, level=level, reason=reason
        )
        person.append(event)
        tell(f"agreements.waiver.{state}", lang, number=number)
    return 0


def _share(name: str, text: str) -> str:
    from arrears.units import exact_fraction  # noqa: PLC0415  # help stays quick

    plain = text.strip().replace("％", "%")
    try:
        share = exact_fraction(plain.removesuffix("%")) / (_PERCENT if plain.endswith("%") else 1)
    except ValueError as error:
        raise ArrearsError(both("agreements.waiver.no_share", name=name, text=text)) from error
    if not 0 <= share <= 1:
        raise ArrearsError(both("agreements.waiver.no_share", name=name, text=text))
    return f"{float(share):.6f}".rstrip("0").rstrip(".")
