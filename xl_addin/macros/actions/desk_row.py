"""A row of a collector's workbook: put down for the selected case, and, once it is filled in, judged and stored as a merge does it.

On a case a macro puts a row down and leads to the cell that is wanted next. On that row, when it is filled in, the same macro hands it to
the code that takes returned workbooks (`arrears.returns.merge`): it is stored at once, or refused with that code's rule and remedy. Where
no store can be reached the row is read by the same code, and waits in the workbook until it is submitted or handed in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from arrears.errors import ArrearsError
from arrears.returns.entries import entry_of
from arrears.returns.merge import merge_files, stored_rows
from arrears.returns.sorting import PREFIX, sort_out
from arrears.tables.texts import clean, narrow
from arrears.words import Saying, both
from arrears.workbooks.collector.columns import Cell, Role
from arrears.workbooks.collector.happenings import BY_KEY
from xl_addin.macros.books.protocol import Place, Question, Result
from xl_addin.macros.layout.rows_to_fill import Fill, Sheet, add_row, find_sheet
from xl_addin.macros.store_of import desk_of, store_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from arrears.returns.book import DeskFile, Row
    from arrears.returns.merge import Merged
    from arrears.returns.words import Finding
    from arrears.store import Store
    from arrears.workbooks.collector.columns import DeskSheet
    from xl_addin.macros.books.protocol import Cell as Value
    from xl_addin.macros.books.protocol import Page
    from xl_addin.macros.scene import Scene

_STYLES = {Cell.AMOUNT: "input_amount", Cell.DATE: "input_date", Cell.MOMENT: "input_moment"}
_GO, _NEW, _KEEP = "go", "new", "keep"


class Wanted(NamedTuple):
    """What a macro puts down.

    Attributes
    ----------
    layout : DeskSheet
        The sheet.
    then : str
        The column that the person fills in first.
    items : tuple of str
        On the sheet of records, the choices that are this macro's, "" for one that is still to be chosen.
    often : bool
        Whether a case may well have several such rows a day: then only an unfinished one is asked about.
    """

    layout: DeskSheet
    then: str
    items: tuple[str, ...] = ()
    often: bool = False

    @property
    def sheet(self) -> Sheet:
        """The sheet as rows are added to it."""
        columns = {
            column.key: Fill(column.zh, column.en, _STYLES.get(column.cell, "input"), column.words, column.also)
            for column in self.layout.columns
            if column.role is Role.ENTRY
        }
        needed = {"case_id", self.then} | ({"item"} if self.items else set())
        return Sheet(self.layout.zh, self.layout.en, columns, frozenset(needed))

    def is_own(self, row: Row) -> bool:
        """Tell whether somebody has begun such a row."""
        if row.sheet is not self.layout or not row.is_filled or not row.text("case_id"):
            return False
        if not self.items:
            return True
        forms = {form for item in self.items for form in ((item, *BY_KEY[item].words) if item else ("",))}
        return narrow(clean(row.text("item"))).casefold() in {narrow(form).casefold() for form in forms}


class Fresh(NamedTuple):
    """A new row.

    Attributes
    ----------
    values : mapping of str to cell
        What is known of it beside its case, by column.
    what : str
        What is said of it: what it is, and what is to be filled in.
    before : str
        What the person must hear first.
    pages : tuple of Page
        Sheets that go with it.
    """

    values: Mapping[str, Value]
    what: str
    before: str = ""
    pages: tuple[Page, ...] = ()


def enter(
    scene: Scene,
    wanted: Wanted,
    fresh: Callable[[str], Fresh],
    stored: Callable[[Store, str], str] | None = None,
) -> Result:
    """Store the filled-in row that is selected, or put one down for the selected case.

    Parameters
    ----------
    scene : Scene
        A collector's workbook.
    wanted : Wanted
        Which row.
    fresh : function
        What a new row says, from its case.
    stored : function, optional
        What is done once a row is stored, in the store and for its case, and what is said of it.

    Raises
    ------
    ArrearsError
        If the workbook is no collector's, no case is selected, or the row is refused: with the rule and the remedy.
    """
    file = desk_of(scene)
    front = _in_front(scene, file, wanted)
    if front is not None:
        done = _taken(scene, file, front, stored)
        if done is not None:
            return done
        case = front.text("case_id")
    else:
        case = scene.selected_id()
        waiting = _waiting(scene, file, wanted, case)
        if waiting is not None:
            return waiting
    new = fresh(case)
    added = add_row(scene, wanted.sheet, {"case_id": case, **new.values}, wanted.then)
    told = both("xl_addin.macros.actions.desk_row.put_down", sheet=added.place.sheet, case=case, what=new.what)
    return Result(new.before + scene.say(*told), (*added.pages, *new.pages), added.entries, added.place)


def _in_front(scene: Scene, file: DeskFile, wanted: Wanted) -> Row | None:
    """Give the macro's own row that is selected, if one is; what stood there when the workbook was written is none."""
    selected = scene.book.selection()
    if selected is None or selected.top != selected.bottom:
        return None
    return next(
        (
            row
            for row in file.rows
            if row.tab == selected.sheet
            and row.number == selected.top + 1
            and wanted.is_own(row)
            and not _is_past(file, row)
        ),
        None,
    )


