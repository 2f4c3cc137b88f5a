"""Cover a known person's name inside free text (CN-MASK).

A name cannot be found by its form, but a case's own notes mostly name that case's own holder, and that name is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.rules.masking import mask_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.rules.masking import Shown
    from arrears.rules.texts import Texts

_LEAST = 2
"""Characters of the shortest name that is looked for: a single one stands in half of all sentences."""
_NO_TEXT_HOLDS = "\uffff"  # Unicode keeps it free of meaning
_JOINERS = str.maketrans("", "", "·・‧• ")

_SPELLINGS: tuple[Callable[[str], str], ...] = (lambda name: name.translate(_JOINERS), str.upper, str.lower, str.title)
"""Other ways in which people write a name that they know."""

_replace = np.frompyfunc(str.replace, 3, 1)


def mask_known_names(texts: Texts, names: Texts, shown: Shown) -> Texts:
    """Cover each row's name wherever it stands in that row's text, also in capitals or without its dots and spaces.

    Parameters
    ----------
    texts : array of str, shape (n,)
        Free text.
    names : array of str, shape (n,)
        The name that is known of each row; empty where there is none.
    shown : Shown
        What stays readable of a name, a policy value.

    Returns
    -------
    array of str, shape (n,)
        A nickname, a misspelt name or another person's name stays: masked is not anonymous.

    Raises
    ------
    ValueError
        If there is not one name a text, or `shown` is negative.

    References
    ----------
    JR/T 0171-2020 Annex A (CN-MASK).

    Examples
    --------
    >>> from arrears.rules.masking import Shown
    >>> texts = np.array(["张三丰的妻子接听", "JOHN SMITH called", "无人接听"], dtype=object)
    >>> names = np.array(["张三丰", "John Smith", "李四"], dtype=object)
    >>> mask_known_names(texts, names, Shown(first=1, last=0, hidden=1)).tolist()
    ['张**的妻子接听', 'J*** ***** called', '无人接听']
    """
    if texts.shape != names.shape:
        raise ValueError(f"there must be one name a text; there are {names.size} for {texts.size} (CN-MASK)")
    names = names.astype(object)
    others = [np.asarray(np.frompyfunc(spelling, 1, 1)(names), dtype=object) for spelling in _SPELLINGS]
    masked = texts.astype(object)
    for written in (names, *(other for other in others if (other != names).any())):
        long_enough = np.char.str_len(written.astype(np.str_)) >= _LEAST
        sought = np.where(long_enough, written, _NO_TEXT_HOLDS)
        masked = np.asarray(_replace(masked, sought, mask_name(written, shown).astype(object)), dtype=object)
    return masked
