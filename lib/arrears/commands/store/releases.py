"""``arrears store``: collectors' own passwords, what was given out in full, and a file that was lost."""

from __future__ import annotations

import sys
import uuid
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from arrears.commands.options import HouseOption, LangOption, ProfileOption, default_lang
from arrears.commands.signed import DEFAULT, ActorOption, LeadRole, StoreOption, signed_in, tell
from arrears.commands.store.keys import app
from arrears.errors import ArrearsError
from arrears.words import both, say

if TYPE_CHECKING:
    import pandas as pd


_CASES_A_LINE = 8


@app.command
def password(  # noqa: PLR0913  # each is an option that a person types
    collector: str,
    *,
    renew: Annotated[bool, Parameter(help="Give another one; older workbooks keep theirs.", negative="")] = False,
    type_password: Annotated[bool, Parameter(help="Ask for it instead of making one.", negative="")] = False,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Give a collector a password of their own for workbooks with numbers in full; it is shown once.

    Parameters
    ----------
    collector
        The name as cases are assigned to it.
    """
    from arrears.commands.export import typed_password  # noqa: PLC0415  # help stays quick
    from arrears.store.access.passwords import book_passwords, give_password  # noqa: PLC0415  # same
    from arrears.workbooks.reports.export import new_password  # noqa: PLC0415  # same

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, person):
        known = set(opened.assignments()["collector"])
        if collector not in known:
            names = ", ".join(sorted(name for name in known if name))
            raise ArrearsError(both("commands.releases.no_collector", collector=collector, names=names))
        if not renew and collector in book_passwords(opened):
            raise ArrearsError(both("commands.releases.has_one", collector=collector))
        made = typed_password(language) if type_password else new_password()
        give_password(person, collector, made)
    if not type_password:
        # The password alone goes to stdout, so that it can be piped into a vault; what to do with it is said beside it.
        sys.stdout.write(f"{made}\n")
    sys.stderr.write(say("commands.releases.given", language, collector=collector) + "\n")
    return 0


@app.command
def released(
    file: str | None = None,
    *,
    store: StoreOption = DEFAULT,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Name the files with full values: when, who gave them to whom, what for, and of which cases; exit code 1 if one is lost.

    Parameters
    ----------
    file
        A file's name, or the beginning of its SHA-256; all of them unless you say.
    """
    from arrears.store import open_store  # noqa: PLC0415  # same
    from arrears.store.access.releases import lost_files, releases  # noqa: PLC0415  # same

    language = lang or default_lang()
    with open_store(store, profile=profile, house=house, create=False) as opened:
        rows = releases(opened, file)
        gone = lost_files(opened)
    if rows.empty:
        tell("commands.releases.none", language)
        return 0
    for place, row in enumerate(_rows(rows)):
        mark = (row["file_name"], row["file_sha256"]) in gone
        tell("commands.releases.line.lost" if mark else "commands.releases.line.held", language, **row)
        if file is not None or mark or place == len(rows) - 1:
            _tell_cases(row["cases"], language)
    return 1 if gone & set(zip(rows["file_name"], rows["file_sha256"], strict=True)) else 0


@app.command
def lost(
    file: str,
    reason: str,
    *,
    store: StoreOption = DEFAULT,
    actor: ActorOption = None,
    role: LeadRole = "lead",
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Record that a file with full values is lost, and name what was in it; exit code 1, for somebody must act.

    Parameters
    ----------
    file
        Its name, or the beginning of its SHA-256.
    reason
        What happened.
    """
    from arrears.store.access.releases import releases  # noqa: PLC0415  # same
    from arrears.store.records import LostFile  # noqa: PLC0415  # same

    language = lang or default_lang()
    with signed_in(store, actor, role, profile, house) as (opened, person):
        rows = releases(opened, file)
        if rows.empty:
            raise ArrearsError(both("commands.releases.unknown", file=file))
        person.append(
            [
                LostFile(
                    case_id="", happened_at=opened.clock(), actor=person.login, key=f"lost-{uuid.uuid4()}",
                    file_name=name, file_sha256=digest or None, reason=reason,
                )
                for name, digest in dict.fromkeys(zip(rows["file_name"], rows["file_sha256"], strict=True))
            ]
        )  # fmt: skip
    for row in _rows(rows):
        tell("commands.releases.line.lost", language, **row)
        _tell_cases(row["cases"], language)
    tell("commands.releases.what_now", language, cases=len({case for cases in rows["cases"] for case in cases}))
    return 1


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.itertuples(index=False, name=None)]


def _tell_cases(cases: tuple[str, ...], lang: str) -> None:
    for start in range(0, len(cases), _CASES_A_LINE):
        tell("commands.releases.cases", lang, cases="  ".join(cases[start : start + _CASES_A_LINE]))
