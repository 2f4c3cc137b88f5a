"""``arrears assess``: certificates and yearly assessments of staff 考核 (GBT-5), and who is due."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # cyclopts reads the types when the program runs
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, StoreOption, signed_in, tell
from arrears.words import say

if TYPE_CHECKING:
    from arrears.store.records import Assessment

app = App(name="assess", help="Assessments of staff: record them, and see who is due.")
TrainerRole = Annotated[str, Parameter(help="Your role: trainer or lead.")]


@app.command
def record(  # noqa: PLR0913  # each is an option that a person types
    person: str,
    right: int,
    of: int,
    *,
    note: Annotated[str, Parameter(help="A remark.")] = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: TrainerRole = "trainer",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record one person's assessment; the house's policy says whether it is passed.

    Parameters
    ----------
    person
        Whose: login, staff number or name, as cases are assigned to.
    right
        How many answers were right.
    of
        How many there were.
    """
    from arrears.training.assessing import assessment_event  # noqa: PLC0415  # help stays quick

    with signed_in(store, actor, role, profile, house) as (opened, signed):
        event = assessment_event(
            person, right, of, actor=signed.login, at=opened.clock(), policies=opened.policies, note=note
        )
        signed.append(event)
        _told(event, lang)
    return 0


@app.command(name="class")
def class_(  # same
    returned: Path,
    *,
    folder: Annotated[Path | None, Parameter(help="A folder of your own scenario files.")] = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: TrainerRole = "trainer",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Mark what a class has handed in, as `arrears scenario mark` does, and record it as each person's assessment.

    Parameters
    ----------
    returned
        A folder of returned workbooks (.xlsx) and plays (.json), handed in under the names that cases are assigned to.
    """
    from arrears.training.assessing import class_events  # noqa: PLC0415  # help stays quick
    from arrears.training.scenarios.marking import marked_folder  # noqa: PLC0415  # same

    results = marked_folder(returned, folder)
    with signed_in(store, actor, role, profile, house) as (opened, signed):
        events = class_events(results, actor=signed.login, at=opened.clock(), policies=opened.policies)
        signed.append(events)
        for event in events:
            _told(event, lang)
    for each in results.refused:
        tell("commands.scenario.not_marked", lang, file=each.file, reason=each.reason.text(lang or default_lang()))
    return 1 if results.refused else 0


@app.command(name="list")
def list_(  # same
    *,
    due: Annotated[bool, Parameter(help="Only who is due, or soon will be.", negative=())] = False,
    as_of: DayOption = None,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: TrainerRole = "trainer",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """List how everybody stands who has cases or was assessed: certificate, until when, and who is due. Exit code 1 where somebody is."""
    from arrears.training.assessing import standing_in  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, _):
        table = standing_in(opened, day(as_of, opened.policies))
    wanted = table[table["state"] != "valid"] if due else table
    for row in wanted.to_dict("records"):
        state = say(f"training.assessing.states.{row['state']}", language)
        if row["state"] == "never":
            tell("training.assessing.none_yet", language, person=row["person"], state=state)
        else:
            tell(
                "training.assessing.line",
                language,
                **{str(key): value for key, value in row.items()} | {"state": state},
            )
    if wanted.empty:
        tell("training.assessing.nobody_due", language)
    return 1 if table["state"].isin(["due", "never"]).any() else 0


def _told(event: Assessment, lang: str | None) -> None:
    key = "training.assessing.passed" if event.passed else "training.assessing.failed"
    tell(key, lang, person=event.person, right=event.right, of=event.of)
