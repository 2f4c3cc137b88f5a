"""One collector is one name: blanks, widths, middle dots and traditional signs make no second person with a second workbook."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.name_keys import name_keys
from arrears.tables.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from arrears.intake.checks.between import Marked, Values

_DOTS = re.compile(r"\s*[·・‧•∙⋅･\u00b7\u2022\u2027\u30fb]\s*")  # they are what it is about
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def even_name(name: str) -> str:
    """Write a name as everybody would: no blanks between Chinese characters, one elsewhere; one width, one dot.

    Examples
    --------
    >>> even_name("李　雷"), even_name("Ｌｉ  Lei"), even_name("买买提・吐尔逊")
    ('李雷', 'Li Lei', '买买提·吐尔逊')
    """
    flat = unicodedata.normalize("NFKC", _UNSEEN.sub("", name))
    return _DOTS.sub("·", _BETWEEN_HAN.sub("", " ".join(flat.split())))


def one_spelling(column: Values, alike: Mapping[int, int] | None = None) -> Iterator[Marked]:
    """Give each name of a column its most frequent spelling, in place, and tell where another one stood.

    Parameters
    ----------
    column : Values
        Names; those that are equal as `arrears.rules.name_keys.name_keys` compares them are one.
    alike : mapping of code point to code point, optional
        Characters that count as others, such as traditional forms.

    Yields
    ------
    Marked
        ``NAME_SPELLED`` for each row whose name was written otherwise than it stands now, where rows differ.
    """
    raw = [None if value is None else str(value) for value in column.values.tolist()]
    counted = Counter(name for name in raw if name is not None)
    names = list(counted)
    if not names:
        return
    groups: dict[str, list[str]] = {}
    for name, key in zip(names, name_keys(np.array(names, dtype=object), alike).tolist(), strict=True):
        groups.setdefault(key, []).append(name)
    spelled = {name: even_name(max(group, key=counted.__getitem__)) for group in groups.values() for name in group}
    mixed = {name for group in groups.values() if len(group) > 1 for name in group}
    for place, written in enumerate(raw):
        if written is not None:
            column.values[place] = spelled[written]
            if written in mixed and written != spelled[written]:
                yield place, column.heading, Fault("NAME_SPELLED", spelled[written])
