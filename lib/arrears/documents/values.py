"""What a case says under a heading, as a text writes it: amounts to the fen, dates in words, personal data masked."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.documents.placeholders import column_of
from arrears.errors import ArrearsError
from arrears.operations.cases.ageing import age
from arrears.operations.cases.situations import stage_measures
from arrears.operations.contacts.masking import shown as readable
from arrears.operations.follow_ups.texts import money_texts
from arrears.policy.records import Sender
from arrears.rules.masking import mask
from arrears.tables.amounts import parse_amount
from arrears.tables.cases import to_internal
from arrears.tables.columns import BY_KEY, FLAG_WORDS, Column, Kind
from arrears.tables.currencies import parse_currency
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.tables.texts import ERROR_TEXTS, clean, id_text, is_blank, lost_digits, shown
from arrears.units import FEN_IN_YUAN
from arrears.words import Saying, both, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.policy import Policies

_MASKS = {
    Kind.NAME: "name",
    Kind.ID_NUMBER: "id",
    Kind.PHONE: "phone",
    Kind.CARD: "card",
    Kind.EMAIL: "email",
    Kind.ADDRESS: "address",
}
_TAIL = 4
"""PCI: at most the first six and the last four digits of a card number are shown; a message shows the last four."""
_AGED = ("total_due", "days_past_due", "bucket", "stage", "consequences")


class CaseValues:
    """The values of one case as a text writes them.

    Parameters
    ----------
    row : mapping of str to cell
        Cells by heading (either language, synonyms too), by key, or by the name of a column inside the library.
    policies : Policies
        Whose masks, sender and stages.
    as_of : date
        The day that figures are for.
    lang : str
        ``zh`` or ``en``.
    full : iterable of str
        Keys of personal columns that are written out; the others are masked.
    """

    def __init__(
        self, row: Mapping[str, Any], policies: Policies, as_of: date, lang: str, full: tuple[str, ...] = ()
    ) -> None:
        self._policies, self._day, self._lang, self._full = policies, as_of, lang, full
        self._by_heading = {str(heading).strip(): cell for heading, cell in row.items()}
        self._by_key: dict[str, tuple[Any, int]] = {}
        for heading, cell in self._by_heading.items():
            column, fen_in_unit = column_of(heading.removesuffix("_fen"))
            if column is not None:
                unit = 1 if heading.endswith("_fen") else fen_in_unit
                self._by_key.setdefault(column.key, (cell, unit))

    def text(self, name: str) -> str:
        """Give the text of a placeholder.

        Raises
        ------
        ArrearsError
            If nothing has that name, nothing stands there, or it is not of its kind.
        """
        column, _ = column_of(name)
        if column is None:
            return self._further(name)
        cell, unit = self._by_key.get(column.key, (None, FEN_IN_YUAN))
        if is_blank(cell):
            return self._known_otherwise(column, name)
        if isinstance(cell, str) and clean(cell) in ERROR_TEXTS:
            raise _no(name, clean(cell), *both("documents.values.value_without_error"))
        return self._written(column, name, cell, unit)

    @cached_property
    def flags(self) -> frozenset[str]:
        """The flags that the row names, its own and those of the person's other cases; what is no flag is passed over."""
        words = {word.casefold(): key for key, forms in FLAG_WORDS.items() for word in (key, *forms)}
        cells = [self._by_key.get("flags", (None, 1))[0], self._by_heading.get("carried_flags")]
        named = (part for cell in cells if isinstance(cell, str) for part in re.split(r"[;；,，、/\s]+", clean(cell)))
        return frozenset(words[part.casefold()] for part in named if part.casefold() in words)

    def day(self, key: str) -> date | None:
        """Give the day that stands in a column, None where none can be read."""
        cell, _ = self._by_key.get(key, (None, 1))
        read = None if is_blank(cell) else parse_date(_plain(cell))
        return read if isinstance(read, date) else None

    def _further(self, name: str) -> str:
        """Write a column that no contract knows, as it stands under exactly this heading."""
        if name not in self._by_heading:
            raise ArrearsError(
                both("documents.values.placeholder_names_no_column_use", name=name),
            )
        cell = self._by_heading[name]
        if is_blank(cell):
            raise _missing(name)
        if isinstance(cell, date):
            return day_text(cell, self._lang)
        if isinstance(cell, str) and clean(cell) in ERROR_TEXTS:
            raise _no(name, clean(cell), *both("documents.values.value_without_error"))
        # A column that nobody knows may hold anybody's number.
        return str(mask(np.array([shown(cell)], dtype=object), "auto", readable(self._policies, self._day))[0])

    def _written(self, column: Column, name: str, cell: object, unit: int) -> str:
        if column.kind is Kind.AMOUNT:
            amount = parse_amount(_plain(cell), unit)
            if isinstance(amount, Fault):
                raise _no(name, shown(cell), *both("documents.values.amount_such"))
            return money_text(amount, self._currency, self._lang)
        if column.kind is Kind.DATE:
            day = parse_date(_plain(cell))
            if isinstance(day, Fault):
                raise _no(name, shown(cell), *both("documents.values.day_such"))
            return day_text(day, self._lang)
        if column.kind is Kind.COUNT:
            number = _plain(cell)
            if isinstance(number, bool) or not isinstance(number, int | float) or number != int(number):
                raise _no(name, shown(cell), *both("documents.values.whole_number"))
            return str(int(number))
        return self._personal_or_text(column, name, cell)

    def _personal_or_text(self, column: Column, name: str, cell: object) -> str:
        text = clean(cell) if isinstance(cell, str) else id_text(cell)
        if text is None or lost_digits(cell):
            raise _no(name, "", *both("documents.values.text_number_has_lost_digits"))
        kind = _MASKS.get(column.kind)
        if kind is None or column.key in self._full:
            return text
        return str(mask(np.array([text], dtype=object), kind, readable(self._policies, self._day))[0])

    def _known_otherwise(self, column: Column, name: str) -> str:
        """Give what follows from other columns or from the house's policy."""
        key, lang = column.key, self._lang
        sender = self._policies.get(Sender, self._day)
        own = {
            "sender": (sender.name_zh, sender.name),
            "service_phone": (sender.phone_zh, sender.phone),
            "ways_to_pay": (sender.pay_zh, sender.pay),
            "ways_to_object": (sender.object_zh, sender.object),
            "today": (day_text(self._day, "zh"), day_text(self._day, "en")),
        }
        if key in own:
            return own[key][0 if lang == "zh" else 1]
        if key == "card_tail":
            return self._card_tail(name)
        if key in _AGED and self._aged is not None:
            return self._aged_text(column)
        raise _missing(name)

    def _card_tail(self, name: str) -> str:
        cell, _ = self._by_key.get("card_number", (None, 0))
        digits = "" if is_blank(cell) or lost_digits(cell) else (id_text(cell) or "")
        if not digits[-_TAIL:].isdigit() or len(digits) <= _TAIL:
            raise _missing(name)
        return digits[-_TAIL:]

    @property
    def _currency(self) -> str:
        cell, _ = self._by_key.get("currency", (None, 0))
        code = None if is_blank(cell) else parse_currency(cell)
        if isinstance(code, Fault):
            raise _no(
                say("documents.values.currency", self._lang), shown(cell), *both("documents.values.code_such_cny")
            )
        return code or self._policies.profile.currency

    @cached_property
    def _aged(self) -> pd.Series | None:
        """Age the case, where its due date and what it owes are there."""
        cells = {key: cell if unit != 1 else _yuan(cell) for key, (cell, unit) in self._by_key.items() if key in BY_KEY}
        known = {key: [_plain(cell)] for key, cell in cells.items() if not is_blank(cell) and key in _FOR_AGEING}
        if "due_date" not in known or known.keys().isdisjoint({"principal", "statement_balance"}):
            return None
        try:
            table = to_internal(pd.DataFrame({"case_id": ["-"], **known}, dtype=object))
            return age(table, self._day, self._policies).iloc[0]
        except ValueError as error:
            raise ArrearsError(both("documents.values.cannot_be_aged", error=error)) from error

    def _aged_text(self, column: Column) -> str:
        aged: Any = self._aged
        if column.key == "total_due":
            return money_text(int(aged["total_due_fen"]), self._currency, self._lang)
        if column.key == "consequences":
            measure = next(one for one in stage_measures(self._policies, self._day) if one.stage == aged["stage"])
            return measure.explain_zh if self._lang == "zh" else measure.explain
        return str(aged[column.key])


