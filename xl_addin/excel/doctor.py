"""What is wrong with the add-in on a computer, why, and what to do: judged from a picture of the computer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_addin.excel.machine import Machine

_ONLY_SIGNED, _NONE = 3, 4
_STORE = "WindowsApps"
_INSTALL = "arrears excel install"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, with its remedy.

    Attributes
    ----------
    code : str
        Under which the pages for administrators speak of it.
    en, zh : str
        What is wrong and what to do.
    """

    code: str
    en: str
    zh: str

    def text(self, lang: str) -> str:
        """Give the text in a language."""
        return self.zh if lang == "zh" else self.en


def findings(machine: Machine) -> list[Finding]:
    """Judge a computer.

    Parameters
    ----------
    machine : Machine
        Its picture.

    Returns
    -------
    list of Finding
        In the order in which to set them right; none if all is well.

    Examples
    --------
    >>> from pathlib import Path
    >>> from xl_addin.excel.machine import Machine
    >>> [each.code for each in findings(Machine("Linux", Path("/usr/bin/python3"), "0.1.0"))]
    ['NO_EXCEL_HERE']
    """
    if machine.system not in {"Windows", "Darwin"}:
        return [_no_excel_here(machine)]
    return [*_program(machine), *_python(machine), *_macros(machine), *_addins(machine)]


def file_findings(machine: Machine) -> list[Finding]:
    """Judge add-in files that were built for other computers: the picture's add-ins alone."""
    if not machine.addins:
        return [
            Finding(
                "NOT_INSTALLED",
                f"There is no add-in of arrears in this folder. Build it: {_INSTALL} --out FOLDER",
                f"该文件夹中没有 arrears 加载项。请生成：{_INSTALL} --out 文件夹",
            )
        ]
    of_this_computer = {"TWO_ADDINS", "WRONG_PYTHON"}
    return [each for each in _addins(machine) if each.code not in of_this_computer]


def _no_excel_here(machine: Machine) -> Finding:
    return Finding(
        "NO_EXCEL_HERE",
        f"There is no Excel for {machine.system}. For LibreOffice Calc run: arrears calc install. For other computers build the file: "
        f"{_INSTALL} --out FOLDER --interpreter 'C:\\...\\python.exe'",
        f"{machine.system} 上没有 Excel。LibreOffice Calc 请运行：arrears calc install；供其他电脑使用请生成加载项："
        f"{_INSTALL} --out 文件夹 --interpreter 'C:\\...\\python.exe'",
    )


def _program(machine: Machine) -> Iterator[Finding]:
    if machine.excel is None and machine.wps:
        yield Finding(
            "WPS",
            "WPS Office is installed and Excel is not. WPS loads no add-in of this kind; use the commands on files instead: arrears daily, "
            "arrears plan, arrears merge. Figures already calculated stay in the workbooks.",
            "装有 WPS、没有 Excel。WPS 不能加载本加载项；请改用文件命令：arrears daily、arrears plan、arrears merge。工作簿中已算出的数值会保留。",
        )
    elif machine.excel is None:
        yield Finding(
            "NO_EXCEL",
            "Excel is not installed here. Install Microsoft Excel (2016 or later, Microsoft 365), or use LibreOffice: arrears calc install.",
            "没有找到 Excel。请安装 Microsoft Excel（2016 及以上或 Microsoft 365），或使用 LibreOffice：arrears calc install。",
        )
    elif _STORE in machine.excel.parts:
        yield Finding(
            "STORE_OFFICE",
            f"Excel comes from the Microsoft Store ({machine.excel}); that edition cannot start Python. Remove it and install Office from office.com, "
            "or use the xlwings Lite way (docs/excel-lite.md).",
            f"Excel 来自微软应用商店（{machine.excel}），该版本无法启动 Python。请卸载后从 office.com 安装，或使用 xlwings Lite（docs/excel-lite.md）。",
        )


