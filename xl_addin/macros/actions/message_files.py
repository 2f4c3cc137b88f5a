"""Files to send 导出发送文件: messages for the gateway, drafts of e-mails or letters, in a new folder beside the workbook.

In a collector's workbook the cases, and the numbers in full, are the store's, and the release is recorded in the collector's name; of a
list alone they are what the list holds, as the command `arrears message` has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.documents.mailing import write_mailing
from arrears.documents.outgoing import outgoing
from arrears.errors import ArrearsError
from arrears.operations.cases.ageing import age
from arrears.operations.customers.stops import with_people
from arrears.store.access.viewing import SignedIn
from arrears.store.state.case_list import linked_cases
from arrears.store.state.mailing import release_mailing
from arrears.words import both
from xl_addin.macros.actions.messages_letters import sending_hours
from xl_addin.macros.books.protocol import Question, Result
from xl_addin.macros.store_of import store_of

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.documents.mailing import Mailing
    from xl_addin.macros.scene import Scene

_COLLECTOR = "collector"


def run(scene: Scene) -> Result:
    """Write the files for the selected cases, or for all where none is selected."""
    path = scene.book.path
    if path is None:
        raise ArrearsError(both("xl_addin.macros.actions.message_files.save_first"))
    scene.demand_store()
    kind = _kind(scene)
    ids = scene.selected_ids()
    folder = _free(path, scene, kind)
    made = _of_store(scene, ids, kind, folder) if scene.facts.get("store") else _of_list(scene, ids, kind, folder)
    told = both(f"commands.message.written.{kind}", count=len(made.sent), segments=made.segments, folder=folder.name)
    said = [scene.say(*told)]
    if len(made.unsent):
        said.append(
            scene.say(*both("commands.message.not_sent", count=len(made.unsent), file=f"{folder.name}/not-sent.csv"))
        )
    if not scene.facts.get("store"):
        said += [
            scene.say(*both(f"xl_addin.macros.actions.message_files.{key}")) for key in ("list_alone", "not_recorded")
        ]
    if kind == "messages" and len(made.sent):
        said.append(sending_hours(scene))
    return Result("\n".join(one for one in said if one))


def _kind(scene: Scene) -> str:
    def ask(key: str, first: str, second: str) -> str:
        options = tuple(
            (one, scene.say(*both(f"xl_addin.macros.actions.message_files.{one}"))) for one in (first, second)
        )
        text = scene.say(*both(f"xl_addin.macros.actions.message_files.{key}"))
        return scene.book.ask(Question(key, text, options))

    kind = ask("which_files", "messages", "others")
    return ask("which_others", "letters", "emails") if kind == "others" else kind


def _of_store(scene: Scene, ids: list[str], kind: str, folder: Path) -> Mailing:
    wanted = ids or scene.case_list.intake.table["case_id"].astype(str).tolist()
    with store_of(scene) as store:
        table, _ = linked_cases(store, scene.day)
        table = table[table["case_id"].isin(set(wanted))].reset_index(drop=True)
        cases = with_people(age(table, scene.day, store.policies), store.policies, scene.day)
        written = outgoing(cases, scene.day, store.policies, scene.lang, kind)
        person = SignedIn(store, scene.facts["collector"], _COLLECTOR)
        return release_mailing(person, folder, written, cases, kind=kind, as_of=scene.day, lang=scene.lang).mailing


def _of_list(scene: Scene, ids: list[str], kind: str, folder: Path) -> Mailing:
    cases = scene.cases_of(ids) if ids else scene.case_list.aged
    # A masked number reaches nobody.
    phone = cases["phone"].astype("string")
    cases = cases.assign(phone=phone.mask(phone.str.contains("*", regex=False).fillna(value=False)))
    written = outgoing(cases, scene.day, scene.policies, scene.lang, kind)
    return write_mailing(folder, written, cases, kind=kind, as_of=scene.day, policies=scene.policies, lang=scene.lang)


def _free(path: Path, scene: Scene, kind: str) -> Path:
    word = scene.say(*both(f"xl_addin.macros.actions.message_files.{kind}"))
    stem = f"{path.stem} {word} {scene.now:%Y-%m-%d %H%M}"
    names = (f"{stem}{end}" for number in range(1, 1000) for end in ["" if number == 1 else f" ({number})"])
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())
