"""Agreement 生成协议: a printable draft for the selected case, and what it lacks (CN-70)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.documents.agreements import draft_agreement
from arrears.tables.schedules import SCHEDULE_COLUMNS
from xl_addin.macros.book import Result
from xl_addin.macros.case_plan import plan_of
from xl_addin.macros.frames import table_of
from xl_addin.macros.layout import Line, lay_out

if TYPE_CHECKING:
    import pandas as pd

    from xl_addin.macros.layout import Block
    from xl_addin.macros.scene import Scene

_FORMS = {"heading": "section", "signature": "right", "text": "paragraph"}
_SHOWN = ("no", "due_date", "payment", "principal", "interest", "fee", "closing")


def run(scene: Scene) -> Result:
    """Draft the agreement on a sheet of its own; what is missing stands above it and in the message."""
    case = scene.selected_case()
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
        "草稿：须由持卡人同意并经第二人复核批准后生效",
        "Draft: in force only with the holder's consent and a second person's approval",
    )
    blocks: list[Block] = [Line(words, "warning") for words in [draft, *lacks]]
    blocks += [Line(paper.title, "letter_title"), *(Line(part.text, _FORMS[part.form]) for part in paper.paragraphs)]
    columns = [column for column in SCHEDULE_COLUMNS if column.key in _SHOWN]
    blocks.append(table_of(paper.instalments, columns, scene.lang, section=scene.say("附表　还款计划", "Schedule")))
    name = f"{scene.say('协议', 'Agreement')} {case['case_id']}"
    page = lay_out(name, name, str(scene.day), blocks, lang=scene.lang, landscape=False, paper=True)
    done = scene.say("已生成协议草稿。", "The agreement was drafted.")
    if lacks:
        done += scene.say("尚缺：" + "；".join(lacks), " It lacks: " + "; ".join(lacks))
    return Result(done, (page,))


def _findings(missing: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [(str(row["rule"]), str(row["zh"]), str(row["en"])) for row in missing.to_dict("records")]
