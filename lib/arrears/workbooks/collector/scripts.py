"""The sheet that says what to say, by stage and situation: calls step by step, then text messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arrears.words import say as say_all
from arrears.workbooks.collector.layout import SCRIPTS_NAME
from arrears.workbooks.collector.table import PROTECTION
from arrears.workbooks.collector.words import say
from arrears.workbooks.sheets.styles import HAIRLINE, LINE_HEIGHT, ROW_HEIGHT, TITLE_HEIGHT, line_count, set_up_paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.workbooks.sheets.styles import Formats

_WIDTHS: Final = (22, 16, 92, 26)
_HEADINGS: Final = ("script_stage", "script_step", "script_text", "script_rules")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One thing that is said: in which stage or situation, at which step, in which words, by which rules."""

    stage: str
    step: str
    text: str
    rules: str


@dataclass(frozen=True)
class ScriptsSheet:
    """What to say.

    Attributes
    ----------
    calls, messages : sequence of ScriptLine
        By stage and situation.
    """

    calls: Sequence[ScriptLine]
    messages: Sequence[ScriptLine]

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(SCRIPTS_NAME[0 if lang == "zh" else 1])
        set_up_paper(sheet, say_all("workbooks.sheets.confidential", lang), say_all("workbooks.sheets.page", lang))
        sheet.set_default_row(ROW_HEIGHT)
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, say("scripts_title", lang), formats.title)
        sheet.write_string(1, 0, say("scripts_note", lang), formats.note)
        sheet.freeze_panes(2, 0)
        row = 3
        for key, lines in (("scripts_calls", self.calls), ("scripts_messages", self.messages)):
            row = _draw_part(sheet, formats, row, lines, say(key, lang), lang)
        sheet.protect("", PROTECTION)


def _draw_part(sheet: Worksheet, formats: Formats, row: int, lines: Sequence[ScriptLine], title: str, lang: str) -> int:
    """Draw one part; give the row for the next."""
    for place in range(1, len(_WIDTHS)):
        sheet.write_blank(row, place, None, formats.section)
    sheet.write_string(row, 0, title, formats.section)
    if not lines:
        sheet.write_string(row + 1, 0, say("no_scripts", lang), formats.note)
        return row + 3
    for place, key in enumerate(_HEADINGS):
        sheet.write_string(row + 1, place, say(key, lang), formats.heading())
    before = ""
    for line_row, line in enumerate(lines, row + 2):
        first = line.stage != before
        before = line.stage
        _draw_line(sheet, formats, line_row, line, first=first)
    return row + 2 + len(lines) + 1


def _draw_line(sheet: Worksheet, formats: Formats, row: int, line: ScriptLine, *, first: bool) -> None:
    """Draw one line; the stage and its rules stand on its first line only."""
    cells = (line.stage if first else "", line.step, line.text, line.rules if first else "")
    most = max(line_count(text, width) for text, width in zip(cells, _WIDTHS, strict=True))
    sheet.set_row(row, most * LINE_HEIGHT + 6)
    for place, text in enumerate(cells):
        sheet.write_string(row, place, text, _look(formats, strong=place == 0, first=first))


def _look(formats: Formats, *, strong: bool, first: bool) -> Format:
    line: dict[str, str | int | bool] = {"bottom": 1, "bottom_color": HAIRLINE}
    if first:
        line |= {"top": 1, "top_color": "#9FB4BA"}
    return formats.make(text_wrap=True, valign="top", align="left", indent=1, bold=strong, **line)
