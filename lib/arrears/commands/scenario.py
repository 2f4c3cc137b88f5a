"""``arrears scenario``: case scenarios for training, listed and checked."""

from __future__ import annotations

from functools import partial
from pathlib import Path  # cyclopts reads the types when the program runs
from typing import TYPE_CHECKING, Annotated, BinaryIO
from uuid import uuid4

from cyclopts import App, Parameter
from rich.console import Console

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in
from arrears.commands.waiting import apart
from arrears.errors import ArrearsError
from arrears.words import both, say

if TYPE_CHECKING:
    from arrears.training.scenarios import Play, Scenario
    from arrears.training.scenarios.judging import Verdict
    from arrears.training.scenarios.records import Contact
    from arrears.words import Lang

app = App(
    name="scenario",
    help="Case scenarios that trainers demonstrate and collectors practise, judged by the rules in force.",
)


@app.default
def write(
    name: str,
    /,
    *,
    out: Annotated[
        Path | None, Parameter(help="The workbook, or a folder for it; the scenario's name here if left out.")
    ] = None,
    exam: Annotated[
        bool, Parameter(help="Answer cells say only that they are filled, not whether they are right.", negative=())
    ] = False,
    folder: Annotated[Path | None, Parameter(help="A folder of your own scenario files.")] = None,
    lang: LangOption = None,
) -> int:
    """Write the trainer's workbook of a scenario: case, questions with answer cells that are checked as they are filled, and workings.

    The key lies in it out of sight; `arrears scenario mark` marks a folder of returned workbooks.
    """
    from arrears.training.scenarios.question_sheet import QuestionBook  # noqa: PLC0415  # `--help` needs no pandas

    language = lang or default_lang()
    scenario = _named(name, folder)
    path = out or Path(f"{name}.xlsx")
    path = path if path.suffix.lower() == ".xlsx" else path / f"{name}.xlsx"
    written = QuestionBook(scenario, language, exam).write(path)
    _say(say("commands.scenario.written", language, path=written.path, count=len(scenario.steps)))
    if written.moved:
        _say(written.message(language))
    return 0


@app.command
def mark(
    returned: Path,
    /,
    *,
    out: Annotated[Path, Parameter(help="Where the results go.")] = Path("class-results"),
    folder: Annotated[Path | None, Parameter(help="A folder of your own scenario files.")] = None,
    lang: LangOption = None,
) -> int:
    """Mark what a class has handed in: question workbooks and plays, judged anew by the rules, into a workbook and a picture.

    Parameters
    ----------
    returned
        A folder of returned workbooks (.xlsx) and plays from the training panel (.json).
    """
    from arrears.panels.training.classroom.book import class_bytes  # noqa: PLC0415  # same
    from arrears.panels.training.classroom.picture import class_picture  # noqa: PLC0415  # same
    from arrears.training.scenarios.marking import marked_folder  # noqa: PLC0415  # same
    from arrears.workbooks.sheets.saving import save  # noqa: PLC0415  # same

    language = lang or default_lang()
    results = marked_folder(returned, folder)
    contents = {
        "class-results.xlsx": class_bytes(results, language), "class-results.svg": class_picture(results, language).encode(),
    }  # fmt: skip
    _say(say("commands.scenario.marked", language, files=results.files, people=results.people))
    for person in results.by_person().to_dict("records"):
        _say(say("commands.scenario.person", language, who=person["who"], right=person["right"], of=person["of"]))
    for rule in results.by_rule().query("missed > 0").head(5).to_dict("records"):
        _say(say("commands.scenario.missed", language, rule=rule["rule"], missed=rule["missed"], asked=rule["asked"]))
    for each in results.refused:
        _say(say("commands.scenario.not_marked", language, file=each.file, reason=each.reason.text(language)))
    for name, content in contents.items():
        written = save(out / name, partial(_fill, content), len(results.answers))
        _say(str(written.path))
        if written.moved:
            _say(written.message(language))
    return 1 if results.refused else 0


