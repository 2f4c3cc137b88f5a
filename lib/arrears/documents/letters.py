"""A letter on paper: what it must say (CN-69), and the fields of its page (`arrears.documents.papers`)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from arrears.documents.agreements import paragraphs_of
from arrears.documents.placeholders import OWN_COLUMNS, column_of, names_in
from arrears.documents.values import CaseValues, day_text
from arrears.errors import ArrearsError
from arrears.operations.agreements.content import content_sha256
from arrears.policy.records import Sender
from arrears.tables.columns import BY_KEY
from arrears.tables.follow_ups import FOLLOW_UP_COLUMNS
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from arrears.documents.templates import Template
    from arrears.policy import Policies

NEEDED = ("customer_name", "total_due", "ways_to_pay", "service_phone", "ways_to_object", "sender")
"""What the text of a letter names: who it is for, what is owed, how to pay, ask and object, and whose letter it is (CN-69)."""
RULE = "CN-69"
_COLUMNS = {column.key: column for column in (*OWN_COLUMNS, *FOLLOW_UP_COLUMNS, *BY_KEY.values())}
_FACTS = ("card_tail", "due_date", "days_past_due", "principal", "interest", "late_fee", "total_due")
"""What stands in the table on top, where it is known."""
_HEADING = re.compile(r"[一二三四五六七八九十]、|\d+\. ")


def check_letters(texts: Iterable[Template]) -> None:
    """Refuse texts that leave out what a letter must say.

    Raises
    ------
    ArrearsError
        If one names a field that there is not by a brace that stands alone, or lacks a needed one.

    Examples
    --------
    >>> from arrears.documents.templates import templates_of
    >>> check_letters(templates_of("letters", "en"))
    """
    for template in texts:
        named = {column.key for name in names_in(template.body) if (column := column_of(name)[0]) is not None}
        lacking = [_COLUMNS[key] for key in NEEDED if key not in named]
        if lacking:
            zh = "、".join(f"{{{column.zh}}}" for column in lacking)
            en = ", ".join(f"{{{column.en}}}" for column in lacking)
            said = [
                both("documents.letters.lacking", title=template.title, fields=fields, rule=RULE) for fields in (en, zh)
            ]
            raise ArrearsError(said[0].en, said[1].zh)


def letter_fields(
    case: Mapping[str, Any],
    title: str,
    text: str,
    policies: Policies,
    on: date,
    *,
    number: str = "",
    lang: str = "zh",
) -> dict[str, Any]:
    r"""Give the fields of a letter's page.

    Parameters
    ----------
    case : mapping
        An aged case by the names of columns inside the library, personal data in full.
    title, text : str
        Of the letter, filled: ``# `` or a numbered line begins a heading, ``>> `` a line of the signature.
    policies, on
        Whose letter, and its day.
    number : str
        Under which the store knows it; a letter without one is in no store, and says so.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    dict
        As `arrears.documents.papers.FIELDS` names them; ``sha256`` is the digest of all others.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> case = {"case_id": "A1", "customer_name": "张三", "total_due_fen": 12_00, "address": "上海市"}
    >>> made = letter_fields(case, "催收函", "张三：\n一、账户情况\n>> 发卡银行（盖章）", Policies("cn"), date(2026, 11, 23), number="XH-A1-1")
    >>> [part["form"] for part in made["parts"]], made["facts"], made["customer"]
    (['text', 'heading', 'signature'], [{'name': '应还合计', 'value': '12.00元'}], '张三')
    """
    sender = policies.get(Sender, on)
    zh = lang == "zh"
    full = ("address", *(("customer_name",) if "letter" in sender.full_name else ()))
    values = CaseValues(case, policies, on, lang, full)

    def known(key: str) -> str:
        with suppress(ArrearsError):
            return values.text(_COLUMNS[key].heading(lang))
        return ""

    told = {key: known(key) for key in _FACTS}
    fields: dict[str, Any] = {
        "letter_id": number or say("documents.letters.not_in_store", lang),
        "case_id": str(case["case_id"]),
        "title": title,
        "today": day_text(on, lang),
        "sender": sender.name_zh if zh else sender.name,
        "service_phone": sender.phone_zh if zh else sender.phone,
        "customer": known("customer_name"),
        "address": known("address"),
        "facts": [{"name": _COLUMNS[key].heading(lang), "value": value} for key, value in told.items() if value],
        "parts": [
            {"text": part.text, "form": "heading" if part.form == "text" and _HEADING.match(part.text) else part.form}
            for part in paragraphs_of(text)
            if part.text
        ],
    }  # fmt: skip
    return fields | {"sha256": content_sha256(fields)}
