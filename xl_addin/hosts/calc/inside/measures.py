"""Measures of a sheet, from Excel's to LibreOffice's, and runs of cells that look the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PIXELS_A_CHARACTER, _PADDING, _PIXELS_AN_INCH, _HUNDREDTHS_AN_INCH = 7, 5, 96, 2540
_POINTS_AN_INCH = 72


def hundredths_of_width(characters: float) -> int:
    """Give a column's width in hundredths of a millimetre, from Excel's half-width characters.

    >>> hundredths_of_width(10)
    1984
    """
    return round((characters * _PIXELS_A_CHARACTER + _PADDING) / _PIXELS_AN_INCH * _HUNDREDTHS_AN_INCH)


def hundredths_of_points(points: float) -> int:
    """Give points in hundredths of a millimetre.

    >>> hundredths_of_points(72)
    2540
    """
    return round(points / _POINTS_AN_INCH * _HUNDREDTHS_AN_INCH)


def runs(styles: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, int, str]]:
    """Give the runs of cells of one style, column by column: column, first and last row, style; unstyled cells are left out.

    >>> list(runs([["title", ""], ["text", "count"], ["text", "count"]]))
    [(0, 0, 0, 'title'), (0, 1, 2, 'text'), (1, 1, 2, 'count')]
    """
    for column in range(len(styles[0]) if styles else 0):
        first = 0
        for row in range(1, len(styles) + 1):
            style = styles[first][column]
            if row == len(styles) or styles[row][column] != style:
                if style:
                    yield column, first, row - 1, style
                first = row
