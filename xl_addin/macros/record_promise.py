"""Record promise 登记承诺: a row among the promises for the selected case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.tables.contacts import CHANNELS
from xl_addin.macros.book import Result
from xl_addin.macros.rows_to_fill import Fill, Sheet, add_row

if TYPE_CHECKING:
    from xl_addin.macros.scene import Scene

PROMISES = Sheet(
    "承诺",
    "Promises",
    {
        "case_id": Fill("案件编号", "Case ID"),
        "amount": Fill("承诺金额", "Promised", "input_amount"),
        "due_on": Fill("承诺还款日", "Promised for", "input_date"),
        "made_at": Fill("承诺时间", "Made at", "input_moment"),
        "channel": Fill("渠道", "Channel", words=CHANNELS),
        "note": Fill("备注", "Note", least=40),
    },
    frozenset({"case_id", "amount", "due_on", "made_at"}),
)


def run(scene: Scene) -> Result:
    """Add the row, made now by call; the person fills in amount and day."""
    case = scene.selected_id()
    values = {
        "case_id": case,
        "made_at": scene.now.replace(second=0, microsecond=0, tzinfo=None),
        "channel": PROMISES.columns["channel"].word("call", scene.lang),
    }
    added = add_row(scene, PROMISES, values, "amount")
    message = scene.say(
        f"已在“{added.place.sheet}”为案件 {case} 新增一行，请填写承诺金额和承诺还款日。",
        f"A row for case {case} was added to {added.place.sheet!r}; fill in the amount and the day.",
    )
    return Result(message, added.pages, added.entries, added.place)
