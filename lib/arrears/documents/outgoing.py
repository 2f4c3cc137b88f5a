"""Messages and letters for many cases: which text each case gets by its stage and situation, and which gets none, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.documents.letters import check_letters
from arrears.documents.messages import fill_message, names_a_promise, sms_length
from arrears.documents.templates import Template, find_template, templates_of
from arrears.errors import ArrearsError
from arrears.operations.cases.columns import amounts, texts
from arrears.operations.cases.situations import case_facts, situations, stage_measures
from arrears.operations.contacts.conduct import check_conduct
from arrears.operations.contacts.gate import Gate
from arrears.operations.contacts.masking import shown
from arrears.operations.customers.people import PERSON
from arrears.operations.customers.stops import carried_texts, with_people
from arrears.operations.follow_ups.texts import of_lang
from arrears.policy.records import NextActions
from arrears.rules.masking import mask
from arrears.rules.next_action import ACTIONS, CONTACT, next_action
from arrears.tables.columns import BY_KEY, FLAG_WORDS, Column, Kind
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from arrears.policy import Policies
    from arrears.words import Lang

OUTGOING_COLUMNS: tuple[Column, ...] = (
    *(BY_KEY[key] for key in ("collector", "case_id", "customer_name", "phone")),
    Column("template", Kind.TEXT, *both("documents.outgoing.template")),
    Column("text", Kind.TEXT, *both("documents.outgoing.text")),
    Column("characters", Kind.COUNT, *both("documents.outgoing.characters")),
    Column("parts", Kind.COUNT, *both("documents.outgoing.parts")),
    Column("problem", Kind.TEXT, *both("documents.outgoing.why_not")),
    Column("rule_ids", Kind.TEXT, *both("documents.outgoing.rules")),
)
"""One row a case; a case that gets no text has a blank one and says why not."""

_BY_SITUATION = {
    "messages": {
        "due_soon": "reminder",
        "grace": "grace",
        "promise_due": "promise_reminder",
        "promise_broken": "promise_broken",
        "instalment_due": "agreement_reminder",
        "hardship": "hardship",
        CONTACT: "",
    },
    "letters": {"due_soon": "reminder", "breach": "breach", "promise_broken": "", "hardship": "", CONTACT: ""},
    "emails": {"due_soon": "reminder", "promise_broken": "", "hardship": "", CONTACT: ""},
}
"""The text of each situation, "" for the stage's; every other situation gets none."""
_DIGITS = str.maketrans("123456789", "000000000")
_CHANNELS = {"messages": "sms", "letters": "letter", "emails": "email"}
_WAITING = frozenset({"not_due", "promise", "interval", "grace"})
"""Situations in which nothing is collected now, though somebody may have a reason to write."""


