"""``arrears excel``: install, remove and check the Excel add-in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from arrears.commands.options import LangOption, default_lang
from xl_addin.hosts.excel import doctor as judge
from xl_addin.hosts.excel import installing
from xl_addin.hosts.excel.book import FILE_NAME
from xl_addin.hosts.excel.machine import look

app = App(name="excel", help="The Excel add-in: install it, remove it, find out why it does not work.")

_SAID = {
    "zh": {
        "written": "已写入",
        "deleted": "已删除",
        "none": "没有可删除的加载项。",
        "restart": "请重新启动 Excel；在单元格中输入 =AR_ 即可看到全部函数。",
        "path": "未指定 --interpreter：Excel 将使用各用户 PATH 中的 Python，或用户自己的设置文件。",
        "well": "未发现问题。",
        "found": "发现 {count} 个问题：",
    },
    "en": {
        "written": "written",
        "deleted": "deleted",
        "none": "There is no add-in to remove.",
        "restart": "Start Excel again; type =AR_ into a cell to see all functions.",
        "path": "No --interpreter was given: Excel will use the Python on each user's path, or the user's own settings file.",
        "well": "Nothing is wrong.",
        "found": "Problems found: {count}",
    },
}
OutOption = Annotated[Path | None, Parameter(help="Build the file into this folder, for other computers.")]


@app.command
def install(*, out: OutOption = None, interpreter: str = "", interpreter_mac: str = "", lang: LangOption = None) -> int:
    r"""Install the add-in for you, or build it for an administrator to roll out.

    Parameters
    ----------
    out
        A folder: the file is built there and nothing is installed.
    interpreter
        With --out: Python on the other computers, such as C:\arrears\Scripts\python.exe; variables such as %LOCALAPPDATA% are allowed.
    interpreter_mac
        The same for a Mac.
    lang
        The language, of the ribbon's labels too.
    """
    lang = lang or default_lang()
    said, console = _SAID[lang], Console(soft_wrap=True)
    if out is None:
        paths = installing.install(python=interpreter or None, lang=lang)
    else:
        paths = [installing.build(out, interpreter, interpreter_mac, lang)]
    for path in paths:
        console.print(f"{said['written']} {path}", markup=False, highlight=False)
    if out is None:
        console.print(said["restart"])
    elif not interpreter:
        console.print(said["path"])
    return 0


@app.command
def uninstall(*, lang: LangOption = None) -> int:
    """Take the add-in out of Excel's start folder.

    Parameters
    ----------
    lang
        The language.
    """
    said, console = _SAID[lang or default_lang()], Console(soft_wrap=True)
    gone = installing.uninstall()
    for path in gone:
        console.print(f"{said['deleted']} {path}", markup=False, highlight=False)
    if not gone:
        console.print(said["none"])
    return 0


@app.command
def doctor(*, out: OutOption = None, lang: LangOption = None) -> int:
    """Say what is wrong with the add-in on this computer, and what to do.

    Parameters
    ----------
    out
        A folder with a built add-in: judge that one, and not what is installed.
    lang
        The language.
    """
    lang = lang or default_lang()
    said, console = _SAID[lang], Console(soft_wrap=True)
    machine = look(folders=(out,) if out else None)
    found = judge.file_findings(machine) if out else judge.findings(machine)
    console.print(
        f"{machine.system} · Python {machine.python} · arrears {machine.arrears} · xlwings {machine.xlwings or '-'} · "
        f"Excel {machine.excel or '-'} · {FILE_NAME}: {', '.join(str(addin.path) for addin in machine.addins) or '-'}",
        markup=False,
        highlight=False,
    )
    console.print(said["found"].format(count=len(found)) if found else said["well"])
    for finding in found:
        console.print(f"[{finding.code}] {finding.text(lang)}", markup=False, highlight=False)
    return 1 if found else 0
