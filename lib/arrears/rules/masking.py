"""Masks for names, id numbers, phones, cards, e-mails and addresses (CN-MASK, PCI).

Masked is not anonymous: among 20,000 people 95 % of masked phone numbers were still unique, so a masked list is personal
data and is kept, sent and deleted as such. A name or an address inside free text cannot be found by its form: `mask` with
the kind ``auto`` covers numbers and e-mails there, nothing else.

All texts are one long array of code points; a text, or a number found inside it, is a stretch of that array.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.rules.texts import flat_points, narrow, one_string, places_of, plain_digits, points_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.rules.texts import Places, Points, Texts

KINDS = ("name", "id", "phone", "card", "email", "address", "auto")
"""What `mask` knows; ``auto`` looks for ids, phones, cards and e-mails inside free text."""

_COVER = ord("*")
_COVERS = points_of("*＊•●×█")
_UNSEEN = points_of(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
"""Characters that take no room on a screen."""
_SEPARATORS = points_of(
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u2212\\|~ \t\r\n\u00a0\u3000-‐‑–—_.,，。、·・‧()（）[]【】/／+＋:：;；'’\"“”#"
)
_AT = points_of("@＠")
_ASCII_END = 0x80
_CHINA = ((13, "861"), (15, "00861"))
"""Digits in all, and the first digits, of a mainland mobile number with its country code."""

_GAP = r"[ \t\u00a0\u2000-\u200a\u202f\u3000\-\u2010-\u2015\u2212_.,，。．·・‧、/\\|~()（）\[\]【】:：;；'\"]"
_ANY, _SOME = f"{_GAP}{{0,3}}", f"{_GAP}{{1,3}}"
"""What people write between the digits of one number: nothing or up to three such signs, or at least one."""
_LATIN = "A-Za-z"
_ALONE, _END = r"(?<!\d)(?<!\d[.])", r"(?!\d)"
_MOBILE = (
    rf"(?<!\d)(?:(?:[+]|00)?86{_ANY})?1[3-9]\d(?:{_ANY}\d{{4}}{_ANY}\d{{4}}|\d{_ANY}\d{{4}}{_ANY}\d{{3}}"
    rf"|{_ANY}\d{{3}}{_ANY}\d{{5}}|\d{{2}}{_ANY}\d{{6}}|(?:{_SOME}\d\d){{4}}){_END}"
    rf"|(?<!\d)1{_SOME}[3-9](?:{_SOME}\d){{9}}{_END}"
)
_LANDLINE = (
    rf"{_ALONE}[(]?0\d{{2,3}}[)]?{_ANY}(?:\d{{7,8}}|\d{{3,4}}{_SOME}\d{{4}}){_END}"
    rf"|{_ALONE}[(]?0\d{{4}}[)]?{_ANY}\d{{3}}{_ANY}\d{{2,3}}{_END}"
)
_AMERICAN = (
    rf"{_ALONE}(?:[+]?1{_GAP}?)?(?:[(][2-9]\d\d[)]{_ANY}[2-9]\d\d{_GAP}?\d{{4}}"
    rf"|[2-9]\d\d(?P<between>[ .\-\u2010-\u2015])[2-9]\d\d(?P=between)\d{{4}}){_END}"
)
_TEN = rf"(?<![{_LATIN}\d._/\-])(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[2-9]\d\d[2-9]\d{{6}}|[6-9]\d{{9}})(?!\d|[.,_/\-]\d)"
"""Ten digits at a stretch as America and India dial; neither part of a reference nor a day with a number after it."""
_INDIAN = rf"{_ALONE}[6-9]\d{{4}}[ \-]\d{{5}}{_END}"
_HONGKONG = rf"{_ALONE}(?!(?:19|20)\d\d[ \-](?:19|20)\d\d)[235689]\d{{3}}[ \-]\d{{4}}{_END}(?![ \-.,]?\d)"
_FOREIGN = rf"[+]\d{{1,3}}{_ANY}(?:\d{_ANY}){{6,12}}\d{_END}"
_SPOKEN = "〇零一幺二两三四五六七八九"
_PERSON = rf"\d{{6}}{_ANY}\d{{8}}{_ANY}\d{{3}}[\dXx]|\d{{6}}{_SOME}\d{{4}}{_SOME}\d{{4}}{_SOME}\d{{3}}[\dXx]|\d{{15}}"
_PERMIT = r"[A-Za-z]{5}\d{4}[A-Za-z]|[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Da-d]|(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}|[EeGg]\d{8}|[Ee][A-Za-z]\d{7}|[HhMm]\d{8}(?:\d{2})?|[A-Za-z]{1,2}\d{6}[(][\dAa][)]"
_GROUPS = (
    rf"\d{{4}}(?:{_SOME}\d{{4}}){{2,3}}{_SOME}\d{{1,7}}|3\d{{3}}{_SOME}\d{{6}}{_SOME}\d{{5}}|\d{{6}}{_SOME}\d{{7,13}}"
    rf"|(?:\d{_SOME}){{12,18}}\d"
)
_FOUND = {
    "email": rf"(?<![{_LATIN}\d._%+\-])[{_LATIN}\d._%+\-]{{1,64}} ?@ ?[{_LATIN}\d\-]+(?:[.][{_LATIN}\d\-]+)+",
    "phone": rf"{_MOBILE}|{_LANDLINE}|{_AMERICAN}|{_FOREIGN}|(?<![{_SPOKEN}])[{_SPOKEN}]{{11}}(?![{_SPOKEN}])",
    "id": rf"(?<![{_LATIN}\d])(?:{_PERSON}|{_PERMIT})(?![{_LATIN}\d])",
    "card": rf"(?<!\d)(?:\d{{13,}}|{_GROUPS})(?!\d)|[{_SPOKEN}]{{15,19}}",
    "home": rf"{_TEN}|{_INDIAN}|{_HONGKONG}",
}
"""What is looked for in free text with its digits made plain; of two that begin alike the first is taken. ``home`` is a phone too."""
_FINDER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _FOUND.items()))


class Shown(NamedTuple):
    """How much of a value stays readable.

    Attributes
    ----------
    first, last : int
        Characters shown at either end.
    hidden : int
        At least so many are covered: a value too short for that shows only its last ones, or nothing.
    """

    first: int
    last: int
    hidden: int


def mask_name(texts: Texts, shown: Shown) -> Texts:
    """Cover a name but for its first character, of compound surnames too.

    Parameters
    ----------
    texts : array of str, any length
        Names in any script; dots, spaces and hyphens between their parts stay.
    shown : Shown
        What stays readable, a policy value.

    Returns
    -------
    array of str of the same shape
        Masked is not anonymous: keep it as the personal data that it is.

    Raises
    ------
    ValueError
        If a value is neither text nor missing, or `shown` is negative.

    References
    ----------
    JR/T 0171-2020 Annex A (CN-MASK).

    Examples
    --------
    >>> name = Shown(first=1, last=0, hidden=1)
    >>> mask_name(np.array(["张三", "欧阳娜娜", "阿卜杜拉·买买提", "John Smith", "李", "张*", ""]), name).tolist()
    ['张*', '欧***', '阿***·***', 'J*** *****', '*', '张*', '']
    """
    return _mask_whole(texts, shown)


def mask_id_number(texts: Texts, shown: Shown) -> Texts:
    """Cover an identity number of 18 or 15 digits, a passport or a permit; parameters as in `mask_name`.

    Examples
    --------
    >>> mask_id_number(np.array(["11010519491231002X", "110105491231002", "E12345678", "H1234567(8)"]), Shown(1, 1, 4))
    array(['1****************X', '1*************2', 'E*******8', 'H*******(8)'],
          dtype='<U18')
    """
    return _mask_whole(texts, shown)


def mask_phone(texts: Texts, shown: Shown) -> Texts:
    """Cover a phone number, mobile or landline; the country code 86 before a mobile stays and is not counted.

    Parameters and errors as in `mask_name`.

    Examples
    --------
    >>> mask_phone(np.array(["13800138000", "+86 138-0013-8000", "010-12345678", "12345678"]), Shown(3, 4, 4)).tolist()
    ['138****8000', '+86 138-****-8000', '010-****5678', '****5678']
    """
    flat, starts, ends = flat_points(texts)
    places, owner = places_of(starts, ends)
    begins = starts + _country_code(flat, places, owner, starts.size)
    return texts_of(_cover(flat, begins, ends, shown), texts)


def mask_card(texts: Texts, shown: Shown) -> Texts:
    """Cover a card number; spaces and hyphens stay (PCI DSS 3.4.1); parameters as in `mask_name`.

    Examples
    --------
    >>> mask_card(np.array(["6222021234567890123", "4111 1111 1111 1111", "62220212"]), Shown(6, 4, 3)).tolist()
    ['622202*********0123', '4111 11** **** 1111', '****0212']
    """
    return _mask_whole(texts, shown)


def mask_email(texts: Texts, shown: Shown) -> Texts:
    """Cover the part of an e-mail address before the @; its domain stays; parameters as in `mask_name`.

    Examples
    --------
    >>> mask_email(np.array(["zhangsan@example.com", "z@example.com", "no address"]), Shown(1, 0, 1)).tolist()
    ['z*******@example.com', '*@example.com', 'n* *******']
    """
    flat, starts, ends = flat_points(texts)
    return texts_of(_cover(flat, starts, _before_at(flat, starts, ends), shown), texts)


def mask_address(texts: Texts, shown: Shown) -> Texts:
    """Cover an address but for its first characters; letters of the Latin alphabet and digits are always covered.

    A Chinese address begins with its province, a Latin one with its house number. Parameters as in `mask_name`.

    Examples
    --------
    >>> mask_address(np.array(["北京市朝阳区建国路88号", "12 High Street, Leeds"]), Shown(6, 0, 1)).tolist()
    ['北京市朝阳区******', '** **** ******, *****']
    """
    flat, starts, ends = flat_points(texts)
    return texts_of(_cover(flat, starts, ends, shown, latin_stays=False), texts)


def mask(texts: Texts, kind: str, shown: Mapping[str, Shown]) -> Texts:
    """Mask texts of one kind, or whatever can be found in free text.

    Parameters
    ----------
    texts : array of str
        Any shape.
    kind : str
        One of `KINDS`. ``auto`` covers ids, phones, cards and e-mails inside free text and leaves the rest, names included.
    shown : mapping of str to Shown
        What stays readable of each kind, a policy value.

    Raises
    ------
    ValueError
        If the kind is not known or has no entry in `shown`, or a value is neither text nor missing.

    Examples
    --------
    >>> shown = {"id": Shown(1, 1, 4), "phone": Shown(3, 4, 4), "card": Shown(6, 4, 3), "email": Shown(1, 0, 1)}
    >>> mask(np.array(["他说改打13912345678，卡号6222 0212 3456 7890"]), "auto", shown).tolist()
    ['他说改打139****5678，卡号6222 02** **** 7890']
    """
    if kind == "auto":
        return _mask_found(texts, shown)
    if kind not in _MASKS or kind not in shown:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}; it is {kind!r} (CN-MASK)")
    return _MASKS[kind](texts, shown[kind])


_MASKS = {
    "name": mask_name,
    "id": mask_id_number,
    "phone": mask_phone,
    "card": mask_card,
    "email": mask_email,
    "address": mask_address,
}


def _mask_whole(texts: Texts, shown: Shown) -> Texts:
    flat, starts, ends = flat_points(texts)
    return texts_of(_cover(flat, starts, ends, shown), texts)


def holds_personal(text: str) -> bool:
    """Tell whether `mask` would cover anything in a free text: the one judgement of what a person's number or e-mail is.

    >>> holds_personal("改打 186.1234.5678"), holds_personal("2026-08-01 还款 1,500.00")
    (True, False)
    """
    seen = points_of(text)
    return _FINDER.search(one_string(plain_digits(seen[~np.isin(seen, _UNSEEN)]))) is not None


def repeatable(text: str) -> str:
    """Give a text as a message may repeat it: as it is, or dots if anything in it is a person's.

    >>> repeatable("job lost"), repeatable("13800138000")
    ('job lost', '…')
    """
    return "…" if holds_personal(text) else text


def _mask_found(texts: Texts, shown: Mapping[str, Shown]) -> Texts:
    missing = sorted((_FOUND.keys() - {"home"}) - shown.keys())
    if missing:
        raise ValueError(f"shown must say what stays readable of {', '.join(missing)}; it does not (CN-MASK)")
    flat, _, _ = flat_points(texts)
    # What nobody sees, such as a zero-width space, parts no number from itself.
    seen = np.flatnonzero(~np.isin(flat, _UNSEEN))
    plain = one_string(plain_digits(flat[seen]))
    found = [(str(match.lastgroup), *match.span()) for match in _FINDER.finditer(plain)]
    kinds = np.array(["phone" if kind == "home" else kind for kind, _, _ in found], dtype=np.str_)
    spans = np.array([span for _, *span in found], dtype=np.int64).reshape(-1, 2)
    for kind in ("email", "phone", "id", "card"):
        chosen = spans[kinds == kind]
        starts, ends = seen[chosen[:, 0]], seen[chosen[:, 1] - 1] + 1
        if kind == "phone":
            places, owner = places_of(starts, ends)
            starts = starts + _country_code(flat, places, owner, starts.size)
        if kind == "email":
            ends = _before_at(flat, starts, ends)
        flat = _cover(flat, starts, ends, shown[kind])
    return texts_of(flat, texts)


def _cover(flat: Points, starts: Places, ends: Places, shown: Shown, *, latin_stays: bool = True) -> Points:
    """Cover what may not be shown of each stretch; separators stay, and so does what is masked already."""
    if min(shown) < 0:
        raise ValueError(f"characters shown and hidden must not be negative; they are {tuple(shown)} (CN-MASK)")
    places, owner = places_of(starts, ends)
    points = flat[places]
    counts = ~np.isin(points, _SEPARATORS) & ~np.isin(points, _UNSEEN)
    total = np.bincount(owner[counts], minlength=starts.size)
    rank = np.cumsum(counts) - (np.cumsum(total) - total)[owner]
    first = np.where(total >= shown.first + shown.last + shown.hidden, shown.first, 0)
    last = np.where(total >= shown.last + shown.hidden, shown.last, 0)
    hidden_before = np.bincount(owner[np.isin(points, _COVERS)], minlength=starts.size)
    stays = (hidden_before > 0) & (total - hidden_before <= shown.first + shown.last)
    covered = counts & (rank > first[owner]) & (rank <= (total - last)[owner]) & ~stays[owner]
    if not latin_stays:
        covered |= counts & (narrow(points) < _ASCII_END)
    out = flat.copy()
    out[places[covered]] = _COVER
    return out


def _country_code(flat: Points, places: Places, owner: Places, stretches: int) -> Places:
    """Give how many characters at the head of each stretch are the country code 86 and what surrounds it."""
    points = plain_digits(flat[places])
    digits = (points >= ord("0")) & (points <= ord("9"))
    total = np.bincount(owner[digits], minlength=stretches)
    rank = np.cumsum(digits) - (np.cumsum(total) - total)[owner]
    length = np.zeros(stretches, dtype=np.int64)
    for digits_in_all, head in _CHINA:
        wanted = points_of(head)
        in_head = digits & (rank <= len(head))
        fits = in_head & (points == wanted[np.minimum(rank, len(head)) - 1])
        is_coded = (np.bincount(owner[fits], minlength=stretches) == len(head)) & (total == digits_in_all)
        before = np.bincount(owner[rank < len(head)], minlength=stretches)
        length = np.where(is_coded, before, length)
    return length


def _before_at(flat: Points, starts: Places, ends: Places) -> Places:
    """Give where the part before the first @ ends, or the end where there is none."""
    places, owner = places_of(starts, ends)
    at = np.isin(flat[places], _AT)
    until = ends.copy()
    np.minimum.at(until, owner[at], places[at])
    return until
