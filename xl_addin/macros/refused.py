"""Rows of the case list that cannot be read: a sheet that names each with its remedy, and words that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_addin.macros.layout import Col, Table, lay_out

if TYPE_CHECKING:
    from xl_addin.macros.book import Page
    from xl_addin.macros.scene import Scene


def refused_words(scene: Scene) -> str:
    """Say how many rows were refused, and where they stand; "" where none was."""
    count = scene.case_list.refused
    if not count:
        return ""
    return scene.say(
        f"{count} 行无法读取，见工作表“{_name(scene)}”。",
        f" {count} rows cannot be read; see the sheet {_name(scene)!r}.",
    )


def refused_pages(scene: Scene) -> tuple[Page, ...]:
    """Give the sheet of refused rows; none where all can be read."""
    intake = scene.case_list.intake
    if not intake.rejected:
        return ()
    rejects = intake.rejects
    columns = tuple(
        Col(scene.say(zh, en), style)
        for zh, en, style in (
            ("行号", "Row", "count"),
            ("列", "Column", "text"),
            ("值", "Value", "text"),
            ("问题", "Problem", "long"),
            ("处理办法", "Remedy", "long"),
        )
    )
    keys = ("row", "column", "value", "message", "remedy")
    rows = list(zip(*(rejects[key].tolist() for key in keys), strict=True))
    note = scene.say(
        f"来自工作表“{intake.sheet}”；更正后重新运行", f"From the sheet {intake.sheet!r}; correct them and run again"
    )
    title = scene.say("无法读取的行", "Rows that cannot be read")
    return (lay_out(_name(scene), title, note, [Table(columns, rows)], lang=scene.lang),)


def _name(scene: Scene) -> str:
    return scene.say("退回行", "Rejected rows")
