"""Agreement 生成协议: a printable draft for the selected case, and what it lacks (CN-70).

In a collector's workbook the draft is also put down on the sheet of records; pressed on that row, the macro takes it into the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.documents.agreements import draft_agreement
from arrears.tables.schedules import SCHEDULE_COLUMNS
from arrears.words import both
from arrears.workbooks.collector.happenings import DRAFT, METHODS
from arrears.workbooks.collector.layout import RECORDS
from xl_addin.macros.actions.case_plan import plan_of
from xl_addin.macros.actions.desk_row import Fresh, Wanted, enter
from xl_addin.macros.actions.papers import agreement_paper
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.frames import table_of
from xl_addin.macros.layout.page import Line, lay_out

if TYPE_CHECKING:
    import pandas as pd

    from xl_addin.macros.actions.case_plan import CasePlan
    from xl_addin.macros.books.protocol import Page
    from xl_addin.macros.layout.page import Block
    from xl_addin.macros.scene import Scene

_WANTED = Wanted(RECORDS, "note", (DRAFT,))
_FORMS = {"heading": "section", "signature": "right", "text": "paragraph"}
_SHOWN = ("no", "due_date", "payment", "principal", "interest", "fee", "closing")


def run(scene: Scene) -> Result:
    """Draft the agreement on a sheet of its own; what is missing stands above it and in the message."""
    if scene.facts:
        return enter(
            scene, _WANTED, lambda case: _of_desk(scene, case), lambda store, case: agreement_paper(scene, store, case)
        )
    page, done, _ = _drafted(scene, scene.selected_case())
    return Result(done, (page,))


def _of_desk(scene: Scene, case_id: str) -> Fresh:
    page, done, plan = _drafted(scene, scene.cases_of([case_id]).iloc[0])
    what = scene.say(*both("xl_addin.macros.actions.agreement.what_may_be_changed"))
    return Fresh(_row(scene, plan), what, done, (page,))


def _drafted(scene: Scene, case: pd.Series) -> tuple[Page, str, CasePlan]:
    """Give the draft's page, what is said of it, and its plan."""
    plan = plan_of(case, scene)
    paper = draft_agreement(
        {str(key): cell for key, cell in case.items()},
        plan.wanted,
        plan.plan,
        scene.policies,
        affordable_fen=plan.home.amount,
        lang=scene.lang,
    )
    lacks = [f"{rule}：{zh}" if scene.lang == "zh" else f"{rule}: {en}" for rule, zh, en in _findings(paper.missing)]
    draft = scene.say(
        *both("xl_addin.macros.actions.agreement.draft_force_only_holder_s"),
    )
    blocks: list[Block] = [Line(words, "warning") for words in [draft, *lacks]]
    blocks += [Line(paper.title, "letter_title"), *(Line(part.text, _FORMS[part.form]) for part in paper.paragraphs)]
    columns = [column for column in SCHEDULE_COLUMNS if column.key in _SHOWN]
    blocks.append(
        table_of(
            paper.instalments,
            columns,
            scene.lang,
            section=scene.say(*both("xl_addin.macros.actions.agreement.schedule")),
        )
    )
    name = f"{scene.say(*both('xl_addin.macros.actions.agreement.agreement_word'))} {case['case_id']}"
    page = lay_out(name, name, str(scene.day), blocks, lang=scene.lang, landscape=False, paper=True)
    done = scene.say(*both("xl_addin.macros.actions.agreement.agreement_drafted"))
    if lacks:
        done += scene.say("尚缺：" + "；".join(lacks) + "。", " It lacks: " + "; ".join(lacks) + ".")
    return page, done, plan


def _row(scene: Scene, plan: CasePlan) -> dict[str, object]:
    """Give the row of records that drafts this plan."""
    method = plan.wanted.method
    values: dict[str, object] = {
        "item": RECORDS.column("item").word(DRAFT, scene.lang),
        "count": int(plan.plan.table["no"].max()),
        "first_due": plan.wanted.first_due,
    }
    return values | ({"choice": RECORDS.column("choice").word(method, scene.lang)} if method in METHODS else {})


def _findings(missing: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [(str(row["rule"]), str(row["zh"]), str(row["en"])) for row in missing.to_dict("records")]
