"""What this computer remembers of a store: the last head that it has seen, kept apart from the store and from the file of heads.

Whoever cuts a store's end, swaps it or rolls it back, and deletes, swaps or rolls back the file of heads beside it, is still found out
here. The memory is a small file a store, and one a place where a store lies, in the user's own folder of states; ``ARREARS_STATE`` names another folder. Beside it stands which folders
the person has named: a store that merely lies beside a workbook may have come with it by mail.
"""

from __future__ import annotations

import contextlib
import os
import sys
from hashlib import sha256
from pathlib import Path

from arrears.errors import StoreError
from arrears.files import in_one_step
from arrears.store.log.anchors import Head
from arrears.words import both

VARIABLE = "ARREARS_STATE"
_FOLDERS = "folders"


def state_folder() -> Path:
    """Give the folder in which this person's computer remembers; it need not be there yet."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "arrears"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "arrears"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "arrears"


def remembered(store_id: str) -> Head | None:
    """Give the last head that this computer has seen of a store, or None."""
    try:
        return Head.read(_file(store_id).read_text(encoding="utf-8"))
    except (OSError, StoreError, UnicodeDecodeError):
        return None


def remember(store_id: str, head: Head, *, anew: bool = False) -> None:
    """Remember a head; an older one never replaces a newer, unless it is to be begun anew after a repair.

    A computer that cannot remember, such as one without a home folder, does without: the heads in receipts and reports remain.
    """
    before = remembered(store_id)
    if before is not None and before.count >= head.count and not anew:
        return
    file = _file(store_id)
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with in_one_step(file) as part:
            part.write_text(f"{head}\n", encoding="utf-8")


def placed(heads: Path) -> str:
    """Give the name of the store whose heads this computer has kept in a file; empty if it knows of none."""
    try:
        return _place(heads).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def remember_place(heads: Path, store_id: str, *, anew: bool = False) -> None:
    """Remember which store lies in a place, by its file of heads; the first stays until a store is begun, restored or repaired there."""
    if placed(heads) and not anew:
        return
    file = _place(heads)
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with in_one_step(file) as part:
            part.write_text(f"{store_id}\n", encoding="utf-8")


def trust(folder: Path) -> None:
    """Remember a folder whose ``arrears.db`` this person uses: named once, by a command or by `arrears store trust`.

    Raises
    ------
    StoreError
        If it is no folder, or this computer cannot remember it.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise StoreError(both("store.log.memory.no_folder_check_path", folder=folder))
    if is_trusted(folder):
        return
    file = state_folder() / _FOLDERS
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(f"{folder}\n")
    except OSError as error:
        raise StoreError(
            both("store.log.memory.computer_cannot_remember_folder_set", strerror=error.strerror),
        ) from error


def is_trusted(folder: Path) -> bool:
    """Tell whether a person has named a folder on this computer."""
    try:
        known = (state_folder() / _FOLDERS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return str(folder.resolve()) in known


def _file(store_id: str) -> Path:
    return state_folder() / "heads" / "".join(letter for letter in store_id if letter.isalnum())[:64]


def _place(heads: Path) -> Path:
    return state_folder() / "places" / sha256(str(heads.absolute()).encode()).hexdigest()[:32]
