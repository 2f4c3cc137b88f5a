"""``arrears simulate``: a virtual year of invented customers, in which a lead decides month by month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.waiting import apart
from arrears.errors import ArrearsError
from arrears.words import both, say

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies
    from arrears.training.year.deciding import Decision
    from arrears.training.year.simulating import Year
    from arrears.words import Lang

_MOST_MONTHS, _MOST_CASES, _MOST_COVERAGE = 120, 1_000_000, 10


def simulate(  # noqa: PLR0913  # each is an option of its own
    *,
    decisions: Annotated[Path | None, Parameter(help="Your decisions: a .toml file with [[month]] tables.")] = None,
    play: Annotated[bool, Parameter(help="Decide month by month on the screen.", negative=())] = False,
    months: Annotated[int, Parameter(help="How many months.")] = 24,
    cases: Annotated[int, Parameter(help="How many accounts, current ones included.")] = 20_000,
    seed: Annotated[int, Parameter(help="The same seed gives the same people and the same luck.")] = 7,
    coverage: Annotated[float, Parameter(help="The road beside the default with so many times its collectors.")] = 2.0,
    contest: Annotated[
        float | None,
        Parameter(
            help="Instead: the same calls, so many times the default's, at random, by balance, and by what was learned."
        ),
    ] = None,
    moves: Annotated[Path | None, Parameter(help="Counts of moves of your own (.csv, 8 rows of 8).")] = None,
    out: Annotated[Path, Parameter(help="The workbook, or a folder for it.")] = Path("virtual-year.xlsx"),
    as_of: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Live through virtual months with invented customers: your decisions beside the house's default, a rival, and more collectors."""
    from arrears.policy import Policies  # noqa: PLC0415  # help stays quick
    from arrears.training.year.deciding import read_decisions, rival, usual  # noqa: PLC0415  # same
    from arrears.training.year.moves import read_moves  # noqa: PLC0415  # same
    from arrears.training.year.simulating import Year  # noqa: PLC0415  # same

    language = lang or default_lang()
    if not 0 < months <= _MOST_MONTHS or not 0 < cases <= _MOST_CASES or not 0 <= coverage <= 100:  # noqa: PLR2004
        raise ArrearsError(both("training.year.range", months=_MOST_MONTHS, cases=_MOST_CASES))
    policies = Policies(profile, house)
    on = day(as_of, policies)

    counts = None if moves is None else read_moves(moves)
    if contest is not None:
        return _contest(cases, seed, on, policies, contest, language)

    def road(decided: list[Decision]) -> Year:
        year = Year(cases, seed, on, policies, counts)
        year.run(decided)
        return year

    start = Year(cases, seed, on, policies, counts)
    default = usual(start.behaviour)
    roads: dict[str, Year] = {}
    if play:
        roads["own"] = _played(start, months, language)
        months = len(roads["own"].months)
        if not months:
            return 0
    elif decisions is not None:
        roads["own"] = road(read_decisions(decisions, start.behaviour, months))
    roads["default"] = road([default] * months)
    roads["rival"] = road(rival(start.behaviour, months, seed))
    roads["more"] = road([_more(default, coverage)] * months)
    return _written(roads, coverage, out, language)


def _contest(cases: int, seed: int, on: date, policies: Policies, coverage: float, lang: Lang) -> int:
    """Show what each way of spending the same calls brings in."""
    from arrears.training.year.contest import contest  # noqa: PLC0415  # help stays quick

    if not 0 < coverage <= _MOST_COVERAGE:
        raise ArrearsError(both("training.year.contest.range", most=_MOST_COVERAGE))
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(say("training.year.contest.note", lang, cases=cases, seed=seed))
    table = Table(say("training.year.contest.way", lang))
    for key in ("attempts", "conversations", "brought", "each", "cured", "complaints"):
        table.add_column(say(f"training.year.contest.{key}", lang), justify="right")
    for row in contest(cases, seed, on, policies, coverage=coverage).to_dict("records"):
        brought, attempts = row["brought_fen"] / 100, row["attempts"]
        each = brought / attempts if attempts else 0.0
        figures = (f"{attempts:,.0f}", f"{row['conversations']:,.0f}", f"{brought:,.0f}", f"{each:,.2f}")
        table.add_row(
            say(f"training.year.contest.{row['way']}", lang),
            *figures,
            f"{row['cured']:,.0f}",
            f"{row['complaints']:,.1f}",
        )
    console.print(table)
    return 0


