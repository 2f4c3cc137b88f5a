"""What reading a case list gives: a typed table, every refused row as values, and what is worth knowing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from arrears.intake.words import ROW_WORDS
from arrears.rules.masking import holds_personal
from arrears.tables.cases import to_public
from arrears.tables.columns import BY_KEY, STAFF_WORDS, Kind
from arrears.tables.contract import CASES, Contract
from arrears.tables.parsers import PERSONAL
from arrears.tables.texts import ERROR_TEXTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from arrears.intake.mapping.headings import Heading
    from arrears.tables.columns import Column
    from arrears.tables.faults import Words

REPORT_COLUMNS = ("file", "sheet", "row", "column", "value", "code", "message", "rule", "remedy")


class Finding(NamedTuple):
    """One thing about one cell, one row or the whole list, without its words.

    Attributes
    ----------
    row : int or None
        The spreadsheet's row, counted from 1.
    column : str
        The column's key; the heading of a further column; empty for the row or the list itself.
    heading : str
        As it stands in the file.
    value : str
        The cell as text; the first character only in personal columns.
    code, detail : str
        Which words, and what they quote.
    """

    row: int | None
    column: str
    heading: str
    value: str
    code: str
    detail: str = ""

    def words(self, lang: str) -> Words:
        """Give what is wrong, the rule and the remedy in a language."""
        known = BY_KEY.get(self.column)
        heading = self.heading or (known.heading(lang) if known else self.column)
        lost = self.detail == LOST
        # A detail of words has both languages, Chinese first.
        zh, _, en = self.detail.partition("|")
        detail = "" if lost else zh if lang == "zh" or not en else en
        filled = ROW_WORDS[self.code][lang].filled(heading=heading, value=self.value or "—", detail=detail)
        return filled._replace(remedy=f"{filled.remedy}{_LOST_WORDS[lang]}") if lost else filled


LOST = "(lost)"
"""Detail of a finding about a phone, an id, a card or an e-mail without which its case is kept."""
_LOST_WORDS = {"zh": "；案件照常接收，但不使用此项", "en": "; the case is taken without it"}
_SOMEBODYS = re.compile(r"(?:\d[ -]?){11,}|@", re.ASCII)
"""As many digits as a phone, an id or a card has, or an e-mail address: wider than `holds_personal`, because a cell is one thing."""
_WORDS = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff\U00020000-\U0003ffff]+")
_HARMLESS = re.compile(
    r"[年月日号时分秒点星期周天上下午一二三四五六七八九十〇零两元角圆万千百亿人民币美港欧英镑日卢比左右约明后今无空合计]+|"
    r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|[a-z]*uary|march|april|june|july|august|[a-z]*ember|october|"
    r"[a-z]*day|mon|tue|wed|thu|fri|sat|sun|am|pm|st|nd|rd|th|nan|inf|null|none|true|false|usd|cny|rmb|hkd|eur|gbp|inr|jpy|us|hk|rs|utc|gmt)"
)
"""Words of amounts and dates; any other may be a person's."""
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳司马诸葛上官"
)
_NO_NAMES_END = frozenset("牌户级类单标险案中催诉停冻销核诈骗组期号账款额率")
"""What no given name ends with, and the words of lists do."""
_LONGEST_NAME = 4


def finding(  # a cell, what is wrong with it, and who may not be named
    row: int | None,
    heading: Heading | None,
    text: str,
    code: str,
    detail: str = "",
    *,
    people: Collection[str] = frozenset(),
) -> Finding:
    """Make a finding about a cell; what is personal is covered here, before it can reach any report.

    Parameters
    ----------
    row : int or None
        The spreadsheet's row.
    heading : Heading or None
        The cell's column.
    text : str
        The cell as text.
    code, detail : str
        Which words, and what they quote.
    people : collection of str
        What stands in the list's columns about people: the same in another column is somebody's too.
    """
    if heading is None:
        return Finding(row, "", "", "", code, detail)
    column = heading.column
    value = covered(text) if _is_personal(text, column, people) else text
    if detail and detail == text:
        detail = value
    elif detail and code == "FLAG_UNKNOWN" and (is_somebodys(detail, people) or _may_be_name(detail)):
        detail = covered(detail)
    return Finding(row, column.key if column else heading.text, heading.text, value, code, detail)


def _is_personal(text: str, column: Column | None, people: Collection[str]) -> bool:
    """Tell whether a cell must be covered: by what its column holds, and by what it is itself in a wrong column."""
    kind = column.kind if column else None
    if text in ERROR_TEXTS or kind is None or kind in PERSONAL:
        return text not in ERROR_TEXTS
    if column and column.key in STAFF_WORDS:
        # Who works for the house is an identity, also where a customer has the same name; a number there is still somebody's.
        return bool(_SOMEBODYS.search(text)) or holds_personal(text)
    if kind is Kind.CASE_ID:
        return text.strip() in people or "@" in text or len(text) > _LONGEST_ID
    if is_somebodys(text, people):
        return True
    if column and column.key == "currency":
        return len(text.strip()) > _LONGEST_CURRENCY and says_more(text)
    # What has words that no amount and no date has may be anything, a name too.
    return says_more(text) if kind in {Kind.AMOUNT, Kind.COUNT, Kind.DATE} else _may_be_name(text)


