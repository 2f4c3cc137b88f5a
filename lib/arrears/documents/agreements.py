"""The text of an individual instalment agreement, and what it still lacks (CN-70b)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from arrears.documents.messages import stop_words
from arrears.documents.placeholders import put_in
from arrears.documents.templates import Template, find_template
from arrears.documents.values import CaseValues, money_text
from arrears.errors import ArrearsError, StoppedError
from arrears.operations.agreements.standing import missing_for_draft
from arrears.operations.contacts.gate import Gate
from arrears.operations.plans.options import method_word
from arrears.policy.records import AgreementContents
from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.operations.plans.working import Wanted, Worked
    from arrears.policy import Policies

BLANK = "________"
"""Stands where something is not known, to be written in by hand."""
_MONTHLY = 1
_ONE = "-"
_HEAD, _SIGNATURE = "# ", ">> "


class Paragraph(NamedTuple):
    """One paragraph of a paper: what it says, and whether it is a ``heading``, a ``signature`` or plain ``text``."""

    text: str
    form: str


class Paper(NamedTuple):
    """An agreement as it is printed.

    Attributes
    ----------
    title : str
        On top.
    paragraphs : tuple of Paragraph
        Its clauses and the lines to sign on.
    instalments : DataFrame
        Its schedule, as `arrears.operations.plans.schedules.schedules` gives it; amounts in fen.
    missing : DataFrame
        What it lacks: ``code, rule, zh, en``; empty where it may be offered.
    terms : dict
        What it says by the keys of the policy's contents, with ``affordable_fen`` and ``willing`` where they are known.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    instalments: pd.DataFrame
    missing: pd.DataFrame
    terms: dict[str, Any]


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    r"""Split a filled text into its paragraphs; ``# `` begins a heading, ``>> `` a line on the right.

    Examples
    --------
    >>> [paragraph.form for paragraph in paragraphs_of("# One\nText.\n\n>> Signed")]
    ['heading', 'text', 'text', 'signature']
    """
    found = []
    for line in text.splitlines():
        form = "heading" if line.startswith(_HEAD) else "signature" if line.startswith(_SIGNATURE) else "text"
        found.append(Paragraph(line.removeprefix(_HEAD if form == "heading" else _SIGNATURE).strip(), form))
    return tuple(found)


def draft_agreement(
    case: Mapping[str, Any],
    wanted: Wanted,
    plan: Worked,
    policies: Policies,
    *,
    affordable_fen: int | None = None,
    willing: bool | None = None,
    lang: str = "zh",
) -> Paper:
    """Draft the agreement of one case with a plan, and name what it lacks.

    Parameters
    ----------
    case : mapping
        A staged case by the names of columns inside the library: ``case_id``, ``total_due_fen``, ``principal_fen`` ...
    wanted, plan : Wanted, Worked
        The terms and the schedule.
    policies : Policies
        Whose contents and conditions apply, on the day of ``wanted.on``.
    affordable_fen : int, optional
        What the holder can pay a month.
    willing : bool, optional
        Whether the holder said to be willing; not known unless given.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    Paper
        With a blank line where something is not known.

    Raises
    ------
    PolicyError
        If a rule was not in force on the day.
    StoppedError
        If the holder is in a state in which not even an answer may be written, such as deceased.

    Examples
    --------
    >>> from datetime import date
    >>> from fractions import Fraction
    >>> from arrears.operations.plans.working import Wanted, worked
    >>> from arrears.policy import Policies
    >>> day, cn = date(2026, 11, 23), Policies("cn")
    >>> terms = Wanted(12_000_00, Fraction(0), Fraction(0), date(2026, 12, 23), day, "equal_principal")
    >>> case = {"case_id": "A1", "customer_name": "张三", "total_due_fen": 12_000_00, "principal_fen": 12_000_00}
    >>> paper = draft_agreement(case, terms, worked(terms, 12, cn), cn, affordable_fen=1_000_00)
    >>> paper.paragraphs[5].text
    '截至2026年11月23日，乙方信用卡欠款余额12,000.00元，币种人民币。其中本金12,000.00元，利息0.00元，费用0.00元。'
    >>> paper.missing[["rule", "zh"]].values.tolist()
    [['CN-70a', '没有记录持卡人愿意还款；请与持卡人确认并登记']]
    """
    template = find_template("agreements", "instalments", lang)
    stop = Gate(policies, wanted.on).stop(CaseValues(case, policies, wanted.on, lang).flags, "letter", "reply")
    if stop is not None:
        raise StoppedError(stop_words(stop))
    known = _contents(case, wanted, plan, policies, template)
    terms = {**known, "affordable_fen": affordable_fen, "willing": willing}
    given = {key: value for key, value in terms.items() if value is not None}
    draft = pd.DataFrame([{"agreement_id": _ONE, "case_id": str(case["case_id"]), **given}])
    dues = plan.table.assign(agreement_id=_ONE)
    missing = missing_for_draft(draft, dues, wanted.on, policies).drop(columns="agreement_id")
    values = CaseValues(case, policies, wanted.on, lang, template.full)
    words = _words(known, wanted, plan, lang)

    def value_of(name: str) -> str:
        own = words.get(name)
        if own is not None:
            return own
        try:
            return values.text(name)
        except ArrearsError:
            # What is not known is written in by hand; what the rules ask for is named among the missing.
            return BLANK

    text = put_in(template.body, value_of)
    return Paper(template.title, paragraphs_of(text), plan.table, missing, given)


