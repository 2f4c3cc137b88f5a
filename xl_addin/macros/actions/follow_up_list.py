"""Follow-up list 生成跟进清单: whom to follow up today, in which order, how, and what blocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.operations.follow_ups.ranking import follow_ups
from arrears.policy.records import Capacity
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS, QUEUES
from arrears.words import both
from xl_addin.macros.actions.refused import refused_pages, refused_words
from xl_addin.macros.books.protocol import Result
from xl_addin.macros.layout.frames import table_of
from xl_addin.macros.layout.page import lay_out

if TYPE_CHECKING:
    import pandas as pd

    from xl_addin.macros.books.protocol import Page
    from xl_addin.macros.scene import Scene

_LONG = ("next_action", "reason", "blocked_by", "open_matter", "rule_ids")


def run(scene: Scene) -> Result:
    """Rank the list on a sheet of its own, what is on hold on others; rows that cannot be read stand on another."""
    scene.demand_store()
    room = scene.policies.get(Capacity, scene.day).cases_per_day
    listed = follow_ups(scene.case_list.aged, scene.day, scene.policies, lang=scene.lang, capacity=room)
    work = int((listed["queue"] == "work").sum())
    message = scene.say(*both("xl_addin.macros.actions.follow_up_list.cases_followed_up_today", work=work))
    name = scene.say(*both("xl_addin.macros.actions.follow_up_list.follow_ups"))
    return Result(message + refused_words(scene), (*queue_pages(scene, listed, name), *refused_pages(scene)))


def queue_pages(scene: Scene, listed: pd.DataFrame, name: str) -> list[Page]:
    """Give a sheet for what is done today, and one each for what is on hold, if anything is."""
    dropped = sum(listed.attrs.get("dropped", {}).values())
    counts = listed["queue"].value_counts()
    rest = {queue: int(counts.get(queue, 0)) for queue in QUEUES}
    note = scene.say(
        *both(
            "xl_addin.macros.actions.follow_up_list.follow_up_today_decided_waiting",
            day=scene.day,
            work=rest["work"],
            lead=rest["lead"],
            waiting=rest["waiting"],
            dropped=dropped,
        ),
    )
    columns = [column for column in FOLLOW_UP_COLUMNS if column.key != "queue"]
    pages = []
    for queue, words in QUEUES.items():
        rows = listed[(listed["queue"] == queue).to_numpy(dtype=bool)].reset_index(drop=True)
        if queue != "work" and rows.empty:
            continue
        # A collector's workbook has sheets of its own of the queues' names.
        own = f"{name}·{scene.say(*words)}" if scene.facts else scene.say(*words)
        title = name if queue == "work" else own
        pages.append(lay_out(title, title, note, [table_of(rows, columns, scene.lang, long=_LONG)], lang=scene.lang))
    return pages
