"""``arrears store``: verify, head, backup, restore, retention and erase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from arrears.cli.options import DayOption, HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.cli.store import app

if TYPE_CHECKING:
    from arrears.store import Head, Store

StoreOption = Annotated[
    str, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
DEFAULT = "arrears.db"

SAY = {
    "zh": {
        "whole": "完整：{count} 条事件，已比对 {anchors} 个链头，依法删除 {erased} 条内容。",
        "broken": "发现 {findings} 处问题（{count} 条事件，已比对 {anchors} 个链头）。",
        "no_anchor": "没有可比对的链头：链尾若被截断无法发现；请用 --anchor 提供回执或日报中的链头。",
        "unread": "链头文件中有 {lines} 行无法读取，已略过。",
        "head": "链头",
        "saved": "已备份到 {file}，链头 {head}",
        "restored": "已恢复到 {store}，链头 {head}",
        "older": "注意：旁边的链头文件记有更新的链头，备份中缺少第 {first}–{last} 号事件；请从回执、返回的工作簿中找回并以原键重新提交，然后移走链头文件 {file}。",
        "erased": "案件 {case} 的内容已删除，链头 {head}；此前的备份中仍有该内容，请一并处理。",
        "columns": ("案件编号", "最后活动", "录音保存至", "保存至", "依据", "删除期限", "未了事项", "状态", "逾期天数"),
        "none": "没有案件。",
        "indexed": "已按当前密钥重建客户索引，共 {count} 个号码。",
    },
    "en": {
        "whole": "whole: {count} events, {anchors} heads compared, {erased} contents lawfully erased.",
        "broken": "{findings} findings ({count} events, {anchors} heads compared).",
        "no_anchor": "there is no head to compare with: a cut end cannot be seen; give one from a receipt or a daily report with --anchor.",
        "unread": "{lines} lines of the file of heads could not be read and were passed over.",
        "head": "head",
        "saved": "backed up to {file}, head {head}",
        "restored": "restored to {store}, head {head}",
        "older": "note: the file of heads beside it tells of events {first}–{last}, which this backup does not hold; find them in receipts and returned workbooks, submit them again under the same keys, then move {file} away.",
        "erased": "the content of case {case} is erased, head {head}; backups made before still hold it, see to them as well.",
        "columns": (
            "case",
            "last activity",
            "keep recordings until",
            "keep until",
            "rule",
            "erase by",
            "held by",
            "status",
            "days over",
        ),
        "none": "There is no case.",
        "indexed": "the index of customers is made anew under the present key; it holds {count} numbers.",
    },
}
STATUSES = {
    "zh": {"keep": "须保存", "hold": "暂缓删除", "erase": "应删除", "erased": "已删除"},
    "en": {"keep": "keep", "hold": "hold", "erase": "erase", "erased": "erased"},
}
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
    say = SAY[lang]
    console = Console()
    with _open(store) as opened:
        heads, unread = _anchors(anchor, opened.heads)
        result = opened.verify(heads)
    for finding in result.findings:
        console.print(finding.text(lang), highlight=False, markup=False, soft_wrap=True)
    counts = {"count": result.head.count, "anchors": result.anchors, "erased": len(result.erased)}
    console.print(
        str(say["whole" if result.whole else "broken"]).format(**counts, findings=len(result.findings)), soft_wrap=True
    )
    if unread:
        console.print(str(say["unread"]).format(lines=unread), soft_wrap=True)
    if not heads:
        console.print(say["no_anchor"], soft_wrap=True)
    return 0 if result.whole else 1


def _anchors(anchor: str | None, beside: Path | None) -> tuple[list[Head], int]:
    from arrears.store.anchors import Head, read_anchors  # noqa: PLC0415  # same

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
    """Write the whole store, verified, to one new file.

    Parameters
    ----------
    file
        The new file.
    store
        The store.
    lang
        The language.
    """
    from arrears.store.backup import back_up  # noqa: PLC0415  # same

    with _open(store) as opened:
        saved = back_up(opened.engine, file)
    Console().print(
        str(SAY[lang or default_lang()]["saved"]).format(file=file, head=saved), soft_wrap=True, highlight=False
    )
    return 0


@app.command
def restore(file: Path, *, store: StoreOption = DEFAULT, lang: LangOption = None) -> int:
    """Make a store from a backup; one that is there already is never overwritten. Exit code 1 if the backup is older than the file of heads.

    Parameters
    ----------
    file
        The backup.
    store
        Where the store is to be.
    lang
        The language.
    """
    from arrears.store.backup import restore as bring_back  # noqa: PLC0415  # same
    from arrears.store.engine import store_url  # noqa: PLC0415  # same
    from arrears.store.opening import store_name  # noqa: PLC0415  # same

    found = bring_back(file, store)
    say, url = SAY[lang or default_lang()], store_url(store)
    console = Console(soft_wrap=True, highlight=False)
    console.print(str(say["restored"]).format(store=store_name(url), head=found))
    beside = Path(f"{url.database}.heads")
    known = _anchors(None, beside if url.get_backend_name() == "sqlite" else None)[0]
    last = max((head.count for head in known), default=0)
    if last > found.count:
        console.print(str(say["older"]).format(first=found.count + 1, last=last, file=beside.name))
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
    say = SAY[lang]
    with _open(store, profile, house) as opened:
        report = opened.retention(day(on, opened.policies))
    if report.empty:
        Console().print(say["none"])
        return 0
    table = Table()
    for name in say["columns"]:
        table.add_column(name, overflow="fold")
    statuses = STATUSES[lang]
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
    text = str(SAY[lang or default_lang()]["erased"]).format(case=case, head=receipt.head)
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
    from arrears.store import customers  # noqa: PLC0415  # same

    with _open(store) as opened, opened.engine.begin() as connection:
        count = customers.reindex(connection)
    Console().print(str(SAY[lang or default_lang()]["indexed"]).format(count=count), soft_wrap=True, highlight=False)
    return 0
