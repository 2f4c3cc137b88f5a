"""Messages and letters 生成短信/信函: written by stage and situation, checked, and none where contact is blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.desk.contact_now import contact_block, next_contact
from arrears.documents.agreements import paragraphs_of
from arrears.documents.outgoing import OUTGOING_COLUMNS, outgoing
from xl_addin.macros.book import Question, Result
from xl_addin.macros.frames import table_of
from xl_addin.macros.layout import Line, lay_out
from xl_addin.macros.refused import refused_words
from xl_addin.workings.in_force import house

if TYPE_CHECKING:
    import pandas as pd

    from xl_addin.macros.book import Page
    from xl_addin.macros.layout import Block
    from xl_addin.macros.scene import Scene

_FORMS = {"heading": "section", "signature": "right", "text": "paragraph"}


def run(scene: Scene) -> Result:
    """Write messages, or letters, for the selected cases, or for all where none is selected."""
    text = scene.say("生成短信还是信函？", "messages or letters?")
    options = (("messages", scene.say("短信", "messages")), ("letters", scene.say("信函", "letters")))
    kind = scene.book.ask(Question("kind", text, options))
    ids = scene.selected_ids()
    cases = scene.cases_of(ids) if ids else scene.case_list.aged
    written = outgoing(cases, scene.day, scene.policies, scene.lang, kind)
    done = int((written["text"] != "").sum())
    note = scene.say(
        f"{scene.day}，{len(written)} 个案件，生成 {done} 份；未生成的见“不发送的原因”",
        f"{scene.day}: {len(written)} cases, {done} texts; where there is none, the reason is given",
    )
    table = table_of(written, OUTGOING_COLUMNS, scene.lang, long=("text", "problem"))
    name = scene.say("信函清单", "Letter list") if kind == "letters" else scene.say("短信", "Messages")
    pages = [lay_out(name, name, note, [table], lang=scene.lang)]
    if kind == "letters" and done:
        pages.insert(0, _letters(written, note, scene))
    message = scene.say(
        f"已生成 {done} 份，{len(written) - done} 个案件不发送。",
        f"{done} texts; {len(written) - done} cases get none.",
    )
    hours = _hours(scene) if kind == "messages" and done else ""
    return Result(message + hours + refused_words(scene), tuple(pages))


def _letters(written: pd.DataFrame, note: str, scene: Scene) -> Page:
    """Give the letters one below the other, each on printed pages of its own."""
    blocks: list[Block] = []
    for title, text in written.loc[written["text"] != "", ["template", "text"]].itertuples(index=False):
        blocks.append(Line(title, "letter_title", new_page=bool(blocks)))
        blocks += [Line(part.text, _FORMS[part.form]) for part in paragraphs_of(text)]
    title = scene.say("信函", "Letters")
    return lay_out(title, title, note, blocks, lang=scene.lang, landscape=False, paper=True)


def _hours(scene: Scene) -> str:
    """Say whether messages may be sent now, and from when."""
    now = np.array([scene.now.replace(tzinfo=None)], dtype="datetime64[m]")
    rule = str(contact_block(now, "sms", profile=scene.policies.name, house=house())[0])
    if not rule:
        return ""
    free = next_contact(now, "sms", profile=scene.policies.name, house=house())[0].astype("datetime64[m]").item()
    return scene.say(
        f"现在不得发送短信（{rule}），最早 {free:%Y-%m-%d %H:%M}。",
        f" No messages may be sent now ({rule}); from {free:%Y-%m-%d %H:%M}.",
    )
