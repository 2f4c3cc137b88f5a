"""A trainer's workbook: the case, its questions with answer cells that are checked as they are filled, the workings, and a key out of sight."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from arrears.explain import why
from arrears.policy import Policies
from arrears.policy.records import Buckets, LoanClass
from arrears.training.scenarios.debriefing import key_of
from arrears.training.scenarios.facts import case_facts, case_table, history
from arrears.units import yuan
from arrears.words import say
from arrears.workbooks.plan.front import CALC_ID
from arrears.workbooks.sheets.book import write_book
from arrears.workbooks.sheets.styles import (
    HAIRLINE,
    INPUT_FILL,
    LINE_HEIGHT,
    ROW_HEIGHT,
    TITLE_HEIGHT,
    line_count,
    set_up_paper,
)

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.training.scenarios.records import Scenario, Step
    from arrears.words import Lang
    from arrears.workbooks.sheets.book import Sheet
    from arrears.workbooks.sheets.saving import Written
    from arrears.workbooks.sheets.styles import Formats

META, KEY, WHO = "_arrears_scenario", "_arrears_key", "@who"
_WORDS_AT_LEAST = 4


class Places:
    """Columns of the question sheet, counted from 0."""

    STEP, NUMBER, QUESTION, WAYS, ANSWER, CHECK = range(6)


_WIDTHS = (0, 5, 46, 58, 26, 40)
_FIRST = 5


@dataclass(frozen=True)
class QuestionBook:
    """What a workbook is made of.

    Attributes
    ----------
    scenario : Scenario
        The case.
    lang : str
        ``zh`` or ``en``.
    exam : bool
        Whether the answer cells say only that they are filled; otherwise they say at once whether the answer is right, and why not.
    """

    scenario: Scenario
    lang: Lang
    exam: bool = False

    def write(self, path: Path) -> Written:
        """Write it whole or not at all; the same content gives the same bytes.

        Raises
        ------
        ArrearsError
            If the file cannot be written.
        """
        sheets: list[Sheet] = [CaseSheet(self), QuestionSheet(self)]
        sheets += [] if self.exam else [WorkingsSheet(self)]
        hidden: list[Sheet] = [KeySheet(self), MetaSheet(self)]
        return write_book(
            path,
            [*sheets, *hidden],
            as_of=self.scenario.today,
            title=self.scenario.title.text(self.lang),
            lang=self.lang,
        )

    def say(self, key: str, **values: object) -> str:
        """Say a text of the workbook."""
        return say(f"training.book.{key}", self.lang, **values)


def _front(book: QuestionBook, sheet: Worksheet, formats: Formats, title: str, widths: tuple[int, ...]) -> None:
    """Set up a sheet: its paper, its title, and that everything on it is invented."""
    set_up_paper(sheet, book.say("invented"), say("workbooks.sheets.page", book.lang))
    sheet.set_default_row(ROW_HEIGHT)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width, None, {"hidden": width == 0})
    sheet.set_row(0, TITLE_HEIGHT)
    first = next(place for place, width in enumerate(widths) if width)
    sheet.write_string(0, first, title, formats.title)
    sheet.write_string(1, first, book.say("invented"), formats.make(bold=True, font_color="#A4262C"))


@dataclass(frozen=True)
class CaseSheet:
    """The case as a trainee gets it."""

    book: QuestionBook

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        workbook.set_calc_mode("auto", CALC_ID)
        workbook.calc_on_load = False
        book, scenario = self.book, self.book.scenario
        sheet = workbook.add_worksheet(book.say("case"))
        _front(book, sheet, formats, scenario.title.text(lang), (26, 90))
        label = formats.make(bold=True, bottom=1, bottom_color=HAIRLINE, valign="top", indent=1)
        value = formats.make(bottom=1, bottom_color=HAIRLINE, text_wrap=True, valign="top")
        rows = [
            (book.say("persona"), scenario.persona.text(lang)),
            (book.say("goal"), scenario.goal.text(lang)),
            (book.say("items"), " ".join(scenario.guidelines)),
            (book.say("minutes"), str(scenario.minutes)),
            *case_facts(scenario, lang),
            *((book.say("history") if place == 0 else "", line) for place, line in enumerate(history(scenario, lang))),
        ]
        for place, (name, told) in enumerate(rows, 3):
            sheet.set_row(place, max(ROW_HEIGHT, line_count(told, 90) * LINE_HEIGHT + 4))
            sheet.write_string(place, 0, name, label)
            sheet.write_string(place, 1, told, value)
        sheet.write_string(len(rows) + 4, 0, book.say("how"), formats.note)


@dataclass(frozen=True)
class QuestionSheet:
    """The questions, one a row, each with its answer cell."""

    book: QuestionBook

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        book, scenario = self.book, self.book.scenario
        sheet = workbook.add_worksheet(book.say("questions"))
        _front(book, sheet, formats, book.say("questions_of", title=scenario.title.text(lang)), _WIDTHS)
        looks = _Looks(formats)
        sheet.write_string(2, Places.STEP, WHO)
        sheet.write_string(2, Places.WAYS, book.say("who"), formats.make(bold=True, align="right"))
        sheet.write_blank(2, Places.ANSWER, None, looks.answer)
        for place in range(Places.NUMBER, Places.CHECK + 1):
            sheet.write_string(_FIRST - 1, place, book.say(f"heads.{_HEADS[place]}"), formats.heading())
        sheet.set_row(_FIRST - 1, ROW_HEIGHT + 4)
        for number, step in enumerate(scenario.steps, 1):
            self._question(sheet, looks, number, step)
        last = _FIRST + len(scenario.steps) - 1
        filled = f"{_at(_FIRST, Places.ANSWER)}:{_at(last, Places.ANSWER)}"
        count = len(scenario.steps)
        sheet.write_formula(
            last + 1, Places.ANSWER, f'=COUNTA({filled})&" / {count}"', formats.make(bold=True), f"0 / {count}"
        )
        sheet.write_string(last + 1, Places.WAYS, book.say("answered"), formats.make(bold=True, align="right"))
        good, bad = formats.make(font_color="#1B6E3C"), formats.make(font_color="#A4262C")
        cells = (_FIRST, Places.CHECK, last, Places.CHECK)
        sheet.conditional_format(*cells, {"type": "text", "criteria": "begins with", "value": "✓", "format": good})
        sheet.conditional_format(*cells, {"type": "text", "criteria": "begins with", "value": "✗", "format": bad})
        sheet.freeze_panes(_FIRST, 0)
        sheet.protect("", {"format_rows": True, "format_columns": True})

    def _question(self, sheet: Worksheet, looks: _Looks, number: int, step: Step) -> None:
        book, lang, row = self.book, self.book.lang, _FIRST + number - 1
        asked = f"{step.situation.text(lang)}\n{step.question.text(lang)}"
        ways = "\n".join(f"{place}. {option.text.text(lang)}" for place, option in enumerate(step.options, 1))
        if step.ask == "figure":
            ways = book.say("figure")
        elif step.free:
            ways = f"{ways}\n{book.say('or_words')}"
        lines = max(line_count(asked, _WIDTHS[Places.QUESTION]), line_count(ways, _WIDTHS[Places.WAYS]), 3)
        sheet.set_row(row, lines * LINE_HEIGHT + 8)
        sheet.write_string(row, Places.STEP, step.id)
        sheet.write_number(row, Places.NUMBER, number, looks.number)
        sheet.write_string(row, Places.QUESTION, asked, looks.text)
        sheet.write_string(row, Places.WAYS, ways, looks.text)
        sheet.write_blank(row, Places.ANSWER, None, looks.answer)
        if step.ask != "figure" and not step.free:
            sheet.data_validation(
                row, Places.ANSWER, row, Places.ANSWER,
                {"validate": "list", "source": [str(place) for place in range(1, len(step.options) + 1)],
                 "error_title": book.say("wrong_title")[:32], "error_message": book.say("wrong_number", count=len(step.options))},
            )  # fmt: skip
        sheet.write_formula(row, Places.CHECK, self._check(row, number, step), looks.text, "")

    def _check(self, row: int, number: int, step: Step) -> str:
        """Give the formula that says what there is to say of an answer while it is filled."""
        book, answer = self.book, _at(row, Places.ANSWER)
        count = len(step.options)
        picked = f"IFERROR(IF(AND(VALUE({answer})>=1,VALUE({answer})<={count},VALUE({answer})=INT(VALUE({answer}))),VALUE({answer}),0),0)"
        words = f'IF(LEN({answer})<{_WORDS_AT_LEAST},"{book.say("too_short")}","{book.say("words_marked")}")'
        filled = f'"{book.say("filled")}"'
        if step.ask == "figure":
            inner = filled if book.exam else self._figure_check(number, answer)
        else:
            unusable = words if step.free else f'"{book.say("wrong_number", count=count)}"'
            told = filled if book.exam else f"INDEX({_key_range(number, count)},{picked})"
            inner = f"IF({picked}=0,{unusable},{told})"
        return f'=IF({answer}="","",{inner})'

    def _figure_check(self, number: int, answer: str) -> str:
        key = f"{quote_sheetname(KEY)}!{_at(number, 2, fixed=True)}"
        told = f"{quote_sheetname(KEY)}!{_at(number, 3, fixed=True)}"
        near = f"{quote_sheetname(KEY)}!{_at(number, 1, fixed=True)}"
        same = f"IF(AND(ISNUMBER({answer}),ISNUMBER({key})),ABS({answer}-{key})<{near},UPPER({answer})=UPPER({key}))"
        return f'IF({same},"✓ {self.book.say("right")}",{told})'


_HEADS = {
    Places.NUMBER: "number",
    Places.QUESTION: "question",
    Places.WAYS: "ways",
    Places.ANSWER: "answer",
    Places.CHECK: "check",
}


class _Looks:
    def __init__(self, formats: Formats) -> None:
        line: dict[str, Any] = {"bottom": 1, "bottom_color": HAIRLINE, "text_wrap": True, "valign": "top"}
        self.text: Format = formats.make(**line)
        self.number: Format = formats.make(**line, align="center")
        self.answer: Format = formats.make(**line, bg_color=INPUT_FILL, locked=False)


@dataclass(frozen=True)
class WorkingsSheet:
    """How the case's figures come about: natively, and by the worksheet functions."""

    book: QuestionBook

    def draw(self, workbook: Workbook, formats: Formats, _lang: str) -> None:
        """Add itself to the workbook."""
        book, scenario = self.book, self.book.scenario
        sheet = workbook.add_worksheet(book.say("workings"))
        _front(book, sheet, formats, book.say("workings_of"), (34, 20, 20, 60))
        table = case_table(scenario)
        label = formats.make(bottom=1, bottom_color=HAIRLINE, indent=1)
        amount = formats.make(bottom=1, bottom_color=HAIRLINE, num_format=formats.amount)
        day = formats.make(bottom=1, bottom_color=HAIRLINE, num_format="yyyy-mm-dd", align="right", bg_color=INPUT_FILL)
        right = formats.make(bottom=1, bottom_color=HAIRLINE, align="right")
        given = formats.make(bottom=1, bottom_color=HAIRLINE, num_format=formats.amount, bg_color=INPUT_FILL)
        row = 3
        for place, key in enumerate(("what", "native", "function", "formula")):
            sheet.write_string(row, place, book.say(f"workings_heads.{key}"), formats.heading())
        sheet.write_string(row + 1, 0, book.say("lines.today"), label)
        sheet.write_datetime(row + 1, 1, pd.Timestamp(scenario.today).to_pydatetime(), day)
        row += 2
        for one in table.to_dict("records"):
            row = self._case(sheet, row, one, (label, amount, day, given, right))

    def _bands(self) -> list[tuple[str, str, str, str, str]]:
        """Give each scale of days past due as a plain formula takes it: where its bands begin, and their labels, as the policy has them."""
        scenario = self.book.scenario
        policies = Policies(scenario.profile)
        buckets = policies.get(Buckets, scenario.today)
        classes = policies.get(LoanClass, scenario.today)
        scales = (
            ("bucket", "bucket", "BUCKET", buckets.begins, buckets.labels),
            ("class", "loan_class", "CLASS", classes.begins, classes.labels_zh),
        )
        return [
            (key, column, function, ",".join(map(str, begins)), ",".join(f'"{label}"' for label in labels))
            for key, column, function, begins, labels in scales
        ]

    def _case(self, sheet: Worksheet, row: int, one: dict[Any, Any], looks: tuple[Format, ...]) -> int:
        book, (label, amount, day, given, _) = self.book, looks
        today = "$B$5"
        sheet.write_string(row, 0, book.say("lines.case", case=one["case_id"]), label)
        sheet.write_string(row + 1, 0, book.say("lines.due"), label)
        sheet.write_datetime(row + 1, 1, pd.Timestamp(one["due_date"]).to_pydatetime(), day)
        parts = {key: one.get(key) for key in ("principal", "interest", "late_fee")}
        for place, (key, value) in enumerate(parts.items(), row + 2):
            sheet.write_string(place, 0, book.say(f"lines.{key}"), label)
            sheet.write_number(place, 1, 0 if value is None or pd.isna(value) else float(value), given)
        due, total = f"B{row + 2}", float(one["total_due"])
        days, plain = int(one["days_past_due"]), looks[-1]
        lines: list[tuple[str, str, Any, str, Any, Format]] = [
            ("total", f"=SUM(B{row + 3}:B{row + 5})", total, "", None, amount),
            ("days", f"=MAX(0,{today}-{due})", days, f"=AR_DPD({due},{today})", days, plain),
            *(
                (
                    key,
                    f"=LOOKUP(B{row + 7},{{{begins}}},{{{labels}}})",
                    str(one[column]),
                    f"=AR_{function}(B{row + 7})",
                    str(one[column]),
                    plain,
                )
                for key, column, function, begins, labels in self._bands()
            ),
        ]
        for place, (key, native, value, function, told, look) in enumerate(lines, row + 5):
            sheet.write_string(place, 0, book.say(f"lines.{key}"), label)
            if native:
                sheet.write_formula(place, 1, native, look, value)
            if function:
                sheet.write_formula(place, 2, function, look, told)
            sheet.write_string(place, 3, " · ".join(formula[1:] for formula in (native, function) if formula), label)
        return row + 6 + len(lines)


