"""Refresh 刷新: today's list of the workbook's collector as the store knows it now, and a fresh workbook beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.desk.ageing import age
from arrears.desk.follow_ups import follow_ups
from arrears.merging.fill import stored_day
from arrears.policy.records import Capacity
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from arrears.workbooks.desk_book import write_desk_book
from arrears.workbooks.desk_fill import desk_books, desk_run
from xl_addin.macros.book import Result
from xl_addin.macros.frames import table_of
from xl_addin.macros.layout import lay_out
from xl_addin.macros.store_of import desk_of, store_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from arrears.merging.fill import StoredDay
    from xl_addin.macros.scene import Scene

_LONG = ("next_action", "reason", "blocked_by", "rule_ids")


def run(scene: Scene) -> Result:
    """Read the store, rank the collector's cases anew on a sheet of its own, and write the collector's workbook of today.

    This workbook is left as it is: what was entered in it and not submitted is not lost.
    """
    collector = desk_of(scene).facts.get("collector", "")
    with store_of(scene) as store:
        found = stored_day(store, scene.day)
    aged = age(found.table, scene.day, scene.policies)
    own = aged[aged["collector"].fillna("").astype(str).str.strip().eq(collector).to_numpy()].reset_index(drop=True)
    room = scene.policies.get(Capacity, scene.day).cases_per_day
    listed = follow_ups(own, scene.day, scene.policies, lang=scene.lang, capacity=room)
    name = scene.say("最新清单", "Latest list")
    note = scene.say(
        f"{scene.now:%Y-%m-%d %H:%M} 取自存储库；{collector}，{len(own)} 个案件，今日跟进 {len(listed)} 个",
        f"From the store at {scene.now:%Y-%m-%d %H:%M}; {collector}: {len(own)} cases, {len(listed)} to follow up today",
    )
    page = lay_out(name, name, note, [table_of(listed, FOLLOW_UP_COLUMNS, scene.lang, long=_LONG)], lang=scene.lang)
    message = scene.say(
        f"已刷新：{len(own)} 个案件，今日跟进 {len(listed)} 个，见“{name}”。",
        f"Refreshed: {len(own)} cases, {len(listed)} to follow up today; see {name!r}.",
    )
    return Result(message + _fresh_book(collector, own, listed, found, scene), (page,))


def _fresh_book(collector: str, own: pd.DataFrame, listed: pd.DataFrame, found: StoredDay, scene: Scene) -> str:
    """Write the collector's workbook of today under a free name, and say where it is; nothing where there are no files."""
    path = scene.book.path
    if path is None or own.empty:
        return ""
    run_of_day = desk_run(scene.policies, scene.day, scene.lang, store=found.store, head=str(found.head))
    books = desk_books(listed, own, run_of_day, contacts=found.contacts, promises=found.promises)
    book = next(one for one in books if one.collector == collector)
    written = write_desk_book(_free(path, f"{path.stem} {scene.now:%Y-%m-%d %H%M}"), book, run_of_day)
    return scene.say(
        f"新的工作簿：{written.path.name}；本工作簿中尚未提交的内容请先提交。",
        f" The new workbook is {written.path.name}; submit first what was entered here.",
    )


def _free(path: Path, stem: str) -> Path:
    names = (f"{stem}{end}.xlsx" for number in range(1, 1000) for end in ["" if number == 1 else f" ({number})"])
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())