def _contents(
    case: Mapping[str, Any], wanted: Wanted, plan: Worked, policies: Policies, template: Template
) -> dict[str, Any]:
    """Give what the agreement says, by the keys of the policy's contents; None where it is not known."""
    fees = _fen(case, "late_fee")
    currency = str(case["currency"]) if _is_known(case.get("currency")) else policies.profile.currency
    contents: dict[str, Any] = {
        "balance_fen": wanted.principal_fen,
        "principal_fen": _fen(case, "principal"),
        "interest_fen": _fen(case, "interest", 0),
        "fees_fen": 0 if fees is None else fees,
        "currency": currency,
        "cycle_months": _MONTHLY,
        "method": wanted.method,
        "repayment_currency": currency,
        "interest_accrues": bool(plan.interest),
        "fees_accrue": bool(plan.fees),
        "annual_cost": f"{plan.apr:.2%}",
    }
    asked = {content.key: content.kind for content in policies.get(AgreementContents, wanted.on).contents}
    stated = {key: True if asked.get(key) == "yes" else template.title for key in template.states}
    return {**contents, **stated}


def _words(contents: Mapping[str, Any], wanted: Wanted, plan: Worked, lang: str) -> dict[str, str]:
    """Give what stands in the text for what only an agreement says."""
    zh = lang == "zh"
    currency = str(contents["currency"])

    def money(key: str) -> str:
        amount = contents[key]
        return BLANK if amount is None else money_text(int(amount), currency, lang)

    name = {"CNY": "人民币"}.get(currency, currency) if zh else currency
    count = int(plan.table["no"].max())
    accrues = (("不计收", "计收"), ("does not accrue", "accrues"))[0 if zh else 1]
    of_fees = (("不计收", "计收"), ("do not accrue", "accrue"))[0 if zh else 1]
    rate = f"{plan.apr:.2%}"
    method = method_word(wanted.method, lang)
    chinese = ("欠款余额", "欠款本金", "欠款利息", "欠款费用", "欠款币种", "还款周期", "还款方式", "还款币种", "期数", "计收利息", "计收费用", "年化成本")  # fmt: skip
    english = ("Balance", "Debt principal", "Debt interest", "Debt fees", "Currency of the debt", "Cycle", "Method of repayment", "Currency of repayment", "Number of instalments", "Interest accrues", "Fees accrue", "Annual cost")  # fmt: skip
    values = (
        *(money(key) for key in ("balance_fen", "principal_fen", "interest_fen", "fees_fen")),
        name,
        say("documents.agreements.monthly", lang),
        method,
        name,
        say("documents.agreements.instalments", lang, count=count),
        accrues[bool(contents["interest_accrues"])],
        of_fees[bool(contents["fees_accrue"])],
        rate,
    )
    return dict(zip(chinese if zh else english, values, strict=True))


def _fen(case: Mapping[str, Any], key: str, otherwise: int | None = None) -> int | None:
    value = case.get(f"{key}_fen")
    return int(value) if value is not None and _is_known(value) else otherwise


def _is_known(value: object) -> bool:
    return value is not None and not pd.isna(value) and value != ""  # type: ignore[call-overload]  # any scalar
