"""``arrears escalate``: the last resort, assessed, heard, decided by a second person and watched; ``arrears dossier`` puts it together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from arrears.commands.options import HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.record import FullOption, write_record
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from arrears.store.access.viewing import SignedIn
    from arrears.store.state.escalations import Escalations

app = App(
    name="escalate",
    help="Ask for a legal measure: assessment, departments' opinions, a second person's decision, court steps.",
)
ReasonOption = Annotated[str, Parameter(help="Why.")]


@app.command
def show(
    case: str,
    *,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Show the risk assessment of a case as it stands today, and what is missing; nothing is stored.

    Parameters
    ----------
    case
        The case number.
    """
    from rich.console import Console  # noqa: PLC0415  # help stays quick
    from rich.table import Table  # noqa: PLC0415  # same

    from arrears.store.state.dossier import assessment_lines  # noqa: PLC0415  # same
    from arrears.store.state.escalations import missing_text  # noqa: PLC0415  # same

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as (desk, _):
        made = desk.assess(case)
        lines = assessment_lines(made.figures, desk.store.policies, language)
    table = Table(show_header=False)
    for group, label, value, rule in lines:
        table.add_row(group, label, value, rule)
    Console().print(table)
    if not made.missing:
        tell("escalation.commands.ready", language, case=case)
        return 0
    tell("escalation.commands.missing", language)
    for one in made.missing:
        Console().print(f"· {missing_text(one).text(language)}", highlight=False, markup=False, soft_wrap=True)
    return 1


@app.command
def request(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    measure: Annotated[str, Parameter(help="payment_order, suit or mediation.")],
    reason: ReasonOption,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Ask for a legal measure; today's assessment is kept with it.

    Parameters
    ----------
    case
        The case number.
    """
    with _desk(store, actor, role, profile, house) as (desk, _):
        number = desk.request(case, measure, reason)
    tell("escalation.commands.requested", lang, number=number, measure=measure, case=case)
    return 0


@app.command
def consult(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    department: Annotated[str, Parameter(help="risk, legal or consumers.")],
    person: Annotated[str, Parameter(help="Who speaks for it.")],
    opinion: Annotated[str, Parameter(help="What they say.")],
    on: Annotated[str | None, Parameter(help="When they said it; today if left out.")] = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record what a department says before anybody decides.

    Parameters
    ----------
    case
        The case number.
    """
    with _desk(store, actor, role, profile, house) as (desk, _):
        heard = desk.consult(case, department, person, opinion, None if on is None else day(on, desk.store.policies))
    tell("escalation.commands.consulted", lang, department=heard)
    return 0


@app.command
def approve(
    case: str,
    *,
    note: Annotated[str, Parameter(help="A remark.")] = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Approve a measure as its second person; the case is with the legal unit from then on.

    Parameters
    ----------
    case
        The case number.
    """
    with _desk(store, actor, role, profile, house) as (desk, _):
        number = desk.approve(case, note)
    tell("escalation.commands.approved", lang, number=number, case=case)
    return 0


@app.command
def refuse(
    case: str,
    *,
    reason: ReasonOption,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Refuse a measure as its second person.

    Parameters
    ----------
    case
        The case number.
    """
    with _desk(store, actor, role, profile, house) as (desk, _):
        number = desk.refuse(case, reason)
    tell("escalation.commands.refused", lang, number=number)
    return 0


@app.command
def step(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    step: Annotated[str, Parameter(help="Such as order_served, suit_filed, judgment.")],
    *,
    on: Annotated[str, Parameter(help="The day of the step.")],
    due: Annotated[str | None, Parameter(help="The day that the court has named, such as of a hearing.")] = None,
    note: Annotated[str, Parameter(help="Such as the court's file number.")] = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Enter a step of the court; its term is watched on the lead's home page.

    Parameters
    ----------
    case
        The case number.
    """
    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as (desk, _):
        policies = desk.store.policies
        found = desk.step(case, step, day(on, policies), None if due is None else day(due, policies), note)
        steps = desk.steps()
    last = steps[(steps["case_id"] == case) & (steps["step"] == found.key)].iloc[-1]
    term = last["term_on"]
    words = both("escalation.commands.no_term").text(language) if term != term else str(term.date())  # noqa: PLR0124  # no day is not itself
    then = found.then_zh if language == "zh" else found.then_en
    tell("escalation.commands.stepped", language, step=getattr(found, language), term=words, then=then)
    return 0


@app.command
def close(
    case: str,
    *,
    reason: ReasonOption,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Close an escalation, such as when it is paid; the case goes back to the collectors.

    Parameters
    ----------
    case
        The case number.
    """
    with _desk(store, actor, role, profile, house) as (desk, _):
        number = desk.close(case, reason)
    tell("escalation.commands.closed", lang, number=number)
    return 0


@app.command(name="list")
def list_(
    *,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """List the escalations that are open, and the terms that are near."""
    from arrears.words import say  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as (desk, _):
        table, near = desk.table(), desk.near()
        measures = {one.key: getattr(one, language) for one in desk.terms.measures}
    running = table[table["state"].isin(["requested", "approved"])]
    for row in running.to_dict("records"):
        state = say(f"escalation.states.{row['state']}", language)
        tell(
            "escalation.commands.listed", language, number=row["escalation_id"], case=row["case_id"],
            measure=measures.get(row["measure"], row["measure"]), state=state, who=row["asked_by"],
        )  # fmt: skip
    for row in near.to_dict("records"):
        tell(
            "escalation.commands.near", language, day=row["term_on"].date(), case=row["case_id"], what=row[language], rule=row["rule"]
        )  # fmt: skip
    if running.empty and near.empty:
        tell("escalation.commands.nothing", language)
    return 0


def dossier(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    out: Path = Path(),
    full: FullOption = False,
    reason: str = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Put a case's dossier into one folder: assessment, opinions, calculation, limitation, court calendar, record, agreement's papers.

    It is there for an approved escalation alone, states facts, and is masked unless --full.

    Parameters
    ----------
    case
        The case number.
    out
        Where the folder ``CASE-dossier`` is made.
    full
        Personal data in full.
    reason
        What it is for.
    """
    from arrears.store.state.dossier import case_dossier, papers_of  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house) as (desk, person):
        made = case_dossier(desk, case, made_by=person.login, masked=not full, lang=language)
        folder = out / f"{case}-dossier"
        # An agreement's papers name the customer: they are of the dossier in full alone, and encrypted as it is.
        papers = papers_of(desk, case, language) if full else {}
        written = write_record(person, made, folder, reason, full=full, name=f"{case}-dossier", papers=papers)
    for path in written:
        tell("escalation.commands.written", language, path=path)
    tell("escalation.commands.not_intact", language, sha256=made.digest)
    return 0


def _desk(
    store: str, actor: str | None, role: str, profile: str, house: Path | None
) -> AbstractContextManager[tuple[Escalations, SignedIn]]:
    from contextlib import contextmanager  # noqa: PLC0415  # help stays quick

    from arrears.store.state.escalations import Escalations  # noqa: PLC0415  # same

    @contextmanager
    def opened() -> Iterator[tuple[Escalations, SignedIn]]:
        with signed_in(store, actor, role, profile, house) as (found, person):
            yield Escalations(found, person.login, append=person.append), person

    return opened()
