"""Hand a play in: a small file that a trainer collects, judged anew when it is marked."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError
from arrears.training.scenarios.keeping import refuse_personal
from arrears.words import both

if TYPE_CHECKING:
    from arrears.training.scenarios.playing import Play

KIND = "arrears-play"
_LONGEST_NAME = 40


def checked_name(who: str) -> str:
    """Give a trainee's name or seat number as it stands in files and tables.

    Raises
    ------
    ArrearsError
        If it is empty, too long, or holds somebody's number.

    Examples
    --------
    >>> checked_name("  座位  7 ")
    '座位 7'
    """
    name = " ".join(who.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ArrearsError(both("training.handing_in.who", most=_LONGEST_NAME))
    refuse_personal(name)
    return name


def handed_in(play: Play, who: str) -> tuple[str, bytes]:
    """Give a play as a file: its name and its content.

    Parameters
    ----------
    play : Play
        With one decision or more.
    who : str
        The trainee's name or seat number, as the trainer knows it.

    Raises
    ------
    ArrearsError
        If nobody is named or nothing was decided.
    """
    name = checked_name(who)
    if not play.taken:
        raise ArrearsError(both("training.handing_in.nothing"))
    about = both("training.handing_in.invented")
    held = {"kind": KIND, "about": f"{about.zh} {about.en}", "who": name, **play.saved()}
    content = json.dumps(held, ensure_ascii=False, indent=1).encode()
    return f"{safe(name)}-{play.scenario.id}.json", content


def safe(name: str) -> str:
    """Make a name fit for a file.

    >>> safe("座位 7/甲")
    '座位_7_甲'
    """
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "_"