def _more(default: Decision, coverage: float) -> Decision:
    from dataclasses import replace  # noqa: PLC0415  # same

    return replace(default, coverage=coverage)


def _written(roads: dict[str, Year], coverage: float, out: Path, lang: Lang) -> int:
    from arrears.panels.year.book import figure_name, road_name, summary, year_bytes  # noqa: PLC0415  # same
    from arrears.training.year.simulating import MONEY  # noqa: PLC0415  # same
    from arrears.workbooks.sheets.saving import save  # noqa: PLC0415  # same

    console = Console(soft_wrap=True, highlight=False, markup=False)
    first = next(iter(roads.values()))
    console.print(say("training.year.note", lang, cases=first.cases, seed=first.seed, months=len(first.months)))
    table = Table(say("training.year.figure", lang))
    for name in roads:
        table.add_column(road_name(name, lang), justify="right")
    for one in summary(roads).to_dict("records"):
        values = [float(one[name]) / (100 if one["figure"] in MONEY else 1) for name in roads]
        table.add_row(figure_name(str(one["figure"]), lang), *(f"{value:,.0f}" for value in values))
    console.print(table)
    console.print(say("training.year.more_is", lang, coverage=coverage))
    most, cells = roads["default"].farthest()
    console.print(say("training.year.agrees", lang, most=most, cells=cells))
    path = out if out.suffix.lower() == ".xlsx" else out / "virtual-year.xlsx"
    content = year_bytes(roads, lang)
    written = save(path, lambda file: file.write(content), len(first.months))
    console.print(str(written.path))
    if written.moved:
        console.print(written.message(lang))
    return 0


def _played(year: Year, months: int, lang: Lang) -> Year:
    """Ask for each month's decisions; an empty answer leaves everything as it is, the end of what is typed ends the play."""
    from dataclasses import replace  # noqa: PLC0415  # same

    from arrears.training.year.deciding import STRATEGIES, checked, usual  # noqa: PLC0415  # same

    console = Console(soft_wrap=True, highlight=False, markup=False)
    behaviour, now = year.behaviour, usual(year.behaviour)
    console.print(say("training.year.play", lang))
    console.print(f"  strategy: {', '.join(STRATEGIES)}")
    console.print(f"  tone: {', '.join(each.key for each in behaviour.tones)}")
    console.print(f"  offer: {', '.join(each.key for each in behaviour.offers)}")
    while len(year.months) < months:
        number = len(year.months) + 1
        try:
            with apart():
                typed = console.input(say("training.year.ask", lang, month=number)).strip()
        except EOFError:
            break
        if typed in {"q", "quit"}:
            break
        try:
            changes: dict[str, Any] = dict(_change(part) for part in typed.split())
            now = checked(replace(now, **changes), behaviour, say("training.year.month", lang, month=number))
        except ArrearsError as error:
            console.print(error.text(lang))
            continue
        told = year.step(now)
        amounts = {key: int(str(told[key])) / 100 for key in ("recovered_fen", "cost_fen", "risk_fen")}
        console.print(say("training.year.told", lang, **{**told, **amounts}))
    return year


def _change(part: str) -> tuple[str, Any]:
    key, _, value = part.partition("=")
    if key not in {"strategy", "tone", "offer", "collectors"} or not value:
        raise ArrearsError(both("training.year.no_change", part=part))
    if key == "collectors":
        return key, int(value) if value.isascii() and value.isdigit() else -1
    return key, value
