"""Refresh 刷新: today's list of the workbook's collector as the store knows it now, and a fresh workbook beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.operations.cases.ageing import age
from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy.records import Capacity
from arrears.returns.fill import stored_day
from arrears.words import both
from arrears.workbooks.collector.book import write_desk_book
from arrears.workbooks.collector.fill import desk_books, desk_run
from xl_addin.macros.actions.follow_up_list import queue_pages
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.store_of import desk_of, store_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from arrears.returns.fill import StoredDay
    from xl_addin.macros.scene import Scene


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
    name = scene.say(*both("xl_addin.macros.actions.refresh.latest_list"))
    work = int((listed["queue"] == "work").sum())
    message = scene.say(
        *both(
            "xl_addin.macros.actions.refresh.refreshed_from_store_cases_follow",
            now=scene.now,
            count=len(own),
            work=work,
            name=name,
        ),
    )
    message += _fresh_book(collector, own, listed, found, scene)
    # The fresh workbook is there already: a question would have it written once more.
    return Result(message, tuple(queue_pages(scene, listed, name)), asks=False)


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
        *both("xl_addin.macros.actions.refresh.new_workbook_submit_first_what", name=written.path.name),
    )


def _free(path: Path, stem: str) -> Path:
    names = (f"{stem}{end}.xlsx" for number in range(1, 1000) for end in ["" if number == 1 else f" ({number})"])
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())