@dataclass(frozen=True)
class KeySheet:
    """The key, out of sight: for each question what the check says of each way to answer."""

    book: QuestionBook

    def draw(self, workbook: Workbook, _formats: Formats, lang: str) -> None:
        """Add itself to the workbook, very hidden."""
        book, scenario = self.book, self.book.scenario
        sheet = workbook.add_worksheet(KEY)
        sheet.very_hidden()
        sheet.write_string(0, 0, book.say("invented"))
        for number, step in enumerate(scenario.steps, 1):
            sheet.write_string(number, 0, step.id)
            if step.ask == "figure":
                right, near = right_figure(scenario, step)
                sheet.write(number, 1, near)
                sheet.write(number, 2, right)
                sheet.write_string(number, 3, f"✗ {book.say('figure_is', right=plain_figure(right))}")
                continue
            for place, option in enumerate(step.options):
                verdict = key_of(scenario)[step.id][option.id]
                sheet.write_string(number, 2 + place, told(verdict, lang, book))


def told(verdict: Any, lang: str, book: QuestionBook) -> str:  # noqa: ANN401  # a Verdict
    """Say a verdict in a cell's few words: right, or which rule and what would be better."""
    if verdict.ok:
        return f"✓ {book.say('right')}"
    rules = "、".join(verdict.rules) if lang == "zh" else ", ".join(verdict.rules)
    parts = [f"✗ {rules}" if rules else f"✗ {verdict.said.text(lang)}", verdict.better.text(lang)]
    return "\n".join(filter(None, parts))[:255]


