"""A strategy as a file: by which channels and at which hours people are contacted; refused where it names what is unlawful or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from arrears.errors import ArrearsError
from arrears.notations import NotationError, read_toml
from arrears.operations.experience.actions import lawful
from arrears.operations.experience.rates import in_force
from arrears.policy.records import BestAction
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path
    from typing import Any

    from arrears.policy import Policies
    from arrears.units import Flags
    from arrears.words import Saying

KEYS = ("title", "channels", "hours")


class Strategy(NamedTuple):
    """What is tried: a title, the channels that may be proposed, and the hours at which their slots begin."""

    title: str
    channels: tuple[str, ...]
    hours: tuple[int, ...]

    @property
    def told(self) -> dict[str, Any]:
        """As an event holds it."""
        return {"title": self.title, "channels": list(self.channels), "hours": list(self.hours)}


class Tried(NamedTuple):
    """Which cases of a list are contacted by a strategy that is tried, and the channels and slots that it names."""

    rows: Flags
    allowed: Flags


def read_strategy(path: Path, policies: Policies, on: date) -> Strategy:
    """Read a strategy's file and refuse what may not be.

    Raises
    ------
    ArrearsError
        If it cannot be read, has an unknown key, or names a channel or an hour that there is not or that the rules of contact forbid.

    Examples
    --------
    A file of three lines::

        title = "evenings"
        channels = ["call", "sms"]
        hours = [18, 20]
    """
    try:
        held = read_toml(path.read_bytes())
    except OSError as error:
        raise ArrearsError(
            both("operations.experience.strategy.unreadable", file=path.name, reason=error.strerror)
        ) from error
    except NotationError as error:
        raise ArrearsError(both("operations.experience.strategy.no_toml", file=path.name, reason=error.why)) from error
    made = of_told(held, policies, on, path.name)
    if found := faults(made, policies, on):
        raise ArrearsError(both("operations.experience.strategy.refused", file=path.name, why=found[0]))
    return made


def of_told(told: Mapping[str, Any], policies: Policies, on: date, where: str) -> Strategy:
    """Give a strategy of what a file or an event says.

    Raises
    ------
    ArrearsError
        If a key is missing or unknown, or a channel, hour or title is none.
    """
    policy = policies.get(BestAction, on)
    for key in (*told, *KEYS):
        if key not in KEYS or key not in told:
            raise ArrearsError(both("operations.experience.strategy.keys", file=where, key=key, known=", ".join(KEYS)))
    known: dict[str, list[object]] = {
        "channels": [way.channel for way in policy.ways],
        "hours": list(policy.hours[:-1]),
    }
    for key, values in known.items():
        own = told[key]
        odd = [one for one in own if one not in values] if isinstance(own, list | tuple) and own else [own]
        if odd:
            text = ", ".join(map(str, values))
            raise ArrearsError(
                both("operations.experience.strategy.unknown", file=where, key=key, value=odd[0], known=text)
            )
    title = told["title"]
    if not isinstance(title, str) or not title.strip():
        raise ArrearsError(
            both("operations.experience.strategy.unknown", file=where, key="title", value=title, known="…")
        )
    return Strategy(title.strip(), tuple(told["channels"]), tuple(told["hours"]))


def allowed_by(strategy: Strategy, policies: Policies, on: date) -> Flags:
    """Tell which channels and slots a strategy names, of shape (channels, slots)."""
    policy = policies.get(BestAction, on)
    channels = np.isin([way.channel for way in policy.ways], strategy.channels)
    slots = np.isin(policy.hours[:-1], strategy.hours)
    named: Flags = channels[:, np.newaxis] & slots
    return named


def faults(strategy: Strategy, policies: Policies, on: date) -> list[Saying]:
    """Say what of a strategy the rules of contact forbid on a day; empty where it may be used."""
    free = lawful(in_force(policies, on), policies, on)
    policy, forbidden = policies.get(BestAction, on), allowed_by(strategy, policies, on) & ~free
    channels, slots = np.nonzero(forbidden)
    return [
        both(
            "operations.experience.strategy.unlawful",
            channel=policy.ways[channel].channel,
            first=policy.hours[slot],
            last=policy.hours[slot + 1],
        )
        for channel, slot in zip(channels.tolist(), slots.tolist(), strict=True)
    ]
