"""Say in words for people why a database refused to store something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.words import Saying, both

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

_CODES = frozenset(
    (
        "AR000",
        "AR001",
        "AR002",
        "AR003",
        "AR004",
        "AR005",
        "AR006",
        "AR007",
        "AR008",
        "AR009",
        "42501",
        "55P03",
        "57P01",
        "25P03",
    )
)
"""Codes of our own checks, and those of PostgreSQL's that are told in words of ours."""


def reason(error: DBAPIError) -> Saying:
    """Give the reason in both languages; never the engine's own text, which may quote rows, but the database's alone."""
    code = str(getattr(error.orig, "sqlstate", "") or "")
    if code in _CODES:
        detail = getattr(getattr(error.orig, "diag", None), "message_detail", None) or ""
        return both(f"store.log.refusals.{code}", detail=detail)
    first = str(error.orig).splitlines()[0][:200] if error.orig and str(error.orig) else "no reason given"
    if first == "database is locked":
        return both("store.log.refusals.locked")
    return Saying(first, first)
