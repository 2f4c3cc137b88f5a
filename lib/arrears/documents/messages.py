"""Messages to card holders: which texts there are, what they say of a case, and how long they are."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from arrears.documents.placeholders import column_of, names_in, put_in
from arrears.documents.templates import Step, Template, steps_of, templates_of
from arrears.documents.values import CaseValues
from arrears.errors import StoppedError
from arrears.operations.contacts.gate import Gate, state_words
from arrears.policy import Policies
from arrears.policy.records import Reminder, Sender
from arrears.tables.contacts import CHANNELS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.policy.records import ContactStop


_NAME = "customer_name"


class Script(NamedTuple):
    """What is said in a call, step by step.

    Attributes
    ----------
    template : Template
        Its id, title, stages, audience and rules.
    steps : tuple of Step
        Each with a title and what is said; placeholders stand as they are, for one script serves many cases.
    """

    template: Template
    steps: tuple[Step, ...]


class SmsLength(NamedTuple):
    """How much room a message takes.

    Attributes
    ----------
    characters : int
        As a network counts them.
    parts : int
        Messages that it is sent as, and paid for.
    """

    characters: int
    parts: int


def message_templates(lang: str = "zh") -> tuple[Template, ...]:
    """Give the texts of messages: by stage, then by situation.

    Parameters
    ----------
    lang : str
        ``zh`` or ``en``.

    Examples
    --------
    >>> [template.title for template in message_templates("zh") if "late" in template.stages]
    ['逾期提醒（后期）']
    """
    return templates_of("messages", lang)


def scripts(stage: str | None = None, lang: str = "zh") -> tuple[Script, ...]:
    """Give what to say in a call: for a stage, or everything.

    Parameters
    ----------
    stage : str, optional
        A stage of the house policy, such as ``early``; all scripts unless given.
    lang : str
        ``zh`` or ``en``.

    Examples
    --------
    >>> [step.title for step in scripts("early", "zh")[0].steps]
    ['开场', '核实身份', '说明', '了解原因', '协商', '结束']
    """
    found = templates_of("scripts", lang)
    return tuple(Script(one, steps_of(one)) for one in found if stage is None or stage in one.stages)


def fill_message(
    template: Template | str,
    row: Mapping[str, Any],
    *,
    policies: Policies | None = None,
    as_of: date | None = None,
    lang: str = "zh",
    judged: bool = False,
) -> str:
    """Fill a text with what is known of one case; none is filled for a person who is stopped.

    Parameters
    ----------
    template : Template or str
        One of the shipped texts, or a text of one's own with ``{placeholders}`` named by headings in either language.
    row : mapping of str to cell
        Cells by heading, such as a row of a case list; amounts in yuan, unless the name ends in ``_fen``. A column that no
        contract knows is found by its own heading.
    policies : Policies, optional
        Whose masks, sender and stages; profile ``cn`` unless given.
    as_of : date, optional
        The day that days past due are counted to; today in the profile's zone unless given.
    lang : str
        Language of dates and amounts in a text of one's own: ``zh`` or ``en``.
    judged : bool
        Whether the gate has judged the case already (`arrears.operations.contacts.gate`), with what is known of the person's other
        cases; else it is asked here, with what the row says.

    Returns
    -------
    str
        Amounts exact to the fen, dates in words; names, phones, ids, cards, addresses masked unless the template says otherwise
        (CN-MASK, PCI). Total due and days past due are computed where the row has no such column.

    Raises
    ------
    ArrearsError
        If a placeholder names nothing, has no value, or its cell is not of its kind.
    StoppedError
        If the row has a flag that stops contact, or the text reminds of a promise before the day of its reminder.

    Examples
    --------
    >>> row = {"客户姓名": "张三", "承诺还款日": "2026-12-01", "承诺还款金额": 1234.5}
    >>> fill_message("{客户姓名}您好，请于{承诺还款日}前还款{承诺还款金额}。", row)
    '张*您好，请于2026年12月1日前还款1,234.50元。'
    """
    rules = policies or Policies()
    day = as_of or datetime.now(ZoneInfo(rules.profile.time_zone)).date()
    body, language, full = (template, lang, ()) if isinstance(template, str) else (
        template.body, template.lang, _in_full(template, rules, day),
    )  # fmt: skip
    values = CaseValues(row, rules, day, language, full)
    if not judged:
        _ask_gate(template, body, values, Gate(rules, day))
    return put_in(body, values.text)


def _in_full(template: Template, policies: Policies, day: date) -> tuple[str, ...]:
    """Give what a text writes out: the name in the channels of the policy ``sender``, whatever the template would do."""
    if template.channel not in CHANNELS:
        return template.full  # an agreement names its parties
    others = tuple(key for key in template.full if key != _NAME)
    return (*others, _NAME) if template.channel in policies.get(Sender, day).full_name else others


def _ask_gate(template: Template | str, body: str, values: CaseValues, gate: Gate) -> None:
    """Refuse what the gate refuses, as far as one row tells.

    Raises
    ------
    StoppedError
        If nothing may be written, or not yet.
    """
    channel, purpose = ("sms", "collection") if isinstance(template, str) else (template.channel, template.purpose)
    if channel not in CHANNELS:
        return  # an agreement or a script is no message
    stop = gate.stop(values.flags, channel, purpose)
    if stop is not None:
        raise StoppedError(stop_words(stop))
    promised = values.day("promise_date")
    if promised is not None and purpose == "reminder" and names_a_promise(body):
        first = promised - timedelta(days=gate.policies.get(Reminder, gate.day).days_before_promise)
        if gate.day < first:
            raise StoppedError(both("documents.messages.promise_too_early", first=first.isoformat()))


def names_a_promise(text: str) -> bool:
    """Tell whether a text speaks of a promise to pay.

    Examples
    --------
    >>> names_a_promise("请于{承诺还款日}前还款"), names_a_promise("{客户姓名}您好")
    (True, False)
    """
    columns = (column_of(name)[0] for name in names_in(text))
    return any(column is not None and column.key in {"promise_date", "promise_amount"} for column in columns)


def stop_words(stop: ContactStop) -> Saying:
    """Say which state stops a text, and by which rule."""
    why = state_words(stop.state)
    return Saying(f"{why.zh}（{stop.rule}）", f"{why.en} ({stop.rule})")


# 3GPP TS 23.038 and 23.040: the default alphabet holds 160 characters a message or 153 a part; any other text is
# sent in UCS-2, 70 a message or 67 a part. A technical standard, no rule of law: it stands here.
_PLAIN_ALPHABET = re.compile(
    r"[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\\[~\]|€]*"
)
_TWICE = re.compile(r"[\^{}\\\[~\]|€]")


def sms_length(text: str) -> SmsLength:
    """Tell how long a message is as a network counts it, and in how many parts it is sent.

    Examples
    --------
    >>> sms_length("还" * 70).parts, sms_length("还" * 71).parts, sms_length("a" * 160).parts, sms_length("a" * 161).parts
    (1, 2, 1, 2)
    """
    if _PLAIN_ALPHABET.fullmatch(text):
        characters, single, part = len(text) + len(_TWICE.findall(text)), 160, 153
    else:
        characters, single, part = len(text.encode("utf-16-le")) // 2, 70, 67
    return SmsLength(characters, 1 if characters <= single else -(-characters // part))