@app.command
def from_case(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    /,
    *,
    out: Annotated[Path, Parameter(help="The new .toml file.")],
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    as_of: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Make a scenario of a real case through the anonymiser: no name, number, address or note; amounts scaled, days moved together.

    The store records that it was done. Add your own steps to the file, then run `arrears scenario check`.

    Parameters
    ----------
    case
        The case number.
    """
    from arrears.store.records import Export  # noqa: PLC0415  # `--help` needs no database
    from arrears.training.scenarios.anonymising import real_case, scenario_text  # noqa: PLC0415  # same
    from arrears.workbooks.sheets.saving import save  # noqa: PLC0415  # same

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, person):
        if person.role.cases != "all":
            raise ArrearsError(both("commands.scenario.role", role=role))
        text = scenario_text(real_case(opened, case, day(as_of, opened.policies)))
        person.append(
            Export(
                case_id="", happened_at=opened.clock(), actor=person.login, key=f"export-{uuid4()}", role=role,
                reason="anonymised training scenario", rows=1, masked=True, claimed=person.claimed, file_name=out.name,
            )
        )  # fmt: skip
        written = save(out, partial(_fill, text.encode()), 1)
    _say(say("commands.scenario.made", language, path=written.path))
    if written.moved:
        _say(written.message(language))
    return 0


@app.command(name="list")
def list_(*, folder: Path | None = None, lang: LangOption = None) -> int:
    """List the scenarios: what each teaches, how long it takes, and which guideline items it exercises.

    Parameters
    ----------
    folder
        A folder of your own scenario files; those that travel with arrears if left out.
    lang
        The language.
    """
    from arrears.training.scenarios import read_scenarios  # noqa: PLC0415  # `--help` needs no pandas

    language = lang or default_lang()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for scenario in read_scenarios(folder):
        items, title = " ".join(scenario.guidelines), scenario.title.text(language)
        console.print(
            say("commands.scenario.line", language, id=scenario.id, title=title, minutes=scenario.minutes, items=items)
        )
        console.print(f"    {scenario.goal.text(language)}")
    return 0


@app.command
def check(files: list[Path], /, *, lang: LangOption = None) -> int:
    """Check scenario files: every key, every road to an end, nobody's numbers, and that the rules agree with some road.

    Parameters
    ----------
    files
        One or more .toml files.
    lang
        The language.
    """
    from arrears.training.scenarios import read_scenario  # noqa: PLC0415  # same

    language = lang or default_lang()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    found = 0
    for file in files:
        scenario = read_scenario(file)
        refused = _refused(scenario)
        found += bool(refused)
        key = "commands.scenario.refused" if refused else "commands.scenario.well"
        console.print(say(key, language, file=file.name, steps=len(scenario.steps), refused=", ".join(refused)))
    return 1 if found else 0


@app.command
def play(name: str, /, *, folder: Path | None = None, lang: LangOption = None) -> int:
    """Play a scenario on the screen: decide step by step, and see at once what the rules say and what would have been better.

    Where words or a figure are asked for, your own may be typed instead of an option's number. An empty line ends the play.

    Parameters
    ----------
    name
        Its id; `arrears scenario list` names them.
    folder
        A folder of your own scenario files.
    lang
        The language.
    """
    from arrears.training.scenarios import Play  # noqa: PLC0415  # same

    language = lang or default_lang()
    scenario, console = _named(name, folder), Console(soft_wrap=True, highlight=False, markup=False)
    console.print(say("commands.scenario.invented", language))
    console.print(f"{scenario.title.text(language)}\n{scenario.persona.text(language)}")
    played = Play(scenario)
    while (step := played.step) is not None:
        console.print(f"\n{step.situation.text(language)}\n{step.question.text(language)}")
        for number, option in enumerate(step.options, start=1):
            console.print(f"  {number}. {option.text.text(language)}")
        verdict = _decided(played, console, language)
        if verdict is None:
            break
        _show(verdict, played, console, language)
    console.print()
    for score in played.scores():
        area = say(f"commands.scenario.areas.{score.area}", language)
        console.print(say("commands.scenario.score", language, area=area, right=score.right, of=score.of))
    return 0


def _named(name: str, folder: Path | None) -> Scenario:
    from arrears.training.scenarios import read_scenarios  # noqa: PLC0415  # same

    known = {scenario.id: scenario for scenario in read_scenarios(folder)}
    if name not in known:
        raise ArrearsError(both("commands.scenario.none_called", name=name, names=", ".join(known)))
    return known[name]


def _fill(content: bytes, file: BinaryIO) -> None:
    file.write(content)


def _say(line: str) -> None:
    Console(soft_wrap=True, highlight=False, markup=False).print(line)


def _decided(played: Play, console: Console, lang: Lang) -> Verdict | None:
    """Ask until an answer can be taken; nothing typed, or the end of what is typed, ends the play."""
    step = played.step
    assert step is not None  # noqa: S101  # the play is not over
    while True:
        try:
            with apart():
                answer = console.input(say("commands.scenario.ask", lang)).strip()
        except EOFError:
            return None
        if not answer:
            return None
        if answer.isascii() and answer.isdigit() and 0 < int(answer) <= len(step.options):
            return played.choose(step.options[int(answer) - 1].id)
        if step.free or step.ask == "figure":
            return played.write(answer)
        console.print(say("commands.scenario.choose", lang, count=len(step.options)))


def _show(verdict: Verdict, played: Play, console: Console, lang: Lang) -> None:
    console.print(say("commands.scenario.right" if verdict.ok else "commands.scenario.wrong", lang))
    console.print(verdict.said.text(lang))
    if verdict.rules:
        source = verdict.source.text(lang)
        rules = ", ".join(verdict.rules)
        console.print(say("commands.scenario.rules", lang, rules=f"{rules} ({source})" if source else rules))
    if verdict.better.text(lang):
        console.print(say("commands.scenario.better", lang, better=verdict.better.text(lang)))
    if played.reaction is not None:
        console.print(say("commands.scenario.then", lang, reaction=played.reaction.text(lang)))


def _refused(scenario: Scenario) -> list[str]:
    """Name the steps of the best road whose decision the rules refuse all the same: no trainee could do right there."""
    from arrears.training.scenarios.judging import judge  # noqa: PLC0415  # same
    from arrears.training.scenarios.playing import best_road  # noqa: PLC0415  # same

    made: list[Contact] = []
    refused = []
    for step, option in best_road(scenario):
        if not judge(scenario, step, option, made).ok:
            refused.append(step.id)
        if option.contact is not None:
            made.append(option.contact)
    return refused
