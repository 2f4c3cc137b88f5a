"""``arrears merge``: collectors' workbooks back into the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arrears.cli.options import HouseOption, LangOption, ProfileOption, day, default_lang
from arrears.errors import ArrearsError

if TYPE_CHECKING:
    from arrears.merging.merge import Merged

StoreOption = Annotated[
    str, Parameter(env_var="ARREARS_STORE", help="A path, sqlite:///path or postgresql://user@host/database.")
]
PasswordOption = Annotated[str | None, Parameter(env_var="ARREARS_PASSWORD", help="Opens protected workbooks.")]
UNREADABLE = 2
_SHOWN = 30
_NONE = (
    "there is no file: {path}; name the collectors' workbooks or their folder",
    "没有找到文件：{path}；请给出催收员交回的工作簿或其文件夹",
)

SAY = {
    "zh": {
        "title": "回收结果",
        "columns": ("文件", "新入库", "此前已入库", "冲突", "问题", "违规"),
        "findings": ("文件", "工作表", "行", "情况", "处理办法"),
        "breaches": ("案件编号", "当地时间", "规则", "事实"),
        "found": "需要处理",
        "broken": "违规联系",
        "more": "另有 {more} 条，见报告。",
        "report": "报告：{path}",
        "head": "链头 {head}（请留存）",
        "nothing": "没有新内容；存储库未变。",
    },
    "en": {
        "title": "what came back",
        "columns": ("file", "stored", "before", "conflicts", "problems", "breaches"),
        "findings": ("file", "sheet", "row", "what is so", "remedy"),
        "breaches": ("case", "local time", "rule", "what happened"),
        "found": "To be seen to",
        "broken": "Contacts that break a rule",
        "more": "{more} more are in the report.",
        "report": "report: {path}",
        "head": "head {head} (keep it)",
        "nothing": "nothing is new; the store is as it was.",
    },
}


def merge(  # each is an option that a person types
    *books: Path,
    store: StoreOption = "arrears.db",
    report: Path | None = None,
    profile: ProfileOption = "cn",
    house: HouseOption = None,
    password: PasswordOption = None,
    lang: LangOption = None,
) -> int:
    """Take collectors' workbooks back into the store; safe to repeat. Exit code 1 when something must be seen to.

    Parameters
    ----------
    books
        Workbooks that collectors have filled in, or folders of them.
    store
        The store that they were written from.
    report
        Where the report goes; ./merge-report.xlsx unless you say.
    profile
        The profile.
    house
        Your own policy folder.
    password
        Opens protected workbooks.
    lang
        The language.
    """
    from arrears.merging.merge import merge as merge_books  # noqa: PLC0415  # `--help` needs no pandas
    from arrears.merging.report import write_merge_report  # noqa: PLC0415  # same
    from arrears.store import open_store  # noqa: PLC0415  # same

    language = lang or default_lang()
    missing = next((path for path in books if not path.exists()), None if books else Path())
    if missing is not None:
        raise ArrearsError(_NONE[0].format(path=missing), _NONE[1].format(path=missing))
    with open_store(store, profile=profile, house=house, create=False) as opened:
        done = merge_books(opened, books, password=password, lang=language)
        today = day(None, opened.policies)
        written = write_merge_report(
            report or Path("merge-report.xlsx"),
            done,
            store=opened.name,
            policies=opened.policies,
            as_of=today,
            lang=language,
        )
    _show(done, language)
    console = Console()
    console.print(str(SAY[language]["report"]).format(path=written.path), soft_wrap=True, highlight=False, markup=False)
    if written.moved:
        console.print(written.message(language), soft_wrap=True, highlight=False, markup=False)
    if done.unreadable and not done.files:
        return UNREADABLE
    return 1 if done.needs_a_look else 0


def _show(done: Merged, lang: str) -> None:
    from arrears.merging.report import summary  # noqa: PLC0415  # same

    say, console = SAY[lang], Console()
    lines = summary(done).drop(columns=["collector", "day", "notes"]).itertuples(index=False)
    console.print(_table(say["title"], say["columns"], lines))
    found = [one for one in done.findings if one.kind != "note"]
    if found:
        rows = [(one.file, one.sheet, one.row or "", *one.words(lang)[::2]) for one in found[:_SHOWN]]
        console.print(_table(say["found"], say["findings"], rows))
    if len(done.breaches):
        broken = done.breaches[["case_id", "local_time", "rule", "happened"]].head(_SHOWN)
        console.print(_table(say["broken"], say["breaches"], broken.itertuples(index=False)))
    more = max(len(found) - _SHOWN, 0) + max(len(done.breaches) - _SHOWN, 0)
    if more:
        console.print(str(say["more"]).format(more=more), highlight=False)
    if done.receipt is None:
        console.print(say["nothing"])
    console.print(str(say["head"]).format(head=done.head), soft_wrap=True, highlight=False)


def _table(title: object, columns: object, rows: object) -> Table:
    """Make a table in which nothing from a file is markup."""
    table = Table(title=str(title), title_justify="left")
    for name in columns:  # type: ignore[attr-defined]  # texts
        table.add_column(str(name), overflow="fold")
    for row in rows:  # type: ignore[attr-defined]  # tuples
        table.add_row(*(Text(str(cell)) for cell in row))
    return table
