"""The texts that travel with the library: what each is for, by which rules, and what it says.

A template is a plain text file under ``templates/<kind>/<language>/``: a head in TOML between two lines ``+++``, then the text
with ``{placeholders}`` named by a case list's headings. The same id in another language says the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from arrears.errors import ArrearsError
from arrears.notations import NotationError, read_toml
from arrears.resources import shipped
from arrears.words import Saying, both

if TYPE_CHECKING:
    from pathlib import Path

Kind: TypeAlias = Literal["messages", "scripts", "letters", "agreements"]
_FENCE = "+++"
_STEP = "# "


@dataclass(frozen=True, slots=True)
class Template:
    """One text.

    Attributes
    ----------
    id : str
        Its name, the same in every language, such as ``early``.
    title : str
        What people call it.
    stages : tuple of str
        The stages of the house policy that it is for; empty for one of a situation, such as a broken promise.
    channel : str
        ``sms``, ``call``, ``letter`` or ``agreement``.
    audience : str
        ``holder`` or ``third_party``.
    purpose : str
        What it is for, by the words of a contact log: ``collection``, ``reminder`` or ``reply``; stops spare some.
    lang : str
        ``zh`` or ``en``.
    rules : tuple of str
        Ids of the rules that it follows.
    full : tuple of str
        Keys of personal columns that are written out in it; all others are masked.
    states : tuple of str
        What the text itself says of an agreement's contents, by the keys of the policy ``agreement_contents``.
    body : str
        The text with its placeholders.
    situations : tuple of str
        The situations of a case in which alone it is written, such as ``close`` for a confirmation that all is settled; empty where
        its stages or its place among the texts decide.
    """

    id: str
    title: str
    stages: tuple[str, ...]
    channel: str
    audience: str
    lang: str
    rules: tuple[str, ...]
    full: tuple[str, ...]
    states: tuple[str, ...]
    body: str
    purpose: str = "collection"
    situations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a call script: what it is for, and what is said."""

    title: str
    text: str


def templates_of(kind: Kind, lang: str) -> tuple[Template, ...]:
    """Give all texts of a kind in a language, in the order in which a case meets them.

    Parameters
    ----------
    kind : str
        ``messages``, ``scripts``, ``letters`` or ``agreements``.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If a text cannot be read as one.

    Examples
    --------
    >>> [template.id for template in templates_of("messages", "zh")][:3]
    ['reminder', 'early', 'middle']
    """
    if lang not in {"zh", "en"}:
        raise ValueError(f"templates are in zh and en; there are none in {lang!r}")
    return _all(kind, lang)


def find_template(kind: Kind, name: str, lang: str) -> Template:
    """Give the text with an id or a title.

    Raises
    ------
    ArrearsError
        If there is none; the message lists those that there are.

    Examples
    --------
    >>> find_template("messages", "early", "en").channel
    'sms'
    >>> find_template("messages", "nothing", "en")
    Traceback (most recent call last):
    ...
    arrears.errors.ArrearsError: there is no template 'nothing'; choose one of reminder, early, middle, late, recovery, \
promise_reminder, promise_broken, agreement_reminder, payment_thanks, hardship, grace
    """
    wanted = name.strip().casefold().replace("-", "_")
    known = templates_of(kind, lang)
    for template in known:
        if wanted in {template.id, template.title.casefold()}:
            return template
    ids = [template.id for template in known]
    raise ArrearsError(
        both(
            "documents.templates.there_no_template_choose_one",
            name=name,
            ids=Saying("、".join(f"{one.id}（{one.title}）" for one in known), ", ".join(ids)),
        ),
    )


def steps_of(template: Template) -> tuple[Step, ...]:
    """Give the steps of a call script.

    Examples
    --------
    >>> steps_of(find_template("scripts", "early", "en"))[0].title
    'Opening'
    """
    steps = []
    for part in f"\n{template.body}".split(f"\n{_STEP}")[1:]:
        title, _, text = part.partition("\n")
        steps.append(Step(title.strip(), text.strip()))
    return tuple(steps)


@cache
def _all(kind: Kind, lang: str) -> tuple[Template, ...]:
    found = [_read(path, lang) for path in sorted(shipped("templates", kind, lang).glob("*.txt"))]
    return tuple(template for _, template in sorted(found, key=lambda pair: pair[0]))


def _read(path: Path, lang: str) -> tuple[int, Template]:
    start, head, body = path.read_text(encoding="utf-8").split(f"{_FENCE}\n", 2)
    try:
        facts = read_toml(head)
        template = Template(
            id=path.stem,
            title=facts["title"],
            stages=tuple(facts.get("stages", ())),
            channel=facts["channel"],
            audience=facts.get("audience", "holder"),
            lang=lang,
            rules=tuple(facts["rules"]),
            full=tuple(facts.get("full", ())),
            states=tuple(facts.get("states", ())),
            body=start + body.strip(),
            purpose=facts.get("purpose", "collection"),
            situations=tuple(facts.get("situations", ())),
        )
    except (KeyError, NotationError) as error:
        raise ArrearsError(f"the head of the template {path.name} is not right: {error}; mend it") from error
    return int(facts["order"]), template
