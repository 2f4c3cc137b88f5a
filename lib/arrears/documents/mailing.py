"""Messages, e-mails and letters as files that are ready to send: a gateway's CSV, one ``.eml`` or one ``.docx`` a person."""

from __future__ import annotations

import csv
import io
import re
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path  # noqa: TC003  # the example needs it
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from arrears.documents.agreements import paragraphs_of
from arrears.documents.letters import letter_fields
from arrears.documents.papers import filled_documents
from arrears.errors import ArrearsError
from arrears.files import in_one_step
from arrears.operations.cases.columns import texts
from arrears.policy.records import Sender
from arrears.words import Lang, both, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from arrears.policy import Policies

REACHED_BY = {"messages": "phone", "emails": "email", "letters": "address"}
"""What a text needs to reach its reader; a letter without an address is still written, for it can be handed over."""
GATEWAY_COLUMNS = ("case_id", "phone", "text", "characters", "segments")
"""Of the gateway's file, the same in every language: a machine reads it."""
_UNSENT = "not-sent.csv"
_UNSAFE = re.compile(r"[^\w.-]+")


class Mailing(NamedTuple):
    """What was written.

    Attributes
    ----------
    files : tuple of Path
        All of them, the list of what is not sent last where there is one.
    sent : DataFrame
        The rows that have a text and somebody whom it reaches: ``case_id, template``, the column of `REACHED_BY`, and ``sha256``,
        the digest of what a letter says.
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
    numbers: Mapping[str, str] | None = None,
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
        (``.eml``) a case. ``letters``: a Word file a case, from the template of `arrears.documents.papers`.
    as_of : date
        The day of letters.
    policies : Policies
        Whose sender.
    lang : str
        ``zh`` or ``en``.
    numbers : mapping of str to str, optional
        The number of each case's letter, by case; its file is named by it.

    Raises
    ------
    ArrearsError
        If the folder holds something already, or cannot be written, or the template of letters is wrong: nothing is written then.

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
    whom = {key: dict(zip(known.index, texts(known, key), strict=True)) for key in ("phone", "email", "address")}  # fmt: skip
    reach = pd.Series([str(whom[reached].get(one, "")) for one in ids], index=written.index, dtype=object)
    has_text = (written["text"] != "").to_numpy(dtype=bool)
    lost = has_text & (reach == "").to_numpy(dtype=bool) & (kind != "letters")
    problem = written["problem"].where(~lost, say(f"documents.mailing.no_{reached}", lang))
    sent = written[has_text & ~lost].assign(**{reached: reach[has_text & ~lost]})
    unsent = written.assign(problem=problem)[~has_text | lost][["case_id", "problem", "rule_ids"]]
    files: list[Path] = []
    digests: list[str] | str = ""
    was_there = folder.exists()
    try:
        if len(sent):
            if kind == "messages":
                files.append(_save(folder / "messages.csv", _gateway(sent).encode()))
            elif kind == "letters":
                files, digests = _letters(folder, sent, cases, numbers or {}, as_of, policies, lang)
            else:
                files += _emails(folder, sent, whom, as_of, policies, lang)
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
    told = sent[["case_id", "template", reached]].assign(sha256=digests)
    return Mailing(tuple(files), told, unsent, segments)


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


def _emails(
    folder: Path,
    sent: pd.DataFrame,
    whom: Mapping[str, Mapping[str, str]],
    as_of: date,
    policies: Policies,
    lang: Lang,
) -> list[Path]:
    ids = sent["case_id"].astype(str).tolist()
    found = zip(ids, _stems(ids), sent["template"].tolist(), sent["text"].tolist(), strict=True)
    return [
        _save(folder / f"{stem}.eml", _email(title, text, whom["email"].get(case, ""), as_of, policies, lang))
        for case, stem, title, text in found
    ]


def _email(title: str, text: str, address: str, as_of: date, policies: Policies, lang: Lang) -> bytes:
    """Write a draft: mail programs open it to be looked at and sent."""
    sender = policies.get(Sender, as_of)
    message = EmailMessage(policy=SMTP)
    message["To"] = address
    name = sender.name_zh if lang == "zh" else sender.name
    message["Subject"] = f"【{name}】{title}" if lang == "zh" else f"{name}: {title}"
    message["X-Unsent"] = "1"
    message.set_content("\n".join(part.text for part in paragraphs_of(text)) + "\n", cte="base64")
    return message.as_bytes()


def _letters(
    folder: Path,
    sent: pd.DataFrame,
    cases: pd.DataFrame,
    numbers: Mapping[str, str],
    as_of: date,
    policies: Policies,
    lang: Lang,
) -> tuple[list[Path], list[str]]:
    """Write a Word file a case, all of them filled and checked before the first is written; give the files and the digests of what they say."""
    ids = sent["case_id"].astype(str).tolist()
    rows = (
        cases.assign(case_id=cases["case_id"].astype(str)).drop_duplicates("case_id").set_index("case_id", drop=False)
    )
    known = dict(zip(ids, rows.loc[ids].to_dict("records"), strict=True))
    several = [
        letter_fields(
            {str(key): cell for key, cell in known[case].items()},
            title,
            text,
            policies,
            as_of,
            number=numbers.get(case, ""),
            lang=lang,
        )
        for case, title, text in zip(ids, sent["template"], sent["text"], strict=True)
    ]
    stems = _stems([numbers.get(case, case) for case in ids])
    contents = filled_documents("letter", several, policies, as_of, lang)
    saved = [_save(folder / f"{stem}.docx", content) for stem, content in zip(stems, contents, strict=True)]
    return saved, [fields["sha256"] for fields in several]


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
    try:
        with in_one_step(path) as beside:
            beside.write_bytes(content)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ArrearsError(both("documents.mailing.cannot_write", path=path, why=why)) from error
    return path
