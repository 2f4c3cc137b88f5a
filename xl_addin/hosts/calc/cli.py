"""``arrears calc``: install, remove and check the add-in for LibreOffice Calc."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from arrears.commands.options import LangOption, default_lang
from xl_addin.hosts.calc import doctor as judge
from xl_addin.hosts.calc import installing
from xl_addin.hosts.calc.extension import FILE_NAME, write_extension

app = App(name="calc", help="The add-in for LibreOffice Calc: install it, remove it, find out why it does not work.")

_SAID = {
    "zh": {
        "written": "已安装到",
        "built": "已写入",
        "deleted": "已从此处删除",
        "none": "没有可删除的加载项。",
        "start": "请启动 LibreOffice Calc：输入 =AR_ 即可看到全部函数，菜单“Arrears 催收”在菜单栏中。",
        "well": "未发现问题。",
    },
    "en": {
        "written": "installed in",
        "built": "written",
        "deleted": "removed from",
        "none": "There is no add-in to remove.",
        "start": 'Start LibreOffice Calc: type =AR_ to see all functions; the menu "Arrears 催收" is in the menu bar.',
        "well": "Nothing is wrong.",
    },
}
ProfileFolder = Annotated[Path | None, Parameter(help="LibreOffice's settings folder; your own unless you say so.")]


@app.command
def install(*, profile: ProfileFolder = None, out: Path | None = None, lang: LangOption = None) -> int:
    """Install the add-in in LibreOffice, in place of an older one.

    Parameters
    ----------
    profile
        LibreOffice's settings folder.
    out
        A folder: the file is built there and nothing is installed.
    lang
        The language.
    """
    said, console = _SAID[lang or default_lang()], Console(soft_wrap=True)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        console.print(f"{said['built']} {write_extension(out / FILE_NAME)}", markup=False, highlight=False)
        return 0
    console.print(f"{said['written']} {installing.install(profile)}", markup=False, highlight=False)
    console.print(said["start"], markup=False, highlight=False)
    return 0


@app.command
def uninstall(*, profile: ProfileFolder = None, lang: LangOption = None) -> int:
    """Take the add-in out of LibreOffice.

    Parameters
    ----------
    profile
        LibreOffice's settings folder.
    lang
        The language.
    """
    said, console = _SAID[lang or default_lang()], Console(soft_wrap=True)
    gone = installing.uninstall(profile)
    console.print(said["none"] if gone is None else f"{said['deleted']} {gone}", markup=False, highlight=False)
    return 0


@app.command
def doctor(*, profile: ProfileFolder = None, lang: LangOption = None) -> int:
    """Say what is wrong with the add-in, and what to do: LibreOffice, add-in, environment, worker process, and a real cell.

    Parameters
    ----------
    profile
        LibreOffice's settings folder.
    lang
        The language.
    """
    lang = lang or default_lang()
    console = Console(soft_wrap=True)
    found = judge.findings(profile)
    if not found:
        console.print(_SAID[lang]["well"])
    for finding in found:
        console.print(f"[{finding.code}] {finding.text(lang)}", markup=False, highlight=False)
    return 1 if found else 0
