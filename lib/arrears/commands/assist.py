"""``arrears assist``: the team lead's help 请组长协助, asked and answered."""

from __future__ import annotations

import uuid
from typing import Annotated

from cyclopts import App, Parameter

from arrears.commands.options import HouseOption, LangOption, ProfileOption, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, CollectorRole, LeadRole, StoreOption, signed_in, tell

app = App(name="assist", help="Ask the team lead for help on a case, and answer.")


@app.command
def ask(
    case: str,
    question: str,
    *,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: CollectorRole = "collector",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Ask the team lead for help on a case.

    Parameters
    ----------
    case
        The case number.
    question
        What you need to know or have decided.
    """
    from arrears.operations.agreements.help import ask_event  # noqa: PLC0415  # help stays quick

    with signed_in(store, actor, role, profile, house) as (opened, person):
        number = f"H-{uuid.uuid4().hex[:8]}"
        event = ask_event(case, person.login, opened.clock(), question, key=f"help-{number}-asked", help_id=number)
        person.append(event)
        tell("agreements.assist.asked", lang, number=number)
    return 0


@app.command
def answer(  # noqa: PLR0913  # each is an option that a person types
    number: str,
    text: str,
    *,
    keep: Annotated[bool, Parameter(negative="")] = False,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Answer a call for help; the collector's next workbook shows it.

    Parameters
    ----------
    number
        Of the call, as `arrears assist list` shows it; or the case number.
    text
        The answer.
    keep
        Keep it as the house's example for training.
    """
    from arrears.operations.agreements.help import KINDS, answer_event, help_table  # noqa: PLC0415  # help stays quick

    with signed_in(store, actor, role, profile, house) as (opened, person):
        asked = help_table(opened.events(kind=KINDS))
        of_case = asked[(asked["case_id"] == number) & (asked["state"] == "asked")]
        wanted = str(of_case["help_id"].iloc[0]) if len(of_case) else number
        person.append(answer_event(asked, wanted, person.login, opened.clock(), text, keep=keep))
        tell("agreements.assist.answered", lang, number=wanted)
    return 0


@app.command(name="list")
def list_(
    *,
    everything: Annotated[bool, Parameter(name=["--all"], negative="")] = False,
    kept: Annotated[bool, Parameter(negative="")] = False,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """List the open calls for help; all of them with --all, the house's examples with --kept.

    Parameters
    ----------
    everything
        Answered ones too.
    kept
        Only answers that are kept for training.
    """
    from arrears.operations.agreements.help import KINDS, STATE_WORDS, help_table  # noqa: PLC0415  # help stays quick
    from arrears.store.access.viewing import masked_texts  # noqa: PLC0415  # same

    language = lang or default_lang()
    place = 0 if language == "zh" else 1
    with signed_in(store, actor, role, profile, house) as (opened, _):
        table = help_table(opened.events(kind=KINDS), opened.clock())
        table = masked_texts(opened, table, ("question", "answer"))
    wanted = table[table["kept"]] if kept else table if everything else table[table["state"] == "asked"]
    for row in wanted.to_dict("records"):
        tell(
            "agreements.assist.listed",
            language,
            number=row["help_id"],
            case=row["case_id"],
            who=row["asked_by"],
            hours=row["open_hours"],
            state=STATE_WORDS[row["state"]][place],
            question=row["question"],
        )
        if row["answer"]:
            tell("agreements.assist.listed_answer", language, who=row["answered_by"], answer=row["answer"])
    if wanted.empty:
        tell("agreements.assist.none", language)
    return 0
