"""Why a figure is what it is: which rule, which version, in force from when, by which source, step by step.

Each name is loaded when it is first asked for, so that a command that shows rules alone loads no tables.

>>> from arrears.explain import why
>>> why("AR_LATE_FEE", 1000, 200, on="2026-11-23", lang="en").lines()[0]
'AR_LATE_FEE = 40.00 yuan'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrears.explain.engine import why as why
    from arrears.explain.explanation import Explanation as Explanation
    from arrears.explain.explanation import Ground as Ground
    from arrears.explain.explanation import Quantity as Quantity
    from arrears.explain.explanation import Step as Step
    from arrears.explain.formula import evaluate as evaluate
    from arrears.explain.formula import replay as replay
    from arrears.explain.registry import explainers as explainers
    from arrears.explain.wording import in_words as in_words

_HOMES = {
    "Explanation": "explanation",
    "Ground": "explanation",
    "Quantity": "explanation",
    "Step": "explanation",
    "evaluate": "formula",
    "explainers": "registry",
    "in_words": "wording",
    "replay": "formula",
    "why": "engine",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # one table says both where a name lives and that it is public


def __getattr__(name: str) -> object:
    """Load a public name from its home the first time it is asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'arrears.explain' has no attribute {name!r}")
    value = getattr(import_module(f"arrears.explain.{home}"), name)
    globals()[name] = value
    return value
