"""Invented names of the kinds that a Chinese portfolio holds: what software trips over is among them on purpose.

Common surnames, compound surnames, given names of one and of two characters, names with an interpunct (·), and a few in
Latin letters. Surnames and given names are drawn apart; a likeness to a living person is chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from arrears.training.draws import draw_words

if TYPE_CHECKING:
    from arrears.training.draws import Words
    from arrears.units import Flags

_SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石"
)
_SURNAME_WEIGHTS = tuple(max(1.0, 72.0 / (1 + place / 3)) for place in range(len(_SURNAMES)))
"""Roughly as they thin out in the population; only the look matters."""
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "慕容", "端木")
_GIVEN_MALE = tuple("伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭宁龙林阳建志文国东海峰亮毅成")
_GIVEN_FEMALE = tuple("芳娜敏静丽艳娟霞秀兰燕玲桂英婷雪慧莹洁琳萍红梅云倩蕾晶欣怡佳颖琴凤玉春月蓉岚")
_DOTTED_MALE = ("阿迪力", "买买提", "吐尔逊", "艾合买提", "阿卜杜拉", "热合曼", "卡德尔", "巴特尔", "伊力亚斯")
_DOTTED_FEMALE = ("阿依古丽", "古丽娜尔", "帕提古丽", "热依汗", "阿孜古丽", "其其格", "萨仁高娃")
_LATIN_GIVEN_MALE = ("Peter", "John", "Luis", "Ivan", "Minh")
_LATIN_GIVEN_FEMALE = ("Anna", "Maria", "Olga", "Aisha", "Linh")
_LATIN_SURNAMES = ("Sample", "Example", "Muster", "Ejemplo", "Esempio")

_KINDS = {"common": 96.6, "compound": 1.6, "dotted": 1.3, "latin": 0.5}
_ONE_CHARACTER = 0.14


def names(rng: np.random.Generator, female: Flags) -> tuple[Words, Flags]:
    """Draw a name for each person.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    female : bool array of shape (n,)
        Sex, which given names follow.

    Returns
    -------
    names : str array of shape (n,)
    latin : bool array of shape (n,)
        Whose name is in Latin letters; they have no mainland identity card.

    Examples
    --------
    >>> drawn, latin = names(np.random.default_rng(3), np.array([True, False, True]))
    >>> [len(name) for name in drawn], latin.any()
    ([3, 3, 3], np.False_)
    """
    size = female.size
    kind = draw_words(rng, tuple(_KINDS), size, tuple(_KINDS.values()))
    common = draw_words(rng, _SURNAMES, size, _SURNAME_WEIGHTS)
    surname = np.where(kind == "compound", draw_words(rng, _COMPOUND, size), common)
    first = _by_sex(rng, female, _GIVEN_FEMALE, _GIVEN_MALE)
    second = _by_sex(rng, female, _GIVEN_FEMALE, _GIVEN_MALE)
    given = np.where(rng.random(size) < _ONE_CHARACTER, first, np.strings.add(first, second))
    dotted = _joined(_by_sex(rng, female, _DOTTED_FEMALE, _DOTTED_MALE), "·", draw_words(rng, _DOTTED_MALE, size))
    latin = _joined(
        _by_sex(rng, female, _LATIN_GIVEN_FEMALE, _LATIN_GIVEN_MALE), " ", draw_words(rng, _LATIN_SURNAMES, size)
    )
    drawn = np.select([kind == "dotted", kind == "latin"], [dotted, latin], np.strings.add(surname, given))
    return drawn, kind == "latin"


def roster(rng: np.random.Generator, size: int) -> Words:
    """Draw the names of a team, no two alike.

    Raises
    ------
    ValueError
        If nobody is in the team.

    Examples
    --------
    >>> len(set(roster(np.random.default_rng(1), 12).tolist()))
    12
    """
    if size < 1:
        raise ValueError(f"a team needs at least one collector; {size} were asked for")
    # Far more are drawn than are needed: some come twice.
    female = rng.integers(0, 2, size=4 * size + 20) == 1
    drawn, latin = names(rng, female)
    different = list(dict.fromkeys(drawn[~latin].tolist()))
    return np.array(different[:size])


def _by_sex(rng: np.random.Generator, female: Flags, women: tuple[str, ...], men: tuple[str, ...]) -> Words:
    return np.where(female, draw_words(rng, women, female.size), draw_words(rng, men, female.size))


def _joined(left: Words, between: str, right: Words) -> Words:
    return np.strings.add(np.strings.add(left, between), right)
