"""From a day's staged cases and follow-up list to one workbook a collector."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.documents.messages import message_templates, scripts
from arrears.operations.agreements.standing import STATE_WORDS
from arrears.operations.cases.ageing import class_scales
from arrears.operations.cases.columns import texts
from arrears.operations.contacts.masking import mask_free_text, shown
from arrears.operations.customers.people import PERSON
from arrears.operations.customers.stops import carried_texts, person_flags, with_people
from arrears.operations.follow_ups.ranking import stage_explanations
from arrears.operations.follow_ups.reasons import BLOCKING
from arrears.operations.follow_ups.texts import flag_texts
from arrears.operations.promises.outcomes import judged
from arrears.policy.records import Causes, Reminder, Stages
from arrears.rules.masking import mask
from arrears.tables.cases import flag_columns
from arrears.tables.columns import FLAG_WORDS
from arrears.words import as_lang, say
from arrears.workbooks.collector.book import write_desk_book
from arrears.workbooks.collector.checks import at_opening
from arrears.workbooks.collector.content import DeskBook, DeskRun
from arrears.workbooks.collector.layout import CASES, YES_NO_WORDS
from arrears.workbooks.collector.native import barred_words
from arrears.workbooks.collector.scripts import ScriptLine
from arrears.workbooks.native.figures import Figures
from arrears.workbooks.reports.notes import rule_lines
from arrears.workbooks.sheets.crew import write_all
from arrears.workbooks.sheets.names import distinct, file_stem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from arrears.documents.templates import Template
    from arrears.policy import Policies
    from arrears.rules.texts import Texts
    from arrears.workbooks.sheets.saving import Written

_MASKED = {"customer_name": "name", "phone": "phone", "id_number": "id", "card_number": "card"}
_BY_LIST = "case-list-"
"""With the case in place of a stored event: a promise that the list names is nothing that the collector has entered."""
_LAST_OF_EACH = 3
"""Past contacts that a workbook shows of every case on its list, with their notes; the store keeps all."""
_MOST_PAST = 200
"""The newest contacts of any case, which it shows besides."""
_WORTH = 8
"""Workbooks of this kind that are worth a further process."""


def desk_run(policies: Policies, as_of: date, lang: str = "zh", *, store: str = "", head: str = "") -> DeskRun:
    """Look up once what all workbooks of a run have in common.

    Parameters
    ----------
    policies : Policies
        Whose rules.
    as_of : date
        The day of the figures.
    lang : str
        ``zh`` or ``en``.
    store, head : str
        The store's name and head, where the cases come from one.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> run = desk_run(Policies("cn"), date(2026, 11, 23))
    >>> run.calls[0].step, run.versions["contact_hours"]
    ('开场', 'CBA-1 2026-01-30')
    """
    spoken = as_lang(lang)
    versions = {name: f"{record.rule} {record.effective.isoformat()}" for name, record in policies.records(as_of)}
    stages = policies.get(Stages, as_of)
    labels = dict(zip(stages.keys, stages.labels_zh if lang == "zh" else stages.labels_en, strict=True))
    calls = [
        ScriptLine(_headed(one.template, labels), step.title, step.text, "; ".join(one.template.rules))
        for one in scripts(None, lang)
        for step in one.steps
    ]
    messages = [
        ScriptLine(_headed(one, labels), one.title, one.body.strip(), "; ".join(one.rules))
        for one in message_templates(lang)
    ]
    figures = Figures(policies, as_of, lang)
    return DeskRun(
        policies=policies,
        as_of=as_of,
        lang=lang,
        rules=rule_lines(policies, as_of, lang),
        stages=stage_explanations(policies, as_of, spoken),
        calls=calls,
        messages=messages,
        versions=versions,
        figures=figures,
        barred=barred_words(figures),
        opening=at_opening(policies, as_of),
        store=store,
        head=head,
    )


def desk_cases(aged: pd.DataFrame, policies: Policies, as_of: date, lang: str = "zh") -> pd.DataFrame:
    """Give staged cases as the sheet of cases shows them: masked, flags in words, and what puts a case on hold.

    Parameters
    ----------
    aged : DataFrame
        As `arrears.operations.cases.ageing.age` gives it.

    Returns
    -------
    DataFrame
        A column for each of the sheet's; sorted by case id.
    """
    spoken = as_lang(lang)
    aged = with_people(aged, policies, as_of)
    readable, flags = shown(policies, as_of), flag_columns(pd.Series(texts(aged, "flags")))
    free = partial(mask_free_text, names=texts(aged, "customer_name"), policies=policies, on=as_of)
    own, carried = (
        flag_texts({name: flags[name] for name in BLOCKING}, BLOCKING, spoken),
        carried_texts(aged, BLOCKING, spoken),
    )
    table = aged.assign(
        **{key: mask(texts(aged, key), kind, readable) for key, kind in _MASKED.items()},
        cause=free(_causes(texts(aged, "cause"), policies, as_of, lang)),
        occupation=free(texts(aged, "occupation")),
        assets_note=free(texts(aged, "assets_note")),
        matter=free(texts(aged, f"matter_{spoken}")),
        willing=_words(texts(aged, "willing"), YES_NO_WORDS, lang),
        agreement=_words(texts(aged, "agreement"), STATE_WORDS, lang),
        flags=flag_texts(person_flags(aged), tuple(FLAG_WORDS), spoken),
        blocked_by=own + np.where((own != "") & (carried != ""), "、" if lang == "zh" else ", ", "") + carried,
        loan_class=_classes(aged, policies, as_of, lang),
        currency=aged["currency"].fillna(policies.profile.currency),
        # A number of the list's own: whose card it is, and nothing about the person.
        person="P" + pd.Series(pd.factorize(aged[PERSON])[0] + 1, index=aged.index).astype(str),
    )
    names = [column.name for column in CASES.in_table if column.name in table]
    return table[names].sort_values("case_id", kind="stable").reset_index(drop=True)


def listed_promises(aged: pd.DataFrame, policies: Policies, as_of: date) -> pd.DataFrame:
    """Give the promises that a case list names, with what is known to be paid on them: its last payment, if it came in time.

    A payment is in time if it came after the last contact, on which the promise was made, or not long before the promised day.
    """
    asked = aged[(aged["promise_date"].notna() & (aged["promise_amount_fen"].fillna(0) > 0)).to_numpy(dtype=bool)]
    due = asked["promise_date"].to_numpy(dtype="datetime64[D]")
    early = np.timedelta64(policies.get(Reminder, as_of).days_before_due, "D")
    since = np.fmin(due - early, asked["last_contact_date"].to_numpy(dtype="datetime64[D]"))
    in_time = asked["last_payment_date"].to_numpy(dtype="datetime64[D]") >= since
    paid = np.where(in_time, asked["last_payment_fen"].fillna(0).to_numpy(dtype=np.int64), 0)
    amount = asked["promise_amount_fen"].to_numpy(dtype=np.int64)
    became = judged(amount, due, paid, as_of, policies) if len(asked) else np.array([], dtype=object)
    table = pd.DataFrame(
        {
            "case_id": asked["case_id"].to_numpy(dtype=object),
            "amount_fen": amount,
            "due_on": due.astype("datetime64[s]"),
            "paid_fen": paid,
            "outcome": became,
        }
    )
    return table.sort_values(["due_on", "case_id"], kind="stable").reset_index(drop=True)


def write_desk_books(  # noqa: PLR0913  # what a day has
    follow_ups: pd.DataFrame,
    aged: pd.DataFrame,
    folder: Path,
    run: DeskRun,
    *,
    contacts: pd.DataFrame | None = None,
    promises: pd.DataFrame | None = None,
    passwords: Mapping[str, str] | None = None,
    released: Callable[[str, list[str], Path], object] | None = None,
    progress: Callable[[float], None] | None = None,
) -> list[Written]:
    """Write one workbook a collector, named after the collector, and one for cases that nobody has.

    Parameters
    ----------
    follow_ups : DataFrame
        As `arrears.operations.follow_ups.ranking.follow_ups` gives it, of all collectors.
    aged : DataFrame
        The staged cases behind it.
    folder : Path
        Where they go; names that a file system forbids are made safe, and no two collectors share a file.
    run : DeskRun
        From `desk_run`.
    contacts, promises : DataFrame, optional
        Past contacts and promises as `DeskBook` has them, of all cases; what the list names of cases without a promise joins them.
    passwords : mapping, optional
        By collector: whose workbook is encrypted with it and shows the numbers of today's list in full.
    released : callable, optional
        Records that a collector was given the numbers of some cases in a file; where it fails, no such file stays.
    progress : callable, optional
        Told how much is done, from 0 to 1.

    Returns
    -------
    list of Written
        One a collector who has a case, sorted by name, the unassigned last.
    """
    books = desk_books(follow_ups, aged, run, contacts=contacts, promises=promises, passwords=passwords)
    nobody = say("workbooks.sheets.unassigned", run.lang)
    owners = [book.collector for book in books if book.collector != nobody]
    files = distinct(owners, file_stem, taken=(nobody,)) | {nobody: nobody}
    tasks = [(folder / f"{files[book.collector]}.xlsx", book) for book in books]
    written = write_all(partial(_write, run), tasks, progress, worth=_WORTH)
    if released is not None:
        _record(books, written, released)
    return written


def _record(
    books: Sequence[DeskBook], written: Sequence[Written], released: Callable[[str, list[str], Path], object]
) -> None:
    """Record what was given out; a file whose release is not recorded is taken back."""
    for place, (book, file) in enumerate(zip(books, written, strict=True)):
        if not book.numbers:
            continue
        try:
            released(book.collector, sorted(book.numbers), file.path)
        except BaseException:
            for later, taken_back in zip(books[place:], written[place:], strict=True):
                if later.numbers:
                    taken_back.path.unlink(missing_ok=True)
            raise


def desk_books(
    follow_ups: pd.DataFrame,
    aged: pd.DataFrame,
    run: DeskRun,
    *,
    contacts: pd.DataFrame | None = None,
    promises: pd.DataFrame | None = None,
    passwords: Mapping[str, str] | None = None,
) -> list[DeskBook]:
    """Give each collector's book, as `write_desk_books` writes them."""
    numbers = numbers_of(aged) if passwords else {}
    nobody = say("workbooks.sheets.unassigned", run.lang)
    cases = desk_cases(aged, run.policies, run.as_of, run.lang)
    owner = _owners(aged, nobody)
    promised = _all_promises(promises, listed_promises(aged, run.policies, run.as_of))
    called = pd.DataFrame({"case_id": []}) if contacts is None else contacts
    dropped = follow_ups.attrs.get("dropped", {})
    # What is on hold takes no place on her list; it stands on sheets of its own, with who must do what by when.
    is_work = (follow_ups["queue"] == "work").to_numpy(dtype=bool)
    lists, held = (follow_ups[rows].reset_index(drop=True) for rows in (is_work, ~is_work))
    lists.attrs, held.attrs = {}, {}  # pandas copies them deeply at every step, and they name every collector
    parts = [_split(frame, frame["case_id"].astype(str).map(owner)) for frame in (cases, promised, called, lists, held)]
    names = sorted({name for name in owner.values() if name != nobody})
    names += [nobody] if nobody in owner.values() else []
    return [
        DeskBook(
            collector=name,
            cases=_part(parts[0], name, cases),
            promises=_part(parts[1], name, promised),
            contacts=_needed(_part(parts[2], name, called), _part(parts[3], name, lists), run.as_of),
            follow_ups=_part(parts[3], name, lists),
            cut=int(dropped.get(name, 0)),
            **_released(name, _part(parts[3], name, lists), numbers, passwords or {}),
            on_hold=_part(parts[4], name, held),
        )
        for name in names
    ]


