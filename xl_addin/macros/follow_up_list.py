"""Follow-up list 生成跟进清单: whom to follow up today, in which order, how, and what blocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.desk.follow_ups import follow_ups
from arrears.policy.records import Capacity
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from xl_addin.macros.book import Result
from xl_addin.macros.frames import table_of
from xl_addin.macros.layout import lay_out
from xl_addin.macros.refused import refused_pages, refused_words

if TYPE_CHECKING:
    from xl_addin.macros.scene import Scene

_LONG = ("next_action", "reason", "blocked_by", "rule_ids")


def run(scene: Scene) -> Result:
    """Rank the list on a sheet of its own; rows that cannot be read stand on another."""
    room = scene.policies.get(Capacity, scene.day).cases_per_day
    listed = follow_ups(scene.case_list.aged, scene.day, scene.policies, lang=scene.lang, capacity=room)
    dropped = sum(listed.attrs.get("dropped", {}).values())
    blocked = int((listed["blocked_by"] != "").sum())
    note = scene.say(
        f"截至 {scene.day}，{len(listed)} 个案件，其中 {blocked} 个受限；超出每日容量未列入 {dropped} 个",
        f"As of {scene.day}: {len(listed)} cases, {blocked} of them blocked; {dropped} beyond the daily capacity are left out",
    )
    table = table_of(listed, FOLLOW_UP_COLUMNS, scene.lang, long=_LONG)
    page = lay_out(
        scene.say("跟进清单", "Follow-ups"), scene.say("跟进清单", "Follow-up list"), note, [table], lang=scene.lang
    )
    message = scene.say(f"已列出 {len(listed)} 个案件。", f"{len(listed)} cases are listed.")
    return Result(message + refused_words(scene), (page, *refused_pages(scene)))
