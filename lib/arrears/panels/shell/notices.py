"""What a panel tells people: in words, in both languages, with nobody's data in it."""

from __future__ import annotations

import logging
import traceback
import uuid
from dataclasses import dataclass
from typing import Literal

from arrears.errors import ArrearsError
from arrears.words import both

LOG = logging.getLogger("arrears.panels")

Level = Literal["info", "done", "warning", "error"]


@dataclass(frozen=True)
class Notice:
    """One sentence for the message area.

    Examples
    --------
    >>> Notice("done", "已提交", "committed").text("zh")
    '已提交'
    """

    level: Level
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """Give it in a language."""
        return self.en if lang == "en" else self.zh


def explain(error: BaseException) -> Notice:
    """Say what went wrong, for the person at the screen.

    An `ArrearsError` says itself what to do. Anything else is a fault of ours: the page shows a reference, the log where it
    happened. The error's own text goes to neither, because it may quote a customer's data.

    Examples
    --------
    >>> explain(ArrearsError("no cases; add some", "没有案件；请添加")).zh
    '没有案件；请添加'
    """
    if isinstance(error, ArrearsError):
        return Notice("error", error.zh or error.message, error.message)
    reference = uuid.uuid4().hex[:8]
    where = "; ".join(
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    )
    LOG.error("reference %s: %s at %s", reference, type(error).__name__, where)
    return Notice(
        "error",
        *both("panels.shell.notices.did_not_work_nothing_changed", reference=reference),
    )
