"""Messages and letters for many cases: which text each case gets by its stage and situation, and which gets none, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.desk.conduct import check_conduct
from arrears.desk.follow_up_texts import of_lang
from arrears.desk.masking import shown
from arrears.desk.situations import case_facts, situations, stage_measures
from arrears.documents.messages import fill_message, sms_length
from arrears.documents.templates import Template, find_template, templates_of
from arrears.errors import ArrearsError
from arrears.policy.records import NextActions
from arrears.rules.masking import mask
from arrears.rules.next_action import ACTIONS, CONTACT, next_action
from arrears.tables.columns import BY_KEY, Column, Kind

if TYPE_CHECKING:
    from datetime import date

    from arrears.desk.follow_up_texts import Lang
    from arrears.policy import Policies

OUTGOING_COLUMNS: tuple[Column, ...] = (
    *(BY_KEY[key] for key in ("collector", "case_id", "customer_name", "phone")),
    Column("template", Kind.TEXT, "模板", "Template"),
    Column("text", Kind.TEXT, "内容", "Text"),
    Column("characters", Kind.COUNT, "字数", "Characters"),
    Column("parts", Kind.COUNT, "短信条数", "Parts"),
    Column("problem", Kind.TEXT, "不发送的原因", "Why not"),
    Column("rule_ids", Kind.TEXT, "依据", "Rules"),
)
"""One row a case; a case that gets no text has a blank one and says why not."""

_BY_SITUATION = {
    "messages": {
        "due_soon": "reminder",
        "promise_due": "promise_reminder",
        "promise_broken": "promise_broken",
        "instalment_due": "agreement_reminder",
        "hardship": "hardship",
        CONTACT: "",
    },
    "letters": {"due_soon": "reminder", "promise_broken": "", "hardship": "", CONTACT: ""},
}
"""The text of each situation, "" for the stage's; every other situation gets none."""
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
        Cases as `arrears.desk.ageing.age` gives them.
    as_of : date
        The day.
    policies : Policies
        Whose situations, sender and masks.
    lang : str
        ``zh`` or ``en``.
    kind : str
        ``messages`` or ``letters``.
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
        If there is no template of that id.
    PolicyError
        If a rule is not in force on that day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.desk.ageing import age
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
    chosen, problems, rules = _chosen(aged, as_of, policies, lang, kind, one)
    texts: list[str] = []
    rows = _rows(aged, as_of, policies, lang)
    for place, (template, row) in enumerate(zip(chosen, rows, strict=True)):
        text = ""
        if template is not None:
            try:
                text = fill_message(template, row, policies=policies, as_of=as_of)
            except ArrearsError as error:
                problems[place] = error.text(lang)
        texts.append(text)
    _check_wording(texts, problems, as_of, policies, lang)
    lengths = [sms_length(text) if text and kind == "messages" else None for text in texts]
    readable = shown(policies, as_of)
    return pd.DataFrame(
        {
            "collector": _texts(aged, "collector"),
            "case_id": _texts(aged, "case_id"),
            "customer_name": mask(_texts(aged, "customer_name"), "name", readable),
            "phone": mask(_texts(aged, "phone"), "phone", readable),
            "template": [template.title if template else "" for template in chosen],
            "text": texts,
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
        return find_template("letters" if kind == "letters" else "messages", text, lang)
    title = of_lang(("自拟", "own text"), lang)
    return Template("own", title, (), "letter" if kind == "letters" else "sms", "holder", lang, (), (), (), text)


def _chosen(
    aged: pd.DataFrame, as_of: date, policies: Policies, lang: Lang, kind: str, own: Template | None
) -> tuple[list[Template | None], list[str], list[str]]:
    """Choose each case's text; where there is none, say what is to be done instead, and by which rules."""
    texts = {template.id: template for template in templates_of("letters" if kind == "letters" else "messages", lang)}
    by_stage = {stage: template for template in texts.values() for stage in template.stages}
    codes = next_action(situations(aged, case_facts(aged, as_of, policies), as_of, policies))
    policy = policies.get(NextActions, as_of)
    words = {action.key: of_lang((action.action_zh, action.action), lang) for action in policy.actions}
    chosen: list[Template | None] = []
    problems: list[str] = []
    rules: list[str] = []
    for code, stage in zip(codes.tolist(), aged["stage"].tolist(), strict=True):
        key = ACTIONS[code]
        name = _BY_SITUATION[kind].get(key)
        template = None if name is None else texts[name] if name else by_stage.get(stage)
        if own is not None:
            template = own if key in _BY_SITUATION[kind] or key in _WAITING else None
        chosen.append(template)
        problems.append("" if template else words[key])
        rules.append(";".join((template.rules if template else ()) or policy.rules.get(key, (policy.rule,))))
    return chosen, problems, rules


def _rows(aged: pd.DataFrame, as_of: date, policies: Policies, lang: Lang) -> list[dict[str, Any]]:
    """Give each case's cells; what its stage truthfully explains is one of them."""
    told = {
        measure.stage: of_lang((measure.explain_zh, measure.explain), lang)
        for measure in stage_measures(policies, as_of)
    }
    rows: list[dict[str, Any]] = aged.assign(consequences=aged["stage"].map(told)).to_dict("records")  # type: ignore[assignment]  # column names are texts
    return rows


def _check_wording(texts: list[str], problems: list[str], as_of: date, policies: Policies, lang: Lang) -> None:
    """Take back what breaks a conduct rule, which a house's own templates may do."""
    found = check_conduct(
        np.array(texts, dtype=object), profile=policies.name, house=policies.house, on=as_of, lang=lang
    )
    for row, topic, rule in zip(found["row"].tolist(), found["topic"].tolist(), found["rule"].tolist(), strict=True):
        texts[row], problems[row] = "", f"{topic} ({rule})"


def _texts(aged: pd.DataFrame, key: str) -> np.ndarray[Any, np.dtype[np.object_]]:
    if key not in aged:
        return np.full(len(aged), "", dtype=object)
    return aged[key].astype(object).where(aged[key].notna(), "").to_numpy(dtype=object)
