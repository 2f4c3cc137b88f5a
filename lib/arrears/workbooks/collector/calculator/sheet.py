"""The calculator of a collector's workbook: a case's budget, plans that fit, one plan's instalments, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.utility import xl_range_abs

from arrears.explain.table import HEADINGS
from arrears.operations.plans.options import method_word
from arrears.tables.schedules import METHOD_WORDS, SCHEDULE_COLUMNS
from arrears.units import FEN_IN_YUAN
from arrears.words import say as say_all
from arrears.workbooks.collector.calculator.inputs import BOTTOM, TOP, Inputs, used, used_there
from arrears.workbooks.collector.calculator.looks import COLUMNS, LAST, RIGHT, USED, PlanLooks, cell
from arrears.workbooks.collector.calculator.values import OPTION_HEADINGS, longest
from arrears.workbooks.collector.layout import PLAN_NAME
from arrears.workbooks.collector.places import serial
from arrears.workbooks.collector.table import PROTECTION
from arrears.workbooks.collector.words import say
from arrears.workbooks.sheets.plain_worksheet import PlainWorksheet
from arrears.workbooks.sheets.styles import (
    HAIRLINE,
    HEADING_FILL,
    HEADING_INK,
    LINE_HEIGHT,
    ROW_HEIGHT,
    TITLE_HEIGHT,
    line_count,
    set_up_paper,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet as Sheet

    from arrears.workbooks.collector.calculator.values import Worksheet
    from arrears.workbooks.collector.lists import Block, ListsSheet
    from arrears.workbooks.collector.live import Setting
    from arrears.workbooks.sheets.styles import Formats

_CHOSEN: Final = TOP + 6
_WHY: Final = BOTTOM + 3
_WHY_ROWS: Final = (10, 14)
_SCHEDULE: Final = _WHY + sum(_WHY_ROWS)
_MOST_OPTIONS: Final = 3
_OPTION_KEYS: Final = ("method", "n", "payment", "last_payment", "total_cost", "apr", "fits")
_SCHEDULE_PLACES: Final = (0, 1, 2, 4, 5, 6, 7, 8)
"""The narrow column between left and right is left out."""
_PAYMENT, _INTEREST = 3, 5


@dataclass(frozen=True)
class PlanSheet:
    """The calculator.

    Attributes
    ----------
    worked : Worksheet
        What it shows when opened.
    setting : Setting
        Language, rules, sizes.
    lists : ListsSheet
        Takes arrays and words.
    """

    worked: Worksheet
    setting: Setting
    lists: ListsSheet

    def draw(self, workbook: Workbook, formats: Formats, lang: str) -> None:
        """Add itself to the workbook."""
        sheet = workbook.add_worksheet(PLAN_NAME[0 if lang == "zh" else 1], PlainWorksheet)
        set_up_paper(sheet, say_all("workbooks.sheets.confidential", lang), say_all("workbooks.sheets.page", lang))
        sheet.set_default_row(ROW_HEIGHT)
        for place, width in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
        sheet.set_column(USED, USED, 14, None, {"hidden": True})
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.write_string(0, 0, say("plan_title", lang), formats.title)
        sheet.write_string(1, 0, say("plan_note", lang), formats.note)
        sheet.freeze_panes(2, 0)
        drawing = _Drawing(self, sheet, PlanLooks(formats))
        drawing.draw()
        drawing.mark(workbook)
        sheet.set_h_pagebreaks([_WHY - 1, _SCHEDULE])
        sheet.print_area(0, 0, _SCHEDULE + 1 + drawing.most, LAST)
        sheet.protect("", PROTECTION)


class _Drawing:
    """Draws the sheet part by part."""

    def __init__(self, plan: PlanSheet, sheet: Sheet, looks: PlanLooks) -> None:
        self.worked, self.setting, self.lists = plan.worked, plan.setting, plan.lists
        self.lang, self.sheet, self.looks = plan.setting.lang, sheet, looks
        self.most = longest(plan.setting.policies, plan.setting.as_of)
        self.options = self.lists.room(_MOST_OPTIONS + 1, len(OPTION_HEADINGS))
        terms = {"lent": "principal", "year_rate": "rate", "months": "months", "first_due": "first_due", "start": "on"}
        cells = {key: used_there(name, self.lang) for key, name in (terms | {"method": "method"}).items()}
        figures = self.setting.figures
        self.schedule = self.lists.plan(cells | {"fee_rate": '""'}, figures.rises, self.worked.schedule, self.most + 1)
        self.why = [self.lists.room(rows, 7) for rows in _WHY_ROWS]
        self.methods = self.lists.words(list(METHOD_WORDS))
        self.words = self.lists.words([method_word(key, self.lang) for key in METHOD_WORDS])

    def draw(self) -> None:
        inputs = Inputs(self.worked, self.setting, self._suggested())
        inputs.draw(self.sheet, self.looks)
        self._fill(inputs.same)
        self._side_by_side()
        self._chosen()
        self._reasons()
        self._instalments()

    def mark(self, workbook: Workbook) -> None:
        """Draw a line below each instalment that there is, and colour the verdicts."""
        line = workbook.add_format({"bottom": 1, "bottom_color": HAIRLINE})
        first = _SCHEDULE + 2
        for columns in ((0, 2), (4, 8)):
            area = first, columns[0], first + self.most - 1, columns[1]
            self.sheet.conditional_format(*area, {"type": "formula", "criteria": f'=$A{first + 1}<>""', "format": line})
        good = workbook.add_format({"bg_color": "#DFF0E4", "font_color": "#1E5B36"})
        bad = workbook.add_format({"bg_color": "#F6D5D0", "font_color": "#8C2B22"})
        for key, look in (("yes_fits", good), ("no_fits", bad)):
            rule = {"type": "cell", "criteria": "==", "value": f'"{say(key, self.lang)}"', "format": look}
            self.sheet.conditional_format(TOP + 1, LAST, TOP + _MOST_OPTIONS, LAST, rule)
        verdict = _CHOSEN + 5
        for key, look in (("within", good), ("beyond", bad)):
            criteria = f'={cell(verdict, RIGHT + 1)}="{say(key, self.lang)}"'
            rule = {"type": "formula", "criteria": criteria, "format": look}
            self.sheet.conditional_format(verdict, RIGHT + 1, verdict, LAST, rule)

    def _suggested(self) -> dict[str, str]:
        """Propose the first plan that fits, or else the one that asks least a month."""
        fits = xl_range_abs(TOP + 1, LAST, TOP + _MOST_OPTIONS, LAST)
        yes, counted = say("yes_fits", self.lang), self.options.column(1, 1)
        which = f'IFERROR(MATCH("{yes}",{fits},0),COUNT({counted}))'
        shown = {
            "method": xl_range_abs(TOP + 1, RIGHT, TOP + _MOST_OPTIONS, RIGHT),
            "months": xl_range_abs(TOP + 1, RIGHT + 1, TOP + _MOST_OPTIONS, RIGHT + 1),
        }
        # Where there is no add-in, the shortest plan of equal instalments that fits, reckoned here; its lines are exact.
        method = f'IF({used("principal")}="","",INDEX(method_words,1))'
        otherwise = {"method": method, "months": _shortest()}
        return {key: f"=IF(COUNT({counted})=0,{otherwise[key]},INDEX({area},{which}))" for key, area in shown.items()}

    def _fill(self, same: str) -> None:
        """Say what the hidden arrays hold."""
        worked = self.worked
        asked = ",".join(used_there(key, self.lang) for key in ("principal", "rate"))
        options = f"{asked},{used_there('affordable', self.lang)},{used_there('first_due', self.lang)}"
        home = ",".join(used_there(key, self.lang) for key in ("income", "fixed", "flexible"))
        self.lists.fill(self.options, f"AR_PLAN_OPTIONS({options})", worked.options, same)
        self.lists.fill(self.why[0], f'AR_WHY("AR_AFFORDABLE",{home})', worked.why_affordable, same)
        self.lists.fill(self.why[1], f'AR_WHY("AR_PLAN_OPTIONS",{options})', worked.why_options, same)

    def _section(self, row: int, first: int, key: str) -> None:
        for column in range(first + 1, LAST + 1):
            self.sheet.write_blank(row, column, None, self.looks.section)
        self.sheet.write_string(row, first, say(key, self.lang), self.looks.section)

    def _headings(self, row: int, texts: Sequence[tuple[int, str]], lefts: Sequence[int] = ()) -> None:
        for column, text in texts:
            self.sheet.write_string(row, column, text, self.looks.heading(right=column not in lefts))

    def _side_by_side(self) -> None:
        self._section(TOP - 1, RIGHT, "plan_options")
        self._headings(
            TOP, [(RIGHT + place, say(key, self.lang)) for place, key in enumerate(_OPTION_KEYS)], (RIGHT, LAST)
        )
        yes, no = say("yes_fits", self.lang), say("no_fits", self.lang)
        looks = [
            self.looks.live(left=True),
            self.looks.live("0"),
            *[self.looks.live("amount")] * 3,
            self.looks.live("0.00%"),
        ]
        for number in range(1, _MOST_OPTIONS + 1):
            row = TOP + number
            given = self.worked.options[number] if number < len(self.worked.options) else [""] * len(OPTION_HEADINGS)
            # Calc finds a text that comes from an array formula only when it is joined to another one.
            word = f'=IFERROR(INDEX({self.words},MATCH({self.options.cell(number, 0)}&"",{self.methods},0)),"")'
            shown = method_word(given[0], self.lang) if given[0] else ""
            self.sheet.write_formula(row, RIGHT, word, looks[0], shown)
            for place in range(1, len(_OPTION_KEYS) - 1):
                self.sheet.write_formula(
                    row, RIGHT + place, f"={self.options.value(number, place)}", looks[place], given[place]
                )
            highest = f"MAX({cell(row, RIGHT + 2)},{cell(row, RIGHT + 3)})"
            fits = f'=IF({cell(row, RIGHT + 1)}="","",IF({highest}<={used("affordable")},"{yes}","{no}"))'
            verdict = "" if given[-1] == "" else yes if given[-1] else no
            self.sheet.write_formula(row, LAST, fits, self.looks.live(left=True), verdict)

    def _chosen(self) -> None:
        plan = self.worked.plan
        self._section(_CHOSEN - 1, RIGHT, "plan_chosen")
        first, last = _SCHEDULE + 2, _SCHEDULE + 1 + self.most
        payment, interest = (
            xl_range_abs(first, _SCHEDULE_PLACES[at], last, _SCHEDULE_PLACES[at]) for at in (_PAYMENT, _INTEREST)
        )
        days, flows = self._flows()
        yearly = f"IF(EDATE({used('on')},1)={used('first_due')},12*IRR({flows}),12*((1+XIRR({flows},{days}))^(1/12)-1))"
        there = cell(first, _SCHEDULE_PLACES[_PAYMENT])
        figures = (
            ("instalment", there, plan and int(plan.table["payment_fen"].iloc[0]) / FEN_IN_YUAN, "amount"),
            ("highest", f"MAX({payment})", plan and plan.highest / FEN_IN_YUAN, "amount"),
            ("interest_total", f"SUM({interest})", plan and plan.interest / FEN_IN_YUAN, "amount"),
            ("paid_total", f"SUM({payment})", plan and plan.paid / FEN_IN_YUAN, "amount"),
            ("plan_apr", f'IFERROR({yearly},"")', plan and plan.apr, "0.00%"),
        )
        for row, (key, formula, value, number) in enumerate(figures, _CHOSEN):
            strong = key == "instalment"
            self.sheet.write_string(row, RIGHT, say(key, self.lang), self.looks.label)
            look = self.looks.live(number, strong=strong)
            self.sheet.merge_range(row, RIGHT + 1, row, RIGHT + 2, "", look)
            shown = "" if value is None else value
            self.sheet.write_formula(row, RIGHT + 1, f'=IF({there}="","",{formula})', look, shown)
        self._verdict(_CHOSEN + len(figures), there)

    def _verdict(self, row: int, there: str) -> None:
        plan, payable = self.worked.plan, float(self.worked.affordable or 0)
        within, beyond, none = (say(key, self.lang) for key in ("within", "beyond", "no_plan"))
        fits = f'IF({cell(_CHOSEN + 1, RIGHT + 1)}<={used("affordable")},"{within}","{beyond}")'
        text = none if plan is None else within if plan.highest / FEN_IN_YUAN <= payable else beyond
        self.sheet.write_string(row, RIGHT, say("verdict", self.lang), self.looks.label)
        self.sheet.merge_range(row, RIGHT + 1, row, LAST, "", self.looks.text)
        self.sheet.write_formula(row, RIGHT + 1, f'=IF({there}="","{none}",{fits})', self.looks.text, text)

    def _flows(self) -> tuple[str, str]:
        """Put what is lent and paid with its days on the hidden sheet, for the functions that give a yearly cost."""
        days: list[tuple[str, object]] = [(f"={used_there('on', self.lang)}", serial(self.worked.on))]
        flows: list[tuple[str, object]] = [
            (f"=-N({used_there('principal', self.lang)})", -float(self.worked.principal or 0))
        ]
        for number in range(1, self.most + 1):
            given = self.worked.schedule[number] if number < len(self.worked.schedule) else None
            due, paid = (self.schedule.cell(number, place) for place in (1, _PAYMENT))
            days.append(
                (
                    f"=IF(ISNUMBER({due}),{due},{used_there('on', self.lang)})",
                    given[1] if given else serial(self.worked.on),
                )
            )
            flows.append((f"=IF(ISNUMBER({paid}),{paid},0)", given[_PAYMENT] if given else 0))
        return self.lists.cells(days), self.lists.cells(flows)

    def _reasons(self) -> None:
        """Show the steps behind what can be paid, and behind the plans, with rule and source."""
        self._section(_WHY - 1, 0, "plan_why")
        headings = HEADINGS["zh" if self.lang == "zh" else "en"]
        self._headings(
            _WHY,
            [(0, headings[1]), (1, headings[2]), (2, headings[4]), (4, headings[3]), (8, headings[6])],
            range(LAST),
        )
        for column in (3, 5, 6, 7, 9, 10):
            self.sheet.write_blank(_WHY, column, None, self.looks.heading())
        row = _WHY + 1
        answers = (("affordable", self.worked.why_affordable), ("plan_options", self.worked.why_options))
        for block, (key, values) in zip(self.why, answers, strict=True):
            for number in range(1, block.rows):
                shown = values[number] if number < len(values) else [""] * 7
                self._reason(row, block, number, shown, say(key, self.lang) if number == 1 else "")
                row += 1

    def _reason(self, row: int, block: Block, number: int, given: Sequence[Any], title: str) -> None:
        looks = self.looks.formats.make(align="left", indent=1, font_size=9, text_wrap=True)
        for first, last, place in ((0, 0, 1), (1, 1, 2), (2, 2, 4), (4, 7, 3), (8, LAST, 6)):
            if last > first:
                self.sheet.merge_range(row, first, row, last, "", looks)
            if title and first == 0:  # what is explained bears its name, and not that of a function
                shown = title if given[place] else ""
                self.sheet.write_formula(row, first, f'=IF({block.value(number, place)}="","","{title}")', looks, shown)
                continue
            self.sheet.write_formula(row, first, f"={block.value(number, place)}", looks, given[place])
        widths = ((0, COLUMNS[0]), (4, sum(COLUMNS[4:8])), (8, sum(COLUMNS[8:])))
        places = {0: 1, 4: 3, 8: 6}
        most = max(line_count(str(given[places[first]]), width) for first, width in widths)
        self.sheet.set_row(row, most * LINE_HEIGHT + 2)

    def _instalments(self) -> None:
        self._section(_SCHEDULE, 0, "plan_schedule")
        headings = [
            (place, column.heading(self.lang)) for place, column in zip(_SCHEDULE_PLACES, SCHEDULE_COLUMNS, strict=True)
        ]
        look = self.looks.formats.make(bold=True, font_color=HEADING_INK, bg_color=HEADING_FILL, align="right")
        for column, text in headings:
            self.sheet.write_string(_SCHEDULE + 1, column, text, look)
        self.sheet.write_blank(_SCHEDULE + 1, 3, None, self.looks.heading())
        looks: list[Format] = [self.looks.plain("0"), self.looks.plain("yyyy-mm-dd"), *[self.looks.plain("amount")] * 6]
        for number in range(1, self.most + 1):
            given = self.worked.schedule[number] if number < len(self.worked.schedule) else [""] * len(looks)
            for place, (column, look) in enumerate(zip(_SCHEDULE_PLACES, looks, strict=True)):
                formula = f"={self.schedule.value(number, place)}"
                self.sheet.write_formula(_SCHEDULE + 1 + number, column, formula, look, given[place])


def _shortest() -> str:
    """Give the fewest instalments of which none is above what can be paid, within the policy's bounds; nothing while a term lacks."""
    owed, rate, payable = used("principal"), used("rate"), used("affordable")
    period = f"({rate}/months_year)"
    annuity = f"{owed}*{period}/(1-(1+{period})^-plan_numbers)"
    above = f"IF({rate}=0,SUMPRODUCT(({owed}/plan_numbers>{payable})*1),SUMPRODUCT(({annuity}>{payable})*1))"
    known = f"AND(ISNUMBER({owed}),ISNUMBER({rate}),ISNUMBER({payable}))"
    return f'IF({known},IF({owed}>0,MIN(plan_most,MAX(plan_fewest,1+{above})),""),"")'
