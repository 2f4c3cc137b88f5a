"""Submit 提交: what was entered in a collector's workbook goes into the store, once and only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.merging.merge import merge_files
from xl_addin.macros.book import Result
from xl_addin.macros.layout import Col, Table, lay_out
from xl_addin.macros.store_of import desk_of, store_of

if TYPE_CHECKING:
    from arrears.merging.merge import Merged
    from xl_addin.macros.book import Page
    from xl_addin.macros.scene import Scene

_KINDS = {"note": ("说明", "note"), "conflict": ("冲突", "conflict"), "problem": ("问题", "problem")}


def run(scene: Scene) -> Result:
    """Store the new rows; what somebody must look at stands on a sheet of its own."""
    file = desk_of(scene)
    with store_of(scene) as store:
        merged = merge_files(store, [file], lang=scene.lang)
    lines = _lines(merged, scene)
    message = scene.say(
        f"已提交：新入库 {len(merged.new)} 条，此前已入库 {len(merged.known)} 条。",
        f"Submitted: {len(merged.new)} rows stored, {len(merged.known)} were stored before.",
    )
    if lines:
        message += scene.say(
            f"另有 {len(lines)} 处请处理，见“提交结果”。", f" {len(lines)} things need a look; see 'Submit result'."
        )
    # The store has them already: no question may stand between that and the message.
    return Result(message, _pages(lines, scene), asks=False)


def _lines(merged: Merged, scene: Scene) -> list[list[object]]:
    found: list[list[object]] = []
    for one in merged.findings:
        words = one.words(scene.lang)
        found.append([scene.say(*_KINDS[one.kind]), one.sheet, one.row, one.case_id, words.message, words.remedy])
    for row in merged.breaches.to_dict("records"):
        what = f"{row['rule']}: {row['happened']}"
        found.append([scene.say("违规", "breach"), "", None, row["case_id"], what, row["words"]])
    return found


def _pages(lines: list[list[object]], scene: Scene) -> tuple[Page, ...]:
    if not lines:
        return ()
    heads = (
        ("类别", "Kind", "text"),
        ("工作表", "Sheet", "text"),
        ("行号", "Row", "count"),
        ("案件编号", "Case ID", "text"),
        ("情况", "What is so", "long"),
        ("处理办法或规定", "Remedy or rule", "long"),
    )
    table = Table(tuple(Col(scene.say(zh, en), style) for zh, en, style in heads), lines)
    name = scene.say("提交结果", "Submit result")
    return (lay_out(name, name, f"{scene.now:%Y-%m-%d %H:%M}", [table], lang=scene.lang),)
