"""Answers of the worker as Calc takes them: what one recalculation asks is asked at once, and an empty cell stays empty."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from .cells import VALUE, as_rows
from .columns import packed, trimmed, unpacked
from .formulas import BLANK, UNKNOWN, Formulas

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cells import Rows

_MOMENT = 2.0
"""Seconds for which answers are kept: no longer than a recalculation may take to begin anew, because rules may be edited and days pass.

Answers that took longer to get are kept for as long again, or a recalculation would ask for all of them again and again.
"""
_FEW = 12
"""So many single cells are asked one by one; then the others of the workbook are asked along with the next."""
_PAUSE = 10
"""Moments for which nothing is asked along after it was of no use."""
_AMBIGUOUS = object()


class Answers:
    """Answers of the worker as UNO takes them.

    Parameters
    ----------
    ask : callable
        From a request to the worker's answer.
    functions : mapping
        By method in lower case: ``name``, and ``numeric``, the places of the arguments for which 0 is a value.
    prefix : str
        As `formulas.calls_in` takes it.
    """

    def __init__(self, ask: Callable[[dict[str, Any]], dict[str, Any]], functions: dict[str, Any], prefix: str) -> None:
        self._ask = ask
        self._functions = functions
        self._prefix = prefix
        self._until = 0.0
        self._pause = 0
        self._forget()

    def _forget(self) -> None:
        books = getattr(self, "_books", ())
        asked_along = [book for book in books if book.is_done]
        if asked_along and not any(book.hits for book in asked_along):
            # Cells are being entered one by one: what the others would ask nobody wants to know just now.
            self._pause = _PAUSE
        elif self._pause:
            self._pause -= 1
        self._books: list[_Book] = []

    def get(self, method: str, arguments: tuple[Any, ...], book: Any, day_zero: str | None) -> Rows:  # noqa: ANN401  # UNO objects
        """Give an answer; what was left out arrives as None, a range as a tuple of tuples, a single empty cell as 0."""
        now = monotonic()
        if now > self._until:
            self._forget()
            self._until = now + _MOMENT
        asking = self._book(book)
        if any(isinstance(value, tuple) for value in arguments):
            return self._of_ranges(method, arguments, asking, day_zero)
        key = (method, *arguments)
        found = asking.given.get(key)
        if found is None:
            found = self._asked(key, method, arguments, asking, day_zero)
        else:
            asking.hits += asking.is_done
        return ((VALUE,),) if found is _AMBIGUOUS else found

    def _book(self, book: Any) -> _Book:  # noqa: ANN401  # same
        for known in self._books:
            if known.book == book:
                return known
        self._books.append(_Book(book, self._prefix))
        return self._books[-1]

    def _asked(
        self, key: tuple[Any, ...], method: str, arguments: tuple[Any, ...], book: _Book, day_zero: str | None
    ) -> Any:  # noqa: ANN401  # rows, or that it cannot be told
        book.asked += 1
        if book.asked > _FEW and not book.is_done and not self._pause:
            book.is_done = True
            begun = monotonic()
            self._ask_all(book, day_zero)
            now = monotonic()
            self._until = now + max(_MOMENT, now - begun)
            if key in book.given:
                return book.given[key]
        sent = self._sent(method, arguments, book)
        if sent is None:
            book.given[key] = _AMBIGUOUS
        else:
            book.given[key] = as_rows(self._ask(self._request(method, sent, day_zero)))
        return book.given[key]

    def _sent(self, method: str, arguments: tuple[Any, ...], book: _Book) -> list[Any] | None:
        """Give the arguments with None for empty cells; None where it cannot be told."""
        zeros = [
            place for place in self._functions[method]["numeric"] if place < len(arguments) and arguments[place] == 0.0
        ]
        return _with_blanks(book.formulas, method, arguments, zeros) if zeros else list(arguments)

    def _request(self, method: str, arguments: list[Any], day_zero: str | None) -> dict[str, Any]:
        request = {"call": self._functions[method]["name"], "arguments": arguments}
        return request if day_zero is None else {**request, "day_zero": day_zero}

    def _of_ranges(self, method: str, arguments: tuple[Any, ...], book: _Book, day_zero: str | None) -> Rows:
        sent = self._sent(method, arguments, book)
        if sent is None:
            return ((VALUE,),)
        given, blob = packed(trimmed(tuple(sent)))
        answer = self._ask({**self._request(method, given, day_zero), "blob": blob})
        return unpacked(answer) or as_rows(answer)

    def _ask_all(self, book: _Book, day_zero: str | None) -> None:
        """Ask for all cells whose formula is one call whose arguments are known, then for those that refer to them, and so on."""
        formulas = book.formulas
        known: dict[Any, Any] = {}
        waiting = [(place, one) for place, one in formulas.alone() if one.method in self._functions]
        while waiting:
            ready: list[Any] = []
            later: list[Any] = []
            for place, one in waiting:
                values = [formulas.value(argument, known) for argument in one.arguments]
                (later if any(value is UNKNOWN for value in values) else ready).append((place, one, values))
            if not ready:
                return
            different: dict[tuple[Any, ...], list[Any]] = {}
            for _, one, values in ready:
                different.setdefault((one.method, *map(_mark, values)), values)
            calls = [
                [self._functions[key[0]]["name"], [None if value is BLANK else value for value in values]]
                for key, values in different.items()
            ]
            answer = self._ask({"batch": calls} if day_zero is None else {"batch": calls, "day_zero": day_zero})
            if "answers" not in answer:
                return
            rows = dict(zip(different, (as_rows(each) for each in answer["answers"]), strict=True))
            for place, one, values in ready:
                found = rows[one.method, *map(_mark, values)]
                left_out = [None] * (self._functions[one.method].get("width", 0) - len(values))
                book.keep((one.method, *(0.0 if value is BLANK else value for value in values), *left_out), found)
                if len(found) == 1 and len(found[0]) == 1 and found[0][0] == found[0][0]:  # no error
                    known[place] = found[0][0]
            waiting = [(place, one) for place, one, _ in later]


class _Book:
    """A workbook that asks in this moment."""

    def __init__(self, book: Any, prefix: str) -> None:  # noqa: ANN401  # UNO objects
        self.book = book
        self.given: dict[tuple[Any, ...], Any] = {}
        self.asked = 0
        self.hits = 0
        self.is_done = False
        self._prefix = prefix
        self._formulas: Formulas | None = None

    @property
    def formulas(self) -> Formulas:
        """Its calls, read once in a moment."""
        if self._formulas is None:
            self._formulas = Formulas(self.book, self._prefix)
        return self._formulas

    def keep(self, key: tuple[Any, ...], rows: Rows) -> None:
        """Keep an answer; where an empty cell and a 0 in otherwise equal calls give different ones, it cannot be told which is asked."""
        before = self.given.setdefault(key, rows)
        if before is not _AMBIGUOUS and repr(before) != repr(rows):
            self.given[key] = _AMBIGUOUS


def _mark(value: Any) -> Any:  # noqa: ANN401  # whatever a cell holds
    return "\0blank" if value is BLANK else value


def _with_blanks(formulas: Formulas, method: str, arguments: tuple[Any, ...], zeros: list[int]) -> list[Any] | None:
    """Give the arguments with None for empty cells, as the workbook's own calls tell; None where they tell both."""
    certain, others = formulas.blanks_of(method)
    ranged = any(isinstance(value, tuple) for value in arguments)
    patterns = set() if ranged else set(certain.get(_as_given(arguments), ()))
    given = _as_given(arguments)
    for values in others:
        # A call that leaves more out is another one.
        if len(values) == len(given) and all(map(_agrees, values, given)):
            patterns.add(tuple(place for place, value in enumerate(values) if value is BLANK))
    patterns = {tuple(place for place in pattern if place in zeros) for pattern in patterns}
    if len(patterns) > 1:
        return None
    blank = next(iter(patterns), ())
    return [None if place in blank else value for place, value in enumerate(arguments)]


def _as_given(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give arguments without what was left out at the end."""
    end = len(arguments)
    while end and arguments[end - 1] is None:
        end -= 1
    return arguments[:end]


def _agrees(value: Any, given: Any) -> bool:  # noqa: ANN401  # whatever a cell holds
    if value is UNKNOWN:
        return True
    if value is BLANK:
        return bool(given == 0.0)
    if isinstance(value, tuple) or isinstance(given, tuple):
        return _are_alike(value, given)
    if isinstance(value, float) and isinstance(given, float):
        return abs(value - given) <= 1e-14 * abs(given)
    return bool(value == given)


def _are_alike(rows: Any, given: Any) -> bool:  # noqa: ANN401  # same
    """Tell whether two ranges may be the same; in a range an empty cell arrives as no text."""
    if not (isinstance(rows, tuple) and isinstance(given, tuple)) or (len(rows), len(rows[0])) != (
        len(given),
        len(given[0]),
    ):
        return False
    pairs = ((cell, got) for row, line in zip(rows, given, strict=True) for cell, got in zip(row, line, strict=True))
    return all(got == "" or _agrees(cell, got) if cell is BLANK else _agrees(cell, got) for cell, got in pairs)
