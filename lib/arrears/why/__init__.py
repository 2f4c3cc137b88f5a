"""Why a figure is what it is: which rule, which version, in force from when, by which source, step by step.

>>> from arrears.why import why
>>> why("AR_LATE_FEE", 1000, 200, on="2026-11-23", lang="en").lines()[0]
'AR_LATE_FEE = 40.00 yuan'
"""

from __future__ import annotations

import sys
from types import ModuleType

from arrears.why.engine import why
from arrears.why.explanation import Explanation, Ground, Quantity, Step
from arrears.why.formula import evaluate, replay
from arrears.why.registry import explainers
from arrears.why.wording import in_words

__all__ = ["Explanation", "Ground", "Quantity", "Step", "evaluate", "explainers", "in_words", "replay", "why"]


class _Answers(ModuleType):
    """Make the package callable: its import puts it where ``ar.why`` stands, which people call as a function."""

    def __call__(self, function: str, *arguments: object, **named: object) -> Explanation:
        return why(function, *arguments, **named)  # type: ignore[arg-type]  # `why` itself says which are known


sys.modules[__name__].__class__ = _Answers
