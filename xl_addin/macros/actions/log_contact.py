"""Log contact 登记联系: a row in the contact log for the selected case, and whether contact is permitted now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from arrears.errors import IntakeError
from arrears.operations.contacts.permission import may_contact
from arrears.operations.customers.people import PERSON
from arrears.operations.customers.stops import person_flags
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, DIRECTIONS, OUTCOMES, STATES
from arrears.words import both
from arrears.workbooks.collector.layout import CONTACTS as DESK_CONTACTS
from xl_addin.macros.actions.contact_sheet import find_log
from xl_addin.macros.actions.desk_row import Fresh, Wanted, enter
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.rows_to_fill import Fill, Sheet, add_row

if TYPE_CHECKING:
    from xl_addin.macros.scene import Scene

_MADE = {key: words for key, words in OUTCOMES.items() if key != "planned"}
CONTACTS = Sheet(
    *both("xl_addin.macros.actions.log_contact.contacts"),
    {
        "case_id": Fill(*both("xl_addin.macros.actions.log_contact.case_id")),
        "at": Fill(*both("xl_addin.macros.actions.log_contact.at"), "input_moment"),
        "channel": Fill(*both("xl_addin.macros.actions.log_contact.channel"), words=CHANNELS),
        "direction": Fill(*both("xl_addin.macros.actions.log_contact.direction"), words=DIRECTIONS),
        "counterparty": Fill(*both("xl_addin.macros.actions.log_contact.counterparty"), words=COUNTERPARTIES),
        "outcome": Fill(*both("xl_addin.macros.actions.log_contact.outcome"), words=_MADE, others=("联系结果",)),
        "note": Fill(*both("xl_addin.macros.actions.log_contact.note"), others=("备注",), least=40),
    },
    frozenset({"case_id", "at", "channel", "outcome"}),
)
_CALL = "call"


def run(scene: Scene) -> Result:
    """Add the row, now, by call, with the holder; the person chooses what came of it. In a collector's workbook a filled-in row is stored."""
    columns = CONTACTS.columns
    words = {"channel": _CALL, "direction": "out", "counterparty": "holder"}
    values = {
        "at": scene.now.replace(second=0, microsecond=0, tzinfo=None),
        **{key: columns[key].word(word, scene.lang) for key, word in words.items()},
    }
    if scene.facts:
        what = scene.say(*both("xl_addin.macros.actions.log_contact.choose_outcome"))
        wanted = Wanted(DESK_CONTACTS, "outcome", often=True)
        return enter(scene, wanted, lambda case: Fresh(values, what, _permission(case, scene)))
    case = scene.selected_id()
    added = add_row(scene, CONTACTS, {"case_id": case, **values}, "outcome")
    done = scene.say(
        *both("xl_addin.macros.actions.log_contact.row_case_added_choose_outcome", sheet=added.place.sheet, case=case),
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
        scene.policies,
        states=_stops(case, scene),
        people=people_of_list(scene),
        lang=scene.lang,
    ).iloc[0]
    if told["allowed"]:
        return ""
    when = told["next_at"]
    free = "" if pd.isna(when) else f"{when.tz_convert(scene.now.tzinfo):%Y-%m-%d %H:%M}"
    zh = f"注意：此刻不应致电（{told['rules']}）：{told['reasons']}。" + (f"最早 {free}。" if free else "")
    en = f"Mind: no call is permitted now ({told['rules']}): {told['reasons']}." + (f" From {free}. " if free else " ")
    return scene.say(zh + "已经发生的联系请如实登记。", en + "Log truthfully what has taken place. ")


def people_of_list(scene: Scene) -> dict[str, str]:
    """Give whose each case of the workbook is; nothing where it has no case list."""
    try:
        cases = scene.case_list.aged
    except IntakeError:
        return {}
    return dict(zip(cases["case_id"].astype(str), cases[PERSON], strict=True))


def _stops(case: str, scene: Scene) -> pd.DataFrame | None:
    """Give the case's flags as states that bear on contacts; nothing where the workbook has no case list."""
    try:
        cases = scene.case_list.aged
    except IntakeError:
        return None
    mine = cases[cases["case_id"].astype(str) == case]
    # What follows the person from another card stops this one, too.
    held = [flag for flag, rows in person_flags(mine).items() if flag in STATES and rows.any()]
    # They stand in the list, so they were set before today; the list does not say when.
    since = (scene.instant - timedelta(days=1)).isoformat()
    return pd.DataFrame({"case_id": [case] * len(held), "state": held, "since": [since] * len(held)}) if held else None
