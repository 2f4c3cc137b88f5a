"""How a list writes its dates and amounts, settled from whole columns: the order of day and month, the decimal mark."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from arrears.tables.amounts import depends_on_mark, mark_proofs
from arrears.tables.columns import Kind
from arrears.tables.dates import order_proofs
from arrears.tables.texts import narrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from arrears.intake.mapping.headings import Heading
    from arrears.tables.amounts import Mark
    from arrears.tables.dates import Order

_POINTS = re.compile(r"\.\d*\.")
_POINT_PROOF = ["0.5"]
"""Stands for a column of amounts with decimal points and no comma."""
_CLEAR = 9
"""So many proofs to one settle a form against a slip; with fewer, nothing that depends on it is read."""


class Forms(NamedTuple):
    """What somebody said about a list's forms, before its columns are looked at.

    Attributes
    ----------
    order : str
        The order of day and month that the person or a mapping names; empty if none.
    mark : str
        The decimal mark, likewise.
    usual_order : str
        The profile's order, for columns that say nothing.
    """

    order: Order = ""
    mark: Mark = ""
    usual_order: Order = ""


NOTHING_SAID = Forms()


def decide_forms(
    headings: Sequence[Heading], cells_of: Callable[[Heading], Sequence[object]], forms: Forms
) -> tuple[Heading, ...]:
    """Settle the form of every column of dates and amounts.

    Parameters
    ----------
    headings : sequence of Heading
        The list's columns.
    cells_of : callable
        Gives a column's cells.
    forms : Forms
        What was said.

    Returns
    -------
    tuple of Heading
        With ``order`` and ``mark``; the mark is empty where the list's amounts contradict each other.
    """
    dates = {one.place: _texts(cells_of(one)) for one in headings if one.column and one.column.kind is Kind.DATE}
    proofs = {place: order_proofs(text for text in texts if not _is_iso(text)) for place, texts in dates.items()}
    settled: dict[int, Order] = {place: _clear(found) for place, found in proofs.items() if found}
    others = {order for order in settled.values() if order}
    listed: Order = next(iter(others)) if len(others) == 1 else ""
    amounts = [text for one in headings if one.is_amount for text in _doubtful(cells_of(one))]
    mark = forms.mark or _mark(amounts)

    def with_form(heading: Heading) -> Heading:
        if heading.is_amount:
            return replace(heading, mark=heading.mark if heading.mark == "," else mark)
        found = proofs.get(heading.place)
        if heading.place not in dates or found is None:
            return heading
        order = forms.order or heading.order or settled[heading.place]
        if not order and not any(found.values()):
            # The column is silent: the list's other columns, then the profile; where the two disagree, somebody is asked.
            order = listed or forms.usual_order
            order = "" if listed and forms.usual_order not in {"", listed} else order
        return replace(heading, order=order)

    return tuple(map(with_form, headings))


def _texts(cells: Sequence[object]) -> list[str]:
    if str not in set(map(type, cells)):
        return []
    return [cell for cell in dict.fromkeys(cells) if isinstance(cell, str) and cell]


def _doubtful(cells: Sequence[object]) -> list[str]:
    """Give a column's texts if one of them may have a decimal comma; most columns have none."""
    kinds = set(map(type, cells))
    if str not in kinds:
        return []
    texts = cells if kinds == {str} else [cell for cell in cells if cell.__class__ is str]
    whole = "\n".join(texts)  # type: ignore[arg-type]  # all are texts
    return (
        _texts(cells)
        if "," in (whole if whole.isascii() else narrow(whole)) or _POINTS.search(whole)
        else _POINT_PROOF * ("." in whole)
    )


def _is_iso(text: str) -> bool:
    return text[:4].isdecimal() and len(text) > len("2026")


def _clear(proofs: dict[Order, int]) -> Order:
    """Give the order that the proofs settle; empty if they do not."""
    most = max(proofs, key=lambda order: proofs[order])
    rest = sum(proofs.values()) - proofs[most]
    return most if proofs[most] and proofs[most] >= _CLEAR * rest else ""


def _mark(texts: Iterable[str]) -> Mark:
    """Give the decimal mark that a list's amounts prove: a point where none of them proves anything."""
    texts = list(texts)
    # Most lists have no comma that is proof of anything, which few texts show.
    if not mark_proofs(text for text in texts if "," in text or text.count(".") > 1)[","]:
        return "."
    doubtful = [text for text in texts if "," in text or "." in text]
    proofs = mark_proofs(doubtful)
    if proofs[","] >= _CLEAR * proofs["."]:
        return ","
    return "." if proofs["."] >= _CLEAR * proofs[","] or not any(map(depends_on_mark, doubtful)) else ""
