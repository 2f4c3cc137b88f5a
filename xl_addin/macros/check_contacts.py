"""Check contacts 合规检查: every breach in the workbook's contact log, and wording that may not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.desk.conduct import check_conduct
from arrears.desk.contacts import check_contacts
from arrears.tables.contacts import BREACH_COLUMNS
from xl_addin.macros.book import Result
from xl_addin.macros.contact_sheet import contact_log
from xl_addin.macros.frames import table_of
from xl_addin.macros.layout import lay_out
from xl_addin.workings.in_force import house

if TYPE_CHECKING:
    from xl_addin.macros.scene import Scene

_SEVERITY = {"breach": ("违规", "breach"), "review": ("待复核", "review")}
_SHOWN = ("row", "case_id", "collector", "local_time", "rule", "severity", "happened", "words", "source")


def run(scene: Scene) -> Result:
    """Check hours, counts, counterparties and wording; the findings stand on a sheet of their own."""
    log = contact_log(scene)
    found = findings(log, scene)
    columns = [column for column in BREACH_COLUMNS if column.key in _SHOWN]
    table = table_of(found, columns, scene.lang, long=("happened", "words", "source"))
    name = scene.say("合规检查", "Contact check")
    note = scene.say(
        f"{scene.day}，检查 {len(log)} 条联系，发现 {len(found)} 处；行号为所在工作表的行号",
        f"{scene.day}: {len(log)} contacts checked, {len(found)} findings; rows as in their sheet",
    )
    page = lay_out(name, name, note, [table], lang=scene.lang)
    nothing = scene.say(f"已检查 {len(log)} 条联系，未发现违规。", f"{len(log)} contacts checked, nothing found.")
    some = scene.say(
        f"已检查 {len(log)} 条联系，发现 {len(found)} 处，见“{name}”。",
        f"{len(log)} contacts checked, {len(found)} findings; see {name!r}.",
    )
    return Result(some if len(found) else nothing, (page,))


def findings(log: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Give the breaches of a contact log and the wording of its notes that may not be used, by the rows of their sheet."""
    breaches = _breaches(log, scene)
    wording = _wording(log, scene)
    both = pd.concat([part for part in (breaches, wording) if len(part)] or [breaches], ignore_index=True)
    rows = log["sheet_row"].to_numpy()[both["row"].to_numpy(dtype=int)] if len(both) else []
    words = both["severity"].map({key: scene.say(*pair) for key, pair in _SEVERITY.items()})
    return both.assign(row=rows, severity=words).sort_values(["row", "rule"], kind="stable", ignore_index=True)


def _breaches(log: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    if log.empty:
        return pd.DataFrame(columns=[column.key for column in BREACH_COLUMNS])
    table = log.drop(columns=["sheet", "sheet_row"])
    return check_contacts(table, scene.policies.name, house(), lang=scene.lang)


def _wording(log: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    if "note" not in log or log.empty:
        return pd.DataFrame(columns=[column.key for column in BREACH_COLUMNS])
    notes = log["note"].astype(object).where(log["note"].notna(), "").astype(str)
    party = log["counterparty"] if "counterparty" in log else pd.Series(None, index=log.index, dtype=object)
    audience = party.where(party.notna(), "holder").to_numpy(dtype=object)
    found = check_conduct(
        notes.to_numpy(dtype=object), audience, scene.policies.name, house(), on=scene.day, lang=scene.lang
    )
    place = found["row"].to_numpy(dtype=int)
    return pd.DataFrame(
        {
            "row": place,
            "case_id": log["case_id"].to_numpy()[place],
            "collector": log["collector"].to_numpy()[place] if "collector" in log else None,
            "local_time": None,
            "rule": found["rule"],
            "severity": "review",
            "happened": found["topic"] + scene.say("：", ": ") + found["found"],
            "words": found["words"],
            "source": found["source"],
        }
    )
