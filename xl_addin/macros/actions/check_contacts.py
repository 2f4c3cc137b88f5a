"""Check contacts 合规检查: every breach in the workbook's contact log, and wording that may not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.operations.contacts.conduct import check_conduct
from arrears.operations.contacts.judgement import TOLD, judge_contacts
from arrears.policy import Policies
from arrears.tables.contacts import BREACH_COLUMNS
from arrears.words import both
from xl_addin.context import house
from xl_addin.macros.actions.contact_sheet import contact_log
from xl_addin.macros.actions.log_contact import people_of_list
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.frames import table_of
from xl_addin.macros.layout.page import lay_out

if TYPE_CHECKING:
    from xl_addin.macros.scene import Scene

_SEVERITY = {
    "breach": both("xl_addin.macros.actions.check_contacts.breach"),
    "review": both("xl_addin.macros.actions.check_contacts.review"),
}
_SHOWN = ("row", "case_id", "collector", "local_time", "rule", "severity", "happened", "words", "source")


def run(scene: Scene) -> Result:
    """Check hours, counts, counterparties and wording; the findings stand on a sheet of their own."""
    log = contact_log(scene)
    found = findings(log, scene)
    columns = [column for column in BREACH_COLUMNS if column.key in _SHOWN]
    table = table_of(found, columns, scene.lang, long=("happened", "words", "source"))
    name = scene.say(*both("xl_addin.macros.actions.check_contacts.contact_check"))
    note = scene.say(
        *both(
            "xl_addin.macros.actions.check_contacts.contacts_checked_findings_rows_their",
            day=scene.day,
            count=len(log),
            count_2=len(found),
        ),
    )
    page = lay_out(name, name, note, [table], lang=scene.lang)
    nothing = scene.say(*both("xl_addin.macros.actions.check_contacts.contacts_checked_nothing_found", count=len(log)))
    some = scene.say(
        *both(
            "xl_addin.macros.actions.check_contacts.contacts_checked_findings_see",
            count=len(log),
            count_2=len(found),
            name=name,
        ),
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
    # The sheet's own columns are what its collectors were asked.
    asked = [name for name in TOLD if name in table]
    policies = Policies(scene.policies.name, house())
    return judge_contacts(
        table.assign(asked=pd.Series([asked] * len(table), index=table.index)),
        policies,
        pd.DataFrame(),
        people=people_of_list(scene),
        lang=scene.lang,
    )


def _wording(log: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    if "note" not in log or log.empty:
        return pd.DataFrame(columns=[column.key for column in BREACH_COLUMNS])
    notes = log["note"].astype(object).where(log["note"].notna(), "").astype(str)
    party = log["counterparty"] if "counterparty" in log else pd.Series(None, index=log.index, dtype=object)
    audience = party.where(party.notna(), "holder").to_numpy(dtype=object)
    found = check_conduct(
        notes.to_numpy(dtype=object), scene.policies, audience=audience, on=scene.day, lang=scene.lang
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
