"""The few errors worth telling apart.

A rule that is misused raises `ValueError`; a bad row in a file is a value (see `arrears.intake`), never an exception.
"""

from __future__ import annotations

from arrears.words import Saying


class ArrearsError(Exception):
    """What a person can put right: its text is one line and says how.

    Parameters
    ----------
    message : str or Saying
        What is wrong and the remedy: in both languages, or in English alone.
    zh : str, optional
        The same in Chinese, where `message` is English alone.
    """

    def __init__(self, message: str | Saying, zh: str = "") -> None:
        if isinstance(message, Saying):
            zh, message = message
        super().__init__(message)
        self.message = message
        self.zh = zh

    def text(self, lang: str) -> str:
        """Give the message in a language, ``zh`` or ``en``."""
        return self.zh if lang == "zh" and self.zh else self.message


class PolicyError(ArrearsError):
    """A policy file is wrong, missing, or not in force on the day that was asked for."""


class StoppedError(ArrearsError):
    """Nothing may be written to this customer, or not yet; the message says what stops it."""


class StoreError(ArrearsError):
    """A store cannot be opened, or refuses what would harm its history."""


class IntakeError(ArrearsError):
    """A file cannot be used as a whole.

    Parameters
    ----------
    code : str
        A stable word for programs, such as ``HEADER_NOT_FOUND``.
    message, zh : str or Saying, str
        One line for people: what is wrong, in which file, and the remedy.
    """

    def __init__(self, code: str, message: str | Saying, zh: str = "") -> None:
        super().__init__(message, zh)
        self.code = code

    def __reduce__(self) -> tuple[type[IntakeError], tuple[str, str, str]]:
        """Survive the way back from a child process, which sends an error by pickle."""
        return (type(self), (self.code, self.message, self.zh))
