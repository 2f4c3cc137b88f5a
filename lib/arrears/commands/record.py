"""``arrears record``: the written record of a case, and whether a file is one."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell, today
from arrears.errors import ArrearsError
from arrears.files import all_or_none, in_one_step
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.documents.records import Found, Record
    from arrears.store import Store
    from arrears.store.access.viewing import SignedIn

app = App(name="record", help="Write a case's record, verified against the log; check such a file.")
FullOption = Annotated[bool, Parameter(help="Personal data in full, in encrypted files; needs --reason.", negative=())]


@app.default
def record(  # noqa: PLR0913  # each is an option that a person types
    case: str,
    *,
    out: Path = Path(),
    on: DayOption = None,
    full: FullOption = False,
    reason: str = "",
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Write the record of a case as a workbook, a Word file and, where LibreOffice is, a PDF.

    Facts, cards, every contact with its rule check, promises, money, agreements, relief, legal steps, notes, who saw what, and the
    hashes of the log. The digest is printed and kept in the log.

    Parameters
    ----------
    case
        The case number.
    out
        The folder for the files.
    on
        What happened later is left out.
    full
        Personal data in full.
    reason
        What the record is for.
    """
    from arrears.store.state.case_record import case_record  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, person):
        as_of = today(opened) if on is None else day(on, opened.policies)
        made = case_record(opened, case, as_of, made_by=person.login, masked=not full, lang=language)
        for path in write_record(person, made, out, reason, full=full):
            tell("records.commands.written", language, path=path)
        tell("records.commands.digest", language, sha256=made.digest, seq=opened.head().count)
    return 0


@app.command
def verify(
    file: Path,
    *,
    store: Annotated[
        str | None,
        Parameter(help="Check it against the log too: a path, sqlite:///path or postgresql://user@host/database."),
    ] = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Tell whether a written record is as it was written; nothing but the file is needed, and a store says more.

    Parameters
    ----------
    file
        The .xlsx or .docx file.
    """
    from arrears.documents.records import DIGEST, read_record  # noqa: PLC0415  # help stays quick

    language = lang or default_lang()
    found = read_record(file)
    if not found.is_whole:
        tell("records.commands.changed", language)
        return 1
    tell("records.commands.whole", language, sha256=found.cover[DIGEST])
    wrong = _wrong_event(found)
    if wrong:
        tell("records.commands.unchained", language, seq=wrong)
        return 1
    tell("records.commands.chained", language, count=len(found.tables[-1][2]))
    if store is None:
        return 0
    from arrears.store import open_store  # noqa: PLC0415  # help stays quick

    with open_store(store, profile=profile, house=house, create=False) as opened:
        return _against(opened, found, language)


def write_record(  # each says where or how
    person: SignedIn,
    made: Record,
    out: Path,
    reason: str,
    *,
    full: bool,
    name: str = "",
    papers: Mapping[str, bytes] | None = None,
) -> list[Path]:
    """Write a record's files, and keep its digest in the log first.

    Parameters
    ----------
    person : SignedIn
        In whose name and role.
    made : Record
        The record.
    out, reason
        The folder, and what it is for.
    full : bool
        Whether it shows personal data: then its files are encrypted, and there is no PDF.
    name : str
        The files' name without its ending; made of the case unless given.
    papers : mapping of str to bytes, optional
        Word files that go with it, by their names: encrypted as the record is, under the same password.

    Raises
    ------
    ArrearsError
        If the role may not, a reason is missing, or the files cannot be written.
    """
    from arrears.documents.papers import as_pdf  # noqa: PLC0415  # help stays quick
    from arrears.documents.records import document_bytes, workbook_bytes  # noqa: PLC0415  # same

    if full and not reason.strip():
        raise ArrearsError(both("records.need_reason"))
    case = made.cover["case_id"]
    stem = out / (name or f"{case}-record")
    person.give_out(
        case, sum(len(each.rows) for each in made.sections), reason, masked=not full, file=stem.name, sha256=made.digest
    )
    contents = {
        f"{stem.name}.xlsx": workbook_bytes(made),
        f"{stem.name}.docx": document_bytes(made),
        **(papers or {}),
    }
    if full:
        contents = _encrypted(contents, made.lang)
    with all_or_none():
        try:
            written = [_put(out / each, content) for each, content in contents.items()]
        except OSError as error:
            raise ArrearsError(both("records.no_folder", name=str(out))) from error
        pdf = None if full else as_pdf(written[1])
    return written if pdf is None else [*written, pdf]


def _put(path: Path, content: bytes) -> Path:
    with in_one_step(path) as part:
        part.write_bytes(content)
    return path


def _encrypted(contents: dict[str, bytes], lang: str) -> dict[str, bytes]:
    from arrears.workbooks.reports.export import new_password  # noqa: PLC0415  # help stays quick
    from arrears.workbooks.sheets.book import encrypted  # noqa: PLC0415  # same

    password = new_password()
    done = {name: encrypted(content, password) for name, content in contents.items()}
    # Beside the other output: piping that to a file must not keep the password.
    sys.stderr.write(f"{say('records.commands.password', lang)}{password}\n")
    return done


def _wrong_event(found: Found) -> str:
    """Give the number of the first event whose hash is not that of its row, or that does not follow the one before it."""
    from arrears.store.log.canonical import event_hash  # noqa: PLC0415  # help stays quick

    last, before = 0, ""
    for seq, *fields, printed in found.tables[-1][2]:
        # What an event corrects is nothing, or a key: an empty cell is nothing.
        *others, corrects, payload, previous = fields
        known = event_hash((int(seq), *others, corrects or None, payload, previous)) == printed
        if not known or (int(seq) == last + 1 and before and previous != before):
            return str(seq)
        last, before = int(seq), str(printed)
    return ""


def _against(opened: Store, found: Found, lang: str) -> int:
    """Check a record against a store's log."""
    from sqlalchemy import select  # noqa: PLC0415  # help stays quick

    from arrears.documents.records import DIGEST  # noqa: PLC0415  # same
    from arrears.store.log.schema import EVENTS  # noqa: PLC0415  # same

    log = found.tables[-1][2]
    count, _, head = found.cover["head"].partition(":")
    with opened.reading() as connection:
        wanted = [int(count), *(int(row[0]) for row in log)]
        hashes = dict(
            tuple(row)
            for row in connection.execute(select(EVENTS.c.seq, EVENTS.c.hash).where(EVENTS.c.seq.in_(wanted)))
        )
    if hashes.get(int(count)) != head:
        tell("records.commands.other_head", lang, head=found.cover["head"])
        return 1
    for row in log:
        if hashes.get(int(row[0])) != row[-1]:
            tell("records.commands.other_event", lang, seq=row[0])
            return 1
    exports = opened.events(kind="export")
    kept = exports[exports["payload"].map(partial(_is_of, found.cover[DIGEST]))]
    if kept.empty:
        tell("records.commands.not_kept", lang)
        return 1
    first = kept.iloc[0]
    tell("records.commands.in_store", lang, count=len(log), who=first["actor"], day=first["happened_at"].date())
    return 0


def _is_of(digest: str, payload: dict[str, object]) -> bool:
    return payload.get("file_sha256") == digest
