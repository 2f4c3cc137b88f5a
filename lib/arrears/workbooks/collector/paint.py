"""Conditional formats of a collector's workbook: what is due today, broken, on hold, forbidden or done is seen at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.words import say as say_all
from arrears.workbooks.collector.looks import BROKEN, DUE, KEPT, PARTIAL
from arrears.workbooks.collector.places import FIRST, day_cell
from arrears.workbooks.collector.words import say
from arrears.workbooks.sheets.styles import BLOCKED_FILL, BLOCKED_INK, INK, SCORE_BAR, Tone, stage_tones

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.policy.records import Stages
    from arrears.workbooks.collector.table import DeskTable

    Paint = Callable[[Worksheet, Workbook, DeskTable, str], None]


def paint_today(stages: Stages) -> Paint:
    """Fade what was done, and colour states, what is due today or was missed, days by their stage."""

    def paint(sheet: Worksheet, workbook: Workbook, table: DeskTable, lang: str) -> None:
        brush = _Brush(sheet, workbook)
        _colour_states(brush, table, lang)
        _incomplete(brush, table, "outcome", ("contact_at", "contact_channel"))
        _incomplete(brush, table, "promise_amount", ("promise_due",))
        _incomplete(brush, table, "promise_due", ("promise_amount",))
        due, day = table.first("due_on"), _day(table, lang)
        for span in (table.span("next_action"), table.span("due_on"), table.span("due_amount")):
            brush.where(span, f'AND({due}<>"",{due}={day})', DUE)
            brush.where(span, f'AND({due}<>"",{due}<{day})', BROKEN)
        days = table.first("days_past_due")
        scale = list(zip(stages.begins, stage_tones(len(stages.begins)), strict=True))
        for begins, tone in reversed(scale):
            brush.where(table.span("days_past_due"), f"AND(ISNUMBER({days}),{days}>={begins})", tone, stop=True)
        for tone, zh, en in zip(stage_tones(len(stages.keys)), stages.labels_zh, stages.labels_en, strict=True):
            brush.equal(table.span("stage"), zh if lang == "zh" else en, tone)
        sheet.conditional_format(
            *table.span("score"),
            {"type": "data_bar", "bar_solid": True, "min_type": "num", "min_value": 0, "max_type": "num",
             "max_value": 100, "bar_color": SCORE_BAR},
        )  # fmt: skip

    return paint


def _colour_states(brush: _Brush, table: DeskTable, lang: str) -> None:
    """Fade rows that are done; a state is green, amber or red by what it asks for."""

    def word(key: str) -> str:
        return f'"{say_all(f"workbooks.collector.state.{key}", lang)}"'

    state, last = table.first("state"), table.sheet.place("note")
    done = f"OR({state}={word('done')},{state}={word('noted')})"
    brush.where((FIRST, 1, FIRST + table.rows - 1, last), done, Tone(BLOCKED_FILL, BLOCKED_INK), stop=True)
    span = table.span("state")
    brush.where(span, f"{state}={word('paused')}", Tone(BLOCKED_FILL, INK), bold=True, stop=True)
    brush.where(span, f"ISNUMBER(SEARCH({word('forbidden')},{state}))", BROKEN, bold=True, stop=True)
    for key in ("until", "any_hour"):
        brush.where(span, f"ISNUMBER(SEARCH({word(key)},{state}))", KEPT, stop=True)
    begun = " + ".join(
        f'({table.first(key)}<>"")'
        for key in ("contact_at", "contact_channel", "outcome", "promise_amount", "promise_due", "call_back", "note")
    )
    brush.where(span, f"({begun})>0", DUE, bold=True)


def paint_cases(stages: Stages) -> Paint:
    """Colour what is on hold, and days past due by their stage."""

    def paint(sheet: Worksheet, workbook: Workbook, table: DeskTable, _lang: str) -> None:
        brush = _Brush(sheet, workbook)
        _on_hold(brush, table, last=len(table.sheet.in_table) - 1)
        days = table.first("dpd_live")
        scale = list(zip(stages.begins, stage_tones(len(stages.begins)), strict=True))
        for begins, tone in reversed(scale):
            brush.where(table.span("dpd_live"), f"AND(ISNUMBER({days}),{days}>={begins})", tone, stop=True)

    return paint


def paint_contacts(sheet: Worksheet, workbook: Workbook, table: DeskTable, lang: str) -> None:
    """Colour whether a contact is permitted."""
    brush = _Brush(sheet, workbook)
    _incomplete(brush, table, "case_id", ("at", "channel", "outcome"))
    _checked(brush, table, lang)
    brush.where(table.span("stop"), f'{table.first("stop")}<>""', Tone(BLOCKED_FILL, INK))


def paint_promises(sheet: Worksheet, workbook: Workbook, table: DeskTable, lang: str) -> None:
    """Colour what became of promises, and those that are due today."""
    brush = _Brush(sheet, workbook)
    _incomplete(brush, table, "case_id", ("amount", "due_on"))
    status = table.first("status")
    words = {key: pair[0 if lang == "zh" else 1] for key, pair in OUTCOME_WORDS.items()}
    for key, tone in (("broken", BROKEN), ("kept", KEPT), ("partial", PARTIAL)):
        brush.where(table.span("status"), f'{status}="{words[key]}"', tone)
    due, day = table.first("due_on"), _day(table, lang)
    waiting = f'AND({due}<>"",{due}={day},{status}<>"{words["kept"]}",{status}<>"{words["withdrawn"]}")'
    for key in ("due_on", "days_left"):
        brush.where(table.span(key), waiting, DUE)


def _on_hold(brush: _Brush, table: DeskTable, last: int) -> None:
    """Grey the rows of cases on hold, their reason in bold; entry cells stay as they are."""
    blocked = f'{table.first("blocked_by")}<>""'
    brush.where(table.span("blocked_by"), blocked, Tone(BLOCKED_FILL, INK), bold=True, stop=True)
    brush.where((FIRST, 1, FIRST + table.rows - 1, last), blocked, Tone(BLOCKED_FILL, BLOCKED_INK), stop=True)


def _incomplete(brush: _Brush, table: DeskTable, given: str, needed: tuple[str, ...]) -> None:
    """Mark what a row that was begun still needs."""
    for key in needed:
        brush.where(table.span(key), f'AND({table.first(given)}<>"",{table.first(key)}="")', DUE)


def _checked(brush: _Brush, table: DeskTable, lang: str) -> None:
    for key, tone in (("yes", KEPT), ("no", BROKEN), ("stop", BROKEN), ("third", DUE)):
        brush.where(table.span("can"), f'{table.first("can")}="{say(f"can_{key}", lang)}"', tone)


def _day(table: DeskTable, lang: str) -> str:
    """Give the day's cell as a condition may name it: on the sheet itself where it stands there."""
    there, _, where = day_cell(lang).partition("!")
    return where if there.strip("'") == table.sheet.name(lang) else day_cell(lang)


class _Brush:
    """Adds conditions, each tone's format made once."""

    def __init__(self, sheet: Worksheet, workbook: Workbook) -> None:
        self._sheet, self._workbook = sheet, workbook
        self._made: dict[tuple[Tone, bool], Format] = {}

    def where(
        self, area: tuple[int, int, int, int], criteria: str, tone: Tone, *, bold: bool = False, stop: bool = False
    ) -> None:
        look = self._format(tone, bold=bold)
        rule = {"type": "formula", "criteria": f"={criteria}", "format": look, "stop_if_true": stop}
        self._sheet.conditional_format(*area, rule)

    def equal(self, area: tuple[int, int, int, int], word: str, tone: Tone) -> None:
        look = self._format(tone, bold=False)
        self._sheet.conditional_format(*area, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look})

    def _format(self, tone: Tone, *, bold: bool) -> Format:
        key = tone, bold
        if key not in self._made:
            looks: dict[str, str | bool] = {"bg_color": tone.fill, "font_color": tone.ink}
            self._made[key] = self._workbook.add_format(looks | ({"bold": True} if bold else {}))
        return self._made[key]