def numbers_of(aged: pd.DataFrame) -> dict[str, str]:
    """Give the telephone number of each case that has one, in full."""
    found = zip(texts(aged, "case_id").tolist(), texts(aged, "phone").tolist(), strict=True)
    return {str(case): str(phone) for case, phone in found if phone}


def _released(
    name: str, listed: pd.DataFrame, numbers: Mapping[str, str], passwords: Mapping[str, str]
) -> dict[str, Any]:
    """Give what a collector with a password sees in full: the numbers of today's list, and of no other case."""
    if name not in passwords:
        return {}
    ids = listed["case_id"].astype(str)
    return {"password": passwords[name], "numbers": {case: numbers[case] for case in ids if case in numbers}}


def _all_promises(stored: pd.DataFrame | None, listed: pd.DataFrame) -> pd.DataFrame:
    """Give the store's promises, and the list's own of the cases of which the store has none."""
    if stored is None:
        return listed
    own = listed[~listed["case_id"].isin(set(stored["case_id"]))]
    if own.empty:
        return stored
    # What only the store knows of a promise, such as when it was made, is blank.
    blank = pd.Series(None, index=own.index, dtype=object)
    further = {name: blank for name in stored.columns if name not in own} | {"event": _BY_LIST + own["case_id"]}
    own = own.assign(**further)[list(stored.columns)]
    return own if stored.empty else pd.concat([stored, own], ignore_index=True)


