"""Why the values of a rule do not fit together, in both languages."""

from __future__ import annotations

from arrears.words import both


class UnfitError(ValueError):
    """Values of one rule that do not fit together.

    Attributes
    ----------
    saying : Saying
        What is wrong, for people; ``str()`` gives it in English.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.saying = both(f"policy.unfit.{key}", **values)
        super().__init__(self.saying.en)