_FOR_AGEING = ("due_date", "principal", "interest", "late_fee", "statement_balance")


def day_text(day: date, lang: str) -> str:
    """Write a day as people read it.

    Examples
    --------
    >>> day_text(date(2026, 11, 3), "zh"), day_text(date(2026, 11, 3), "en")
    ('2026年11月3日', '3 November 2026')
    """
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def money_text(amount: int, currency: str, lang: str) -> str:
    """Write an amount in fen with thousands and two places.

    Examples
    --------
    >>> money_text(1234567, "CNY", "zh"), money_text(1234567, "CNY", "en")
    ('12,345.67元', 'CNY 12,345.67')
    """
    texts = money_texts(np.array([amount]), np.array([currency], dtype=object), "zh" if lang == "zh" else "en")
    return str(texts[0])


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Written out, because a month's name must not follow the machine's locale."""


def _plain(cell: Any) -> Any:  # noqa: ANN401  # any cell
    """Give numpy's and pandas' scalars as Python's own."""
    if isinstance(cell, np.datetime64):
        return pd.Timestamp(cell).to_pydatetime()
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime()
    return cell.item() if isinstance(cell, np.generic) else cell


def _yuan(cell: Any) -> Any:  # noqa: ANN401  # same
    return Decimal(int(cell)) / FEN_IN_YUAN if isinstance(cell, int | np.integer) else cell


def _missing(name: str) -> ArrearsError:
    return ArrearsError(
        both("documents.values.there_no_value_fill_column", name=name),
    )


def _no(name: str, value: str, wanted_zh: str, wanted: str) -> ArrearsError:
    key = "value_under" if value else "nothing_under"
    said_zh, said = both(f"documents.values.{key}", name=name, value=value)
    return ArrearsError(
        both("documents.values.not_correct_cell", said=Saying(said_zh, said), wanted=Saying(wanted_zh, wanted))
    )
