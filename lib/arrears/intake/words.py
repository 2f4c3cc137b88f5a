"""Words for what is wrong with a whole file or a whole row, and for what is only worth knowing, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.errors import IntakeError
from arrears.tables.faults import FAULT_WORDS, Words, words_by_code
from arrears.words import both, texts

if TYPE_CHECKING:
    from arrears.intake.limits import Limits

FILE_WORDS = {
    code: (en, zh)
    for (code, zh), en in zip(texts("intake.file", "zh").items(), texts("intake.file", "en").values(), strict=True)
}
"""Each code's line in English and Chinese."""
LIMIT_CODES = {"seconds": "TOO_SLOW", "memory": "TOO_MANY_ROWS"}
"""Each limit of the child process, and its code."""
ROW_WORDS: dict[str, dict[str, Words]] = FAULT_WORDS | words_by_code(
    texts("intake.row", "zh"), texts("intake.row", "en")
)
"""Every code of a row error or a warning."""


def limit_error(limit: str, file: str, limits: Limits) -> IntakeError:
    """Give the error for a file that asks for more time or memory than it may have."""
    said = both(f"intake.limit.{limit}", file=file, seconds=limits.seconds, megabytes=limits.memory_bytes >> 20)
    return IntakeError(LIMIT_CODES[limit], said.en, said.zh)


def file_error(code: str, file: str, detail: str = "", detail_zh: str = "") -> IntakeError:
    """Give the error for a file that cannot be used, cells in no file as "the table"; a detail that is words has its Chinese ones too."""
    en, zh = FILE_WORDS[code]
    nameless = both("intake.nameless")
    return IntakeError(
        code,
        en.format(file=file or nameless.en, detail=detail).strip(),
        zh.format(file=file or nameless.zh, detail=detail_zh or detail).strip(),
    )
