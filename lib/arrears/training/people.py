"""Invented card holders: who they are, where they live, and what they earn and spend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.training.draws import draw, draw_words
from arrears.training.identifiers import id_numbers, phones
from arrears.training.names import names
from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arrears.training.draws import Words
    from arrears.units import Dates, Fen, Flags

_REGIONS = (
    (110100, "北京", 6),
    (120100, "天津", 3),
    (130100, "河北石家庄", 5),
    (140100, "山西太原", 3),
    (150100, "内蒙古呼和浩特", 2),
    (210100, "辽宁沈阳", 4),
    (220100, "吉林长春", 2),
    (230100, "黑龙江哈尔滨", 3),
    (310100, "上海", 7),
    (320100, "江苏南京", 6),
    (320500, "江苏苏州", 4),
    (330100, "浙江杭州", 6),
    (330200, "浙江宁波", 3),
    (340100, "安徽合肥", 4),
    (350100, "福建福州", 4),
    (360100, "江西南昌", 3),
    (370100, "山东济南", 6),
    (410100, "河南郑州", 6),
    (420100, "湖北武汉", 5),
    (430100, "湖南长沙", 5),
    (440100, "广东广州", 7),
    (440300, "广东深圳", 6),
    (450100, "广西南宁", 3),
    (510100, "四川成都", 6),
    (520100, "贵州贵阳", 2),
    (530100, "云南昆明", 3),
    (610100, "陕西西安", 4),
    (620100, "甘肃兰州", 2),
    (650100, "新疆乌鲁木齐", 2),
)
"""Division code of the whole city, name, weight."""

_OCCUPATIONS = (
    ("企业职员", 20, 8_500, 0.35),
    ("工厂工人", 12, 6_500, 0.25),
    ("个体经营", 12, 9_500, 0.60),
    ("销售", 9, 7_800, 0.50),
    ("外卖骑手", 6, 7_000, 0.30),
    ("网约车司机", 5, 7_200, 0.30),
    ("建筑工人", 6, 6_800, 0.30),
    ("餐饮服务", 6, 5_200, 0.25),
    ("教师", 4, 8_200, 0.25),
    ("护士", 3, 8_000, 0.25),
    ("程序员", 4, 17_000, 0.35),
    ("自由职业", 6, 6_500, 0.55),
    ("务农", 3, 3_600, 0.35),
    ("待业", 4, 1_400, 0.50),
)
"""Name, weight, median monthly income in yuan, spread of its logarithm."""
_RETIRED = ("退休", 4_300, 0.30)
_RETIRES_AT = 60

_ASSETS = {
    "": 30,
    "租房居住，无车": 18,
    "无房无车": 10,
    "自有住房（按揭中）": 16,
    "自有住房": 8,
    "有车（车贷中）": 8,
    "有车": 6,
    "有少量存款": 4,
}
_STREETS = ("示例路", "样本街", "演示大道", "虚构巷", "练习西路", "假设南街")
_MAIL_HOSTS = ("example.com", "example.net", "example.org")
"""Set aside for examples by RFC 2606: mail to them reaches nobody."""

_AGES = (22, 72)
_DAYS_IN_YEAR = 365.25
_INCOME_STEP = 100 * FEN_IN_YUAN
_COSTS_STEP = 50 * FEN_IN_YUAN
_LEAST_COSTS = 1_500 * FEN_IN_YUAN
_INCOME_UNKNOWN = 0.06
_COSTS_UNKNOWN = 0.04
UNKNOWN = -1
"""Stands for an amount that the bank was never told."""


@dataclass(frozen=True, slots=True)
class People:
    """Card holders: arrays of shape (n,) by the case list's keys.

    Attributes
    ----------
    words : dict
        Texts; empty where the bank does not know.
    amounts : dict
        Fen, or `UNKNOWN`.
    """

    words: dict[str, Words]
    amounts: dict[str, Fen]


def invent_people(rng: np.random.Generator, size: int, as_of: np.datetime64) -> People:
    """Invent card holders.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    size : int
        How many.
    as_of : datetime64[D]
        The day on which they have their age.

    Examples
    --------
    >>> people = invent_people(np.random.default_rng(1), 3, np.datetime64("2026-11-23"))
    >>> people.words["phone"].tolist(), people.words["customer_id"].tolist()
    (['13400000000', '13500007919', '13600005838'], ['KH000001', 'KH000002', 'KH000003'])
    """
    female: Flags = rng.random(size) < 0.44  # noqa: PLR2004  # more men than women fall behind
    youngest, oldest = _AGES
    # The mean of two draws: most are in the middle of their lives.
    age = youngest + (oldest - youngest) * (rng.random(size) + rng.random(size)) / 2
    born: Dates = as_of - (age * _DAYS_IN_YEAR).astype("timedelta64[D]")
    name, latin = names(rng, female)
    place = draw(rng, [weight for _, _, weight in _REGIONS], size)
    division = np.array([code for code, _, _ in _REGIONS])[place]
    region = np.array([city for _, city, _ in _REGIONS])[place]
    occupation, income, costs = _livelihoods(rng, age)
    number = np.strings.zfill(np.arange(1, size + 1).astype(str), 6)
    words = {
        "customer_id": np.strings.add("KH", number),
        "customer_name": name,
        "id_number": np.where(latin, "", id_numbers(division, born, female)),
        "phone": phones(size),
        "email": _emails(rng, number),
        "address": _addresses(rng, region),
        "region": region,
        "occupation": occupation,
        "assets_note": draw_words(rng, tuple(_ASSETS), size, tuple(_ASSETS.values())),
    }
    return People(words, {"monthly_income": income, "living_costs": costs})


def _livelihoods(rng: np.random.Generator, age: NDArray[np.float64]) -> tuple[Words, Fen, Fen]:
    """Draw occupations with the incomes that go with them, and living costs that the incomes mostly bear."""
    kind = draw(rng, [weight for _, weight, _, _ in _OCCUPATIONS], age.size)
    kinds = (*((name, median, spread) for name, _, median, spread in _OCCUPATIONS), _RETIRED)
    kind = np.where(age >= _RETIRES_AT, len(_OCCUPATIONS), kind)
    median = np.array([median for _, median, _ in kinds], dtype=np.float64)[kind]
    spread = np.array([spread for _, _, spread in kinds])[kind]
    earned = median * np.exp(spread * rng.standard_normal(age.size)) * FEN_IN_YUAN
    income = _stepped(earned, _INCOME_STEP)
    share = 0.45 + 0.5 * rng.random(age.size)
    costs = np.maximum(_LEAST_COSTS, _stepped(income * share, _COSTS_STEP))
    silent = rng.random(age.size)
    income_known = silent >= _INCOME_UNKNOWN
    costs_known = silent >= _INCOME_UNKNOWN + _COSTS_UNKNOWN
    occupations = np.array([name for name, _, _ in kinds])[kind]
    return occupations, np.where(income_known, income, UNKNOWN), np.where(costs_known, costs, UNKNOWN)


def _stepped(amount: NDArray[np.float64], step: int) -> Fen:
    """People tell round figures."""
    rounded: Fen = np.rint(amount / step).astype(np.int64) * step
    return rounded


def _emails(rng: np.random.Generator, number: Words) -> Words:
    mail = np.strings.add(
        np.strings.add("holder", number), np.strings.add("@", draw_words(rng, _MAIL_HOSTS, number.size))
    )
    return np.where(rng.random(number.size) < 0.7, mail, "")  # noqa: PLR2004  # the others gave no address


def _addresses(rng: np.random.Generator, region: Words) -> Words:
    """Streets that are called what they are: examples."""
    size = region.size
    address = np.strings.add(region, np.strings.add("市", draw_words(rng, _STREETS, size)))
    for highest, word in ((300, "号"), (30, "栋"), (6, "单元")):
        number = rng.integers(1, highest, size=size).astype(str)
        address = np.strings.add(np.strings.add(address, number), word)
    room = 100 * rng.integers(1, 33, size=size) + rng.integers(1, 5, size=size)
    return np.strings.add(np.strings.add(address, room.astype(str)), "室")