def _write(run: DeskRun, task: tuple[Path, DeskBook]) -> Written:
    path, book = task
    return write_desk_book(path, book, run)


def _owners(aged: pd.DataFrame, nobody: str) -> dict[str, str]:
    names = (str(name).strip() or nobody for name in texts(aged, "collector"))
    return dict(zip(aged["case_id"].astype(str).tolist(), names, strict=True))


def _split(frame: pd.DataFrame, owner: pd.Series) -> Mapping[str, pd.DataFrame]:
    return {str(name): rows.reset_index(drop=True) for name, rows in frame.groupby(owner, sort=False)}


def _classes(aged: pd.DataFrame, policies: Policies, as_of: date, lang: str) -> pd.Series:
    """Give loan classes in the workbook's language; a profile without a scale has none."""
    if lang == "zh":
        return aged["loan_class"]
    words = [
        pair
        for scale in class_scales(policies, as_of).values()
        for pair in zip(scale.labels_zh, scale.labels_en, strict=True)
    ]
    return aged["loan_class"].map(dict(words))


def _causes(causes: Texts, policies: Policies, as_of: date, lang: str) -> Texts:
    """Give the policy's causes in a language; words of a list's own stay as they are."""
    if lang == "zh":
        return causes
    known = {cause.zh: cause.en for cause in policies.get(Causes, as_of).causes}
    return np.array([known.get(text, text) for text in causes.tolist()], dtype=object)


