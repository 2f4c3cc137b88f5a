"""``arrears store``: the key that personal content is sealed with, and who may see what on PostgreSQL."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import App, Parameter

from arrears.cli.options import HouseOption, LangOption, ProfileOption, default_lang

app = App(name="store", help="The store's key, and who may see which cases.")

SAY = {
    "zh": {
        "set": "请设为环境变量 ARREARS_KEY，并打印一份存入保险柜；丢失密钥，已加密的内容无法恢复。",
        "kept": "密钥已存入系统密钥环。请打印一份存入保险柜；丢失密钥，已加密的内容无法恢复。",
        "granted": "数据库角色和行级权限已更新；{rows} 个案件已有经办人。",
        "enrolled": "{login} 现为 {role}。",
    },
    "en": {
        "set": "Set the environment variable ARREARS_KEY to it, and keep a printed copy in a safe: without it what is sealed is lost.",
        "kept": "The key is in the system's keyring. Keep a printed copy in a safe: without it what is sealed is lost.",
        "granted": "Database roles and row-level security are up to date; {rows} cases are somebody's.",
        "enrolled": "{login} is {role} now.",
    },
}


@app.command
def key(
    *,
    keep: Annotated[bool, Parameter(help="Keep it in this computer's keyring too.", negative=())] = False,
    lang: LangOption = None,
) -> int:
    """Make a key for the store's personal content, and print it once."""
    from arrears.store.keys import keep_key, new_key  # noqa: PLC0415  # help stays quick

    made = new_key()
    if keep:
        keep_key(made)
    # The key alone goes to stdout, so that it can be piped into a vault; what to do with it is said beside it.
    sys.stdout.write(f"{made}\n")
    sys.stderr.write(f"{SAY[lang or default_lang()]['kept' if keep else 'set']}\n")
    return 0


@app.command
def grant(url: str, *, profile: ProfileOption = "cn", house: HouseOption = None, lang: LangOption = None) -> int:
    """Set what each role may see and do in a PostgreSQL store; run by its owner, and again whenever the policy changes.

    Parameters
    ----------
    url
        postgresql://owner@host/database
    """
    from arrears.store import grants, open_store  # noqa: PLC0415  # same

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
    from arrears.store import grants, open_store  # noqa: PLC0415  # same

    with open_store(url, profile=profile, house=house) as store:
        grants.enrol(store, login, role)
    return _say(lang, "enrolled", login=login, role=role)


def _say(lang: str | None, what: str, **values: object) -> int:
    sys.stdout.write(SAY[lang or default_lang()][what].format(**values) + "\n")
    return 0
