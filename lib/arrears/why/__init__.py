"""Why a figure is what it is: which rule, which version, in force from when, by which source, step by step.

>>> from arrears.why import why
>>> why("AR_LATE_FEE", 1000, 200, on="2026-11-23", lang="en").lines()[0]
'AR_LATE_FEE = 40.00 yuan'
"""

from arrears.why.engine import why
from arrears.why.explanation import Explanation, Ground, Quantity, Step
from arrears.why.formula import evaluate, replay
from arrears.why.registry import explainers

__all__ = ["Explanation", "Ground", "Quantity", "Step", "evaluate", "explainers", "replay", "why"]
