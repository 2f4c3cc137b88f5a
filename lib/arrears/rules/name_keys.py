"""Names as they are compared: without blanks, widths and dots, in small letters, and in one form of the characters."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.texts import flat_points, one_string

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.rules.texts import Texts

_BETWEEN = "\uffff"
_NOTHING = dict.fromkeys(
    [
        *map(ord, "·・‧•∙⋅･.．\u00b7\u2022\u2027\u30fb"),  # what stands between the parts of a name
        *map(ord, " \t\r\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"),
        *map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"),  # what nobody sees
    ]
)


def name_keys(names: Texts, alike: Mapping[int, int] | None = None) -> Texts:
    """Give names in the form in which equal ones are equal.

    Parameters
    ----------
    names : array of str, shape (n,)
        As people write them.
    alike : mapping of code point to code point, optional
        Characters that count as others, such as traditional forms: a policy value.

    Returns
    -------
    object array of str, shape (n,)

    Examples
    --------
    >>> name_keys(np.array(["李　雷", "李 雷", "買買提·吐尔逊", "Li  LEI"]), {ord("買"): ord("买")}).tolist()
    ['李雷', '李雷', '买买提吐尔逊', 'lilei']
    """
    names = np.asarray(names)
    if names.size == 0:
        return names.astype(object)
    flat, _, _ = flat_points(names)
    even = unicodedata.normalize("NFKC", one_string(flat)).casefold().translate({**_NOTHING, **(alike or {})})
    return np.array(even.split(_BETWEEN), dtype=object).reshape(names.shape)