def says_more(text: str) -> bool:
    """Tell whether a text has words that no amount and no date has: any of them may be a person's name.

    >>> says_more("2026年8月1日"), says_more("张三")
    (False, True)
    """
    return any(not _HARMLESS.fullmatch(word) for word in _WORDS.findall(text))


_LONGEST_CURRENCY = 3
_LONGEST_ID = 40


def is_somebodys(text: str, people: Collection[str] = frozenset()) -> bool:
    """Tell whether a whole cell is, or holds, a person's number, e-mail, or one of the names of people.

    >>> is_somebodys("13800138000"), is_somebodys("1,500.00")
    (True, False)
    """
    return text.strip() in people or bool(_SOMEBODYS.search(text)) or holds_personal(text)


def _may_be_name(text: str) -> bool:
    """Tell whether a short Chinese text begins like a person's name."""
    text = text.strip()
    return 1 < len(text) <= _LONGEST_NAME and text[0] in _SURNAMES and text[-1] not in _NO_NAMES_END


def covered(text: str) -> str:
    """Show that there is a value, and not which.

    Examples
    --------
    >>> covered("13800001234"), covered("")
    ('1***', '')
    """
    return f"{text[0]}***" if text else ""


class RejectedRow(NamedTuple):
    """A refused row as it stood in the file: cell by cell under `Intake.headings`, and what lies beyond them."""

    number: int
    cells: tuple[object, ...]
    beyond: tuple[object, ...] = ()


@dataclass(frozen=True, repr=False)
class Intake:
    """A case list that was read.

    Attributes
    ----------
    table : DataFrame
        The accepted cases, typed: amounts as ``<key>_fen`` (Int64), dates ``datetime64[s]``, text; then the further columns
        of the file, then ``source_row``. Every column of the contract is there, blank where the file has none.
    file, sheet : str
        Where it came from; the sheet is empty for a text file.
    rows : int
        Data rows in the file: accepted and rejected, without blank rows and totals.
    totals : int
        Total rows that were skipped.
    headings : tuple of Heading
        The file's columns.
    rejected : tuple of RejectedRow
        The refused rows as they stood there, for `arrears.workbooks.reports.rejected`.
    errors, notes : tuple of Finding
        Everything that refused a row, and everything that did not.
    epoch_1904 : bool
        Whether serial numbers in the file count from 1904.
    lang : str
        The language of `rejects` and `warnings`.
    contract : Contract
        What kind of list it is.
    """

    table: pd.DataFrame
    file: str
    sheet: str
    rows: int
    totals: int
    headings: tuple[Heading, ...]
    rejected: tuple[RejectedRow, ...]
    errors: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    epoch_1904: bool = False
    lang: str = "zh"
    contract: Contract = CASES

    def __repr__(self) -> str:
        """Say how many rows there are, and nothing of what they hold: it is what a notebook shows and saves."""
        return f"<Intake of {self.rows} rows: {len(self.table)} accepted, {self.rejected_rows} rejected>"

    @property
    def rejected_rows(self) -> int:
        """How many rows were refused."""
        return len(self.rejected)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings as they stand in the file."""
        return tuple(heading.text for heading in self.headings)

    @property
    def mapped(self) -> tuple[tuple[str, str], ...]:
        """What each heading of the file was taken for: its text and the column's key; empty for one that is only kept."""
        return tuple((heading.text, heading.column.key if heading.column else "") for heading in self.headings)

    @cached_property
    def cases(self) -> pd.DataFrame:
        """The accepted cases with the contract's column names, amounts as exact `Decimal` yuan."""
        return to_public(self.table)

    @cached_property
    def rejects(self) -> pd.DataFrame:
        """One row an error: file, sheet, row, column, value, code, message, rule, remedy."""
        return self._report(self.errors)

    @cached_property
    def warnings(self) -> pd.DataFrame:
        """One row a warning, in the columns of `rejects`; ``row`` is blank where it is about the whole list."""
        return self._report(self.notes)

    def _report(self, findings: tuple[Finding, ...]) -> pd.DataFrame:
        lines = [
            (self.file, self.sheet, found.row, found.column, found.value, found.code, *found.words(self.lang))
            for found in findings
        ]
        return pd.DataFrame(lines, columns=list(REPORT_COLUMNS)).astype({"row": "Int64"})
