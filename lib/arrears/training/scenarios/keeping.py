"""Plays that were interrupted, kept in the person's own folder of states: decisions alone, and nobody's data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from arrears.errors import ArrearsError
from arrears.files import in_one_step
from arrears.notations import NotationError, read_json
from arrears.rules.masking import holds_personal
from arrears.store.log.memory import state_folder
from arrears.training.scenarios.playing import Play
from arrears.words import both

if TYPE_CHECKING:
    from pathlib import Path

    from arrears.training.scenarios.records import Scenario


def plays_folder() -> Path:
    """Give the folder in which this person's plays are kept; it need not be there yet."""
    return state_folder() / "training"


def keep(play: Play, folder: Path | None = None) -> None:
    """Keep a play as it stands, in one step, over what was kept of the same scenario.

    Raises
    ------
    ArrearsError
        If the folder cannot be written.
    """
    path = _path(play.scenario, folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with in_one_step(path) as part:
            part.write_text(json.dumps(play.saved(), ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise ArrearsError(both("training.keeping.cannot", reason=error.strerror or type(error).__name__)) from error


def forget(scenario: Scenario, folder: Path | None = None) -> None:
    """Forget what was kept of a scenario."""
    _path(scenario, folder).unlink(missing_ok=True)


def kept(scenario: Scenario, folder: Path | None = None) -> Play | None:
    """Take up the play that was kept of a scenario; None where there is none.

    Raises
    ------
    ArrearsError
        If it cannot be read, or the scenario has changed since.
    """
    path = _path(scenario, folder)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ArrearsError(both("training.keeping.unreadable", title=scenario.title.zh)) from error
    return resumed(scenario, _loaded(text), path.name)


def resumed(scenario: Scenario, saved: Any, file: str) -> Play:  # noqa: ANN401  # what a file held
    """Take up a play that a file held.

    Raises
    ------
    ArrearsError
        If it is no play of the scenario, or the scenario has changed since.
    """
    try:
        return Play.resumed(scenario, saved)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArrearsError(both("training.keeping.changed", file=file)) from error


def refuse_personal(text: str) -> None:
    """Refuse a text that holds somebody's number: it would be kept.

    Raises
    ------
    ArrearsError
        If it does.
    """
    if holds_personal(text):
        raise ArrearsError(both("training.keeping.personal"))


def _loaded(text: str) -> Any:  # noqa: ANN401  # what a file held
    try:
        return read_json(text)
    except NotationError:
        return None


def _path(scenario: Scenario, folder: Path | None) -> Path:
    return (folder or plays_folder()) / f"{scenario.id}.json"