def _words(keys: Texts, words: Mapping[str, tuple[str, ...]], lang: str) -> Texts:
    """Give the word of each key in a language; blank where there is none."""
    place = 0 if lang == "zh" else 1
    return np.array([words[key][place] if key in words else "" for key in keys.tolist()], dtype=object)


def _needed(contacts: pd.DataFrame, listed: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Keep what today's work needs, in the order in which it happened.

    That is every contact of the day, because the rules count the day; the last ones of every case on the list, however long ago; and
    the newest of all others.
    """
    if len(contacts) <= _MOST_PAST:
        return contacts
    made = contacts.sort_values("at", kind="stable")
    ids = made["case_id"].astype(str)
    on_list = ids.isin(set(listed["case_id"].astype(str))).to_numpy()
    last = made.groupby(ids).cumcount(ascending=False).to_numpy() < _LAST_OF_EACH
    today = made["at"].to_numpy(dtype="datetime64[D]") >= np.datetime64(as_of, "D")
    newest = np.arange(len(made)) >= len(made) - _MOST_PAST
    return made[today | (on_list & last) | newest].reset_index(drop=True)


def _part(parts: Mapping[str, pd.DataFrame], name: str, whole: pd.DataFrame) -> pd.DataFrame:
    return parts.get(name, whole.iloc[:0])


def _headed(template: Template, labels: Mapping[str, str]) -> str:
    """Name a text by its title, and by the stages that it is for where the title does not say."""
    named: Sequence[str] = [labels[stage] for stage in template.stages if stage in labels]
    extra = [label for label in named if label not in template.title]
    return f"{template.title}\n({', '.join(extra)})" if extra else template.title
