"""What an earlier run left in the folder: kept aside, so that no note and no correction is ever written over."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.words import both
from arrears.workbooks.sheets.saving import AUTHOR, made_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

EARLIER, COLLECTORS = "earlier", "collectors"
_OURS = re.compile(r"((follow-ups|rejected(-\d+)?)( \(\d+\))?\.xlsx|summary( \(\d+\))?\.html)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aside:
    """A file of an earlier run.

    Attributes
    ----------
    file : Path
        Where it was.
    copy : Path
        Where it is now.
    stays : bool
        Whether it could not be taken away from its old place, because another program has it open.
    """

    file: Path
    copy: Path
    stays: bool = False


def refuse_targets(inputs: Iterable[Path], out: Path) -> None:
    """Refuse inputs that a run would write over.

    Raises
    ------
    ArrearsError
        If an input is one of the files that a run writes to the folder, by whatever path.
    """
    folder = out.resolve()
    for file in inputs:
        place = file.resolve()
        if _is_target(place, folder):
            raise ArrearsError(
                both(
                    "workbooks.sheets.earlier.folder_run_writes_which_would",
                    file=file,
                    value=out.parent / "corrected.xlsx",
                ),
            )


def _is_target(place: Path, folder: Path) -> bool:
    # Windows and macOS do not tell upper from lower case in names.
    if not str(place).casefold().startswith(str(folder).casefold()):
        return False
    inside = place.parts[len(folder.parts) :]
    in_collectors = len(inside) > 1 and inside[0].casefold() == COLLECTORS
    return in_collectors or (len(inside) == 1 and _OURS.fullmatch(inside[0]) is not None)


def tidy(kept: dict[Path, Path], written: Sequence[Path]) -> tuple[Aside, ...]:
    """After a run: drop copies of what has not changed, and take away lists that the run did not write again."""
    asides = []
    for file, copy in kept.items():
        if file not in written:
            asides.append(Aside(file, copy, stays=not _taken_away(file)))
        elif file.read_bytes() == copy.read_bytes():
            copy.unlink()
            _drop_empty(copy.parent)
        else:
            asides.append(Aside(file, copy))
    return tuple(asides)


@contextmanager
def all_or_none(out: Path) -> Iterator[dict[Path, Path]]:
    """Copy what earlier runs wrote to ``earlier/<day of its last change>/``, and leave the folder as it was if the run ends early.

    Yields
    ------
    mapping of Path to Path
        Each file's copy.

    Raises
    ------
    ArrearsError
        If a file cannot be copied; nothing has been changed then. A full disk or a person's Ctrl-C leaves no half.
    """
    was_there = out.exists()
    before = _targets(out)
    kept: dict[Path, Path] = {}
    try:
        for file in _workbooks(out):
            kept[file] = _copied(file, out)
        yield kept
    except BaseException:
        # Taking the copies back needs no room. A copy that is gone was of a file that did not change.
        for file, copy in kept.items():
            if copy.exists():
                copy.replace(file)
        for folder in (*sorted((out / EARLIER).rglob("*"), reverse=True), out / EARLIER):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        for file in _targets(out) - before:
            file.unlink()
        for folder in (out / COLLECTORS, *([] if was_there else [out])):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _targets(out: Path) -> set[Path]:
    top = {file for file in out.glob("*") if _OURS.fullmatch(file.name)}
    return top | set((out / COLLECTORS).glob("*.xlsx"))


def prune(out: Path, keep_days: int, today: date) -> tuple[Path, ...]:
    """Delete old copies of what earlier runs wrote: people's data are not kept for longer than they may be needed.

    Parameters
    ----------
    out : Path
        The folder of a run.
    keep_days : int
        How many days a copy is kept after its file was changed last (HOUSE-EARLIER).
    today : date
        From which days are counted.

    Returns
    -------
    tuple of Path
        What was deleted. The newest day's copies always stay, and so does every file that is not a workbook of ours or that
        cannot be deleted because it is open.
    """
    days = {day: folder for folder in (out / EARLIER).glob("*-*-*") if (day := _day_of(folder)) is not None}
    old = [days[day] for day in sorted(days)[:-1] if day < today - timedelta(days=keep_days)]
    gone = []
    for folder in old:
        for file in sorted(folder.rglob("*.xlsx")):
            if made_by(file) == AUTHOR and _taken_away(file):
                gone.append(file)
                _drop_empty(file.parent)
    return tuple(gone)


def _day_of(folder: Path) -> date | None:
    """Give the day of a folder of copies; None for a folder of somebody's own."""
    try:
        return date.fromisoformat(folder.name) if folder.is_dir() and not folder.is_symlink() else None
    except ValueError:
        return None


def _workbooks(out: Path) -> list[Path]:
    """Give our own workbooks; the page is left out, because nobody writes into it."""
    top = [file for file in out.glob("*.xlsx") if _OURS.fullmatch(file.name)]
    lists = [file for file in (out / COLLECTORS).glob("*.xlsx") if made_by(file) == AUTHOR]
    return sorted(top + lists)


def _copied(file: Path, out: Path) -> Path:
    day = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).astimezone().date().isoformat()
    folder = out / EARLIER / day / file.parent.relative_to(out)
    copy, number = folder / file.name, 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
        while copy.exists() and copy.read_bytes() != file.read_bytes():
            number += 1
            copy = folder / f"{file.stem} ({number}){file.suffix}"
        shutil.copy2(file, copy)
    except OSError as error:
        why = error.strerror or type(error).__name__
        if folder.is_dir():
            copy.unlink(missing_ok=True)
            _drop_empty(folder)
        raise ArrearsError(
            both("workbooks.sheets.earlier.cannot_kept_nothing_written_move", file=file, folder=folder, why=why),
        ) from error
    return copy


def _taken_away(file: Path) -> bool:
    try:
        file.unlink()
    except PermissionError:
        return False  # open in another program on Windows; its copy is safe, and the caller says so
    return True


def _drop_empty(folder: Path) -> None:
    while folder.name != EARLIER and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
    if not any(folder.iterdir()):
        folder.rmdir()
