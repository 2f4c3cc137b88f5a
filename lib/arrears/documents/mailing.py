"""Messages, e-mails and letters as files that are ready to send: a gateway's CSV, one ``.eml`` or one ``.docx`` a person."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from datetime import datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path  # noqa: TC003  # the example needs it
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from arrears.documents.agreements import paragraphs_of
from arrears.errors import ArrearsError
from arrears.operations.cases.columns import texts
from arrears.policy.records import Sender
from arrears.words import Lang, both, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from arrears.policy import Policies

REACHED_BY = {"messages": "phone", "emails": "email", "letters": "address"}
"""What a text needs to reach its reader; a letter without an address is still written, for it can be handed over."""
GATEWAY_COLUMNS = ("case_id", "phone", "text", "characters", "segments")
"""Of the gateway's file, the same in every language: a machine reads it."""
_UNSENT = "not-sent.csv"
_UNSAFE = re.compile(r"[^\w.-]+")
_FONTS = {"zh": ("Times New Roman", "宋体"), "en": ("Calibri", "宋体")}


class Mailing(NamedTuple):
    """What was written.

    Attributes
    ----------
    files : tuple of Path
        All of them, the list of what is not sent last where there is one.
    sent : DataFrame
        The rows that have a text and somebody whom it reaches: ``case_id`` and the column of `REACHED_BY`.
    unsent : DataFrame
        ``case_id``, ``problem`` and ``rule_ids`` of all others.
    segments : int
        Short messages that are paid for; 0 for e-mails and letters.
    """

    files: tuple[Path, ...]
    sent: pd.DataFrame
    unsent: pd.DataFrame
    segments: int

    @property
    def ready(self) -> tuple[Path, ...]:
        """The files that are sent."""
        return tuple(file for file in self.files if file.name != _UNSENT)


