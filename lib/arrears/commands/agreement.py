"""``arrears agreement``: the road of an instalment agreement, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import (
    DEFAULT,
    ActorOption,
    CollectorRole,
    LeadRole,
    StoreOption,
    signed_in,
    tell,
)
from arrears.errors import ArrearsError
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from fractions import Fraction

    from arrears.operations.experience.offers import Offers
    from arrears.store.state.agreements import Agreements, Terms
    from arrears.words import Lang

app = App(
    name="agreement",
    help="An agreement's life: options, draft, statement, consent, approve, refuse, return, answer, reopen, settle, show.",
)
AmountOption = Annotated[str | None, Parameter(allow_leading_hyphen=True)]
OutOption = Annotated[Path | None, Parameter(help="Folder for the papers; the current one unless you say.")]
_FEN = 100


@app.command
def options(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    wish: AmountOption = None,
    months: int | None = None,
    rate: AmountOption = None,
    first_due: DayOption = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Put plans beside each other: 6, 12, 24, 36, 60 months, what the household can pay, and the customer's wish, each under stress.

    Parameters
    ----------
    case
        The case number.
    wish
        What the customer wishes to pay a month, in yuan.
    months
        Over how many months the customer wishes to pay.
    rate
        Interest a year, such as 0.12 or 12%; the policy's unless you say.
    first_due
        First due date; a month after today unless you say.
    """
    language = lang or default_lang()
    with _desk(store, actor, role, profile, house, language) as desk:
        terms = _terms(desk, months=months, wish=wish, rate=rate, fee_rate=None, first_due=first_due, method=None)
        _show_ladder(desk.ladder(case, terms), language)
        if desk.home(case) is None:
            tell("agreements.commands.no_household", language, case=case)
    return 0


@app.command
def draft(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    months: int | None = None,
    wish: AmountOption = None,
    rate: AmountOption = None,
    fee_rate: AmountOption = None,
    first_due: DayOption = None,
    method: str | None = None,
    replace: Annotated[bool, Parameter(negative="")] = False,
    out: OutOption = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Draft an agreement, store it, and write its paper; refused with the rules where anything is missing.

    Parameters
    ----------
    case
        The case number.
    months
        Monthly instalments; the shortest plan that the wish or the household allows unless you say.
    wish
        What the customer wishes to pay a month, in yuan.
    rate
        Interest a year, such as 0.12 or 12%; the policy's unless you say.
    fee_rate
        Instead of interest, a fee each month as a part of the balance.
    first_due
        First due date; a month after today unless you say.
    method
        equal_instalment 等额本息, equal_principal 等额本金 and others.
    replace
        Withdraw a draft that is on its way; the customer's consent must then be taken anew.
    """
    from arrears.store.state.papers import write_agreement  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house, language) as desk:
        terms = _terms(desk, months=months, wish=wish, rate=rate, fee_rate=fee_rate, first_due=first_due, method=method)
        made = desk.draft(case, terms, replace=replace)
        written = write_agreement(desk, made, (out or Path()) / f"{made.agreement_id}-agreement.docx")
        tell("agreements.commands.drafted", language, number=made.agreement_id, months=int(made.plan.table["no"].max()))
        _told_files(written, language)
    return 0


@app.command
def statement(
    case: str,
    *,
    out: OutOption = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Make the statement of the total cost (CN-26-2) that the customer confirms, and record that it was made.

    Parameters
    ----------
    case
        The case number.
    """
    from arrears.store.state.papers import write_statement  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house, language) as desk:
        number = desk.latest(case)
        made = desk.restored(number)
        written = write_statement(desk, made, (out or Path()) / f"{number}-cost-statement.docx")
        desk.state(number)
        tell("agreements.commands.stated", language, number=number, cost=made.statement.annual_cost)
        _told_files(written, language)
    return 0


