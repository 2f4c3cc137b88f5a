"""What a table must have and what its columns hold, so that one intake reads lists of any kind: cases, payments."""

from __future__ import annotations

from dataclasses import dataclass

from arrears.tables.columns import CASE_COLUMNS, MAY_BE_NEGATIVE, ONE_OF, REQUIRED, Column, Kind


@dataclass(frozen=True, eq=False)
class Contract:
    """The columns of one kind of list, and what holds between them.

    Attributes
    ----------
    name : str
        What the list is, for mappings that are kept: ``cases``.
    columns : tuple of Column
        Every known column, in the order in which it is written.
    required : tuple of str
        Keys of columns that no row may lack.
    one_of : tuple of tuple of str
        Groups of keys of which a row needs at least one.
    unique : str
        Key of the column whose value names a row and stands once; empty if rows may repeat.
    identity : tuple of str
        Keys of which every row that is no total has at least one.
    may_be_negative : frozenset of str
        Keys of amounts that may be below zero.
    happened : tuple of str
        Keys of dates of what has happened: not in the future.
    due : tuple of str
        Keys of dates on which money is due: told when far ahead.
    title, title_zh : str
        What a person calls such a list.
    """

    name: str
    columns: tuple[Column, ...]
    required: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    unique: str = ""
    identity: tuple[str, ...] = ()
    may_be_negative: frozenset[str] = frozenset()
    happened: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    title: str = "list"
    title_zh: str = "清单"

    def __getitem__(self, key: str) -> Column:
        """Give a column by its key."""
        return next(column for column in self.columns if column.key == key)

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a column of this key."""
        return any(column.key == key for column in self.columns)

    def of_kind(self, kind: Kind) -> tuple[Column, ...]:
        """Give the columns that hold one kind of thing."""
        return tuple(column for column in self.columns if column.kind is kind)


CASES = Contract(
    name="cases",
    columns=CASE_COLUMNS,
    required=REQUIRED,
    one_of=(ONE_OF,),
    unique="case_id",
    identity=("case_id",),
    may_be_negative=frozenset({MAY_BE_NEGATIVE}),
    happened=("last_payment_date", "last_contact_date"),
    due=("due_date", "promise_date", "instalment_date"),
    title="case list",
    title_zh="案件清单",
)
"""The contract of a case list."""