def write_mailing(  # each is a part of the task
    folder: Path,
    written: pd.DataFrame,
    cases: pd.DataFrame,
    *,
    kind: str,
    as_of: date,
    policies: Policies,
    lang: Lang = "zh",
) -> Mailing:
    """Write texts into a new folder, ready to send.

    Parameters
    ----------
    folder : Path
        New or empty: what an earlier run wrote may be for somebody who must not be contacted any more.
    written : DataFrame
        Texts as `arrears.documents.outgoing.outgoing` gives them, one row a case.
    cases : DataFrame
        The cases with numbers and addresses in full; by ``case_id``.
    kind : str
        ``messages``: one ``messages.csv`` for the gateway, UTF-8, with the segments that each text takes. ``emails``: a draft
        (``.eml``) a case. ``letters``: a Word file a case.
    as_of : date
        The day of letters.
    policies : Policies
        Whose sender.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    ArrearsError
        If the folder holds something already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> row = {"case_id": ["A1"], "template": ["提醒"], "text": ["您好"], "characters": [2], "parts": [1], "problem": [""], "rule_ids": [""]}
    >>> cases = pd.DataFrame({"case_id": ["A1"], "phone": ["13800138000"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = write_mailing(Path(folder), pd.DataFrame(row), cases, kind="messages", as_of=date(2026, 11, 23), policies=Policies("cn"))
    ...     made.files[0].read_text().splitlines()
    ['case_id,phone,text,characters,segments', 'A1,13800138000,您好,2,1']
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ArrearsError(both("documents.mailing.not_empty", folder=folder))
    reached = REACHED_BY[kind]
    known = cases.assign(case_id=cases["case_id"].astype(str)).drop_duplicates("case_id").set_index("case_id")
    ids = written["case_id"].astype(str).tolist()
    whom = {key: dict(zip(known.index, texts(known, key), strict=True)) for key in ("customer_name", "phone", "email", "address")}  # fmt: skip
    reach = pd.Series([str(whom[reached].get(one, "")) for one in ids], index=written.index, dtype=object)
    has_text = (written["text"] != "").to_numpy(dtype=bool)
    lost = has_text & (reach == "").to_numpy(dtype=bool) & (kind != "letters")
    problem = written["problem"].where(~lost, say(f"documents.mailing.no_{reached}", lang))
    sent = written[has_text & ~lost].assign(**{reached: reach[has_text & ~lost]})
    unsent = written.assign(problem=problem)[~has_text | lost][["case_id", "problem", "rule_ids"]]
    files: list[Path] = []
    was_there = folder.exists()
    try:
        if len(sent):
            if kind == "messages":
                files.append(_save(folder / "messages.csv", _gateway(sent).encode()))
            else:
                write, ending = (_letter, "docx") if kind == "letters" else (_email, "eml")
                files += _one_each(folder, sent, whom, ending, write, as_of, policies, lang)
        if len(unsent):
            files.append(_save(folder / _UNSENT, _table(unsent, lang).encode("utf-8-sig")))
    except BaseException:
        # The folder was empty: what is in it is ours, and half of it is worth nothing.
        for file in folder.glob("*"):
            file.unlink()
        if not was_there and folder.is_dir():
            folder.rmdir()
        raise
    segments = int(sent["parts"].sum()) if kind == "messages" and len(sent) else 0
    return Mailing(tuple(files), sent[["case_id", reached]], unsent, segments)


def _gateway(sent: pd.DataFrame) -> str:
    out = io.StringIO()
    rows = csv.writer(out)  # CR LF, as RFC 4180 has it
    rows.writerow(GATEWAY_COLUMNS)
    rows.writerows(sent[["case_id", "phone", "text", "characters", "parts"]].itertuples(index=False, name=None))
    return out.getvalue()


def _table(unsent: pd.DataFrame, lang: Lang) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([say(f"documents.mailing.headings.{name}", lang) for name in unsent.columns])
    rows.writerows(unsent.itertuples(index=False, name=None))
    return out.getvalue()


def _one_each(  # what each file rests on
    folder: Path,
    sent: pd.DataFrame,
    whom: Mapping[str, Mapping[str, str]],
    ending: str,
    write: Callable[[str, str, Mapping[str, str], date, Policies, Lang], bytes],
    as_of: date,
    policies: Policies,
    lang: Lang,
) -> list[Path]:
    ids = sent["case_id"].astype(str).tolist()
    found = zip(ids, _stems(ids), sent["template"].tolist(), sent["text"].tolist(), strict=True)
    return [
        _save(
            folder / f"{stem}.{ending}",
            write(title, text, {key: str(of.get(case, "")) for key, of in whom.items()}, as_of, policies, lang),
        )
        for case, stem, title, text in found
    ]


def _email(title: str, text: str, person: Mapping[str, str], as_of: date, policies: Policies, lang: Lang) -> bytes:
    """Write a draft: mail programs open it to be looked at and sent."""
    sender = policies.get(Sender, as_of)
    message = EmailMessage(policy=SMTP)
    message["To"] = person["email"]
    name = sender.name_zh if lang == "zh" else sender.name
    message["Subject"] = f"【{name}】{title}" if lang == "zh" else f"{name}: {title}"
    message["X-Unsent"] = "1"
    message.set_content("\n".join(part.text for part in paragraphs_of(text)) + "\n", cte="base64")
    return message.as_bytes()


def _letter(title: str, text: str, person: Mapping[str, str], as_of: date, policies: Policies, lang: Lang) -> bytes:
    """Write a letter on A4: the addressee where the policy allows the full name, then title, text and signature."""
    from docx import Document  # noqa: PLC0415  # messages need no Word
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415  # same
    from docx.oxml.ns import qn  # noqa: PLC0415  # same
    from docx.shared import Cm, Pt  # noqa: PLC0415  # same

    made = Document()
    page, normal = made.sections[0], made.styles["Normal"]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    latin, asian = _FONTS[lang]
    normal.font.name, normal.font.size = latin, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), asian)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1.35, Pt(4)
    if person["address"] and "letter" in policies.get(Sender, as_of).full_name:
        addressee = made.add_paragraph("\n".join([person["address"], person["customer_name"]]))
        addressee.paragraph_format.space_after = Pt(28)
    heading = made.add_paragraph()
    heading.alignment, heading.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(14)
    run = heading.add_run(title)
    run.bold, run.font.size = True, Pt(16)
    for part in paragraphs_of(text):
        if not part.text:
            continue
        line = made.add_paragraph()
        words = line.add_run(part.text)
        words.bold = part.form == "heading" or re.match(r"[一二三四五六七八九十]、|\d+ {2}", part.text) is not None
        if part.form == "signature":
            line.alignment, line.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.RIGHT, True
    facts = made.core_properties
    facts.author = facts.last_modified_by = "arrears"
    facts.title, facts.created, facts.modified = (
        title,
        *[datetime.combine(as_of, time())] * 2,
    )  # Word's own have no zone
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _stems(ids: Sequence[str]) -> list[str]:
    """Give each case a file name of its own, whatever its id holds."""
    seen: dict[str, int] = {}
    made = []
    for one in ids:
        stem = _UNSAFE.sub("_", one).strip("._") or "case"
        seen[stem.casefold()] = number = seen.get(stem.casefold(), 0) + 1
        made.append(stem if number == 1 else f"{stem}~{number}")
    return made


def _save(path: Path, content: bytes) -> Path:
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        why = error.strerror or type(error).__name__
        raise ArrearsError(both("documents.mailing.cannot_write", path=path, why=why)) from error
    return path
