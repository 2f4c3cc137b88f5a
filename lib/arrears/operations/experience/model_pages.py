"""A page for each model: what it is made of, how well it foretells, whether the world has changed, and what it may not be used for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.experience.calibration import drifts, foretold_and_seen
from arrears.operations.experience.counting import FEATURES, counted
from arrears.policy.records import BestAction, Stages
from arrears.rules.proportion import wilson_interval
from arrears.tables.contacts import CHANNELS
from arrears.units import yuan
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from arrears.operations.experience.calibration import Drift
    from arrears.operations.experience.counting import Past
    from arrears.policy import Policies
    from arrears.words import Lang, Saying

_OPEN = "≥{0}"


@dataclass(frozen=True)
class ModelPage:
    """One model.

    Attributes
    ----------
    key : str
        Of `arrears.operations.experience.counting.FEATURES`.
    title, what, not_for : Saying
        Its name, what it says and how it is made, what it may not be used for.
    reads : tuple of Saying
        The traits that it reads.
    counts : DataFrame
        ``trait, value, of, met, share, low, high``, traits and values in words.
    calibration : DataFrame or None
        As `arrears.operations.experience.calibration.by_tenths`; None where nothing is foretold.
    drift : Drift or None
        None where there is not enough time to compare.
    in_fen : bool
        Whether the counts are amounts.
    """

    key: str
    title: Saying
    what: Saying
    not_for: Saying
    reads: tuple[Saying, ...]
    counts: pd.DataFrame
    calibration: pd.DataFrame | None
    drift: Drift | None
    in_fen: bool


def model_pages(past: Past, policies: Policies, on: date, lang: Lang) -> list[ModelPage]:
    """Give the page of each model.

    Parameters
    ----------
    past : Past
        What was counted.
    policies, on
        Whose stated values apply, and the day.
    lang : {"zh", "en"}
        Language of values in the tables.
    """
    policy = policies.get(BestAction, on)
    table, checks, moved = counted(past, policy), foretold_and_seen(past, policies, on), drifts(past, policy)
    words = _Values(policies, on, lang)
    pages = []
    for key, traits in FEATURES.items():
        mine = table[table["model"] == key]
        pages.append(
            ModelPage(
                key=key,
                title=both(f"operations.experience.models.{key}.title"),
                what=both(f"operations.experience.models.{key}.what"),
                not_for=both(f"operations.experience.models.{key}.not_for"),
                reads=tuple(
                    both(f"operations.experience.traits.{trait}") for trait in traits if trait not in policy.sensitive
                ),
                counts=_told(mine, words, float(policy.deviations), lang),
                calibration=checks.get(key),
                drift=moved.get(key),
                in_fen=key == "money",
            )
        )
    return pages


def _told(mine: pd.DataFrame, words: _Values, deviations: float, lang: Lang) -> pd.DataFrame:
    of, met = (mine[name].to_numpy(dtype=np.int64) for name in ("of", "met"))
    low, high = wilson_interval(met, of, deviations)
    with np.errstate(invalid="ignore"):
        share = np.where(of > 0, met / np.maximum(of, 1), np.nan)
    told = pd.DataFrame(
        {
            "trait": [say(f"operations.experience.traits.{trait}", lang) for trait in mine["trait"]],
            "value": [words(trait, value) for trait, value in zip(mine["trait"], mine["value"], strict=True)],
            "order": [words.order(trait, value) for trait, value in zip(mine["trait"], mine["value"], strict=True)],
            "of": of, "met": met, "share": share, "low": low, "high": high,
        }
    )  # fmt: skip
    return told.sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True)


class _Values:
    """What values of traits are called."""

    def __init__(self, policies: Policies, on: date, lang: Lang) -> None:
        self.policy, self.lang = policies.get(BestAction, on), lang
        stages = policies.get(Stages, on)
        self.stages = dict(zip(stages.keys, stages.labels_zh if lang == "zh" else stages.labels_en, strict=True))
        self.days = say("operations.experience.weekdays", lang).split(",")

    def __call__(self, trait: str, value: str) -> str:
        if trait == "channel":
            return channel_word(value, self.lang)
        if trait in {"hour", "weekday"}:
            channel, _, place = value.partition(":")
            when = (
                self.days[int(place)]
                if trait == "weekday"
                else slot_word(self.policy.hours, self.policy.hours.index(int(place)), self.lang)
            )
            return f"{channel_word(channel, self.lang)} {when}"
        if trait == "stage":
            return self.stages.get(value, value)
        if trait == "amount":
            return self._amounts(int(value))
        if trait == "history":
            return say(f"operations.experience.history.{int(value)}", self.lang)
        bands = next((one for one in self.policy.kept_bands if one.trait == trait), None)
        return value if bands is None else _band(bands.begins, int(value))

    def order(self, trait: str, value: str) -> tuple[str, str, int, str]:
        """Give by what rows are sorted: trait by trait, numbers as numbers."""
        channel, _, place = value.rpartition(":")
        return trait, channel, int(place) if place.lstrip("-").isdigit() else 0, value

    def _amounts(self, begin: int) -> str:
        begins = self.policy.amount_begins_fen
        place = begins.index(begin)
        first = f"{yuan(begin):,.0f}"
        return _OPEN.format(first) if place == len(begins) - 1 else f"{first}–{yuan(begins[place + 1]):,.0f}"


def channel_word(channel: str, lang: Lang) -> str:
    """Give a channel's word."""
    return CHANNELS[channel][0 if lang == "zh" else 1]


def slot_word(hours: Sequence[int], place: int, lang: Lang) -> str:
    """Give the words of a slot of the day.

    >>> slot_word((8, 10, 12), 1, "zh"), slot_word((8, 10, 12), 1, "en")
    ('10–12时', '10:00–12:00')
    """
    return say("operations.experience.slot", lang, first=hours[place], last=hours[place + 1])


def _band(begins: Sequence[Fraction], code: int) -> str:
    first = f"{float(begins[code]):g}"
    return _OPEN.format(first) if code == len(begins) - 1 else f"{first}–{float(begins[code + 1]):g}"
