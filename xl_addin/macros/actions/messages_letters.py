"""Messages and letters 生成短信/信函: written by stage and situation, checked, and none where contact is blocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.documents.agreements import paragraphs_of
from arrears.documents.outgoing import OUTGOING_COLUMNS, outgoing
from arrears.operations.contacts.now import contact_block, next_contact
from arrears.words import both
from xl_addin.macros.actions.refused import refused_words
from xl_addin.macros.books.protocol import Question, Result
from xl_addin.macros.layout.frames import table_of
from xl_addin.macros.layout.page import Line, lay_out

if TYPE_CHECKING:
    import pandas as pd

    from xl_addin.macros.books.protocol import Page
    from xl_addin.macros.layout.page import Block
    from xl_addin.macros.scene import Scene

_FORMS = {"heading": "section", "signature": "right", "text": "paragraph"}


def run(scene: Scene) -> Result:
    """Write messages, or letters, for the selected cases, or for all where none is selected."""
    scene.demand_store()
    text = scene.say(*both("xl_addin.macros.actions.messages_letters.messages_letters"))
    options = (
        ("messages", scene.say(*both("xl_addin.macros.actions.messages_letters.messages_2"))),
        ("letters", scene.say(*both("xl_addin.macros.actions.messages_letters.letters_2"))),
    )
    kind = scene.book.ask(Question("kind", text, options))
    ids = scene.selected_ids()
    cases = scene.cases_of(ids) if ids else scene.case_list.aged
    written = outgoing(cases, scene.day, scene.policies, scene.lang, kind)
    done = int((written["text"] != "").sum())
    note = scene.say(
        *both(
            "xl_addin.macros.actions.messages_letters.cases_texts_where_there_none",
            day=scene.day,
            count=len(written),
            done=done,
        ),
    )
    table = table_of(written, OUTGOING_COLUMNS, scene.lang, long=("text", "problem"))
    name = (
        scene.say(*both("xl_addin.macros.actions.messages_letters.letter_list"))
        if kind == "letters"
        else scene.say(*both("xl_addin.macros.actions.messages_letters.messages"))
    )
    pages = [lay_out(name, name, note, [table], lang=scene.lang)]
    if kind == "letters" and done:
        pages.insert(0, _letters(written, note, scene))
    message = scene.say(
        *both("xl_addin.macros.actions.messages_letters.texts_cases_get_none", done=done, value=len(written) - done),
    )
    hours = sending_hours(scene) if kind == "messages" and done else ""
    return Result(message + hours + refused_words(scene), tuple(pages))


def _letters(written: pd.DataFrame, note: str, scene: Scene) -> Page:
    """Give the letters one below the other, each on printed pages of its own."""
    blocks: list[Block] = []
    for title, text in written.loc[written["text"] != "", ["template", "text"]].itertuples(index=False):
        blocks.append(Line(title, "letter_title", new_page=bool(blocks)))
        blocks += [Line(part.text, _FORMS[part.form]) for part in paragraphs_of(text)]
    title = scene.say(*both("xl_addin.macros.actions.messages_letters.letters"))
    return lay_out(title, title, note, blocks, lang=scene.lang, landscape=False, paper=True)


def sending_hours(scene: Scene) -> str:
    """Say whether messages may be sent now, and from when."""
    now = np.array([scene.now.replace(tzinfo=None)], dtype="datetime64[m]")
    rule = str(contact_block(now, "sms", policies=scene.policies)[0])
    if not rule:
        return ""
    free = next_contact(now, "sms", policies=scene.policies)[0].astype("datetime64[m]").item()
    return scene.say(
        *both("xl_addin.macros.actions.messages_letters.no_messages_may_sent_now", rule=rule, free=free),
    )
