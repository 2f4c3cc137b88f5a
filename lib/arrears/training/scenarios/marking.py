"""Mark a folder of what a class handed in: plays from the panel and trainers' workbooks, judged anew by the rules."""

from __future__ import annotations

import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from arrears.errors import ArrearsError
from arrears.notations import NotationError, read_json
from arrears.training.scenarios.class_results import ANSWER_COLUMNS, ClassResults, Refused
from arrears.training.scenarios.debriefing import key_of
from arrears.training.scenarios.handing_in import KIND, checked_name
from arrears.training.scenarios.judging import Verdict, judge_figure, judge_words
from arrears.training.scenarios.keeping import resumed
from arrears.training.scenarios.question_sheet import META, WHO, Places
from arrears.training.scenarios.reading import read_scenarios
from arrears.training.scenarios.records import Text
from arrears.words import LANGUAGES, Saying, both

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.training.scenarios.records import Scenario, Step

Rows = list[tuple[Any, ...]]
_MOST_BYTES = 5 * 2**20
"""A question sheet is some tens of kilobytes."""


def marked_folder(folder: Path, scenarios: Path | None = None) -> ClassResults:
    """Mark every play and workbook in a folder.

    Parameters
    ----------
    folder : Path
        Of ``.json`` plays and ``.xlsx`` question sheets; other files are left alone.
    scenarios : Path, optional
        A folder of your own scenario files, beside those that travel with arrears.

    Raises
    ------
    ArrearsError
        If there is no such folder, or nothing in it can be marked; what could not is named with the reason.
    """
    if not folder.is_dir():
        raise ArrearsError(both("training.marking.no_folder", folder=folder))
    known = {each.id: each for each in read_scenarios()}
    known |= {each.id: each for each in (read_scenarios(scenarios) if scenarios else [])}
    rows: Rows = []
    refused: list[Refused] = []
    seen: dict[tuple[str, str], str] = {}
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in {".json", ".xlsx"}]
    for path in files:
        if path.name.startswith(("~$", ".")):
            continue
        try:
            who, scenario, answers = _marked(path, known)
        except ArrearsError as error:
            refused.append(Refused(path.name, Saying(error.text("zh"), error.text("en"))))
            continue
        other = seen.setdefault((who, scenario.id), path.name)
        if other != path.name:
            refused.append(Refused(path.name, both("training.marking.twice", other=other, who=who)))
            continue
        rows += [
            (who, scenario.id, step.id, step.area, answer, verdict.ok, tuple(verdict.rules), path.name)
            for step, answer, verdict in answers
        ]
    if not rows:
        said = refused[0].reason if refused else both("training.marking.none")
        raise ArrearsError(
            Saying(
                *(
                    both("training.marking.nothing", folder=folder.name, reason=said.text(lang)).text(lang)
                    for lang in LANGUAGES
                )
            )
        )
    table = pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))
    return ClassResults(table, {name: known[name] for name in table["scenario"].unique()}, tuple(refused))


Answers = list[tuple["Step", str, Verdict]]


def _marked(path: Path, known: dict[str, Scenario]) -> tuple[str, Scenario, Answers]:
    if path.stat().st_size > _MOST_BYTES:
        raise ArrearsError(both("training.marking.too_large", most=_MOST_BYTES // 2**20))
    return _play(path, known) if path.suffix.lower() == ".json" else _workbook(path, known)


def _play(path: Path, known: dict[str, Scenario]) -> tuple[str, Scenario, Answers]:
    try:
        held = read_json(path.read_bytes())
    except NotationError as error:
        raise ArrearsError(both("training.marking.no_play")) from error
    if not isinstance(held, dict) or held.get("kind") != KIND:
        raise ArrearsError(both("training.marking.no_play"))
    scenario = _known(held.get("scenario"), known)
    play = resumed(scenario, held, path.name)
    answers = []
    for taken in play.taken:
        step = scenario.step(taken.step)
        option = next(each for each in step.options if each.id == taken.option)
        answers.append((step, taken.answer or option.text.zh, taken.verdict))
    return checked_name(str(held.get("who", ""))), scenario, answers


def _workbook(path: Path, known: dict[str, Scenario]) -> tuple[str, Scenario, Answers]:
    try:
        with warnings.catch_warnings():
            # openpyxl tells of things in a workbook that it leaves out; none is an answer.
            warnings.simplefilter("ignore")
            book = load_workbook(path, data_only=True, keep_links=False)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
        raise ArrearsError(both("training.marking.no_workbook")) from error
    if META not in book.sheetnames:
        raise ArrearsError(both("training.marking.no_workbook"))
    meta = {str(row[0]): row[1] for row in book[META].iter_rows(max_col=2, values_only=True) if row[0]}
    scenario = _known(meta.get("scenario"), known)
    sheet = book[str(meta["sheet"])] if meta.get("sheet") in book.sheetnames else None
    if sheet is None:
        raise ArrearsError(both("training.marking.no_questions"))
    rows = {str(row[Places.STEP]): row for row in sheet.iter_rows(values_only=True) if row and row[Places.STEP]}
    who = checked_name(str((rows.get(WHO) or [""] * (Places.ANSWER + 1))[Places.ANSWER] or ""))
    answers = []
    for step in scenario.steps:
        row = rows.get(step.id)
        answer = None if row is None or len(row) <= Places.ANSWER else row[Places.ANSWER]
        answers.append((step, *_judged(scenario, step, answer)))
    return who, scenario, answers


def _judged(scenario: Scenario, step: Step, answer: object) -> tuple[str, Verdict]:
    """Judge what stands in an answer cell: a figure, the number of an option, or words of one's own."""
    said = "" if answer is None else str(answer).strip()
    options = key_of(scenario)[step.id]
    if not said:
        rules = tuple(dict.fromkeys(rule for verdict in options.values() for rule in verdict.rules))
        return "", Verdict(ok=False, area=step.area, said=both("training.marking.blank"), rules=rules)
    if step.ask == "figure":
        return said, judge_figure(scenario, step, answer)
    number = said.removesuffix(".0")
    if number.isascii() and number.isdigit() and 0 < int(number) <= len(step.options):
        option = step.options[int(number) - 1]
        return option.text.zh, options[option.id]
    if step.free:
        return said, judge_words(scenario, step, Text(zh=said, en=said).both)
    return said, Verdict(ok=False, area=step.area, said=both("training.marking.no_option", count=len(step.options)))


def _known(name: object, known: dict[str, Scenario]) -> Scenario:
    if name not in known:
        raise ArrearsError(both("training.marking.unknown", name=name))
    return known[str(name)]
