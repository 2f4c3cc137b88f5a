"""A file whole or not at all, and several files all or none: what is broken off leaves the folder as it was."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Written:
    """What a set has written so far: each file with the place where the one that it replaced is kept, and folders that it made."""

    def __init__(self) -> None:
        self.files: list[tuple[Path, Path | None]] = []
        self.folders: list[Path] = []

    def take_back(self) -> None:
        for path, kept in reversed(self.files):
            with suppress(OSError):
                if kept is None:
                    path.unlink(missing_ok=True)
                elif kept.exists():
                    os.replace(kept, path)  # noqa: PTH105  # one step on every system: a reader sees the old or the new
        for folder in reversed(self.folders):
            with suppress(OSError):
                folder.rmdir()

    def settle(self) -> None:
        for _, kept in self.files:
            if kept is not None:
                with suppress(OSError):
                    kept.unlink()


_SET: ContextVar[_Written | None] = ContextVar("set", default=None)


@contextmanager
def in_one_step(path: Path) -> Iterator[Path]:
    """Give a place beside a file to write to; what is written there takes the file's place at the end, in one step.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be.

    Yields
    ------
    Path
        A name that is not taken. Whatever ends the block early, a person's Ctrl-C too, nothing stays there and the old file is whole.

    Raises
    ------
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with in_one_step(Path(folder, "note.txt")) as part:
    ...         _ = part.write_text("whole")
    ...     [file.name for file in Path(folder).iterdir()]
    ['note.txt']
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    make_folder(path.parent)
    try:
        yield part
        put(part, path)
    finally:
        # It is gone when all went well.
        with suppress(OSError):
            part.unlink(missing_ok=True)


def put(part: Path, path: Path) -> None:
    """Move a file that was written beside its place there; inside `all_or_none` the one that it replaces is kept until all is well.

    Raises
    ------
    OSError
        If it cannot be moved.
    """
    written = _SET.get()
    if written is not None:
        kept = path.with_name(f".{path.name}.{secrets.token_hex(4)}.before") if path.exists() else None
        written.files.append((path, kept))
        if kept is not None:
            os.replace(path, kept)  # noqa: PTH105  # same
    os.replace(part, path)  # noqa: PTH105  # same


def make_folder(folder: Path) -> None:
    """Make a folder and those above it where they are not there; inside `all_or_none` they go again if nothing came of it.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    written = _SET.get()
    if written is not None:
        written.folders += reversed([one for one in (folder, *folder.parents) if not one.exists()])
    folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def all_or_none() -> Iterator[None]:
    """Take back every file that `in_one_step` and `put` wrote in the block, and bring back what they replaced, if it ends early.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
    ...     with all_or_none():
    ...         with in_one_step(Path(folder, "first.txt")) as part:
    ...             _ = part.write_text("whole")
    ...         raise KeyboardInterrupt
    >>> Path(folder, "first.txt").exists()
    False
    """
    if _SET.get() is not None:
        yield
        return
    written = _Written()
    token = _SET.set(written)
    try:
        yield
    except BaseException:
        written.take_back()
        raise
    else:
        written.settle()
    finally:
        _SET.reset(token)
