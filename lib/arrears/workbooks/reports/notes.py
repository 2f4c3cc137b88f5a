"""The second sheet of a follow-up list: what it rests on, what its colours mean, which rules were in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from arrears.words import say
from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet
from arrears.workbooks.sheets.styles import (
    BLOCKED_FILL,
    BLOCKED_INK,
    HAIRLINE,
    INK,
    LINE_HEIGHT,
    ROW_HEIGHT,
    SCORE_BAR,
    TITLE_HEIGHT,
    Formats,
    Tone,
    line_count,
    set_up_paper,
    stage_tones,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.policy import Policies
    from arrears.policy.records import Record, Stages

_COLUMNS = (
    ("rule", 22),
    ("rule_title", 28),
    ("rule_words", 62),
    ("rule_source", 62),
    ("rule_since", 14),
    ("rule_trust", 26),
)
_STAGE_COLUMNS = ("stage_name", "stage_days", "stage_measure", "stage_truth", "stage_rules")

StageLine: TypeAlias = "tuple[str, str, str, str, str]"
"""A stage's label, its days past due, what is done, what is told, and the ids of the rules behind it."""


@dataclass(frozen=True, slots=True)
class Legend:
    """One colour or mark, and what it means."""

    sample: str
    tone: Tone
    meaning: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in force, as people read it."""

    rule: str
    title: str
    words: str
    source: str
    since: date
    trust: str
    trust_label: str


@dataclass(frozen=True)
class NotesSheet:
    """A sheet of explanations.

    Attributes
    ----------
    name, title : str
        The sheet's name, and the line on top.
    facts : sequence of (str, str)
        What the list is about: label and value.
    legend : sequence of Legend
        What its colours mean.
    rules : sequence of RuleLine
        The rules in force.
    stages : sequence of tuple
        What is done in each stage and truthfully told, as `desk.follow_ups.stage_explanations` gives it.
    guide : sequence of str
        How the workbook is used, step by step; its first line is the heading.
    """

    name: str
    title: str
    facts: Sequence[tuple[str, str]]
    legend: Sequence[Legend]
    rules: Sequence[RuleLine]
    stages: Sequence[StageLine] = ()
    guide: Sequence[str] = ()

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(self.name, PlainWorksheet)
        set_up_paper(sheet, say("workbooks.sheets.confidential", lang), say("workbooks.sheets.page", lang))
        for place, (_, width) in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
        sheet.set_default_row(ROW_HEIGHT)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, self.title, formats.title)
        row = self._draw_facts(sheet, formats, 2)
        row = self._draw_guide(sheet, formats, row + 1) if self.guide else row
        row = self._draw_legend(sheet, formats, row + 1, lang)
        row = self._draw_stages(sheet, formats, row + 1, lang) if self.stages else row
        self._draw_rules(sheet, formats, row + 1, lang)

    def _draw_facts(self, sheet: Worksheet, formats: Formats, row: int) -> int:
        for offset, (label, value) in enumerate(self.facts):
            sheet.write_string(row + offset, 0, label, formats.note)
            sheet.write_string(row + offset, 1, value, formats.make(align="left", indent=1))
        return row + len(self.facts)

    def _draw_guide(self, sheet: Worksheet, formats: Formats, row: int) -> int:
        title, *steps = self.guide
        _section(sheet, formats, row, title)
        for number, step in enumerate(steps, 1):
            sheet.write_string(row + number, 0, f"{number}.  {step}", formats.make(align="left", indent=1))
        return row + len(self.guide)

    def _draw_legend(self, sheet: Worksheet, formats: Formats, row: int, lang: str) -> int:
        _section(sheet, formats, row, say("workbooks.sheets.colours", lang))
        for offset, line in enumerate(self.legend, 1):
            sheet.write_string(row + offset, 0, line.sample, formats.tone(line.tone))
            sheet.write_string(row + offset, 1, line.meaning, formats.make(align="left", indent=1))
        return row + len(self.legend) + 1

    def _draw_stages(self, sheet: PlainWorksheet, formats: Formats, row: int, lang: str) -> int:
        _section(sheet, formats, row, say("workbooks.sheets.stages", lang))
        return _draw_lines(
            sheet, formats, row + 1, [say(f"workbooks.sheets.{key}", lang) for key in _STAGE_COLUMNS], self.stages
        )

    def _draw_rules(self, sheet: PlainWorksheet, formats: Formats, row: int, lang: str) -> None:
        _section(sheet, formats, row, say("workbooks.sheets.rules", lang))
        sheet.write_string(row + 1, 0, say("workbooks.sheets.counsel", lang), formats.note)
        lines = [
            (line.rule, line.title, line.words, line.source, line.since.isoformat(), line.trust_label)
            for line in self.rules
        ]
        _draw_lines(sheet, formats, row + 2, [say(f"workbooks.sheets.{key}", lang) for key, _ in _COLUMNS], lines)


def rule_lines(policies: Policies, on: date, lang: str) -> list[RuleLine]:
    """Give the rules in force on a day, by their ids."""
    return lines_of(policies.records(on), policies, lang)


def lines_of(records: Iterable[tuple[str, Record]], policies: Policies, lang: str) -> list[RuleLine]:
    """Give some rules, each with its name, as people read them, by their ids."""
    lines = []
    for name, record in records:
        # A layer that repeats its rule changes nothing that people should know of; a house's own rule does.
        changes = [f"{one.rule}: {one.source_in(lang)}" for one in record.overlays if one.rule != record.rule]
        source = "\n".join([record.source_in(lang), *changes])
        trust = say(f"workbooks.sheets.trust_{record.trust}", lang)
        title = policies.title(name, lang)
        lines.append(RuleLine(record.rule, title, record.words_in(lang), source, record.effective, record.trust, trust))
    return sorted(lines, key=lambda line: (line.rule, line.title))


def stage_legend(stages: Stages, lang: str) -> list[Legend]:
    """Say what each stage's colour means, the calmest first."""
    labels = stages.labels_zh if lang == "zh" else stages.labels_en
    lines = zip(labels, stage_tones(len(stages.begins)), stage_ranges(stages.begins, lang), strict=True)
    return [Legend(*line) for line in lines]


