"""What can be wrong with one value, as a value of its own, and the words for it in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from arrears.words import texts

if TYPE_CHECKING:
    from collections.abc import Mapping


class Fault(NamedTuple):
    """Why a cell cannot be used.

    Attributes
    ----------
    code : str
        A stable word for programs, such as ``AMOUNT_INVALID``.
    detail : str
        What the words of this code quote besides the cell: a row number, a limit, a word. Never a personal value.
    """

    code: str
    detail: str = ""


class Words(NamedTuple):
    """One code in one language: what is wrong, the rule, and the remedy.

    ``{value}`` is the cell (masked in personal columns), ``{heading}`` its column, ``{detail}`` what the fault adds.
    """

    message: str
    rule: str
    remedy: str

    def filled(self, *, heading: str, value: str, detail: str) -> Words:
        """Give the words about one cell."""
        parts = {"heading": heading, "value": value, "detail": detail}
        return Words(*(text.format(**parts) for text in self))


def words_by_code(zh: Mapping[str, str], en: Mapping[str, str]) -> dict[str, dict[str, Words]]:
    """Give the words of each code in each language, from texts of the catalogue named ``CODE.message``, ``CODE.rule``, ``CODE.remedy``."""
    codes = dict.fromkeys(name.partition(".")[0] for name in zh)
    return {
        code: {
            lang: Words(*(said.get(f"{code}.{part}", "") for part in Words._fields))
            for lang, said in (("zh", zh), ("en", en))
        }
        for code in codes
    }


FAULT_WORDS = words_by_code(texts("tables.fault", "zh"), texts("tables.fault", "en"))
"""Every fault of a single value."""