def _python(machine: Machine) -> Iterator[Finding]:
    if not machine.xlwings:
        yield Finding(
            "NO_XLWINGS",
            "xlwings is not installed in this Python. Run: pip install 'arrears[excel]'",
            "当前 Python 没有安装 xlwings。请运行：pip install 'arrears[excel]'",
        )
    if machine.broken:
        yield Finding(
            "BROKEN",
            f"A trial call of a function fails in this Python: {machine.broken}. Run: pip install --force-reinstall 'arrears[excel]'; "
            "where ARREARS_HOUSE names a folder of your own policies, check it: arrears policy list",
            f"在当前 Python 中试算失败：{machine.broken}。请运行：pip install --force-reinstall 'arrears[excel]'；"
            "如设置了 ARREARS_HOUSE（本机构规则文件夹），请用 arrears policy list 检查",
        )
    if machine.system == "Windows" and _STORE in machine.python.parts:
        yield Finding(
            "STORE_PYTHON",
            f"Python comes from the Microsoft Store ({machine.python}); Excel cannot start it. Install Python from python.org and arrears in it.",
            f"Python 来自微软应用商店（{machine.python}），Excel 无法启动它。请从 python.org 安装 Python，再在其中安装 arrears。",
        )
    if not machine.pywin32:
        yield Finding(
            "NO_PYWIN32",
            "pywin32 is missing, by which Excel and Python talk. Run: pip install --force-reinstall pywin32",
            "缺少 pywin32，Excel 与 Python 无法通信。请运行：pip install --force-reinstall pywin32",
        )
    if machine.xlwings and not machine.dll:
        bits = f"{machine.excel_bits} bits" if machine.excel_bits else "Excel"
        yield Finding(
            "NO_LIBRARY",
            f"xlwings' library for {bits} is not beside {machine.python}; Excel reports error 53 or -2147221164. "
            "Run: pip install --force-reinstall xlwings",
            f"{machine.python} 旁缺少 xlwings 的动态库（{bits}），Excel 会报错 53 或 -2147221164。请运行：pip install --force-reinstall xlwings",
        )
    if not machine.script:
        yield Finding(
            "NO_SCRIPT",
            f"The script by which Excel on a Mac starts Python is not installed. Run: {_INSTALL}",
            f"缺少 Mac 版 Excel 启动 Python 所需的脚本。请运行：{_INSTALL}",
        )


def _macros(machine: Machine) -> Iterator[Finding]:
    if machine.macro_setting == _NONE:
        yield Finding(
            "MACROS_OFF",
            "Excel is set to run no macro, without asking. File > Options > Trust Center > Macro Settings: disable with notification; "
            "where that is greyed out, ask your administrator to trust the add-in's folder (docs/excel-administrators.md).",
            "Excel 设为禁用所有宏且不提示。文件 > 选项 > 信任中心 > 宏设置：改为“禁用宏并发出通知”；如为灰色，请管理员把加载项文件夹设为受信任位置（docs/excel-administrators.md）。",
        )
    elif machine.macro_setting == _ONLY_SIGNED:
        yield Finding(
            "MACROS_SIGNED",
            "Excel runs signed macros only; the add-in is not signed. Ask your administrator to sign it or to trust its folder (docs/excel-administrators.md).",
            "Excel 只运行已签名的宏，本加载项未签名。请管理员签名，或把其文件夹设为受信任位置（docs/excel-administrators.md）。",
        )
    if not machine.trusted_folders:
        yield Finding(
            "NO_TRUSTED_FOLDERS",
            "An administrator has switched trusted locations off, so Excel does not trust its own start folder. The add-in has to be signed "
            "(docs/excel-administrators.md).",
            "管理员停用了受信任位置，Excel 不信任自己的启动文件夹。加载项须先签名（docs/excel-administrators.md）。",
        )


def _addins(machine: Machine) -> Iterator[Finding]:
    if not machine.addins:
        yield Finding(
            "NOT_INSTALLED", f"The add-in is not installed. Run: {_INSTALL}", f"尚未安装加载项。请运行：{_INSTALL}"
        )
    if len(machine.addins) > 1:
        places = "; ".join(str(addin.path) for addin in machine.addins)
        yield Finding(
            "TWO_ADDINS",
            f"There are {len(machine.addins)} add-ins of arrears, and each defines the same functions: {places}. Close Excel, delete all but one.",
            f"有 {len(machine.addins)} 个 arrears 加载项，函数重复定义：{places}。请关闭 Excel，只保留一个。",
        )
    for addin in machine.addins:
        if addin.marked:
            yield Finding(
                "MARKED",
                f"Windows holds {addin.path} for a file from the internet and blocks its macros. Right-click it > Properties > Unblock, "
                f"or run: {_INSTALL}",
                f"Windows 把 {addin.path} 当作来自互联网的文件并阻止其宏。请右击 > 属性 > 解除锁定，或运行：{_INSTALL}",
            )
        if machine.xlwings and addin.xlwings != machine.xlwings:
            yield Finding(
                "VERSIONS",
                f"{addin.path.name} was built from xlwings {addin.xlwings}, but xlwings {machine.xlwings} is installed (Excel reports "
                f"-2147221164 or a missing library). Run: {_INSTALL}",
                f"{addin.path.name} 由 xlwings {addin.xlwings} 生成，而已安装的是 {machine.xlwings}（Excel 会报 -2147221164 或缺少动态库）。请运行：{_INSTALL}",
            )
        if addin.arrears != machine.arrears:
            yield Finding(
                "OLD_ADDIN",
                f"{addin.path.name} was built from arrears {addin.arrears}; {machine.arrears} is installed, and new functions are missing. "
                f"Run: {_INSTALL}",
                f"{addin.path.name} 由 arrears {addin.arrears} 生成，已安装的是 {machine.arrears}，缺少新函数。请运行：{_INSTALL}",
            )
        if addin.interpreter and addin.interpreter not in machine.interpreters:
            yield Finding(
                "WRONG_PYTHON",
                f"The add-in starts {addin.interpreter}, which is not there. Run in the right environment: {_INSTALL}",
                f"加载项要启动的 {addin.interpreter} 不存在。请在正确的环境中运行：{_INSTALL}",
            )