def stage_ranges(begins: Sequence[int], lang: str) -> list[str]:
    """Write the days of each band of a scale.

    Examples
    --------
    >>> stage_ranges((0, 1, 31), "zh")
    ['逾期 0 天', '逾期 1 至 30 天', '逾期 31 天及以上']
    """
    return [_days(first, following, lang) for first, following in zip(begins, (*begins[1:], None), strict=True)]


def list_legend(stages: Stages, lang: str) -> list[Legend]:
    """Say what every colour and mark of a follow-up list means."""
    return [
        *stage_legend(stages, lang),
        Legend(
            say("workbooks.sheets.blocked_sample", lang),
            Tone(BLOCKED_FILL, BLOCKED_INK),
            say("workbooks.sheets.blocked_meaning", lang),
        ),
        Legend(
            say("workbooks.sheets.score_sample", lang),
            Tone(SCORE_BAR, INK),
            say("workbooks.sheets.score_meaning", lang),
        ),
        Legend(
            say("workbooks.sheets.masked_sample", lang),
            Tone("#FFFFFF", INK),
            say("workbooks.sheets.masked_meaning", lang),
        ),
    ]


def _days(first: int, following: int | None, lang: str) -> str:
    if following is None:
        return say("workbooks.sheets.stage_open", lang, first=first)
    if following == first + 1:
        return say("workbooks.sheets.stage_one", lang, first=first)
    return say("workbooks.sheets.stage_range", lang, first=first, last=following - 1)


def _draw_lines(
    sheet: PlainWorksheet, formats: Formats, row: int, headings: Sequence[str], lines: Sequence[Sequence[str]]
) -> int:
    """Write headings and lines of text, each row as tall as its longest cell; give the row below."""
    for place, heading in enumerate(headings):
        sheet.write_string(row, place, heading, formats.heading())
    text = formats.make(text_wrap=True, valign="top", align="left", indent=1, bottom=1, bottom_color=HAIRLINE)
    for line_row, cells in enumerate(lines, row + 1):
        most = max(line_count(cell, width) for cell, (_, width) in zip(cells, _COLUMNS, strict=False))
        sheet.set_row(line_row, most * LINE_HEIGHT + 4)
    for place, column in enumerate(zip(*lines, strict=True)):
        sheet.write_run(row + 1, place, [sheet.text(cell) for cell in column], text)
    return row + len(lines) + 1


def _section(sheet: Worksheet, formats: Formats, row: int, text: str) -> None:
    for place in range(1, len(_COLUMNS)):
        sheet.write_blank(row, place, None, formats.section)
    sheet.write_string(row, 0, text, formats.section)