def _is_past(file: DeskFile, row: Row) -> bool:
    written = file.written.get(row.key)
    return written is not None and bool(written.event)


def _taken(scene: Scene, file: DeskFile, row: Row, stored: Callable[[Store, str], str] | None) -> Result | None:
    """Store a row, or ask whether another one is wanted if it is stored already; None then, if so."""
    one = _alone(file, [row])
    try:
        store = store_of(scene)
    except ArrearsError as error:
        return _in_order(scene, one, row, error)
    with store:
        if not sort_out([one], stored_rows(store)).known:
            said = _said(scene, row, merge_files(store, [one], lang=scene.lang))
            return Result(said + (stored(store, row.text("case_id")) if stored else ""))
    text = scene.say(*both("xl_addin.macros.actions.desk_row.stored_already", sheet=row.tab, row=row.number))
    options = (
        (_KEEP, scene.say(*both("xl_addin.macros.actions.desk_row.leave"))),
        (_NEW, scene.say(*both("xl_addin.macros.actions.desk_row.another"))),
    )
    answer = scene.book.ask(Question(f"again:{row.tab}:{row.number}", text, options))
    return None if answer == _NEW else Result(text)


def _alone(file: DeskFile, rows: Sequence[Row]) -> DeskFile:
    """Give the workbook as if it had these rows alone; what it was written with beside them is nobody's matter now."""
    keys = {row.key for row in rows}
    written = {key: one for key, one in file.written.items() if not one.event or key in keys}
    return replace(file, rows=tuple(rows), written=written, findings=())


def _in_order(scene: Scene, file: DeskFile, row: Row, error: ArrearsError) -> Result:
    """Read a row without a store, and say that it waits.

    Raises
    ------
    ArrearsError
        If it cannot be read.
    """
    read = entry_of(
        row,
        file,
        f"{PREFIX}{row.key}-{row.entered}",
        time_zone=scene.policies.profile.time_zone,
        now=scene.instant,
        policies=scene.policies,
        lang=scene.lang,
    )
    if not read.events and read.step is None:
        raise _refusal(row, read.findings)
    words = both(
        "xl_addin.macros.actions.desk_row.in_order", sheet=row.tab, row=row.number, why=Saying(error.zh, error.message)
    )
    return Result(scene.say(*words) + _findings_words(scene, read.findings))


def _said(scene: Scene, row: Row, merged: Merged) -> str:
    """Say what came of a row.

    Raises
    ------
    ArrearsError
        If it was refused.
    """
    if merged.new.empty and any(one.kind != "note" for one in merged.findings):
        raise _refusal(row, merged.findings)
    key = "known" if merged.new.empty else "stored"
    done = scene.say(*both(f"xl_addin.macros.actions.desk_row.{key}", sheet=row.tab, row=row.number))
    broken = [f"{one['rule']}: {one['happened']} ({one['words']})" for one in merged.breaches.to_dict("records")]
    return "\n".join([done + _findings_words(scene, merged.findings), *broken])


def _findings_words(scene: Scene, findings: Sequence[Finding]) -> str:
    return "".join(f"\n{_words(one, scene.lang)}" for one in findings)


def _refusal(row: Row, findings: Sequence[Finding]) -> ArrearsError:
    why = Saying(*("\n".join(_words(one, lang) for one in findings) for lang in ("zh", "en")))
    return ArrearsError(both("xl_addin.macros.actions.desk_row.refused", sheet=row.tab, row=row.number, why=why))


def _words(finding: Finding, lang: str) -> str:
    words = finding.words(lang)
    return (
        f"{words.message}（{words.rule}）；{words.remedy}"
        if lang == "zh"
        else (f"{words.message} ({words.rule}); {words.remedy}")
    )


def _waiting(scene: Scene, file: DeskFile, wanted: Wanted, case: str) -> Result | None:
    """Ask about a row of the case that somebody has begun and that is not stored: to go there, or to add another; None then."""
    own = [
        row
        for row in file.rows
        if wanted.is_own(row)
        and row.text("case_id") == case
        and not _is_past(file, row)
        and not (wanted.often and row.text(wanted.then))
    ]
    open_rows = _not_stored(scene, file, own) if own else []
    place = find_sheet(scene, wanted.sheet)
    if not open_rows or place is None:
        return None
    row = open_rows[0]
    text = scene.say(*both("xl_addin.macros.actions.desk_row.there_is_one", sheet=row.tab, row=row.number, case=case))
    options = (
        (_GO, scene.say(*both("xl_addin.macros.actions.desk_row.go"))),
        (_NEW, scene.say(*both("xl_addin.macros.actions.desk_row.another"))),
    )
    if scene.book.ask(Question(f"waiting:{row.tab}:{row.number}", text, options)) == _NEW:
        return None
    _, _, _, places = place
    return Result(text, select=Place(row.tab, row.number - 1, places[wanted.then]))


def _not_stored(scene: Scene, file: DeskFile, rows: list[Row]) -> list[Row]:
    """Leave out rows that the store has; without a store all of them wait."""
    try:
        store: Store = store_of(scene)
    except ArrearsError:
        return rows
    with store:
        known = sort_out([_alone(file, rows)], stored_rows(store)).known
    return [row for row in rows if all(one.row is not row for one in known)]
