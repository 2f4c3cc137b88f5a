"""What came of a merge, as a workbook: what was stored, what contradicts, what must be put right, what broke a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.operations.contacts.masking import mask_table
from arrears.tables.contacts import BREACH_COLUMNS
from arrears.workbooks.sheets.book import Field, TableSheet, write_book
from arrears.workbooks.sheets.styles import BLOCKED_FILL, Form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from arrears.policy import Policies
    from arrears.returns.merge import Merged
    from arrears.returns.words import Finding
    from arrears.workbooks.sheets.book import Area
    from arrears.workbooks.sheets.saving import Written

SHEETS = {
    "zh": ("汇总", "冲突", "问题", "违规", "已入库"),
    "en": ("Summary", "Conflicts", "Problems", "Breaches", "Stored"),
}
_SAY = {
    "zh": {
        "title": "回收报告 · {sheet}",
        "note": "存储库 {store}，链头 {head}",
        "empty": "没有。",
        "file": "文件",
        "collector": "催收员",
        "day": "日期",
        "new": "新入库行",
        "known": "此前已入库行",
        "conflicts": "冲突",
        "problems": "问题",
        "breaches": "违规",
        "notes": "提示",
        "sheet": "工作表",
        "row": "行",
        "column": "列",
        "value": "内容",
        "case_id": "案件编号",
        "message": "情况",
        "rule": "规则",
        "remedy": "处理办法",
        "kind": "类型",
        "key": "事件键",
    },
    "en": {
        "title": "Merge report · {sheet}",
        "note": "store {store}, head {head}",
        "empty": "None.",
        "file": "File",
        "collector": "Collector",
        "day": "Day",
        "new": "Rows stored",
        "known": "Rows stored before",
        "conflicts": "Conflicts",
        "problems": "Problems",
        "breaches": "Breaches",
        "notes": "Notes",
        "sheet": "Sheet",
        "row": "Row",
        "column": "Column",
        "value": "Value",
        "case_id": "Case ID",
        "message": "What is so",
        "rule": "Rule",
        "remedy": "Remedy",
        "kind": "Kind",
        "key": "Event key",
    },
}
_SEVERITY = {"zh": {"breach": "违规", "review": "待核实"}, "en": {"breach": "breach", "review": "to review"}}
_FINDING = ("file", "sheet", "row", "column", "value", "case_id", "message", "rule", "remedy")
_STORED = ("file", "sheet", "row", "case_id", "kind", "key")
_COUNTS = ("new", "known", "conflicts", "problems", "breaches", "notes")
_WIDE = {"message": 56, "value": 44, "remedy": 44, "words": 44, "source": 40, "happened": 40, "rule": 32}


def write_merge_report(
    path: Path, merged: Merged, *, store: str, policies: Policies, as_of: date, lang: str = "zh"
) -> Written:
    """Write the report of a merge; the same merge gives the same bytes.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` file; one that is open elsewhere stays, and the report gets a second name.
    merged : Merged
        What came of it.
    store : str
        The store's name.
    policies : Policies
        How personal data in free text is masked.
    as_of : date
        The day of the report.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If it cannot be written.
    """
    names = SHEETS[lang]
    frames = (
        summary(merged),
        finding_table([one for one in merged.findings if one.kind == "conflict"], lang),
        finding_table([one for one in (*merged.findings, *merged.others) if one.kind != "conflict"], lang),
        _placed(merged, lang),
        merged.new[list(_STORED)],
    )
    note = _SAY[lang]["note"].format(store=store, head=merged.head)
    sheets = [
        TableSheet(
            name=name,
            table=table,
            title=_SAY[lang]["title"].format(sheet=name),
            note=note,
            fields=_fields(frame, lang),
            frame=mask_table(frame, policies, as_of),
            empty=_SAY[lang]["empty"],
            paint=_paint,
            fixed=1,
        )
        for name, table, frame in zip(
            names, ("summary", "conflicts", "problems", "breaches", "stored"), frames, strict=True
        )
    ]
    return write_book(path, sheets, as_of=as_of, title=_SAY[lang]["title"].format(sheet=names[0]), lang=lang)


def summary(merged: Merged) -> pd.DataFrame:
    """Count by file what was stored, known, and must be looked at."""
    by_collector = {book.file: book.facts for book in merged.files}
    names = sorted({*by_collector, *(one.file for one in merged.findings)})
    kinds = pd.Series([(one.file, one.kind) for one in merged.findings], dtype=object).value_counts()
    broken = _placed(merged, "en")["file"]
    lines = [
        (
            name,
            by_collector.get(name, {}).get("collector", ""),
            by_collector.get(name, {}).get("as_of", ""),
            int((merged.new["file"] == name).sum()),
            int((merged.known["file"] == name).sum()),
            int(kinds.get((name, "conflict"), 0)),
            int(kinds.get((name, "problem"), 0)),
            int((broken == name).sum()),
            int(kinds.get((name, "note"), 0)),
        )
        for name in names
    ]
    return pd.DataFrame(lines, columns=["file", "collector", "day", *_COUNTS])


def _placed(merged: Merged, lang: str) -> pd.DataFrame:
    """Give the breaches with the file, sheet and row where each contact was entered."""
    # What several files have is shown at the first of them.
    both = pd.concat([merged.new, merged.known]).drop_duplicates("key")
    places = both.assign(contact_id=both["key"] + "-contact")[["contact_id", "file", "sheet", "row"]]
    found = merged.breaches.drop(columns="row").merge(places, on="contact_id", how="left")
    words = _SEVERITY[lang]
    told = found.assign(severity=found["severity"].map(words))
    return told[["file", "sheet", "row", *(name for name in found if name not in places)]]


def finding_table(findings: Sequence[Finding], lang: str) -> pd.DataFrame:
    """Give findings as a table in a language: file, sheet, row, column, value, case, message, rule, remedy."""
    lines = [(one.file, one.sheet, one.row, one.column, one.value, one.case_id, *one.words(lang)) for one in findings]
    return pd.DataFrame(lines, columns=list(_FINDING)).astype({"row": "Int64"})


def _fields(frame: pd.DataFrame, lang: str) -> tuple[Field, ...]:
    say = {column.key: column.heading(lang) for column in BREACH_COLUMNS if "severity" in frame} | _SAY[lang]
    counts = {"row", *_COUNTS}
    return tuple(
        Field(
            str(name),
            say[str(name)],
            Form.COUNT if name in counts else Form.TEXT,
            _WIDE.get(str(name), 30),
        )
        for name in frame.columns
    )


def _paint(sheet: Worksheet, workbook: Workbook, area: Area) -> None:
    """Mark what must be looked at in the summary."""
    if "conflicts" not in area.columns:
        return
    look = workbook.add_format({"bg_color": "#FBC883", "bold": True})
    quiet = workbook.add_format({"bg_color": BLOCKED_FILL})
    for name in ("conflicts", "problems", "breaches"):
        sheet.conditional_format(*area.column(name), {"type": "cell", "criteria": ">", "value": 0, "format": look})
    sheet.conditional_format(*area.column("notes"), {"type": "cell", "criteria": ">", "value": 0, "format": quiet})