@app.command
def consent(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    way: str,
    evidence: str,
    seconds: int | None = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record that the customer confirms the statement and consents to the draft.

    Parameters
    ----------
    case
        The case number.
    way
        written, electronic or oral.
    evidence
        The reference of the signed document, or of the recording of an oral consent.
    seconds
        How long the statement was on the customer's screen, where consent is electronic.
    """
    with _desk(store, actor, role, profile, house, lang) as desk:
        number = desk.latest(case)
        desk.consent(number, way=way, evidence=evidence, read_seconds=seconds)
        tell("agreements.commands.consented", lang, number=number)
    return 0


@app.command
def answer(
    case: str,
    text: str,
    *,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Answer the question with which an agreement was returned.

    Parameters
    ----------
    case
        The case number.
    text
        The answer.
    """
    with _desk(store, actor, role, profile, house, lang) as desk:
        number = desk.latest(case)
        desk.answer(number, text)
        tell("agreements.commands.answered", lang, number=number)
    return 0


@app.command
def withdraw(
    case: str,
    *,
    reason: str = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Withdraw an agreement that is not in force yet.

    Parameters
    ----------
    case
        The case number.
    reason
        Why.
    """
    with _desk(store, actor, role, profile, house, lang) as desk:
        number = desk.latest(case)
        desk.withdraw(number, reason)
        tell("agreements.commands.withdrawn", lang, number=number)
    return 0


@app.command
def approve(
    case: str,
    *,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Approve an agreement as its second person; it is in force from then on, and collection stops (CN-70c).

    Parameters
    ----------
    case
        The case number.
    """
    with _desk(store, actor, role, profile, house, lang) as desk:
        number = desk.latest(case)
        desk.approve(number)
        tell("agreements.commands.approved", lang, number=number)
    return 0


@app.command
def refuse(
    case: str,
    *,
    reason: str,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Refuse an agreement as its second person, with the reason.

    Parameters
    ----------
    case
        The case number.
    reason
        Why.
    """
    with _desk(store, actor, role, profile, house, lang) as desk:
        number = desk.latest(case)
        desk.refuse(number, reason)
        tell("agreements.commands.refused", lang, number=number)
    return 0


@app.command(name="return")
def return_(
    case: str,
    *,
    question: str,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Return an agreement with a question, which its collector answers before it can be approved.

    Parameters
    ----------
    case
        The case number.
    question
        What must be answered.
    """
    with _desk(store, actor, role, profile, house, lang) as desk:
        number = desk.latest(case)
        desk.ask(number, question)
        tell("agreements.commands.returned", lang, number=number)
    return 0


@app.command
def breach(
    case: str,
    *,
    reason: str = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record a breach that the plan shows, or of another term with its reason; collection may resume (CN-70c).

    Parameters
    ----------
    case
        The case number.
    reason
        What was broken, where the plan does not show it.
    """
    with _desk(store, actor, role, profile, house, lang) as desk:
        number = desk.latest(case)
        desk.breach(number, reason)
        tell("agreements.commands.breached", lang, number=number)
    return 0


@app.command
def reopen(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    first_due: str,
    way: str,
    evidence: str,
    reason: str = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Let a broken agreement go on: what is unpaid is due monthly from a new day on, with the customer's consent to it.

    Parameters
    ----------
    case
        The case number.
    first_due
        The new day of the first unpaid instalment.
    way
        How the customer consented: written, electronic or oral.
    evidence
        The reference of what shows it.
    reason
        Why.
    """
    with _desk(store, actor, role, profile, house, lang) as desk:
        number = desk.latest(case)
        desk.reopen(number, day(first_due, desk.store.policies), way=way, evidence=evidence, reason=reason)
        tell("agreements.commands.reopened", lang, number=number)
    return 0


@app.command
def settle(
    case: str,
    *,
    out: OutOption = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record that an agreement's debt is settled, and write the confirmation of settlement.

    Parameters
    ----------
    case
        The case number.
    """
    from arrears.documents.papers import settlement_fields, write_document  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house, language) as desk:
        number = desk.latest(case)
        settled = desk.settled(number)
        fields = settlement_fields(
            desk.case(case), number, settled.amounts, desk.day, settled.sha256, desk.store.policies, language
        )
        path = (out or Path()) / f"{number}-settlement.docx"
        written = write_document(path, "settlement", fields, desk.store.policies, desk.day, language)
        desk.settle(number)
        tell("agreements.commands.settled", language, number=number)
        _told_files(written, language)
    return 0


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
    """Show a case's last agreement: terms, cost, household under stress, history, consent, and what is missing.

    Parameters
    ----------
    case
        The case number.
    """
    from rich.console import Console  # noqa: PLC0415  # help stays quick
    from rich.table import Table  # noqa: PLC0415  # same
    from rich.text import Text  # noqa: PLC0415  # same

    from arrears.store.state.agreement_sheet import GROUPS, agreement_sheet  # noqa: PLC0415  # same

    language = lang or default_lang()
    with _desk(store, actor, role, profile, house, language) as desk:
        sheet = agreement_sheet(desk, desk.latest(case))
    console = Console()
    for group in GROUPS:
        table = Table(title=say(f"agreements.groups.{group}", language), title_justify="left", show_header=False)
        table.add_column(overflow="fold")
        table.add_column(overflow="fold")
        for line in sheet.lines:
            if line.group == group:
                table.add_row(line.label.text(language), Text(line.value.text(language), "red" if line.bad else ""))
        console.print(table)
    if sheet.missing.empty:
        tell("agreements.commands.nothing_missing", language)
        return 0
    tell("agreements.commands.missing", language)
    for row in sheet.missing.to_dict("records"):
        console.print(f"· {row[language]} ({row['rule']})", highlight=False, markup=False, soft_wrap=True)
    return 0


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
    """List the agreements that wait for somebody; all of them with --all.

    Parameters
    ----------
    everything
        Those that are over too.
    """
    from arrears.operations.agreements.standing import STATE_WORDS  # noqa: PLC0415  # help stays quick
    from arrears.store.state.agreements import OPEN  # noqa: PLC0415  # same

    language = lang or default_lang()
    place = 0 if language == "zh" else 1
    with _desk(store, actor, role, profile, house, language) as desk:
        standing = desk.standing()
    wanted = standing if everything else standing[standing["state"].isin([*OPEN, "breached"])]
    for row in wanted.to_dict("records"):
        tell(
            "agreements.commands.listed",
            language,
            number=row["agreement_id"],
            case=row["case_id"],
            state=STATE_WORDS[row["state"]][place],
        )
    if wanted.empty:
        tell("agreements.commands.none_waits", language)
    return 0


def _desk(
    store: str, actor: str | None, role: str, profile: str, house: Path | None, lang: str | None
) -> AbstractContextManager[Agreements]:
    from contextlib import contextmanager  # noqa: PLC0415  # help stays quick

    from arrears.store.state.agreements import Agreements  # noqa: PLC0415  # same

    @contextmanager
    def opened() -> Iterator[Agreements]:
        with signed_in(store, actor, role, profile, house) as (found, person):
            yield Agreements(found, person.login, append=person.append, lang=lang or default_lang())

    return opened()


def _terms(  # what a person types
    desk: Agreements,
    *,
    months: int | None,
    wish: str | None,
    rate: str | None,
    fee_rate: str | None,
    first_due: str | None,
    method: str | None,
) -> Terms:
    from arrears.store.state.agreements import Terms  # noqa: PLC0415  # help stays quick

    return Terms(
        months=months,
        wish_fen=None if wish is None else _fen("--wish", wish),
        first_due=None if first_due is None else day(first_due, desk.store.policies),
        method=method,
        annual_rate=None if rate is None else _rate("--rate", rate),
        fee_rate=None if fee_rate is None else _rate("--fee-rate", fee_rate),
    )


def _fen(name: str, text: str) -> int:
    from arrears.tables.amounts import parse_amount  # noqa: PLC0415  # help stays quick
    from arrears.tables.faults import Fault  # noqa: PLC0415  # same

    amount = parse_amount(text)
    if isinstance(amount, Fault) or amount <= 0:
        raise ArrearsError(both("agreements.commands.no_amount", name=name, text=text))
    return amount


def _rate(name: str, text: str) -> Fraction:
    from arrears.units import exact_fraction  # noqa: PLC0415  # help stays quick

    plain = text.strip().replace("％", "%")
    try:
        return exact_fraction(plain.removesuffix("%")) / (_FEN if plain.endswith("%") else 1)
    except ValueError as error:
        raise ArrearsError(both("agreements.commands.no_rate", name=name, text=text)) from error


def _told_files(written: tuple[Path, ...], lang: str) -> None:
    for path in written:
        tell("agreements.commands.written", lang, path=path)


def _show_ladder(offers: Offers, lang: Lang) -> None:
    from rich.console import Console  # noqa: PLC0415  # help stays quick
    from rich.table import Table  # noqa: PLC0415  # same

    from arrears.units import yuan  # noqa: PLC0415  # same

    ladder = offers.table
    falls = [str(name).removeprefix("fits_") for name in ladder.columns if str(name).startswith("fits_")]
    table = Table()
    for name in ("n", "ground", "payment", "cost", "apr", "last_due"):
        table.add_column(
            say(f"agreements.ladder.{name}", lang), justify="left" if name == "ground" else "right", overflow="fold"
        )
    if "fits" in ladder:
        table.add_column(say("agreements.ladder.fits", lang), overflow="fold")

    def fits(value: Any) -> str:  # noqa: ANN401  # a truth value
        return say("agreements.sheet.yes" if value else "agreements.sheet.no", lang)

    for row in ladder.to_dict("records"):
        money = [f"{yuan(int(row[name])):,.2f}" for name in ("payment_fen", "total_cost_fen")]
        cells = [str(row["n"]), row[f"ground_{lang}"], *money, f"{row['apr']:.2%}", str(row["last_due"])[:10]]
        if "fits" in ladder:
            stress = [
                say("agreements.ladder.stress", lang, percent=fall, fits=fits(row[f"fits_{fall}"])) for fall in falls
            ]
            cells.append("\n".join((fits(row["fits"]), *stress)))
        table.add_row(*cells)
    Console().print(table)
    for said in offers.said:
        Console().print(said.text(lang), soft_wrap=True, highlight=False, markup=False)
