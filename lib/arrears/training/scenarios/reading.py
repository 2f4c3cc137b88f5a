"""Read scenario files, and refuse what could not be played: in file, key and remedy."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from arrears.errors import ArrearsError
from arrears.notations import NotationError, read_toml
from arrears.resources import shipped
from arrears.training.scenarios.records import Scenario
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_NUMBERS = re.compile(r"(?<![\d.])(?:\d[ \-.·]?){10,}\d(?![\d.])|[\w.+-]+@[\w-]+\.\w+", re.ASCII)
"""Numbers as long as a telephone's, an identity's or a card's, and addresses of e-mail."""


class ScenarioError(ArrearsError):
    """A scenario file cannot be used."""


def read_scenario(path: Path) -> Scenario:
    """Read one file and check that it can be played to an end.

    Raises
    ------
    ScenarioError
        If it is no TOML, a key is wrong or missing, a step cannot be reached or never ends, or it holds somebody's number; the
        file, the key and the remedy are named.
    """
    try:
        held = read_toml(path.read_bytes())
    except OSError as error:
        raise ScenarioError(both("training.scenarios.unreadable", file=path.name, reason=error.strerror)) from error
    except NotationError as error:
        raise ScenarioError(both("training.scenarios.no_toml", file=path.name, reason=error.why)) from error
    personal = next(_personal(held), None)
    if personal:
        raise ScenarioError(both("training.scenarios.personal", file=path.name, key=personal))
    try:
        scenario = Scenario.model_validate(held)
    except ValidationError as error:
        raise ScenarioError(_told(path.name, error)) from error
    _refuse_broken_road(path.name, scenario)
    return scenario


def read_scenarios(folder: Path | None = None) -> list[Scenario]:
    """Read all scenarios of a folder, those that travel with the library unless one is named, in the order of their ids.

    Examples
    --------
    >>> scenarios = read_scenarios()
    >>> len(scenarios) >= 1, [each.id for each in scenarios] == sorted(each.id for each in scenarios)
    (True, True)
    """
    if folder is None:
        return list(_shipped())
    return _read_all(folder)


@cache
def _shipped() -> tuple[Scenario, ...]:
    return tuple(_read_all(shipped("templates", "scenarios")))


def _read_all(folder: Path) -> list[Scenario]:
    found = [read_scenario(path) for path in sorted(folder.glob("*.toml"))]
    names = [scenario.id for scenario in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ScenarioError(both("training.scenarios.twice", name=twice[0]))
    return sorted(found, key=lambda scenario: scenario.id)


def _told(file: str, error: ValidationError) -> Any:  # noqa: ANN401  # a Saying
    """Say the first fault of a file: where, and what is wanted."""
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"]) or "-"
    if fault["type"] == "missing":
        return both("training.scenarios.missing", file=file, key=key)
    if fault["type"] == "extra_forbidden":
        return both("training.scenarios.unknown", file=file, key=key)
    return both("training.scenarios.wrong", file=file, key=key, reason=fault["msg"].removeprefix("Value error, "))


def _personal(held: object, key: str = "") -> Iterator[str]:
    """Name the keys of texts that hold a number of somebody's, whoever invented it."""
    if isinstance(held, dict):
        for name, inner in held.items():
            yield from _personal(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(held, list):
        for place, inner in enumerate(held):
            yield from _personal(inner, f"{key}.{place}")
    elif isinstance(held, str) and _NUMBERS.search(held):
        yield key


def _refuse_broken_road(file: str, scenario: Scenario) -> None:
    """Refuse steps that nothing leads to, that lead nowhere, and loops without an end."""
    names = [step.id for step in scenario.steps]
    for place, step in enumerate(scenario.steps):
        if step.id in names[:place]:
            raise ScenarioError(both("training.scenarios.same_step", file=file, step=step.id))
        for option in step.options:
            if option.next and option.next not in names:
                raise ScenarioError(
                    both("training.scenarios.no_step", file=file, step=step.id, option=option.id, next=option.next)
                )
    roads = {step.id: [option.next for option in step.options] for step in scenario.steps}
    reached = _closure(names[:1], roads)
    unreached = [name for name in names if name not in reached]
    if unreached:
        raise ScenarioError(both("training.scenarios.unreachable", file=file, step=unreached[0]))
    backwards = {name: [step for step, after in roads.items() if name in after] for name in ["", *names]}
    ending = _closure([""], backwards)
    endless = [name for name in names if name not in ending]
    if endless:
        raise ScenarioError(both("training.scenarios.endless", file=file, step=endless[0]))


def _closure(begin: Sequence[str], roads: dict[str, list[str]]) -> set[str]:
    found, waiting = set(begin), list(begin)
    while waiting:
        for name in roads.get(waiting.pop(), []):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found
