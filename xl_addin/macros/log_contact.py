"""Log contact 登记联系: a row in the contact log for the selected case, and whether contact is permitted now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from arrears.desk.contacts import may_contact
from arrears.errors import IntakeError
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES, STATES
from xl_addin.macros.book import Result
from xl_addin.macros.contact_sheet import find_log
from xl_addin.macros.rows_to_fill import Fill, Sheet, add_row
from xl_addin.workings.in_force import house

if TYPE_CHECKING:
    from xl_addin.macros.scene import Scene

_MADE = {key: words for key, words in OUTCOMES.items() if key != "planned"}
CONTACTS = Sheet(
    "联系记录",
    "Contacts",
    {
        "case_id": Fill("案件编号", "Case ID"),
        "at": Fill("联系时间", "At", "input_moment"),
        "channel": Fill("渠道", "Channel", words=CHANNELS),
        "direction": Fill("方向", "Direction", words=DIRECTIONS),
        "counterparty": Fill("联系对象", "Counterparty", words=COUNTERPARTIES),
        "outcome": Fill("结果", "Outcome", words=_MADE, others=("联系结果",)),
        "note": Fill("沟通内容", "Note", others=("备注",), least=40),
    },
    frozenset({"case_id", "at", "channel", "outcome"}),
)
_CALL = "call"


def run(scene: Scene) -> Result:
    """Add the row, now, by call, with the holder; the person chooses what came of it."""
    case = scene.selected_id()
    columns = CONTACTS.columns
    words = {"channel": _CALL, "direction": "out", "counterparty": "holder"}
    values = {
        "case_id": case,
        "at": scene.now.replace(second=0, microsecond=0, tzinfo=None),
        **{key: columns[key].word(word, scene.lang) for key, word in words.items()},
    }
    added = add_row(scene, CONTACTS, values, "outcome")
    done = scene.say(
        f"已在“{added.place.sheet}”为案件 {case} 新增一行，请选择结果、填写内容。",
        f"A row for case {case} was added to {added.place.sheet!r}; choose the outcome there.",
    )
    return Result(_permission(case, scene) + done, added.pages, added.entries, added.place)


def _permission(case: str, scene: Scene) -> str:
    """Warn where a call is not permitted now; a contact that was made is logged all the same."""
    plan = pd.DataFrame(
        {
            "case_id": [case],
            "channel": [_CALL],
            "at": [scene.instant.isoformat()],
            "time_zone": [scene.policies.profile.time_zone],
        }
    )
    log = find_log(scene)
    earlier = log[pd.to_datetime(log["at"], utc=True, format="ISO8601") <= scene.instant] if len(log) else log
    history = earlier.drop(columns=["sheet", "sheet_row"], errors="ignore")
    needed = [key for key in ("case_id", "channel", "outcome", "at", "time_zone") if key not in history]
    told = may_contact(
        plan,
        history.assign(**dict.fromkeys(needed, None)),
        scene.policies.name,
        house(),
        states=_stops(case, scene),
        lang=scene.lang,
    ).iloc[0]
    if told["allowed"]:
        return ""
    when = told["next_at"]
    free = "" if pd.isna(when) else f"{when.tz_convert(scene.now.tzinfo):%Y-%m-%d %H:%M}"
    zh = f"注意：此刻不应致电（{told['rules']}）：{told['reasons']}。" + (f"最早 {free}。" if free else "")
    en = f"Mind: no call is permitted now ({told['rules']}): {told['reasons']}." + (f" From {free}. " if free else " ")
    return scene.say(zh + "已经发生的联系请如实登记。", en + "Log truthfully what has taken place. ")


def _stops(case: str, scene: Scene) -> pd.DataFrame | None:
    """Give the case's flags as states that bear on contacts; nothing where the workbook has no case list."""
    try:
        cases = scene.case_list.aged
    except IntakeError:
        return None
    flags = cases.loc[cases["case_id"].astype(str) == case, "flags"].fillna("").astype(str)
    held = [flag for text in flags for flag in text.split(";") if flag in STATES]
    # They stand in the list, so they were set before today; the list does not say when.
    since = (scene.instant - timedelta(days=1)).isoformat()
    return pd.DataFrame({"case_id": [case] * len(held), "state": held, "since": [since] * len(held)}) if held else None
