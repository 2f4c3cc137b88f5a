"""From a day's staged cases and follow-up list to one workbook a collector."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.desk.ageing import class_scales
from arrears.desk.follow_up_reasons import BLOCKING
from arrears.desk.follow_up_texts import flag_texts
from arrears.desk.follow_ups import stage_explanations
from arrears.desk.masking import shown
from arrears.desk.promises import judged
from arrears.desk.reading import texts
from arrears.documents.messages import message_templates, scripts
from arrears.policy.records import Reminder, Stages
from arrears.rules.masking import mask
from arrears.tables.cases import flag_columns
from arrears.tables.columns import FLAG_WORDS
from arrears.workbooks.crew import write_all
from arrears.workbooks.desk_book import write_desk_book
from arrears.workbooks.desk_content import DeskBook, DeskRun
from arrears.workbooks.desk_layout import CASES
from arrears.workbooks.desk_scripts import ScriptLine
from arrears.workbooks.names import distinct, file_stem
from arrears.workbooks.notes import rule_lines
from arrears.workbooks.words import as_lang, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from arrears.documents.templates import Template
    from arrears.policy import Policies
    from arrears.workbooks.saving import Written

_MASKED = {"customer_name": "name", "phone": "phone", "id_number": "id", "card_number": "card"}
_MOST_PAST = 200
"""Past contacts that a workbook shows, the newest: each has live formulas beside it, and the store keeps all."""
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
    return DeskRun(
        policies=policies,
        as_of=as_of,
        lang=lang,
        rules=rule_lines(policies, as_of, lang),
        stages=stage_explanations(policies, as_of, spoken),
        calls=calls,
        messages=messages,
        versions=versions,
        store=store,
        head=head,
    )


def desk_cases(aged: pd.DataFrame, policies: Policies, as_of: date, lang: str = "zh") -> pd.DataFrame:
    """Give staged cases as the sheet of cases shows them: masked, flags in words, and what puts a case on hold.

    Parameters
    ----------
    aged : DataFrame
        As `arrears.desk.ageing.age` gives it.

    Returns
    -------
    DataFrame
        A column for each of the sheet's; sorted by case id.
    """
    spoken = as_lang(lang)
    readable, flags = shown(policies, as_of), flag_columns(pd.Series(texts(aged, "flags")))
    table = aged.assign(
        **{key: mask(texts(aged, key), kind, readable) for key, kind in _MASKED.items()},
        cause=mask(texts(aged, "cause"), "auto", readable),
        flags=flag_texts(flags, tuple(FLAG_WORDS), spoken),
        blocked_by=flag_texts({name: flags[name] for name in BLOCKING}, BLOCKING, spoken),
        loan_class=_classes(aged, policies, as_of, lang),
        currency=aged["currency"].fillna(policies.profile.currency),
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


def write_desk_books(  # what a day has
    follow_ups: pd.DataFrame,
    aged: pd.DataFrame,
    folder: Path,
    run: DeskRun,
    *,
    contacts: pd.DataFrame | None = None,
    promises: pd.DataFrame | None = None,
    progress: Callable[[float], None] | None = None,
) -> list[Written]:
    """Write one workbook a collector, named after the collector, and one for cases that nobody has.

    Parameters
    ----------
    follow_ups : DataFrame
        As `arrears.desk.follow_ups.follow_ups` gives it, of all collectors.
    aged : DataFrame
        The staged cases behind it.
    folder : Path
        Where they go; names that a file system forbids are made safe, and no two collectors share a file.
    run : DeskRun
        From `desk_run`.
    contacts, promises : DataFrame, optional
        Past contacts and promises as `DeskBook` has them, of all cases; promises are the list's own unless given.
    progress : callable, optional
        Told how much is done, from 0 to 1.

    Returns
    -------
    list of Written
        One a collector who has a case, sorted by name, the unassigned last.
    """
    books = desk_books(follow_ups, aged, run, contacts=contacts, promises=promises)
    nobody = say("unassigned", run.lang)
    owners = [book.collector for book in books if book.collector != nobody]
    files = distinct(owners, file_stem, taken=(nobody,)) | {nobody: nobody}
    tasks = [(folder / f"{files[book.collector]}.xlsx", book) for book in books]
    return write_all(partial(_write, run), tasks, progress, worth=_WORTH)


def desk_books(
    follow_ups: pd.DataFrame,
    aged: pd.DataFrame,
    run: DeskRun,
    *,
    contacts: pd.DataFrame | None = None,
    promises: pd.DataFrame | None = None,
) -> list[DeskBook]:
    """Give each collector's book, as `write_desk_books` writes them."""
    nobody = say("unassigned", run.lang)
    cases = desk_cases(aged, run.policies, run.as_of, run.lang)
    owner = _owners(aged, nobody)
    promised = listed_promises(aged, run.policies, run.as_of) if promises is None else promises
    called = pd.DataFrame({"case_id": []}) if contacts is None else contacts
    dropped = follow_ups.attrs.get("dropped", {})
    lists = follow_ups.copy(deep=False)
    lists.attrs = {}  # pandas copies them deeply at every step, and they name every collector
    parts = [_split(frame, frame["case_id"].astype(str).map(owner)) for frame in (cases, promised, called, lists)]
    names = sorted({name for name in owner.values() if name != nobody})
    names += [nobody] if nobody in owner.values() else []
    return [
        DeskBook(
            collector=name,
            cases=_part(parts[0], name, cases),
            promises=_part(parts[1], name, promised),
            contacts=_newest(_part(parts[2], name, called)),
            follow_ups=_part(parts[3], name, lists),
            cut=int(dropped.get(name, 0)),
        )
        for name in names
    ]


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


def _newest(contacts: pd.DataFrame) -> pd.DataFrame:
    """Keep the newest contacts, in the order in which they were made."""
    if len(contacts) <= _MOST_PAST:
        return contacts
    return contacts.sort_values("at", kind="stable").iloc[-_MOST_PAST:].reset_index(drop=True)


def _part(parts: Mapping[str, pd.DataFrame], name: str, whole: pd.DataFrame) -> pd.DataFrame:
    return parts.get(name, whole.iloc[:0])


def _headed(template: Template, labels: Mapping[str, str]) -> str:
    """Name a text by its title, and by the stages that it is for where the title does not say."""
    named: Sequence[str] = [labels[stage] for stage in template.stages if stage in labels]
    extra = [label for label in named if label not in template.title]
    return f"{template.title}\n({', '.join(extra)})" if extra else template.title