def right_figure(scenario: Scenario, step: Step) -> tuple[float | str | bool, float]:
    """Give the right figure of a step as a cell holds it, and how near an answer must be."""
    assert step.figure is not None  # noqa: S101  # the file was checked
    explained = why(step.figure.function, *step.figure.arguments, profile=scenario.profile, lang="zh")
    result = explained.result
    if isinstance(result, tuple):
        result = result[step.figure.part or 0]
    if isinstance(result, bool):
        return result, 0
    if isinstance(result, int | Fraction | float | Decimal):
        value = float(yuan(int(result))) if explained.unit == "fen" and isinstance(result, int) else float(result)
        return value, 0.00005 if abs(value) < 1 and value % 1 else 0.005
    return str(result), 0


def plain_figure(value: object) -> str:
    """Write a figure as people do: no point where it is whole.

    >>> plain_figure(8.0), plain_figure(12876.5), plain_figure("M3")
    ('8', '12876.5', 'M3')
    """
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


@dataclass(frozen=True)
class MetaSheet:
    """What the marking needs to know, out of sight."""

    book: QuestionBook

    def draw(self, workbook: Workbook, _formats: Formats, _lang: str) -> None:
        """Add itself to the workbook, very hidden."""
        sheet = workbook.add_worksheet(META)
        sheet.very_hidden()
        facts = {
            "scenario": self.book.scenario.id, "lang": self.book.lang, "sheet": self.book.say("questions"), "about": self.book.say("invented"),
        }  # fmt: skip
        for row, (key, value) in enumerate(facts.items()):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)


def _at(row: int, column: int, *, fixed: bool = False) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))


def _key_range(number: int, count: int) -> str:
    return f"{quote_sheetname(KEY)}!{_at(number, 2, fixed=True)}:{_at(number, 1 + count, fixed=True)}"
