"""``arrears store``: verify, head, backup, restore, retention and erase."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from arrears.commands.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.commands.store.keys import app
from arrears.words import say, texts

if TYPE_CHECKING:
    from arrears.store import Head, Store
    from arrears.store.log.verify import Finding
    from arrears.words import Lang

StoreOption = Annotated[
    str, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
DEFAULT = "arrears.db"

_REPORTED = (
    "case_id",
    "last_activity",
    "recordings_until",
    "keep_until",
    "rule",
    "erase_by",
    "held_by",
    "status",
    "days_over",
)


def _open(store: str, profile: str = "cn", house: Path | None = None) -> Store:
    from arrears.store import open_store  # noqa: PLC0415  # `--help` needs no database

    return open_store(store, profile=profile, house=house, create=False)


@app.command
def verify(*, store: StoreOption = DEFAULT, anchor: str | None = None, lang: LangOption = None) -> int:
    """Check the whole log; exit code 1 when something was changed, inserted or cut.

    Parameters
    ----------
    store
        The store.
    anchor
        A head (count:hash) or a file of heads kept elsewhere; the file beside a SQLite store is compared as well.
    lang
        The language.
    """
    lang = lang or default_lang()
    words = texts("commands.store.log", lang)
    console = Console()
    with _open(store) as opened:
        heads, unread = _anchors(anchor, opened.heads)
        result = opened.verify(heads)
        _remove_leftovers(opened, console, lang)
    for finding in _in_ranges(result.findings):
        console.print(finding.text(lang), highlight=False, markup=False, soft_wrap=True)
    for finding, by in result.known:
        told = str(words["known"]).format(what=finding.text(lang), by=by)
        console.print(told, highlight=False, markup=False, soft_wrap=True)
    counts = {"count": result.head.count, "anchors": result.anchors, "erased": len(result.erased)}
    console.print(
        str(words["whole" if result.is_intact else "broken"]).format(**counts, findings=len(result.findings)),
        soft_wrap=True,
    )
    if unread:
        console.print(str(words["unread"]).format(lines=unread), soft_wrap=True)
    if not heads:
        console.print(words["no_anchor"], soft_wrap=True)
    return 0 if result.is_intact else 1


_MADE_ANEW = frozenset({"GUARDS", "INDEX"})


def _in_ranges(findings: list[Finding]) -> list[Finding]:
    """Put findings of one kind about neighbouring events into one line."""
    from arrears.store.log.verify import Finding  # noqa: PLC0415  # same

    told: list[Finding] = []
    for each in findings:
        last = told[-1] if told else None
        if last is not None and last.code == each.code and last.last + 1 == each.first and each.what == last.what:
            told[-1] = Finding(each.code, last.first, each.last, each.what)
        else:
            told.append(each)
    return told


def _remove_leftovers(store: Store, console: Console, lang: Lang) -> None:
    from arrears.store.log.backup import remove_leftovers  # noqa: PLC0415  # same

    if store.engine.dialect.name == "sqlite":
        removed = remove_leftovers(Path(str(store.engine.url.database)).absolute().parent)
        if removed:
            console.print(say("commands.store.log.leftovers", lang, count=removed), soft_wrap=True, highlight=False)


@app.command
def repair(
    *,
    reason: str,
    actor: str | None = None,
    anchor: str | None = None,
    store: StoreOption = DEFAULT,
    lang: LangOption = None,
) -> int:
    """Set what is damaged aside, with a record in the log: work goes on, and the fault stays provable.

    Parameters
    ----------
    reason
        What happened, as far as it is known.
    actor
        Who does it; the system's login unless you say.
    anchor
        As `verify` takes it.
    store
        The store.
    lang
        The language.
    """
    lang = lang or default_lang()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    with _open(store) as opened:
        heads, _ = _anchors(anchor, opened.heads)
        done = opened.repair(heads, actor=actor or getpass.getuser(), reason=reason)
        left = opened.verify(_anchors(anchor, opened.heads)[0]).findings
    if done.receipt is None and not done.anew and not left:
        console.print(say("commands.store.log.nothing_to_repair", lang))
    if done.receipt is not None:
        console.print(say("commands.store.log.repaired", lang, count=done.aside, head=done.receipt.head))
    if done.anew:
        console.print(say("commands.store.log.anew", lang, names=", ".join(done.anew)))
    for finding in _in_ranges(left):
        console.print(finding.text(lang))
    if "PAGES" in {finding.code for finding in left}:
        console.print(say("commands.store.log.pages_left", lang))
    return 1 if left else 0


def _anchors(anchor: str | None, beside: Path | None) -> tuple[list[Head], int]:
    from arrears.store.log.anchors import Head, read_anchors  # noqa: PLC0415  # same

    heads: list[Head] = []
    unread = 0
    files = [beside] if beside is not None and beside.is_file() else []
    if anchor is not None:
        if Path(anchor).is_file():
            files.append(Path(anchor))
        else:
            heads.append(Head.read(anchor))
    for file in files:
        found, torn = read_anchors(file)
        heads += found
        unread += torn
    return heads, unread


@app.command
def head(*, store: StoreOption = DEFAULT) -> int:
    """Print the head (count:hash); keep it where nobody who can change the store can change it.

    Parameters
    ----------
    store
        The store.
    """
    with _open(store) as opened:
        Console().print(str(opened.head()), soft_wrap=True, highlight=False)
    return 0


@app.command
def backup(file: Path, *, store: StoreOption = DEFAULT, lang: LangOption = None) -> int:
    """Write the whole store, verified, to one new file; of a damaged one too, marked so, with exit code 1.

    Parameters
    ----------
    file
        The new file.
    store
        The store.
    lang
        The language.
    """
    from arrears.store.log.backup import back_up  # noqa: PLC0415  # same

    with _open(store) as opened:
        saved = back_up(opened.engine, file)
        # What a backup has anew, it cannot show as lost: triggers and the customer index.
        around = [one for one in opened.verify().findings if one.code in _MADE_ANEW and one not in saved.findings]
    lang = lang or default_lang()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(say("commands.store.log.saved", lang, file=file, head=saved.head))
    if saved.findings:
        console.print(say("commands.store.log.saved_damaged", lang, count=len(saved.findings)))
    for finding in _in_ranges(list(saved.findings)):
        console.print(finding.text(lang))
    if around:
        console.print(say("commands.store.log.saved_around", lang, count=len(around)))
    for finding in _in_ranges(around):
        console.print(finding.text(lang))
    return 1 if saved.findings or around else 0


@app.command
def restore(
    file: Path,
    *,
    store: StoreOption = DEFAULT,
    damaged: Annotated[bool, Parameter(negative=())] = False,
    lang: LangOption = None,
) -> int:
    """Make a store from a backup; one that is there already is never overwritten. Exit code 1 if the backup is older than the file of heads.

    Parameters
    ----------
    file
        The backup.
    store
        Where the store is to be.
    damaged
        Restore a backup that is not whole, as it stands, into a new file; then run `arrears store repair`.
    lang
        The language.
    """
    from arrears.store.log.backup import restore as bring_back  # noqa: PLC0415  # same
    from arrears.store.log.engine import store_url  # noqa: PLC0415  # same
    from arrears.store.log.opening import store_name  # noqa: PLC0415  # same

    found = bring_back(file, store, damaged=damaged)
    words, url = texts("commands.store.log", lang or default_lang()), store_url(store)
    console = Console(soft_wrap=True, highlight=False)
    console.print(str(words["restored"]).format(store=store_name(url), head=found))
    beside = Path(f"{url.database}.heads")
    known = _anchors(None, beside if url.get_backend_name() == "sqlite" else None)[0]
    last = max((head.count for head in known), default=0)
    if last > found.count:
        console.print(str(words["older"]).format(first=found.count + 1, last=last, file=beside.name))
        return 1
    return 0


@app.command
def retention(
    *,
    store: StoreOption = DEFAULT,
    on: DayOption = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Say how long each case must be kept; exit code 1 when personal content is due to be erased.

    Parameters
    ----------
    store
        The store.
    on
        The day.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    lang = lang or default_lang()
    words = texts("commands.store.log", lang)
    with _open(store, profile, house) as opened:
        report = opened.retention(day(on, opened.policies))
    if report.empty:
        Console().print(words["none"])
        return 0
    table = Table()
    for name in words["columns"]:
        table.add_column(name, overflow="fold")
    statuses = texts("commands.store.log.statuses", lang)
    for row in report[list(_REPORTED)].assign(status=report["status"].map(statuses)).itertuples(index=False):
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console().print(table)
    return 1 if (report["status"] == "erase").any() else 0


@app.command
def erase(  # noqa: PLR0913  # a command has as many options as its user needs
    case: str,
    *,
    reason: str,
    basis: str,
    actor: str,
    early: bool = False,
    store: StoreOption = DEFAULT,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    lang: LangOption = None,
) -> int:
    """Erase the personal content of a case whose period is over; the log stays verifiable.

    Parameters
    ----------
    case
        The case number.
    reason
        Why.
    basis
        The legal basis.
    actor
        Who does it.
    early
        Before its period is over: for data that should never have been stored.
    store
        The store.
    profile
        The profile.
    house
        Your own policy folder.
    lang
        The language.
    """
    with _open(store, profile, house) as opened:
        receipt = opened.erase(case, reason=reason, basis=basis, actor=actor, early=early)
    text = str(texts("commands.store.log", lang or default_lang())["erased"]).format(case=case, head=receipt.head)
    Console().print(text, soft_wrap=True, highlight=False, markup=False)
    return 0


@app.command
def reindex(*, store: StoreOption = DEFAULT, lang: LangOption = None) -> int:
    """Make the index anew by which customers are found, after the key was changed; run by the store's owner.

    Parameters
    ----------
    store
        The store.
    lang
        The language.
    """
    from arrears.store.access import customers  # noqa: PLC0415  # same

    with _open(store) as opened, opened.engine.begin() as connection:
        count = customers.reindex(connection)
    Console().print(
        str(texts("commands.store.log", lang or default_lang())["indexed"]).format(count=count),
        soft_wrap=True,
        highlight=False,
    )
    return 0
