"""What the product says to people, in Chinese and English: texts by key, and the one function that says them.

A key names its file and its place there: ``store.locked`` is the table ``[locked]`` of ``store.toml`` beside this module. Each text
stands once in each language, Chinese first, with the same ``{placeholders}``; a test finds keys that are missing or that nothing says.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

_FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
Lang = Literal["zh", "en"]


class Saying(NamedTuple):
    """One text in both languages, its placeholders filled: for what is said before the reader's language is known.

    Attributes
    ----------
    zh, en : str
        The text in Chinese and in English.
    """

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """Give the text in a language, ``zh`` or ``en``.

        >>> Saying("案件", "case").text("en")
        'case'
        """
        return self.en if lang == "en" else self.zh


def as_lang(lang: str) -> Lang:
    """Take a text as the name of a language.

    Raises
    ------
    ValueError
        If it is neither ``zh`` nor ``en``.
    """
    if lang == "zh":
        return "zh"
    if lang == "en":
        return "en"
    raise ValueError(f"lang must be 'zh' or 'en'; it is {lang!r}")


def say(text: str | tuple[str, str], lang: str, /, **values: object) -> str:
    """Say a text in a language.

    Parameters
    ----------
    text : str or (str, str)
        Its key, file and place, such as ``"panels.shell.catalogue.assignment"``; or the text itself in Chinese and in English.
    lang : str
        ``"zh"`` or ``"en"``.
    **values : object
        What stands for the text's placeholders, format specifications such as ``{amount:,}`` included.

    Returns
    -------
    str
        The text with its placeholders filled.

    Raises
    ------
    KeyError
        If there is no such text, or a placeholder without a value.

    Examples
    --------
    >>> say("panels.shell.catalogue.assignment", "zh"), say("panels.shell.catalogue.assignment", "en")
    ('分案', 'Assignment')
    """
    return (both(text, **values) if isinstance(text, str) else Saying(*text)).text(lang)


def both(key: str, /, **values: object) -> Saying:
    """Give a text in both languages, for errors and findings that are shown later; a value that is a `Saying` is filled in language by language.

    Examples
    --------
    >>> both("panels.shell.catalogue.assignment").zh
    '分案'
    """
    room, _, place = key.partition(".")
    texts = catalogue(room)
    if place not in texts:
        raise KeyError(f"nothing is said under the key {key!r}; add it to {room}.toml in Chinese and English")
    saying = texts[place]
    if not values:
        # A text without values is not formatted, so that braces of its own stay.
        return saying
    zh, en = ({name: _in(value, lang) for name, value in values.items()} for lang in LANGUAGES)
    return Saying(saying.zh.format(**zh), saying.en.format(**en))


def _in(value: object, lang: str) -> object:
    return value.text(lang) if isinstance(value, Saying) else value


def template(key: str, /) -> Saying:
    """Give a text in both languages with its placeholders as they stand, to be filled where its values are known.

    Examples
    --------
    >>> template("operations.customers.people.id_number_case_name_another").zh[:12]
    '身份证号与案件{0}相同'
    """
    room, _, place = key.partition(".")
    return catalogue(room)[place]


def texts(key: str, lang: str, /) -> dict[str, Any]:
    """Give all texts of one table in a language, by their names; a text that is a row of headings is a list.

    Raises
    ------
    KeyError
        If there is no such table.

    Examples
    --------
    >>> texts("commands.policy.trust", "en")["H"]
    'house rule'
    """
    room, _, under = key.partition(".")
    start = f"{under}."
    found = {
        name.removeprefix(start): saying.text(lang)
        for name, saying in catalogue(room).items()
        if name.startswith(start)
    }
    if not found:
        raise KeyError(f"there is no table {key!r} of texts; add it to {room}.toml")
    return found


def headings(key: str, lang: str, /) -> list[str]:
    """Give a row of headings in a language.

    >>> headings("commands.policy.heads", "en")[0]
    'policy'
    """
    room, _, place = key.partition(".")
    return list(catalogue(room)[place].text(lang))


@cache
def catalogue(room: str) -> dict[str, Saying]:
    """Read the texts of one file, by their place in it.

    >>> catalogue("panels")["shell.catalogue.assignment"].en
    'Assignment'
    """
    with (_FOLDER / f"{room}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(table: dict[str, Any], under: str) -> list[tuple[str, Saying]]:
    if set(table) == set(LANGUAGES) and all(isinstance(text, str | list) for text in table.values()):
        return [(under, Saying(table["zh"], table["en"]))]
    return [text for name, inner in table.items() for text in _flat(inner, f"{under}.{name}" if under else name)]
