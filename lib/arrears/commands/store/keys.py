"""``arrears store``: the key that personal content is sealed with, and who may see what on PostgreSQL."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  # cyclopts reads the annotation at run time
from typing import Annotated

from cyclopts import App, Parameter

from arrears.commands.options import HouseOption, LangOption, ProfileOption, default_lang
from arrears.words import texts

app = App(name="store", help="The store's key, and who may see which cases.")


@app.command
def key(
    *,
    keep: Annotated[bool, Parameter(help="Keep it in this computer's keyring too.", negative=())] = False,
    lang: LangOption = None,
) -> int:
    """Make a key for the store's personal content, and print it once."""
    from arrears.store.secrets.keys import keep_key, new_key  # noqa: PLC0415  # help stays quick

    made = new_key()
    if keep:
        keep_key(made)
    # The key alone goes to stdout, so that it can be piped into a vault; what to do with it is said beside it.
    sys.stdout.write(f"{made}\n")
    sys.stderr.write(f"{texts('commands.store.keys', lang or default_lang())['kept' if keep else 'set']}\n")
    return 0


@app.command
def grant(url: str, *, profile: ProfileOption = "cn", house: HouseOption = None, lang: LangOption = None) -> int:
    """Set what each role may see and do in a PostgreSQL store; run by its owner, and again whenever the policy changes.

    Parameters
    ----------
    url
        postgresql://owner@host/database
    """
    from arrears.store import open_store  # noqa: PLC0415  # same
    from arrears.store.access import grants  # noqa: PLC0415  # same

    with open_store(url, profile=profile, house=house) as store:
        grants.grant(store)
        rows = grants.assign_rows(store)
    return _say(lang, "granted", rows=rows)


@app.command
def enrol(
    url: str,
    login: str,
    role: str,
    *,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Give a database login a role, and take any other from it.

    Parameters
    ----------
    url
        postgresql://owner@host/database
    login
        The login's name; the same word stands as actor and collector.
    role
        collector, lead, trainer, auditor or administrator.
    """
    from arrears.store import open_store  # noqa: PLC0415  # same
    from arrears.store.access import grants  # noqa: PLC0415  # same

    with open_store(url, profile=profile, house=house) as store:
        grants.enrol(store, login, role)
    return _say(lang, "enrolled", login=login, role=role)


@app.command
def trust(folder: Path, *, lang: LangOption = None) -> int:
    """Name a folder whose arrears.db the workbooks in it may use on this computer; said once.

    Parameters
    ----------
    folder
        The folder of the store.
    lang
        The language.
    """
    from arrears.store.log import memory  # noqa: PLC0415  # same

    memory.trust(folder)
    return _say(lang, "trusted", folder=folder.resolve())


def _say(lang: str | None, what: str, **values: object) -> int:
    sys.stdout.write(texts("commands.store.keys", lang or default_lang())[what].format(**values) + "\n")
    return 0
