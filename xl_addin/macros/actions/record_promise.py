"""Record promise 登记承诺: a row among the promises for the selected case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.tables.contacts import CHANNELS
from arrears.words import both
from arrears.workbooks.collector.layout import PROMISES as DESK_PROMISES
from xl_addin.macros.actions.desk_row import Fresh, Wanted, enter
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.rows_to_fill import Fill, Sheet, add_row

if TYPE_CHECKING:
    from xl_addin.macros.scene import Scene

PROMISES = Sheet(
    *both("xl_addin.macros.actions.record_promise.promises"),
    {
        "case_id": Fill(*both("xl_addin.macros.actions.record_promise.case_id")),
        "amount": Fill(*both("xl_addin.macros.actions.record_promise.promised"), "input_amount"),
        "due_on": Fill(*both("xl_addin.macros.actions.record_promise.promised_2"), "input_date"),
        "made_at": Fill(*both("xl_addin.macros.actions.record_promise.made"), "input_moment"),
        "channel": Fill(*both("xl_addin.macros.actions.record_promise.channel"), words=CHANNELS),
        "note": Fill(*both("xl_addin.macros.actions.record_promise.note"), least=40),
    },
    frozenset({"case_id", "amount", "due_on", "made_at"}),
)


def run(scene: Scene) -> Result:
    """Add the row, made now by call; the person fills in amount and day. In a collector's workbook a filled-in row is stored."""
    values = {
        "made_at": scene.now.replace(second=0, microsecond=0, tzinfo=None),
        "channel": PROMISES.columns["channel"].word("call", scene.lang),
    }
    if scene.facts:
        what = scene.say(*both("xl_addin.macros.actions.record_promise.fill_in_amount_and_day"))
        return enter(scene, Wanted(DESK_PROMISES, "amount"), lambda _: Fresh(values, what))
    case = scene.selected_id()
    added = add_row(scene, PROMISES, {"case_id": case, **values}, "amount")
    message = scene.say(
        *both("xl_addin.macros.actions.record_promise.row_case_added_fill_amount", sheet=added.place.sheet, case=case),
    )
    return Result(message, added.pages, added.entries, added.place)