def outgoing(
    aged: pd.DataFrame,
    as_of: date,
    policies: Policies,
    lang: Lang = "zh",
    kind: str = "messages",
    own: str | None = None,
) -> pd.DataFrame:
    """Write to many cases, each by its stage and situation.

    Parameters
    ----------
    aged : DataFrame
        Cases as `arrears.operations.cases.ageing.age` gives them.
    as_of : date
        The day.
    policies : Policies
        Whose situations, sender and masks.
    lang : str
        ``zh`` or ``en``.
    kind : str
        ``messages``, ``letters``, or ``emails``, which say what a letter says.
    own : str, optional
        One text for all instead of each stage's own: a template's id, or a text with placeholders. It also goes to cases that wait,
        such as after a contact, and to no protected one.

    Returns
    -------
    DataFrame
        Columns as in `OUTGOING_COLUMNS`, in the order of the cases; names and phones masked outside a letter. ``problem`` says
        why a case gets no text: it is protected or waits (the action of the policy), a value is missing, or the wording breaks
        a conduct rule.

    Raises
    ------
    ValueError
        If the cases were not aged, or there is no such kind.
    ArrearsError
        If there is no template of that id, or a letter leaves out what it must say (`arrears.documents.letters.check_letters`).
    PolicyError
        If a rule is not in force on that day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.operations.cases.ageing import age
    >>> from arrears.policy import Policies
    >>> day, cn = date(2026, 2, 24), Policies("cn")
    >>> cases = pd.DataFrame({"case_id": ["A1", "A2"], "customer_name": ["张三", "李四"], "flags": ["", "complaint"],
    ...                       "due_date": pd.to_datetime(["2026-01-10"] * 2), "principal_fen": [1234567] * 2})
    >>> sent = outgoing(age(cases, day, cn), day, cn)
    >>> sent["template"].tolist(), sent.loc[0, "text"][:14], sent.loc[1, "problem"]
    (['逾期提醒（中期）', ''], '【发卡银行】尊敬的张*：您的', '移交组长处理投诉；答复前暂停催收')
    """
    if kind not in _BY_SITUATION:
        raise ValueError(f"there are texts for {', '.join(_BY_SITUATION)}; there are none of the kind {kind!r}")
    one = None if own is None else _own(own, kind, lang)
    if kind == "letters":
        check_letters(templates_of("letters", lang) if one is None else (one,))
    aged = with_people(aged, policies, as_of)
    chosen, problems, rules = _chosen(aged, as_of, policies, lang, kind, one)
    for place, source in enumerate(carried_texts(aged, tuple(FLAG_WORDS), lang)):
        if source and chosen[place] is None:
            problems[place] += f"（{source}）" if lang == "zh" else f" ({source})"
    _through_gate(aged, as_of, policies, lang, chosen, problems, rules)
    if kind != "letters":
        _one_a_person(aged, lang, chosen, problems)
    written: list[str] = []
    rows = _rows(aged, as_of, policies, lang)
    for place, (template, row) in enumerate(zip(chosen, rows, strict=True)):
        text = ""
        if template is not None:
            try:
                text = fill_message(template, row, policies=policies, as_of=as_of, judged=True)
            except ArrearsError as error:
                problems[place] = error.text(lang)
        written.append(text)
    _check_wording(written, problems, _texts(aged, "customer_name").tolist(), as_of, policies, lang)
    lengths = [sms_length(text) if text and kind == "messages" else None for text in written]
    readable = shown(policies, as_of)
    return pd.DataFrame(
        {
            "collector": _texts(aged, "collector"),
            "case_id": _texts(aged, "case_id"),
            "customer_name": mask(_texts(aged, "customer_name"), "name", readable),
            "phone": mask(_texts(aged, "phone"), "phone", readable),
            "template": [template.title if template else "" for template in chosen],
            "text": written,
            "characters": pd.array([length.characters if length else None for length in lengths], dtype="Int64"),
            "parts": pd.array([length.parts if length else None for length in lengths], dtype="Int64"),
            "problem": problems,
            "rule_ids": rules,
        },
        index=pd.RangeIndex(len(aged)),
    )


def _own(text: str, kind: str, lang: Lang) -> Template:
    """Give the template with an id, or a text of somebody's own as one."""
    if "{" not in text:
        found = find_template("messages" if kind == "messages" else "letters", text, lang)
        return _by_email(found) if kind == "emails" else found
    title = of_lang(both("documents.outgoing.own_text"), lang)
    return Template("own", title, (), _CHANNELS[kind], "holder", lang, (), (), (), text)


def _texts_of(kind: str, lang: str) -> dict[str, Template]:
    """Give the texts of a kind by their ids."""
    found = templates_of("messages" if kind == "messages" else "letters", lang)
    return {one.id: _by_email(one) if kind == "emails" else one for one in found}


def _by_email(letter: Template) -> Template:
    """Give a letter as an e-mail: nobody stamps it, and it is judged by its own channel."""
    body = letter.body.replace("（盖章）", "").replace(" (seal)", "")
    return replace(letter, channel=_CHANNELS["emails"], body=body)


def _chosen(
    aged: pd.DataFrame, as_of: date, policies: Policies, lang: Lang, kind: str, own: Template | None
) -> tuple[list[Template | None], list[str], list[str]]:
    """Choose each case's text; where there is none, say what is to be done instead, and by which rules."""
    by_id = _texts_of(kind, lang)
    by_stage = {stage: template for template in by_id.values() for stage in template.stages}
    codes = next_action(situations(aged, case_facts(aged, as_of, policies), as_of, policies))
    policy = policies.get(NextActions, as_of)
    words = {action.key: of_lang((action.action_zh, action.action), lang) for action in policy.actions}
    situations_of_own = _situations_of(own, kind)
    chosen: list[Template | None] = []
    problems: list[str] = []
    rules: list[str] = []
    for code, stage in zip(codes.tolist(), aged["stage"].tolist(), strict=True):
        key = ACTIONS[code]
        name = _BY_SITUATION[kind].get(key)
        template = None if name is None else by_id[name] if name else by_stage.get(stage)
        problem = words[key]
        if own is not None:
            waits = key in _BY_SITUATION[kind] or key in _WAITING or key in own.situations
            template = own if waits else None
            if template is not None and key not in situations_of_own:
                template, problem = None, say("documents.outgoing.not_its_situation", lang)
        chosen.append(template)
        problems.append("" if template else problem)
        rules.append(";".join((template.rules if template else ()) or policy.rules.get(key, (policy.rule,))))
    return chosen, problems, rules


def _situations_of(own: Template | None, kind: str) -> frozenset[str]:
    """Give the situations in which a text may be used: one that belongs to some is for no other, and none speaks of a promise early."""
    if own is not None and own.situations:
        return frozenset(own.situations)
    named = frozenset(key for key, name in _BY_SITUATION[kind].items() if own is not None and name == own.id)
    if named:
        # Who is in grace may be reminded, and a hardship may be spoken of to whoever is contacted.
        return named | ({"grace"} if "due_soon" in named else set()) | ({CONTACT} if "hardship" in named else set())
    if own is not None and names_a_promise(own.body):
        return frozenset(ACTIONS) - {"promise"}  # nobody is reminded before the day
    return frozenset(ACTIONS)


def _through_gate(
    aged: pd.DataFrame,
    as_of: date,
    policies: Policies,
    lang: Lang,
    chosen: list[Template | None],
    problems: list[str],
    rules: list[str],
) -> None:
    """Take back what the gate refuses, each text by its channel and purpose."""
    gate = Gate(policies, as_of)
    for channel, purpose in {(one.channel, one.purpose) for one in chosen if one is not None}:
        verdict = gate.judge(aged, channel, purpose)
        why = verdict.zh if lang == "zh" else verdict.en
        for row in np.flatnonzero(verdict.closed).tolist():
            one = chosen[row]
            if one is not None and (one.channel, one.purpose) == (channel, purpose):
                chosen[row], problems[row], rules[row] = None, why[row], verdict.rules[row]


def _one_a_person(aged: pd.DataFrame, lang: Lang, chosen: list[Template | None], problems: list[str]) -> None:
    """Keep one message a person: a reminder of what is expected before what is collected, then the largest amount, then the case id."""
    person, _ = pd.factorize(texts(aged, PERSON))
    due, _ = amounts(aged, "total_due")
    ids = texts(aged, "case_id")
    first = np.array([one is not None and one.purpose != "collection" for one in chosen], dtype=np.bool_)
    case, _ = pd.factorize(ids, sort=True)
    rows = np.flatnonzero([one is not None for one in chosen])
    order = rows[np.lexsort([case[rows], -due[rows], ~first[rows], person[rows]])]
    sent: dict[int, int] = {}
    for row in order.tolist():
        leading = sent.setdefault(int(person[row]), row)
        if leading != row:
            chosen[row], problems[row] = None, say("documents.outgoing.together", lang, case=ids[leading])


def _rows(aged: pd.DataFrame, as_of: date, policies: Policies, lang: Lang) -> list[dict[str, Any]]:
    """Give each case's cells; what its stage truthfully explains is one of them."""
    told = {
        measure.stage: of_lang((measure.explain_zh, measure.explain), lang)
        for measure in stage_measures(policies, as_of)
    }
    rows: list[dict[str, Any]] = aged.assign(consequences=aged["stage"].map(told)).to_dict("records")  # type: ignore[assignment]  # column names are texts
    return rows


def _check_wording(
    texts: list[str], problems: list[str], names: Sequence[str], as_of: date, policies: Policies, lang: Lang
) -> None:
    """Take back what breaks a conduct rule, which a house's own templates may do.

    Texts that differ in nothing but a harmless name of the same length and in digits are one wording: the first of them is checked.
    """
    known = pd.Index(names).unique()
    bad = set(known[check_conduct(known.to_numpy(dtype=object), policies, on=as_of, lang=lang)["row"].unique()])
    alike = [_wording(text, "" if name in bad else name) for text, name in zip(texts, names, strict=True)]
    code, kinds = pd.factorize(np.array(alike, dtype=object))
    first = np.full(len(kinds), len(code), dtype=np.intp)
    np.minimum.at(first, code, np.arange(len(code)))
    found = check_conduct(np.array(texts, dtype=object)[first], policies, on=as_of, lang=lang)
    for kind, topic, rule in zip(found["row"].tolist(), found["topic"].tolist(), found["rule"].tolist(), strict=True):
        for row in np.flatnonzero(code == kind).tolist():
            texts[row], problems[row] = "", f"{topic} ({rule})"


def _wording(text: str, name: str) -> str:
    """Give a text with every digit and the customer's name, as it stands or masked, made alike; nothing moves.

    >>> _wording("尊敬的张*：应还1,234.50元", "张三")
    '尊敬的某某：应还0,000.00元'
    """
    for each in (name, f"{name[:1]}{'*' * (len(name) - 1)}"):
        if len(each) > 1 and each in text:
            text = text.replace(each, "某" * len(each))
    return text.translate(_DIGITS)


def _texts(aged: pd.DataFrame, key: str) -> np.ndarray[Any, np.dtype[np.object_]]:
    if key not in aged:
        return np.full(len(aged), "", dtype=object)
    return aged[key].astype(object).where(aged[key].notna(), "").to_numpy(dtype=object)
